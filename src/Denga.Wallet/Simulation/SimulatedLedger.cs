using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Simulation;
using Denga.Wallet.Ledger;
using Npgsql;

namespace Denga.Wallet.Simulation;

/// <summary>The database in memory: it takes and refuses what the tables, keys, checks and triggers do, and finds what they could not forgive.</summary>
internal sealed class SimulatedLedger(DateTimeOffset start)
{
    internal const int Chains = 16;
    private readonly Dictionary<Guid, KnownPosting> postings = [];
    private readonly Dictionary<Guid, HoldRow> holds = [];
    private readonly Dictionary<Guid, HoldRow> open = [];
    private readonly HashSet<Guid> reversed = [];
    private readonly HashSet<Guid> captured = [];
    private readonly List<Row> accounts = [];
    private readonly Dictionary<AccountId, Row> byId = [];
    private readonly ChainHead[] heads =
    [
        .. Enumerable.Range(0, Chains).Select(c => new ChainHead((short)c, 0, new byte[Canonical.HashBytes])),
    ];
    private DateTimeOffset latest = start;

    /// <summary>What was found while something was written: the writer may be too dead to tell.</summary>
    internal SimulationException? Failure { get; private set; }

    internal IEnumerable<HoldRow> OpenHolds => open.Values;

    internal int PostingCount => postings.Count;

    internal int HoldCount => holds.Count;

    internal void Open(AccountId id, PersonId? person, Currency currency, long? floor)
    {
        var row = new Row(accounts.Count + 1, id, person, currency, floor);
        accounts.Add(row);
        byId[id] = row;
    }

    internal (long Balance, long Held, long Version) Balance(AccountId id) => (byId[id].Balance, byId[id].Held, byId[id].Version);

    internal KnownPosting? Posting(Guid id) => postings.GetValueOrDefault(id);

    internal HoldRow? Hold(Guid id) => holds.GetValueOrDefault(id);

    internal (ChainHead Head, DateTimeOffset Latest) Head(short chain) => (heads[chain], latest);

    internal void ReadAccounts(IReadOnlyList<LedgerWrite> writes, KnownAccounts known)
    {
        foreach (var write in writes)
        {
            if (write is PostWrite post)
            {
                foreach (var leg in post.Legs)
                    Read(leg.Account, known);
                if (post.Reverses is { } reverses && Posting(reverses.Value) is { } original)
                    foreach (var leg in original.Posting.Legs)
                        Read(leg.Account, known);
            }
            var hold = write switch
            {
                PostWrite { Hold: { } taken } => taken.Value,
                EndWrite end => end.Hold.Value,
                _ => Guid.Empty,
            };
            if (Hold(hold) is { } held)
                Read(held.Hold.Account, known);
            if (write is HoldWrite place)
                Read(place.Account, known);
        }
    }

    internal LedgerReading ReadRest(IReadOnlyList<LedgerWrite> writes, KnownAccounts known, RecentIds? recent)
    {
        var ids = new HashSet<Guid>();
        foreach (var write in writes)
        {
            if (write.Key is { } key && !LedgerReading.IsNew(write, recent))
                ids.Add(key);
            if (write is PostWrite { Hold: { } taken })
                ids.Add(taken.Value);
            if (write is PostWrite { Reverses: { } reverses })
                ids.Add(reverses.Value);
            if (write is EndWrite end)
                ids.Add(end.Hold.Value);
        }
        return LedgerReading.Of(
            known,
            ids.Select(Posting).OfType<KnownPosting>(),
            ids.Select(Hold).OfType<HoldRow>().Select(Copy),
            ids.Where(reversed.Contains)
        );
    }

    /// <summary>All or nothing. Throws what PostgreSQL would say when somebody else was faster.</summary>
    internal void Apply(LedgerBatch batch)
    {
        try
        {
            CheckAndCommit(batch);
        }
        catch (SimulationException e)
        {
            Failure ??= e;
            throw;
        }
    }

