using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Wallet.Ledger;

/// <summary>What the rules need to know of a batch of writes, as it is in the database.</summary>
internal sealed class LedgerReading(KnownAccounts accounts)
{
    private readonly Dictionary<Guid, KnownPosting> postings = [];
    private readonly Dictionary<Guid, HoldRow> holds = [];
    private readonly HashSet<Guid> reversed = [];

    /// <summary>What another store has read.</summary>
    internal static LedgerReading Of(
        KnownAccounts accounts,
        IEnumerable<KnownPosting> postings,
        IEnumerable<HoldRow> holds,
        IEnumerable<Guid> reversed
    )
    {
        var reading = new LedgerReading(accounts);
        foreach (var posting in postings)
            reading.postings[posting.Posting.Id.Value] = posting;
        foreach (var hold in holds)
            reading.holds[hold.Hold.Id.Value] = hold;
        reading.reversed.UnionWith(reversed);
        return reading;
    }

    internal AccountState? Account(AccountId id) => accounts.Find(id);

    internal AccountState Account(long no) => accounts.Get(no);

    internal KnownPosting? Posting(Guid id) => postings.GetValueOrDefault(id);

    internal HoldRow? Hold(Guid id) => holds.GetValueOrDefault(id);

    internal bool IsReversed(Guid id) => reversed.Contains(id);

    /// <summary>What is read when nothing needs to be: ids that are new, and accounts that are known.</summary>
    internal static LedgerReading? OfNothing(IReadOnlyList<LedgerWrite> writes, KnownAccounts accounts, RecentIds recent)
    {
        foreach (var write in writes)
            if (
                !IsNew(write, recent)
                || write switch
                {
                    PostWrite { IsPlain: true } post => post.Legs.Any(l => accounts.Find(l.Account) is null),
                    HoldWrite hold => accounts.Find(hold.Account) is null,
                    _ => true,
                }
            )
                return null;
        return new LedgerReading(accounts);
    }

    internal static bool IsNew(LedgerWrite write, RecentIds? recent) =>
        recent is not null && !write.IsLookedUp && write.Key is { } key && recent.IsNew(key);

    /// <summary>One round trip for plain postings; more when ids are known already, or holds and reversals take part.</summary>
    /// <param name="accounts">Those that are known need not be read; those that are read are added.</param>
    /// <param name="recent">Ids that need not be looked up, or null to look up all.</param>
    /// <param name="lockAccounts">Locks them, in the order of their numbers, until the transaction ends.</param>
    internal static async Task<LedgerReading> Read(
        NpgsqlConnection connection,
        IReadOnlyList<LedgerWrite> writes,
        bool lockAccounts,
        KnownAccounts accounts,
        RecentIds? recent,
        CancellationToken cancel
    )
    {
        var reading = new LedgerReading(accounts);
        var ids = new List<Guid>(writes.Count);
        var holdIds = new List<Guid>();
        var reversing = new List<Guid>();
        var accountIds = new HashSet<Guid>();
        foreach (var write in writes)
        {
            switch (write)
            {
                case PostWrite post:
                    if (!IsNew(post, recent))
                        ids.Add(post.Id.Value);
                    foreach (var leg in post.Legs)
                        if (accounts.Find(leg.Account) is null)
                            accountIds.Add(leg.Account.Value);
                    if (post.Hold is { } captured)
                        holdIds.Add(captured.Value);
                    if (post.Reverses is { } reversedId)
                        reversing.Add(reversedId.Value);
                    break;
                case HoldWrite hold:
                    if (!IsNew(hold, recent))
                        ids.Add(hold.Id.Value);
                    if (accounts.Find(hold.Account) is null)
                        accountIds.Add(hold.Account.Value);
                    break;
                case EndWrite end:
                    holdIds.Add(end.Hold.Value);
                    break;
                default:
                    throw new InvalidOperationException(write.GetType().Name);
            }
        }
        // Accounts first: what is read after them is at least as new, so that a repeat is seen as one, and not as what it did to the balance.
        var accountsOfThose = holdIds.Count + reversing.Count > 0;
        var knownPostings = new List<Guid>();
        var knownHolds = new List<Guid>();
        await using (var batch = new NpgsqlBatch(connection))
        {
            var byId = batch
                .Command(
                    (accountsOfThose ? AccountsOfThoseSql : $"select {AccountColumns} from account where id = any($1) order by no")
                        + (lockAccounts ? " for update" : "")
                )
                .With(accountIds.ToArray());
            if (accountsOfThose)
                byId.With(holdIds.ToArray()).With(reversing.ToArray());
            batch.Command("select id from posting where id = any($1)").With(ids.ToArray());
            batch.Command("select id from hold where id = any($1)").With(holdIds.Count == 0 ? ids.ToArray() : [.. ids, .. holdIds]);
            await using var rows = await batch.ExecuteReaderAsync(cancel);
            await reading.AddAccounts(rows, cancel);
            await rows.NextResultAsync(cancel);
            while (await rows.ReadAsync(cancel))
                knownPostings.Add(rows.GetGuid(0));
            await rows.NextResultAsync(cancel);
            while (await rows.ReadAsync(cancel))
                knownHolds.Add(rows.GetGuid(0));
        }
        knownPostings.AddRange(reversing);
        if (knownPostings.Count > 0)
            await reading.ReadPostings(connection, knownPostings, cancel);
        if (knownHolds.Count > 0)
            await reading.ReadHolds(connection, knownHolds, cancel);
        if (reversing.Count > 0)
            await reading.ReadReversed(connection, reversing, cancel);
        return reading;
    }

