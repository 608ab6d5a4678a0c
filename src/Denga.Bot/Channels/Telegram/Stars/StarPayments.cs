using System.Text.Json;
using Denga.Contracts.Bot;
using Denga.Platform.Data;

namespace Denga.Bot.Channels.Telegram;

/// <param name="Payer">Telegram's number of who paid.</param>
internal sealed record StarPayment(string Charge, string Payload, long Payer, long Stars, DateTimeOffset At);

/// <summary>What people paid to the bot. It is kept once for each of Telegram's charges, whether an update told of it or Telegram's own list, and told in the
/// same transaction.</summary>
internal sealed class StarPayments(Database<BotModule> database, TimeProvider clock)
{
    internal Task Keep(IReadOnlyList<StarPayment> paid, CancellationToken cancel) =>
        paid.Count == 0
            ? Task.CompletedTask
            : database.Transaction(
                async unit =>
                {
                    foreach (var payment in paid)
                        if (await IsNew(unit, payment))
                            unit.Publish(new StarsPaid(payment.Charge, payment.Payload, payment.Stars, payment.At));
                    return 0;
                },
                cancel
            );

    /// <summary>Null for an unknown charge.</summary>
    internal async Task<long?> PayerOf(string charge, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select payer from star_payment where charge = $1");
        return (long?)await command.With(charge).ExecuteScalarAsync(cancel);
    }

    private async Task<bool> IsNew(UnitOfWork unit, StarPayment payment)
    {
        await using var insert = unit.Connection.CreateCommand();
        insert.CommandText = """
            insert into star_payment (charge, payload, payer, stars, paid_at, kept_at) values ($1, $2, $3, $4, $5, $6)
            on conflict (charge) do nothing
            """;
        insert.With(payment.Charge).With(payment.Payload).With(payment.Payer).With(payment.Stars).With(payment.At).With(clock.GetUtcNow());
        return await insert.ExecuteNonQueryAsync() == 1;
    }
}