    private void CheckAndCommit(LedgerBatch batch)
    {
        var draft = new Dictionary<AccountId, (long Balance, long Held, long Version)>();
        foreach (var row in batch.Ended)
        {
            if (holds[row.Hold.Id.Value].Hold.State != HoldState.Open)
                throw Refused(PostgresErrorCodes.SerializationFailure);
            Change(draft, row.Hold.Account, held: -row.Hold.Amount.Minor);
        }
        CheckRows(draft);
        var head = batch.IsEmpty ? default : heads[batch.Head.Chain];
        foreach (var (posting, requestHash, hash) in batch.Postings)
        {
            head = head with { Number = head.Number + 1 };
            if (batch.Head.Number - batch.Postings.Count() != heads[head.Chain].Number)
                throw Refused(PostgresErrorCodes.SerializationFailure);
            CheckKeys(posting);
            CheckLegs(posting, draft);
            head = head with { Hash = Canonical.HashOfPosting(head.Hash, head.Chain, head.Number, posting, requestHash) };
            if (!head.Hash.AsSpan().SequenceEqual(hash))
                throw new SimulationException("a posting does not extend its chain");
        }
        CheckRows(draft);
        foreach (var row in batch.Placed)
        {
            if (holds.ContainsKey(row.Hold.Id.Value) || postings.ContainsKey(row.Hold.Id.Value))
                throw Refused(PostgresErrorCodes.UniqueViolation, "hold_pkey");
            Change(draft, row.Hold.Account, held: row.Hold.Amount.Minor);
        }
        CheckRows(draft);
        Commit(batch, draft, head);
    }

    /// <summary>The invariants that can be seen at any moment.</summary>
    internal void Check()
    {
        Span<long> held = stackalloc long[accounts.Count];
        foreach (var row in open.Values)
            held[(int)row.AccountNo - 1] += row.Hold.Amount.Minor;
        var sums = new Dictionary<Currency, Int128>();
        foreach (var account in accounts)
            sums[account.Currency] = sums.GetValueOrDefault(account.Currency) + account.Balance;
        foreach (var (currency, sum) in sums)
            if (sum != 0)
                throw new SimulationException($"conservation: all {currency.Code} together are {sum}");
        foreach (var account in accounts)
        {
            if (account.Balance is > Rules.MinorMax or < -Rules.MinorMax || account.Held < 0 || account.Version < 0)
                throw new SimulationException($"an impossible account: {account}");
            if (account.Balance != account.EntrySum || account.Version != account.EntryCount)
                throw new SimulationException($"a balance is not the sum of its entries: {account}");
            if (account.Floor is { } floor && account.Balance - account.Held < floor)
                throw new SimulationException($"below the floor: {account}");
            if (account.Held != held[(int)account.No - 1])
                throw new SimulationException($"held is not the sum of the open holds: {account}");
        }
    }

    /// <summary>Everything anew from the postings and holds alone.</summary>
    internal void CheckAll()
    {
        Check();
        var sums = new Dictionary<AccountId, (Int128 Sum, long Count)>();
        foreach (var posting in postings.Values)
        foreach (var leg in posting.Posting.Legs)
        {
            var (sum, count) = sums.GetValueOrDefault(leg.Account);
            sums[leg.Account] = (sum + leg.Amount.Minor, count + 1);
        }
        foreach (var account in accounts)
            if (sums.GetValueOrDefault(account.Id) != (account.Balance, account.Version))
                throw new SimulationException($"a balance is not the sum of the postings: {account}");
        foreach (var row in holds.Values)
        {
            var hold = row.Hold;
            if ((hold.State == HoldState.Captured) != captured.Contains(hold.Id.Value) || hold.Captured.Minor > hold.Amount.Minor)
                throw new SimulationException($"a hold and its capture differ: {hold}");
        }
    }

    private static HoldRow Copy(HoldRow row) =>
        new()
        {
            Hold = row.Hold,
            AccountNo = row.AccountNo,
            RequestHash = row.RequestHash,
        };

    private static PostgresException Refused(string state, string? constraint = null) =>
        new("refused", "ERROR", "ERROR", state, constraintName: constraint);

    private void Read(AccountId id, KnownAccounts known)
    {
        if (!byId.TryGetValue(id, out var row) || known.Find(id) is not null)
            return;
        known.Add(
            new AccountState
            {
                No = row.No,
                Id = id,
                Person = row.Person,
                Currency = row.Currency,
                Balance = row.Balance,
                Held = row.Held,
                Floor = row.Floor,
                Version = row.Version,
                IsClosed = false,
            }
        );
    }

