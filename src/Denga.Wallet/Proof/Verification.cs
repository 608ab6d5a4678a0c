using System.Globalization;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Wallet.Ledger;
using Denga.Wallet.People;
using Npgsql;

namespace Denga.Wallet.Proof;

/// <summary>Recomputes everything that follows from the postings, and the chains that prove the postings; answers what differs, in sentences.
/// It sees one moment of the ledger and disturbs nobody.</summary>
internal sealed class Verification(Database<WalletModule> database, CheckpointKey key)
{
    private const int FindingsMax = 100;
    private readonly List<string> findings = [];
    private readonly Dictionary<long, (AccountId Id, Currency Currency)> accounts = [];

    internal async Task<IReadOnlyList<string>> Run(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await Accounts(connection, cancel);
        await Chains(connection, await SignedHeads(connection, cancel), cancel);
        foreach (var (sql, sentence) in Questions)
            await Ask(connection, sql, sentence, cancel);
        return findings;
    }

    /// <summary>Each finds what must not be; the first column names it.</summary>
    private static readonly (string Sql, string Sentence)[] Questions =
    [
        (
            """
            select format('%s, number %s, of posting %s', a.id, x.version, x.posting_id)
            from (select e.*, lag(version, 1, 0::bigint) over life as last_version, lag(balance_after, 1, 0::bigint) over life as last_balance
                from entry e window life as (partition by account_no order by version)) x
            join account a on a.no = x.account_no
            where x.version <> x.last_version + 1 or x.balance_after <> x.last_balance + x.minor order by x.account_no, x.version
            """,
            "An entry does not continue its account: account {0}."
        ),
        (
            """
            select format('%s stands at %s (version %s); its entries make %s (version %s)', a.id, a.balance, a.version, coalesce(e.sum, 0), coalesce(e.count, 0))
            from account a left join (select account_no, sum(minor) as sum, count(*) as count from entry group by 1) e on e.account_no = a.no
            where a.balance <> coalesce(e.sum, 0) or a.version <> coalesce(e.count, 0) order by a.no
            """,
            "A balance is not the sum of its entries: account {0}."
        ),
        (
            """
            select format('%s of account no %s, number %s', e.posting_id, e.account_no, e.version)
            from entry e left join posting p on p.id = e.posting_id
            where p.id is null
                or p.minors[array_position(p.account_nos, e.account_no)] is distinct from e.minor
                or p.versions[array_position(p.account_nos, e.account_no)] is distinct from e.version
                or p.recorded_at <> e.recorded_at or p.event_at <> coalesce(e.event_at, e.recorded_at)
            """,
            "An entry differs from its posting: {0}."
        ),
        (
            """
            select format('%s: its legs are %s, its entries %s', 'the ledger', l.count, e.count)
            from (select coalesce(sum(cardinality(account_nos)), 0) as count from posting) l, (select count(*) as count from entry) e
            where l.count <> e.count
            """,
            "Entries are missing or too many in {0}."
        ),
        (
            "select format('%s %s', sum(balance), currency) from account group by currency having sum(balance) <> 0",
            "Money came from nowhere or went nowhere: {0}."
        ),
        ("select id from account where balance - held < floor", "An account is below its floor: {0}."),
        (
            $"""
            select format('%s holds %s; its open holds make %s', a.id, a.held, coalesce(h.sum, 0))
            from account a left join (select account_no, sum(minor) as sum from hold where state = {HoldState.Open:D} group by 1) h on h.account_no = a.no
            where a.held <> coalesce(h.sum, 0)
            """,
            "What is held is not the sum of the open holds: account {0}."
        ),
        (
            $"""
            select h.id from hold h left join posting p on p.hold_id = h.id
            where (h.state = {HoldState.Captured:D}) <> (p.id is not null)
                or h.captured_minor <> coalesce(-p.minors[array_position(p.account_nos, h.account_no)], 0)
            """,
            "A hold and its capture differ: hold {0}."
        ),
        (
            $"""
            select format('%s stands at %s (held %s); its owner %s. Posting %s brought it last. An administrator gives it back: POST /api/v1/ledger/returns',
                a.id, a.balance, a.held,
                case when d.kept_id is null then 'was erased' else 'was joined with person ' || d.kept_id end,
                (select e.posting_id from entry e where e.account_no = a.no order by e.version desc limit 1))
            from account a join (select distinct on (person_id) person_id, kept_id from departure where state = {DepartureState.Gone:D} order by person_id) d using (person_id)
            where a.balance <> 0 or a.held <> 0 order by a.no
            """,
            "Money has no living owner: account {0}."
        ),
    ];

