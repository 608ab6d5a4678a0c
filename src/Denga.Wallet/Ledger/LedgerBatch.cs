using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Wallet.Ledger;

/// <summary>The last link of a hash chain.</summary>
internal readonly record struct ChainHead(short Chain, long Number, byte[] Hash);

/// <summary>Decides writes one after the other, each seeing what those before it did, and writes all of them in one round trip. The only place where
/// money moves: both doors and the dry run go through it.</summary>
/// <param name="before">A batch that is being written at the moment; its effects on the accounts are in what was read.</param>
internal sealed class LedgerBatch(LedgerReading reading, ChainHead head, DateTimeOffset now, LedgerBatch? before = null)
{
    private readonly List<(Posting Posting, byte[] RequestHash, byte[] Hash, long[] AccountNos, string? Trace)> postings = [];
    private readonly List<(HoldRow Row, string? Trace)> placed = [];
    private readonly List<(HoldRow Row, string? Trace)> ended = [];
    private readonly Dictionary<Guid, KnownPosting> posted = [];
    private readonly Dictionary<Guid, HoldRow> held = [];
    private readonly HashSet<Guid> reversed = [];
    private ChainHead head = head;

    internal ChainHead Head => head;

    internal IEnumerable<(Posting Posting, byte[] RequestHash, byte[] Hash)> Postings =>
        postings.Select(p => (p.Posting, p.RequestHash, p.Hash));

    internal IEnumerable<HoldRow> Placed => placed.Select(p => p.Row);

    internal IEnumerable<HoldRow> Ended => ended.Select(e => e.Row);

    internal bool IsEmpty => postings.Count + placed.Count + ended.Count == 0;

    internal Outcome Decide(LedgerWrite write) =>
        write switch
        {
            PostWrite post => Post(post),
            HoldWrite hold => Place(hold),
            EndWrite end => End(end),
            _ => throw new InvalidOperationException(write.GetType().Name),
        };

    /// <summary>Adds the statements to a batch, which must be one transaction.</summary>
    internal void Write(NpgsqlBatch batch)
    {
        // What becomes free first, what is reserved last: every row is within its floor after every statement.
        if (ended.Count > 0)
            batch
                .Command(
                    """
                    update hold h set state = x.state, captured_minor = x.captured, ended_at = $4
                    from unnest($1, $2, $3) as x (id, state, captured) where h.id = x.id
                    """
                )
                .With(ended.Select(e => e.Row.Hold.Id.Value).ToArray())
                .With(ended.Select(e => (short)e.Row.Hold.State).ToArray())
                .With(ended.Select(e => e.Row.Hold.Captured.Minor).ToArray())
                .With(now);
        if (postings.Count > 0)
            WritePostings(batch);
        if (placed.Count > 0)
            batch
                .Command(
                    """
                    insert into hold (id, account_no, minor, kind, placed_at, expires_at, request_hash)
                    select x.id, x.account_no, x.minor, x.kind, $7, x.expires_at, x.request_hash
                    from unnest($1, $2, $3, $4, $5, $6) as x (id, account_no, minor, kind, expires_at, request_hash)
                    """
                )
                .With(placed.Select(p => p.Row.Hold.Id.Value).ToArray())
                .With(placed.Select(p => p.Row.AccountNo).ToArray())
                .With(placed.Select(p => p.Row.Hold.Amount.Minor).ToArray())
                .With(placed.Select(p => p.Row.Hold.Kind).ToArray())
                .With(placed.Select(p => p.Row.Hold.ExpiresAt).ToArray())
                .With(placed.Select(p => p.Row.RequestHash).ToArray())
                .With(now);
        WriteEvents(batch);
    }

