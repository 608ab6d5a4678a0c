using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Wallet.Transfers;

/// <summary>What follows the end of a transfer: who waits is woken, a new payee becomes a contact, a failed schedule is told.</summary>
internal sealed class OnTransferEnded(TransferWaits waits) : IConsumer
{
    public string Name => "wallet.transfer-ended";

    public IReadOnlyList<Type> Events { get; } = [typeof(TransferCompleted), typeof(TransferRefused)];

    public async Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
    {
        foreach (var delivery in batch)
        {
            switch (delivery.Event)
            {
                case TransferCompleted completed:
                    waits.Ended(completed.Transfer);
                    break;
                case TransferRefused refused:
                    waits.Ended(refused.Transfer);
                    break;
                default:
                    throw new InvalidOperationException(delivery.Type);
            }
        }
        await AddContacts([.. batch.Select(d => d.Event).OfType<TransferCompleted>().Where(c => c.Payee != c.Person)], work, cancel);
        foreach (var delivery in batch)
        {
            work.Cause = delivery.Trace;
            if (delivery.Event is TransferRefused { Schedule: { } schedule } failed)
                work.Publish(
                    new ScheduleFailed(
                        schedule,
                        failed.Person,
                        failed.Transfer,
                        failed.Amount,
                        failed.Refusal,
                        await NextOf(schedule, work, cancel),
                        failed.At
                    )
                );
        }
    }

    /// <summary>A person stays one contact, however he was named; an account whose owner was never named is a contact of its own.</summary>
    private static async Task AddContacts(IReadOnlyList<TransferCompleted> completed, UnitOfWork work, CancellationToken cancel)
    {
        if (completed.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            """
            insert into contact (id, person_id, payee_id, account_id, name, payee_name, used_at)
            select distinct on (person_id, payee_id, account_id) gen_random_uuid(), person_id, payee_id, account_id, payee_name, payee_name, ended_at
            from (select *, case when by_account then to_id end as account_id from transfer where id = any($1)) t
            order by person_id, payee_id, account_id, ended_at desc
            on conflict on constraint contact_once do update set used_at = excluded.used_at
            """,
            work.Connection
        ).With(completed.Select(c => c.Transfer.Value).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<DateTimeOffset?> NextOf(ScheduleId schedule, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select next_at from schedule where id = $1", work.Connection).With(schedule.Value);
        return await command.ExecuteScalarAsync(cancel) is DateTime next ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }
}