    private async Task Ask(NpgsqlConnection connection, string sql, string sentence, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"{sql} limit {FindingsMax}"), connection)
        {
            // Every entry is read: minutes on a large server, not a stuck question.
            CommandTimeout = 0,
        };
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            Found(string.Format(CultureInfo.InvariantCulture, sentence, rows.GetValue(0)));
    }

    private async Task Accounts(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select no, id, currency from account", connection) { CommandTimeout = 0 };
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            accounts[rows.GetInt64(0)] = (new AccountId(rows.GetGuid(1)), Currency.Parse(rows.GetString(2)));
    }

    /// <summary>The signatures of the checkpoints; answers the heads that they vouch for.</summary>
    private async Task<Dictionary<(short Chain, long Number), string>> SignedHeads(NpgsqlConnection connection, CancellationToken cancel)
    {
        var signed = new Dictionary<(short, long), string>();
        await using var command = new NpgsqlCommand("select at, heads::text, signature from checkpoint order by at", connection);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var (at, heads) = (rows.GetFieldValue<DateTimeOffset>(0), rows.GetString(1));
            if (!key.Verify(Checkpoints.Content(at, heads), rows.GetFieldValue<byte[]>(2)))
            {
                Found(string.Create(CultureInfo.InvariantCulture, $"The checkpoint of {at:O} is not signed with this ledger's key."));
                continue;
            }
            foreach (var head in JsonSerializer.Deserialize<List<CheckpointHead>>(heads)!)
                signed[(head.Chain, head.Number)] = head.Hash;
        }
        return signed;
    }

    /// <summary>Follows every chain from its beginning; of each, the first posting that is not what it was is named.</summary>
    private async Task Chains(NpgsqlConnection connection, Dictionary<(short Chain, long Number), string> signed, CancellationToken cancel)
    {
        var heads = new Dictionary<short, ChainHead>();
        await using (var command = new NpgsqlCommand("select id, number, hash from chain", connection))
        await using (var rows = await command.ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
                heads[rows.GetInt16(0)] = new ChainHead(rows.GetInt16(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2));
        }
        var reached = new Dictionary<short, ChainHead>();
        var broken = new HashSet<short>();
        await using (
            var command = new NpgsqlCommand(
                """
                select chain, number, hash, request_hash, id, kind, account_nos, versions, minors, event_at, recorded_at, reverses, hold_id,
                    rate, rate_source, rate_at, metadata::text
                from posting order by chain, number
                """,
                connection
            )
            {
                CommandTimeout = 0,
            }
        )
        await using (var rows = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancel))
        {
            while (await rows.ReadAsync(cancel))
            {
                var (chain, number, hash) = (rows.GetInt16(0), rows.GetInt64(1), rows.GetFieldValue<byte[]>(2));
                var before = reached.GetValueOrDefault(chain, new ChainHead(chain, 0, new byte[Canonical.HashBytes]));
                var (posting, requestHash) = Read(rows);
                if (Sums(posting) is { } unbalanced)
                    Found($"The legs of a posting do not sum to zero in {unbalanced}: {posting.Id.Value}.");
                if (!broken.Contains(chain) && Wrong(before, number, hash, posting, requestHash, signed) is { } wrong)
                {
                    Found(string.Create(CultureInfo.InvariantCulture, $"Chain {chain}: {wrong}"));
                    broken.Add(chain);
                }
                reached[chain] = new ChainHead(chain, number, hash);
            }
        }
        foreach (var (chain, head) in heads)
        {
            var end = reached.GetValueOrDefault(chain, new ChainHead(chain, 0, new byte[Canonical.HashBytes]));
            if (!broken.Contains(chain) && (end.Number != head.Number || !end.Hash.AsSpan().SequenceEqual(head.Hash)))
                Found(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Chain {chain}: it ends with number {end.Number}; it was written up to {head.Number}."
                    )
                );
        }
        foreach (var (chain, number) in signed.Keys)
            if (reached.GetValueOrDefault(chain).Number < number)
                Found(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Chain {chain}: number {number}, which a checkpoint vouches for, is missing."
                    )
                );
    }

    /// <summary>What is wrong with the next link of a chain, or null.</summary>
    private static string? Wrong(
        ChainHead before,
        long number,
        byte[] hash,
        Posting posting,
        byte[] requestHash,
        Dictionary<(short Chain, long Number), string> signed
    )
    {
        var id = posting.Id.Value;
        if (number != before.Number + 1)
            return string.Create(CultureInfo.InvariantCulture, $"after number {before.Number} comes {number}, posting {id}.");
        if (!Canonical.HashOfPosting(before.Hash, before.Chain, number, posting, requestHash).AsSpan().SequenceEqual(hash))
            return string.Create(CultureInfo.InvariantCulture, $"the first altered posting is number {number}, {id}.");
        return signed.TryGetValue((before.Chain, number), out var vouched) && vouched != System.Convert.ToHexStringLower(hash)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"it was written anew up to number {number}, posting {id}: a signed checkpoint has another hash."
            )
            : null;
    }

    private (Posting Posting, byte[] RequestHash) Read(NpgsqlDataReader rows)
    {
        var requestHash = rows.GetFieldValue<byte[]>(3);
        var id = new OperationId(rows.GetGuid(4));
        var kind = rows.GetString(5);
        var (nos, versions, minors) = (rows.GetFieldValue<long[]>(6), rows.GetFieldValue<long[]>(7), rows.GetFieldValue<long[]>(8));
        var legs = new PostedLeg[nos.Length];
        for (var i = 0; i < nos.Length; i++)
        {
            var (account, currency) = accounts.TryGetValue(nos[i], out var known) ? known : (default, Currency.Rub);
            legs[i] = new PostedLeg(account, null, new Money(minors[i], currency), Money.Zero(currency), versions[i]);
        }
        var posting = new Posting(
            id,
            kind,
            legs,
            rows.GetFieldValue<DateTimeOffset>(9),
            rows.GetFieldValue<DateTimeOffset>(10),
            rows.Nullable<Guid>(11) is { } reverses ? new OperationId(reverses) : null,
            rows.Nullable<Guid>(12) is { } hold ? new HoldId(hold) : null,
            LedgerReading.RateOf(rows, 13),
            LedgerReading.MetadataOf(rows, 16)
        );
        return (posting, requestHash);
    }

    /// <summary>The currency in which the legs do not sum to zero, or null.</summary>
    private static Currency? Sums(Posting posting)
    {
        foreach (var leg in posting.Legs)
        {
            Int128 sum = 0;
            foreach (var other in posting.Legs)
                if (ReferenceEquals(other.Amount.Currency, leg.Amount.Currency))
                    sum += other.Amount.Minor;
            if (sum != 0)
                return leg.Amount.Currency;
        }
        return null;
    }

    private void Found(string sentence)
    {
        if (findings.Count < FindingsMax)
            findings.Add(sentence);
    }
}
