using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Wallet.Transfers;

/// <summary>The transaction manager: checks what was requested, and passes it on to the transaction service or refuses it. State, mark of the event and
/// next event commit together.</summary>
internal sealed class TransactionManager(IOptions<WalletOptions> options, TimeProvider clock) : IConsumer
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public string Name => "wallet.transaction-manager";

    public IReadOnlyList<Type> Events { get; } = [typeof(TransferRequested)];

    public async Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
    {
        var transfers = await TransferRow.Lock(
            work,
            [.. batch.Select(d => ((TransferRequested)d.Event).Transfer)],
            TransferStatus.Requested,
            cancel
        );
        // Two transfers of one person must not each see the limit without the other, also in two processes.
        await using (
            var turn = new NpgsqlCommand(
                "select pg_advisory_xact_lock(hashtextextended('wallet limits ' || p::text, 0)) from unnest($1) as p order by p",
                work.Connection
            ).With(transfers.Select(t => t.Person.Value).Distinct().Order().ToArray())
        )
            await turn.ExecuteNonQueryAsync(cancel);
        foreach (var transfer in transfers)
        {
            work.Cause = batch.First(d => ((TransferRequested)d.Event).Transfer == transfer.Id).Trace;
            var now = clock.GetUtcNow();
            if (await Refuses(transfer, work, now, cancel) is { } error)
            {
                await transfer.Refuse(work, error, now, cancel);
                continue;
            }
            await using var pass = new NpgsqlCommand("update transfer set state = 1, validated_at = $2 where id = $1", work.Connection)
                .With(transfer.Id.Value)
                .With(now);
            await pass.ExecuteNonQueryAsync(cancel);
            work.Publish(new TransferValidated(transfer.Id, transfer.Person, transfer.From, transfer.Amount, now));
        }
    }

    private async Task<Error?> Refuses(TransferRow transfer, UnitOfWork work, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select f.currency, f.closed_at is not null, t.currency, t.closed_at is not null, r.state, r.expires_at
            from (select 1) one
            left join account f on f.id = $1 and f.person_id = $2
            left join account t on t.id = $3 and t.person_id = $4
            left join payment_request r on r.id = $5
            """,
            work.Connection
        ).With(transfer.From.Value).With(transfer.Person.Value).With(transfer.To?.Value).With(transfer.Payee.Value).With(transfer.Request?.Value);
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            await rows.ReadAsync(cancel);
            if (rows.Text(0) is not { } currency || (transfer.To is not null && rows.IsDBNull(2)))
                return WalletErrors.AccountNotFound;
            if (currency != transfer.Amount.Currency.Code || (rows.Text(2) ?? currency) != currency)
                return WalletErrors.WrongCurrency;
            if (transfer.To == transfer.From || (transfer.To is null && transfer.Payee == transfer.Person))
                return WalletErrors.SameAccount;
            if (rows.GetBoolean(1) || (transfer.To is not null && rows.GetBoolean(3)))
                return WalletErrors.AccountClosed;
            if (rows.Nullable<short>(4) is { } request)
            {
                if (request == 1)
                    return WalletErrors.RequestPaid;
                if (request == 2)
                    return WalletErrors.RequestCancelled;
                if (rows.GetFieldValue<DateTimeOffset>(5) <= now)
                    return WalletErrors.RequestExpired;
            }
        }
        var limits = options.Value.Limits;
        var sent = await Sent.Of(work.Connection, transfer.Person, now, cancel);
        if (sent.InMinute >= limits.PerMinute)
            return WalletErrors.TooFast;
        if (transfer.Own)
            return null;
        var worth = transfer.BaseMinor;
        return Over("operation", limits.PerOperation, 0)
            ?? Over("day", limits.PerDay, sent.InDay)
            ?? Over("month", limits.PerMonth, sent.InMonth);

        Error? Over(string which, long units, long used)
        {
            var limit = limits.Whole(units);
            return worth > limit.Minor - used
                ? WalletErrors.Limit(which, limit, new Money(Math.Max(0, limit.Minor - used), limit.Currency))
                : null;
        }
    }

    /// <summary>What a person has sent, in the smallest units of the limits' currency.</summary>
    internal sealed record Sent(long InDay, long InMonth, int InMinute)
    {
        internal static async Task<Sent> Of(NpgsqlConnection connection, PersonId person, DateTimeOffset now, CancellationToken cancel)
        {
            await using var command = new NpgsqlCommand(
                """
                select coalesce(sum(base_minor) filter (where not own and validated_at > $2), 0)::bigint,
                    coalesce(sum(base_minor) filter (where not own), 0)::bigint,
                    count(*) filter (where validated_at > $3)::int
                from transfer where person_id = $1 and state in (1, 2) and validated_at > $4
                """,
                connection
            ).With(person.Value).With(now - Day).With(now - TimeSpan.FromMinutes(1)).With(now - Month);
            await using var rows = await command.ExecuteReaderAsync(cancel);
            await rows.ReadAsync(cancel);
            return new Sent(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt32(2));
        }
    }
}
