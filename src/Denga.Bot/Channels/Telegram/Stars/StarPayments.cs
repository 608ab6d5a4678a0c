using Dapper;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Bot.Channels.Telegram;

/// <param name="Payer">Telegram's number of who paid.</param>
internal sealed record StarPayment(string Charge, string Payload, long Payer, long Stars, DateTimeOffset At);

/// <summary>What people paid to the bot. It is kept once for each of Telegram's charges, whether an update told of it or Telegram's own list, and told in the
/// same transaction.</summary>
internal sealed class StarPayments(Database<BotModule> database, TimeProvider clock)
{
    /// <summary>Also what the previous release kept, without the person.</summary>
    private const string Of = """
        payer is not null and (person_id = @person
            or payer in (select external_id::bigint from conversation where channel = 'telegram' and person_id = @person))
        """;

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

    /// <summary>Null for an unknown charge, and for the one of somebody who was erased.</summary>
    internal async Task<long?> PayerOf(string charge, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select payer from star_payment where charge = $1");
        return await command.With(charge).ExecuteScalarAsync(cancel) as long?;
    }

    /// <summary>The money stays, and can go back to nobody.</summary>
    internal static Task ForgetPayer(NpgsqlConnection connection, PersonId person) =>
        connection.ExecuteAsync("update star_payment set payer = null where " + Of, new { person = person.Value });

    internal static Task Merge(NpgsqlConnection connection, PersonId kept, PersonId absorbed) =>
        connection.ExecuteAsync(
            "update star_payment set person_id = @kept where person_id = @absorbed",
            new { kept = kept.Value, absorbed = absorbed.Value }
        );

    /// <summary>What the person paid, the newest first.</summary>
    internal static async Task<IReadOnlyList<StarPayment>> By(NpgsqlConnection connection, PersonId person, int limit) =>
        [
            .. (
                await connection.QueryAsync<(string Charge, string Payload, long Payer, long Stars, DateTime At)>(
                    $"select charge, payload, payer, stars, paid_at from star_payment where {Of} order by paid_at desc limit @limit",
                    new { person = person.Value, limit }
                )
            ).Select(p => new StarPayment(p.Charge, p.Payload, p.Payer, p.Stars, new DateTimeOffset(p.At, TimeSpan.Zero))),
        ];

    private async Task<bool> IsNew(UnitOfWork unit, StarPayment payment)
    {
        await using var insert = unit.Connection.CreateCommand();
        insert.CommandText = """
            insert into star_payment (charge, payload, payer, stars, paid_at, kept_at, person_id)
            select $1, $2, $3, $4, $5, $6, (select person_id from conversation where channel = 'telegram' and external_id = $3::text)
            on conflict (charge) do nothing
            """;
        insert.With(payment.Charge).With(payment.Payload).With(payment.Payer).With(payment.Stars).With(payment.At).With(clock.GetUtcNow());
        return await insert.ExecuteNonQueryAsync() == 1;
    }
}