    private void WritePostings(NpgsqlBatch batch)
    {
        var count = postings.Count;
        var legs = postings.Sum(p => p.AccountNos.Length);
        var (ids, kinds, hashes, requests) = (new Guid[count], new string[count], new byte[count][], new byte[count][]);
        var (first, last) = (new int[count], new int[count]);
        var (nos, versions, minors) = (new long[legs], new long[legs], new long[legs]);
        var (eventAts, metadata, rates, sources, rateAts) = (
            new DateTimeOffset[count],
            new string?[count],
            new decimal?[count],
            new string?[count],
            new DateTimeOffset?[count]
        );
        var (reverses, holds) = (new Guid?[count], new Guid?[count]);
        var (isPlain, leg) = (true, 0);
        for (var i = 0; i < count; i++)
        {
            var (posting, requestHash, hash, accountNos, _) = postings[i];
            ids[i] = posting.Id.Value;
            kinds[i] = posting.Kind;
            hashes[i] = hash;
            requests[i] = requestHash;
            eventAts[i] = posting.EventAt;
            first[i] = leg + 1;
            for (var j = 0; j < accountNos.Length; j++, leg++)
            {
                nos[leg] = accountNos[j];
                versions[leg] = posting.Legs[j].Number;
                minors[leg] = posting.Legs[j].Amount.Minor;
            }
            last[i] = leg;
            if (posting is { Reverses: null, Hold: null, Rate: null, Metadata: null })
                continue;
            isPlain = false;
            reverses[i] = posting.Reverses?.Value;
            holds[i] = posting.Hold?.Value;
            rates[i] = posting.Rate?.Value;
            sources[i] = posting.Rate?.Source;
            rateAts[i] = posting.Rate?.At;
            metadata[i] = posting.Metadata is { } texts ? JsonSerializer.Serialize(texts) : null;
        }
        var command = batch
            .Command(isPlain ? PlainSql : FullSql)
            .With(ids)
            .With(kinds)
            .With(first)
            .With(last)
            .With(eventAts)
            .With(requests)
            .With(hashes)
            .With(nos)
            .With(versions)
            .With(minors)
            .With(now)
            .With(head.Chain)
            .With(head.Number - count);
        if (isPlain)
            return;
        command.With(reverses).With(holds).With(rates);
        command.With(sources, NpgsqlDbType.Array | NpgsqlDbType.Text);
        command.With(rateAts);
        command.With(metadata, NpgsqlDbType.Array | NpgsqlDbType.Text);
    }

    private const string PlainSql = """
        insert into posting (id, chain, number, kind, account_nos, versions, minors, event_at, recorded_at, request_hash, hash)
        select p.id, $12, $13 + p.place, p.kind, $8[p.first:p.last], $9[p.first:p.last], $10[p.first:p.last], p.event_at, $11, p.request_hash, p.hash
        from unnest($1, $2, $3, $4, $5, $6, $7) with ordinality as p (id, kind, first, last, event_at, request_hash, hash, place)
        """;

    private const string FullSql = """
        insert into posting (id, chain, number, kind, account_nos, versions, minors, event_at, recorded_at, request_hash, hash,
            reverses, hold_id, rate, rate_source, rate_at, metadata)
        select p.id, $12, $13 + p.place, p.kind, $8[p.first:p.last], $9[p.first:p.last], $10[p.first:p.last], p.event_at, $11, p.request_hash, p.hash,
            p.reverses, p.hold_id, p.rate, p.rate_source, p.rate_at, p.metadata::jsonb
        from unnest($1, $2, $3, $4, $5, $6, $7, $14, $15, $16, $17, $18, $19) with ordinality
            as p (id, kind, first, last, event_at, request_hash, hash, reverses, hold_id, rate, rate_source, rate_at, metadata, place)
        """;