    private void Change(
        Dictionary<AccountId, (long Balance, long Held, long Version)> draft,
        AccountId id,
        long balance = 0,
        long held = 0,
        long version = 0
    )
    {
        if (!draft.TryGetValue(id, out var now))
            now = (byId[id].Balance, byId[id].Held, byId[id].Version);
        draft[id] = (now.Balance + balance, now.Held + held, now.Version + version);
    }

    private void CheckRows(Dictionary<AccountId, (long Balance, long Held, long Version)> draft)
    {
        foreach (var (id, now) in draft)
        {
            if (byId[id].Floor is { } floor && now.Balance - now.Held < floor)
                throw Refused(PostgresErrorCodes.CheckViolation, "account_floor");
            if (now.Held < 0)
                throw Refused(PostgresErrorCodes.CheckViolation, "account_held_not_negative");
        }
    }

    private void CheckKeys(Posting posting)
    {
        if (postings.ContainsKey(posting.Id.Value) || holds.ContainsKey(posting.Id.Value))
            throw Refused(PostgresErrorCodes.UniqueViolation, "posting_pkey");
        if (posting.Reverses is { } reverses && reversed.Contains(reverses.Value))
            throw Refused(PostgresErrorCodes.UniqueViolation, "posting_reversed_once");
        if (posting.Hold is { } hold && captured.Contains(hold.Value))
            throw Refused(PostgresErrorCodes.UniqueViolation, "posting_captures_once");
    }

    private void CheckLegs(Posting posting, Dictionary<AccountId, (long Balance, long Held, long Version)> draft)
    {
        foreach (var leg in posting.Legs)
        {
            Change(draft, leg.Account, balance: leg.Amount.Minor, version: 1);
            if (draft[leg.Account].Version != leg.Number)
                throw Refused(PostgresErrorCodes.SerializationFailure);
        }
        foreach (var leg in posting.Legs)
        {
            if (posting.RecordedAt < byId[leg.Account].RecordedAt)
                throw new SimulationException($"the time of recording goes back along an account: {leg}");
            if (draft[leg.Account].Balance != leg.BalanceAfter.Minor)
                throw new SimulationException($"the answer names another balance than is written: {leg}");
            if (!ReferenceEquals(byId[leg.Account].Currency, leg.Amount.Currency))
                throw new SimulationException($"a leg in another currency than its account: {leg}");
            Int128 sum = 0;
            foreach (var other in posting.Legs)
                if (ReferenceEquals(other.Amount.Currency, leg.Amount.Currency))
                    sum += other.Amount.Minor;
            if (sum != 0)
                throw new SimulationException($"the legs of a posting sum to {sum} {leg.Amount.Currency.Code}");
        }
    }

    private void Commit(LedgerBatch batch, Dictionary<AccountId, (long Balance, long Held, long Version)> draft, ChainHead head)
    {
        foreach (var (id, now) in draft)
            (byId[id].Balance, byId[id].Held, byId[id].Version) = now;
        foreach (var row in batch.Ended)
        {
            holds[row.Hold.Id.Value] = Copy(row);
            open.Remove(row.Hold.Id.Value);
        }
        foreach (var (posting, requestHash, _) in batch.Postings)
        {
            postings[posting.Id.Value] = new KnownPosting(posting, requestHash, [.. posting.Legs.Select(l => byId[l.Account].No)]);
            if (posting.RecordedAt > latest)
                latest = posting.RecordedAt;
            if (posting.Reverses is { } reverses)
                reversed.Add(reverses.Value);
            if (posting.Hold is { } hold)
                captured.Add(hold.Value);
            foreach (var leg in posting.Legs)
            {
                byId[leg.Account].EntrySum += leg.Amount.Minor;
                byId[leg.Account].EntryCount++;
                byId[leg.Account].RecordedAt = posting.RecordedAt;
            }
        }
        foreach (var row in batch.Placed)
            holds[row.Hold.Id.Value] = open[row.Hold.Id.Value] = Copy(row);
        if (head.Hash is not null)
            heads[head.Chain] = head;
    }

    private sealed record Row(long No, AccountId Id, PersonId? Person, Currency Currency, long? Floor)
    {
        internal long Balance { get; set; }
        internal long Held { get; set; }
        internal long Version { get; set; }
        internal Int128 EntrySum { get; set; }
        internal long EntryCount { get; set; }
        internal DateTimeOffset RecordedAt { get; set; }

        public override string ToString() => $"{Id} {Currency.Code}: balance {Balance}, held {Held}, version {Version}";
    }
}