    private const string AccountColumns = "no, id, person_id, currency, balance, held, floor, version, closed_at is not null, ceiling";

    private const string AccountsOfThoseSql = $"""
        select {AccountColumns} from account
        where no in (select no from account where id = any($1)
            union select account_no from hold where id = any($2)
            union select unnest(account_nos) from posting where id = any($3))
        order by no
        """;

    /// <summary>The head of a chain, and the latest time in the ledger.</summary>
    internal static async Task<(ChainHead Head, DateTimeOffset Latest)> Head(
        NpgsqlConnection connection,
        short chain,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "select id, number, hash, (select max(recorded_at) from chain) from chain where id = $1",
            connection
        ).With(chain);
        return (await HeadOf(command, cancel))!.Value;
    }

    /// <summary>A chain that nobody writes to, locked until the transaction ends; when all are taken, one is waited for. The first is that of
    /// group commit.</summary>
    internal static async Task<(ChainHead Head, DateTimeOffset Latest)> FreeHead(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string columns = "select id, number, hash, (select max(recorded_at) from chain) from chain";
        await using var free = new NpgsqlCommand($"{columns} where id > 0 order by id limit 1 for update skip locked", connection);
        if (await HeadOf(free, cancel) is { } found)
            return found;
        await using var any = new NpgsqlCommand($"{columns} where id = 1 + pg_backend_pid() % 15 for update", connection);
        return (await HeadOf(any, cancel))!.Value;
    }

    private static async Task<(ChainHead Head, DateTimeOffset Latest)?> HeadOf(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel)
            ? (new ChainHead(rows.GetInt16(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2)), rows.GetFieldValue<DateTimeOffset>(3))
            : null;
    }

    /// <summary>A posting with its legs, for an answer.</summary>
    internal static async Task<Posting?> PostingOf(NpgsqlConnection connection, OperationId id, CancellationToken cancel)
    {
        var reading = new LedgerReading(new KnownAccounts());
        await reading.ReadPostings(connection, [id.Value], cancel);
        return reading.Posting(id.Value)?.Posting;
    }

    internal static async Task<Hold?> HoldOf(NpgsqlConnection connection, HoldId id, CancellationToken cancel)
    {
        var reading = new LedgerReading(new KnownAccounts());
        await reading.ReadHolds(connection, [id.Value], cancel);
        return reading.Hold(id.Value)?.Hold;
    }

    private async Task AddAccounts(NpgsqlDataReader rows, CancellationToken cancel)
    {
        while (await rows.ReadAsync(cancel))
        {
            var account = new AccountState
            {
                No = rows.GetInt64(0),
                Id = new AccountId(rows.GetGuid(1)),
                Person = rows.Nullable<Guid>(2) is { } person ? new PersonId(person) : null,
                Currency = Currency.Parse(rows.GetString(3)),
                Balance = rows.GetInt64(4),
                Held = rows.GetInt64(5),
                Floor = rows.Nullable<long>(6),
                Version = rows.GetInt64(7),
                IsClosed = rows.GetBoolean(8),
                Ceiling = rows.Nullable<long>(9),
            };
            accounts.Add(account);
        }
    }

    private async Task ReadReversed(NpgsqlConnection connection, List<Guid> ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select reverses from posting where reverses = any($1)", connection).With(
            ids.ToArray()
        );
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            reversed.Add(rows.GetGuid(0));
    }

    private async Task ReadPostings(NpgsqlConnection connection, List<Guid> ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select p.id, p.kind, p.event_at, p.recorded_at, p.reverses, p.hold_id, p.rate, p.rate_source, p.rate_at, p.metadata::text, p.request_hash,
                a.no, a.id, a.person_id, a.currency, e.minor, e.balance_after, e.version
            from unnest($1) as asked (id)
            join posting p on p.id = asked.id
            cross join unnest(p.account_nos, p.versions) with ordinality as l (account_no, version, place)
            join account a on a.no = l.account_no
            join entry e on e.account_no = l.account_no and e.version = l.version
            order by p.id, l.place
            """,
            connection
        ).With(ids.Distinct().ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var id = rows.GetGuid(0);
            if (!postings.TryGetValue(id, out var known))
                postings[id] = known = new KnownPosting(
                    new Posting(
                        new OperationId(id),
                        rows.GetString(1),
                        new List<PostedLeg>(),
                        rows.GetFieldValue<DateTimeOffset>(2),
                        rows.GetFieldValue<DateTimeOffset>(3),
                        rows.Nullable<Guid>(4) is { } reverses ? new OperationId(reverses) : null,
                        rows.Nullable<Guid>(5) is { } hold ? new HoldId(hold) : null,
                        RateOf(rows, 6),
                        MetadataOf(rows, 9)
                    ),
                    rows.GetFieldValue<byte[]>(10),
                    new List<long>()
                );
            ((List<long>)known.AccountNos).Add(rows.GetInt64(11));
            var currency = Currency.Parse(rows.GetString(14));
            ((List<PostedLeg>)known.Posting.Legs).Add(
                new PostedLeg(
                    new AccountId(rows.GetGuid(12)),
                    rows.Nullable<Guid>(13) is { } person ? new PersonId(person) : null,
                    new Money(rows.GetInt64(15), currency),
                    new Money(rows.GetInt64(16), currency),
                    rows.GetInt64(17)
                )
            );
        }
    }

    /// <summary>Rate, source and time in three columns.</summary>
    internal static UsedRate? RateOf(NpgsqlDataReader rows, int column) =>
        rows.IsDBNull(column)
            ? null
            : new UsedRate(rows.GetDecimal(column), rows.GetString(column + 1), rows.GetFieldValue<DateTimeOffset>(column + 2));

    internal static IReadOnlyDictionary<string, string>? MetadataOf(NpgsqlDataReader rows, int column) =>
        rows.Text(column) is { } json ? JsonSerializer.Deserialize<Dictionary<string, string>>(json) : null;

    private async Task ReadHolds(NpgsqlConnection connection, List<Guid> ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select h.id, h.account_no, a.id, a.currency, h.minor, h.captured_minor, h.kind, h.state, h.placed_at, h.expires_at, h.ended_at, h.request_hash
            from hold h join account a on a.no = h.account_no where h.id = any($1)
            """,
            connection
        ).With(ids.ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var currency = Currency.Parse(rows.GetString(3));
            holds[rows.GetGuid(0)] = new HoldRow
            {
                Hold = new Hold(
                    new HoldId(rows.GetGuid(0)),
                    new AccountId(rows.GetGuid(2)),
                    new Money(rows.GetInt64(4), currency),
                    new Money(rows.GetInt64(5), currency),
                    rows.GetString(6),
                    (HoldState)rows.GetInt16(7),
                    rows.GetFieldValue<DateTimeOffset>(8),
                    rows.GetFieldValue<DateTimeOffset>(9),
                    rows.Nullable<DateTimeOffset>(10)
                ),
                AccountNo = rows.GetInt64(1),
                RequestHash = rows.GetFieldValue<byte[]>(11),
            };
        }
    }
}