    private void WriteEvents(NpgsqlBatch batch)
    {
        var rows = new OutboxRows(postings.Count + placed.Count + ended.Count);
        void Add(string type, AccountId key, string body, string? trace) =>
            rows.Add(Guid.CreateVersion7(now), type, key.ToString(), body, trace);

        foreach (var (posting, _, _, _, trace) in postings)
            Add(EventJson.MoneyMovedType, posting.Legs[0].Account, EventJson.MoneyMoved(posting), trace);
        foreach (var (row, trace) in placed)
            Add(
                EventJson.HoldPlacedType,
                row.Hold.Account,
                EventJson.Of(new HoldPlaced(row.Hold, reading.Account(row.AccountNo).Person)),
                trace
            );
        foreach (var (row, trace) in ended)
            Add(
                EventJson.HoldEndedType,
                row.Hold.Account,
                EventJson.Of(new HoldEnded(row.Hold, reading.Account(row.AccountNo).Person)),
                trace
            );
        batch.BatchCommands.Add(rows.Command(now));
    }

    private Outcome Post(PostWrite write)
    {
        if (Known(write.Id.Value, write.RequestHash) is { } answered)
            return answered;
        var legs = write.Legs;
        if (write.Reverses is { } reverses)
        {
            if (Find(reverses.Value) is not { } original)
                return Outcome.Of(WalletErrors.PostingNotFound);
            if (original.Posting.Reverses is not null)
                return Outcome.Of(WalletErrors.IsReversal);
            if (reading.IsReversed(reverses.Value) || reversed.Contains(reverses.Value))
                return Outcome.Of(WalletErrors.AlreadyReversed);
            legs = [.. original.Posting.Legs.Select(l => new Leg(l.Account, -l.Amount))];
        }
        HoldRow? hold = null;
        if (write.Hold is { } captured)
        {
            // One placed in this very batch is not known to anybody yet.
            hold = reading.Hold(captured.Value);
            if (hold is null)
                return Outcome.Of(WalletErrors.HoldNotFound);
            if (hold.Hold.State != HoldState.Open || hold.Hold.ExpiresAt <= now)
                return Outcome.Of(WalletErrors.HoldEnded);
        }
        var accounts = new AccountState[legs.Count];
        var taken = 0L;
        for (var i = 0; i < legs.Count; i++)
        {
            var amount = legs[i].Amount;
            if (reading.Account(legs[i].Account) is not { } account)
                return Outcome.Of(WalletErrors.AccountNotFound);
            accounts[i] = account;
            if (!ReferenceEquals(account.Currency, amount.Currency))
                return Outcome.Of(WalletErrors.WrongCurrency);
            if (account.IsClosed)
                return Outcome.Of(WalletErrors.AccountClosed);
            // Both are at most 2^62, so that the sum never passes what a long holds.
            if (account.Balance + amount.Minor is > Rules.MinorMax or < -Rules.MinorMax)
                return Outcome.Of(WalletErrors.Overflow);
            // Its owner is gone.
            if (amount.Minor > 0 && !account.CanTake(amount.Minor))
                return Outcome.Of(WalletErrors.AccountClosed);
            var freed = 0L;
            if (hold is not null && account.No == hold.AccountNo)
            {
                taken = -amount.Minor;
                freed = hold.Hold.Amount.Minor;
                if (taken > freed)
                    return Outcome.Of(WalletErrors.CaptureTooLarge);
            }
            if (amount.Minor < 0 && !account.CanGive(-amount.Minor, freed))
                return Outcome.Of(WalletErrors.NotEnough(account.Id, account.Available));
        }
        if (hold is not null)
        {
            if (taken <= 0)
                return Outcome.Of(WalletErrors.CaptureTooLarge);
            EndHold(hold, HoldState.Captured, new Money(taken, hold.Hold.Amount.Currency), write.Trace);
        }
        return Outcome.Of(Move(write, legs, accounts));
    }

