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
        if (transfers.Count == 0)
            return;
        var traces = TransferRow.Traces(batch, d => ((TransferRequested)d.Event).Transfer);
        var now = clock.GetUtcNow();
        var (sides, sent) = await Load(work.Connection, transfers, now, cancel);
        var passed = new List<Guid>(transfers.Count);
        foreach (var transfer in transfers)
        {
            work.Cause = traces[transfer.Id];
            if (Refuses(transfer, sides[transfer.Id], sent[transfer.Person], now) is { } error)
            {
                await transfer.Refuse(work, error, now, cancel);
                continue;
            }
            sent[transfer.Person] = sent[transfer.Person].With(transfer);
            passed.Add(transfer.Id.Value);
            work.Publish(new TransferValidated(transfer.Id, transfer.Person, transfer.From, transfer.Amount, now));
        }
        await using var pass = new NpgsqlCommand(
            $"update transfer set state = {TransferStatus.Validated:D}, validated_at = $2 where id = any($1)",
            work.Connection
        )
            .With(passed.ToArray())
            .With(now);
        await pass.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What the rules need to know, in one round trip. Two transfers of one person must not each see the limit without the other, also in two
    /// processes: whoever comes second waits here for the first one's commit.</summary>
    private static async Task<(Dictionary<OperationId, Sides> Sides, Dictionary<PersonId, Sent> Sent)> Load(
        NpgsqlConnection connection,
        List<TransferRow> transfers,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        Guid[] people = [.. transfers.Select(t => t.Person.Value).Distinct().Order()];
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Command("select pg_advisory_xact_lock(hashtextextended('wallet limits ' || p::text, 0)) from unnest($1) as p order by p")
            .With(people);
        batch
            .Command(
                """
                select t.id, f.currency, f.closed_at is not null, o.currency, o.closed_at is not null, r.state, r.expires_at
                from transfer t
                left join account f on f.id = t.from_id and f.person_id = t.person_id
                left join account o on o.id = t.to_id and o.person_id = t.payee_id
                left join payment_request r on r.id = t.request_id
                where t.id = any($1)
                """
            )
            .With(transfers.Select(t => t.Id.Value).ToArray());
        Sent.Ask(batch, people, now);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        var sides = new Dictionary<OperationId, Sides>(transfers.Count);
        while (await rows.ReadAsync(cancel))
            sides[new OperationId(rows.GetGuid(0))] = new Sides(
                rows.Text(1),
                rows.GetBoolean(2),
                rows.Text(3),
                rows.GetBoolean(4),
                (PaymentRequestState?)rows.Nullable<short>(5),
                rows.Nullable<DateTimeOffset>(6)
            );
        await rows.NextResultAsync(cancel);
        return (sides, await Sent.Read(rows, people, cancel));
    }

    private Error? Refuses(TransferRow transfer, Sides sides, Sent sent, DateTimeOffset now)
    {
        if (sides.From is not { } currency || (transfer.To is not null && sides.To is null))
            return WalletErrors.AccountNotFound;
        if (currency != transfer.Amount.Currency.Code || (sides.To ?? currency) != currency)
            return WalletErrors.WrongCurrency;
        if (transfer.To == transfer.From || (transfer.To is null && transfer.Payee == transfer.Person))
            return WalletErrors.SameAccount;
        if (sides.IsFromClosed || (transfer.To is not null && sides.IsToClosed))
            return WalletErrors.AccountClosed;
        if (sides.Request is { } request)
        {
            if (request == PaymentRequestState.Paid)
                return WalletErrors.RequestPaid;
            if (request == PaymentRequestState.Cancelled)
                return WalletErrors.RequestCancelled;
            if (sides.RequestExpires <= now)
                return WalletErrors.RequestExpired;
        }
        var limits = options.Value.Limits;
        if (sent.InMinute >= limits.PerMinute)
            return WalletErrors.TooFast;
        return transfer.Own ? null : OverLimits(limits, transfer.BaseMinor, sent);
    }

    /// <param name="worth">In the smallest units of the limits' currency.</param>
    internal static Error? OverLimits(LimitOptions limits, long worth, Sent sent)
    {
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

    /// <param name="From">Currency of the payer's account; null when it is not his.</param>
    /// <param name="To">Currency of the named account; null when none was named, or it is not the payee's.</param>
    /// <param name="Request">State of the payment request that is paid.</param>
    private sealed record Sides(
        string? From,
        bool IsFromClosed,
        string? To,
        bool IsToClosed,
        PaymentRequestState? Request,
        DateTimeOffset? RequestExpires
    );

    /// <summary>What a person has sent, in the smallest units of the limits' currency.</summary>
    internal sealed record Sent(long InDay, long InMonth, int InMinute)
    {
        internal static async Task<Sent> Of(NpgsqlConnection connection, PersonId person, DateTimeOffset now, CancellationToken cancel)
        {
            await using var batch = new NpgsqlBatch(connection);
            Ask(batch, [person.Value], now);
            await using var rows = await batch.ExecuteReaderAsync(cancel);
            return (await Read(rows, [person.Value], cancel))[person];
        }

        internal static void Ask(NpgsqlBatch batch, Guid[] people, DateTimeOffset now) =>
            batch
                .Command(
                    $"""
                    select person_id, coalesce(sum(base_minor) filter (where not own and validated_at > $2), 0)::bigint,
                        coalesce(sum(base_minor) filter (where not own), 0)::bigint,
                        count(*) filter (where validated_at > $3)::int
                    from transfer where person_id = any($1) and state in ({TransferStatus.Validated:D}, {TransferStatus.Completed:D}) and validated_at > $4
                    group by person_id
                    """
                )
                .With(people)
                .With(now - Day)
                .With(now - TimeSpan.FromMinutes(1))
                .With(now - Month);

        internal static async Task<Dictionary<PersonId, Sent>> Read(NpgsqlDataReader rows, Guid[] people, CancellationToken cancel)
        {
            var sent = people.ToDictionary(p => new PersonId(p), _ => new Sent(0, 0, 0));
            while (await rows.ReadAsync(cancel))
                sent[new PersonId(rows.GetGuid(0))] = new Sent(rows.GetInt64(1), rows.GetInt64(2), rows.GetInt32(3));
            return sent;
        }

        internal Sent With(TransferRow transfer)
        {
            var worth = transfer.Own ? 0 : transfer.BaseMinor;
            return new Sent(checked(InDay + worth), checked(InMonth + worth), InMinute + 1);
        }
    }
}