    private Posting Move(PostWrite write, IReadOnlyList<Leg> legs, AccountState[] accounts)
    {
        var posted = new PostedLeg[legs.Count];
        var nos = new long[legs.Count];
        for (var i = 0; i < legs.Count; i++)
        {
            var account = accounts[i];
            account.Balance += legs[i].Amount.Minor;
            account.Version++;
            nos[i] = account.No;
            posted[i] = new PostedLeg(
                account.Id,
                account.Person,
                legs[i].Amount,
                new Money(account.Balance, account.Currency),
                account.Version
            );
        }
        var posting = new Posting(
            write.Id,
            write.Kind,
            posted,
            write.EventAt ?? now,
            now,
            write.Reverses,
            write.Hold,
            write.Rate,
            write.Metadata
        );
        head = head with { Number = head.Number + 1 };
        head = head with { Hash = Canonical.HashOfPosting(head.Hash, head.Chain, head.Number, posting, write.RequestHash) };
        postings.Add((posting, write.RequestHash, head.Hash, nos, write.Trace));
        this.posted[write.Id.Value] = new KnownPosting(posting, write.RequestHash, nos);
        if (write.Reverses is { } reverses)
            reversed.Add(reverses.Value);
        return posting;
    }

    private Outcome Place(HoldWrite write)
    {
        if (Known(write.Id.Value, write.RequestHash) is { } answered)
            return answered;
        if (write.ExpiresAt <= now)
            return Outcome.Of(WalletErrors.BadTime);
        if (reading.Account(write.Account) is not { } account)
            return Outcome.Of(WalletErrors.AccountNotFound);
        if (!ReferenceEquals(account.Currency, write.Amount.Currency))
            return Outcome.Of(WalletErrors.WrongCurrency);
        if (account.IsClosed)
            return Outcome.Of(WalletErrors.AccountClosed);
        if (write.Amount.Minor > Rules.MinorMax - account.Held)
            return Outcome.Of(WalletErrors.Overflow);
        if (!account.CanGive(write.Amount.Minor, freed: 0))
            return Outcome.Of(WalletErrors.NotEnough(account.Id, account.Available));
        account.Held += write.Amount.Minor;
        var hold = new Hold(
            new HoldId(write.Id.Value),
            account.Id,
            write.Amount,
            Money.Zero(account.Currency),
            write.Kind,
            HoldState.Open,
            now,
            write.ExpiresAt,
            EndedAt: null
        );
        var row = new HoldRow
        {
            Hold = hold,
            AccountNo = account.No,
            RequestHash = write.RequestHash,
        };
        placed.Add((row, write.Trace));
        held[write.Id.Value] = row;
        return Outcome.Of(hold);
    }

    private Outcome End(EndWrite write)
    {
        if (reading.Hold(write.Hold.Value) is not { } row)
            return Outcome.Of(WalletErrors.HoldNotFound);
        if (row.Hold.State == HoldState.Captured)
            return Outcome.Of(WalletErrors.HoldEnded);
        if (row.Hold.State != HoldState.Open)
            return Outcome.Of(row.Hold with { IsReplay = true });
        EndHold(row, write.As, Money.Zero(row.Hold.Amount.Currency), write.Trace);
        return Outcome.Of(row.Hold);
    }

    private void EndHold(HoldRow row, HoldState state, Money captured, string? trace)
    {
        reading.Account(row.AccountNo).Held -= row.Hold.Amount.Minor;
        row.Hold = row.Hold with { State = state, Captured = captured, EndedAt = now };
        ended.Add((row, trace));
    }

    /// <summary>The answer of an earlier attempt with this id; or that it was another request.</summary>
    private Outcome? Known(Guid id, byte[] requestHash)
    {
        if (Find(id) is { } posting)
            return OperationRecord.IsSame(posting.RequestHash, requestHash)
                ? Outcome.Of(posting.Posting with { IsReplay = true })
                : Outcome.Of(OperationRecord.IdReused);
        if ((held.GetValueOrDefault(id) ?? before?.held.GetValueOrDefault(id) ?? reading.Hold(id)) is { } hold)
            return OperationRecord.IsSame(hold.RequestHash, requestHash)
                ? Outcome.Of(hold.Hold with { IsReplay = true })
                : Outcome.Of(OperationRecord.IdReused);
        return null;
    }

    /// <summary>Written now, on its way, or in the database.</summary>
    private KnownPosting? Find(Guid id) => posted.GetValueOrDefault(id) ?? before?.posted.GetValueOrDefault(id) ?? reading.Posting(id);
}
