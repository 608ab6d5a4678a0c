using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Wallet.Ledger;
using Denga.Wallet.Transfers;
using Npgsql;

namespace Denga.Wallet.Accounts;

/// <summary>What an account was: its balance at a moment, and its movements in a period.</summary>
internal sealed class PastHandlers(Database<WalletModule> database, Payees payees)
    : IOperationHandler<BalanceAt, PastBalance>,
        IOperationHandler<Statement, StatementPage>,
        IOperationHandler<AccountEntries, IReadOnlyList<AccountEntry>>
{
    private const int EntriesMax = 1000;
    private const int PageMax = 200;
    private const int SearchCharactersMax = 100;

    public async Task<Result<PastBalance>> Handle(BalanceAt operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        if (await Find(connection, operation.Person, operation.Account, cancel) is not { } account)
            return WalletErrors.AccountNotFound;
        // By time of event: what was recorded until then, without what happened later, with what was recorded later and happened before.
        await using var command = new NpgsqlCommand(
            operation.Axis == TimeAxis.Recorded
                ? "select coalesce((select balance_after from entry where account_no = $1 and version = version_at($1, $2)), 0)"
                : """
                select coalesce((select balance_after from entry where account_no = $1 and version = version_at($1, $2)), 0)
                    - coalesce((select sum(minor) from entry where account_no = $1 and event_at > $2 and recorded_at <= $2), 0)::bigint
                    + coalesce((select sum(minor) from entry where account_no = $1 and event_at <= $2 and recorded_at > $2), 0)::bigint
                """,
            connection
        ).With(account.No).With(operation.At.ToUniversalTime());
        var minor = (long)(await command.ExecuteScalarAsync(cancel))!;
        return new PastBalance(operation.Account, new Money(minor, account.Currency), operation.At, operation.Axis);
    }

    public async Task<Result<IReadOnlyList<AccountEntry>>> Handle(AccountEntries operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                """
                select a.currency, e.version, e.posting_id, p.kind, e.minor, e.recorded_at from account a
                left join lateral (
                    select * from entry where account_no = a.no and version > $2 order by version limit $3
                ) e on true
                left join posting p on p.id = e.posting_id
                where a.id = $1 order by e.version
                """
            )
            .With(operation.Account.Value)
            .With(operation.After)
            .With(Math.Clamp(operation.Limit, 1, EntriesMax));
        var entries = new List<AccountEntry>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        if (!rows.HasRows)
            return WalletErrors.AccountNotFound;
        while (await rows.ReadAsync(cancel) && !rows.IsDBNull(1))
            entries.Add(
                new AccountEntry(
                    rows.GetInt64(1),
                    new OperationId(rows.GetGuid(2)),
                    rows.GetString(3),
                    new Money(rows.GetInt64(4), Currency.Parse(rows.GetString(0))),
                    rows.GetFieldValue<DateTimeOffset>(5)
                )
            );
        return entries;
    }

    public async Task<Result<StatementPage>> Handle(Statement operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        if (await Find(connection, operation.Person, operation.Account, cancel) is not { } account)
            return WalletErrors.AccountNotFound;
        if (operation.From >= operation.To)
            return WalletErrors.BadPeriod;
        if (operation.Text?.Length > SearchCharactersMax)
            return WalletErrors.BadSearch;
        long? shown = null;
        if (operation.Cursor is { } text)
        {
            if (!TryParse(text, out var number))
                return WalletErrors.BadCursor;
            shown = number;
        }
        // The moment before, in PostgreSQL's resolution: the ends of the period are "until just before".
        var before = TimeSpan.FromMicroseconds(1);
        long first,
            last,
            opening,
            closing;
        await using (var ends = new NpgsqlCommand(
                """
                select f.version, l.version,
                    coalesce((select balance_after from entry e where e.account_no = $1 and e.version = f.version), 0),
                    coalesce((select balance_after from entry e where e.account_no = $1 and e.version = l.version), 0)
                from version_at($1, $2) as f (version), version_at($1, $3) as l (version)
                """,
                connection
            ).With(account.No).With(operation.From.ToUniversalTime() - before).With(operation.To.ToUniversalTime() - before))
        await using (var row = await ends.ExecuteReaderAsync(cancel))
        {
            await row.ReadAsync(cancel);
            (first, last, opening, closing) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
        }
        if (operation.NewestFirst)
            last = Math.Min(last, shown - 1 ?? last);
        else
            first = Math.Max(first, shown ?? first);
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        // Without a filter the numbers have no gaps, so the page's ends are known.
        var filtered = operation.Kind is not null || !string.IsNullOrWhiteSpace(operation.Text);
        var from = filtered || !operation.NewestFirst ? first : Math.Max(first, last - limit);
        var to = filtered || operation.NewestFirst ? last : Math.Min(last, first + limit);
        var lines = await Lines(connection, account, operation, from, to, filtered ? limit + 1 : limit, cancel);
        var more = filtered ? lines.Count > limit : from > first || to < last;
        if (lines.Count > limit)
            lines.RemoveAt(limit);
        return new StatementPage(
            operation.Account,
            operation.From,
            operation.To,
            new Money(opening, account.Currency),
            new Money(closing, account.Currency),
            lines,
            more ? Base64Url.EncodeToString(Encoding.ASCII.GetBytes(lines[^1].Number.ToString(CultureInfo.InvariantCulture))) : null
        );
    }

    private async Task<List<StatementLine>> Lines(
        NpgsqlConnection connection,
        (long No, Currency Currency) account,
        Statement asked,
        long after,
        long to,
        int limit,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select e.version, e.posting_id, p.kind, e.minor, e.balance_after, p.event_at, p.recorded_at,
                array(select a.id from unnest(p.account_nos) with ordinality as l (no, place) join account a on a.no = l.no
                    where l.no <> e.account_no order by l.place),
                p.reverses, p.rate, p.rate_source, p.rate_at, p.metadata::text,
                t.note, t.person_id, t.payee_id, t.payee_name
            from entry e join posting p on p.id = e.posting_id left join transfer t on t.id = e.posting_id
            where e.account_no = $1 and e.version > $2 and e.version <= $3
                and ($4 is null or p.kind = $4) and ($5 is null or position(lower($5) in lower(t.note)) > 0)
            order by e.version {(asked.NewestFirst ? "desc" : "")} limit $6
            """,
            connection
        ).With(account.No).With(after).With(to).With(asked.Kind).With(string.IsNullOrWhiteSpace(asked.Text) ? null : asked.Text.Trim()).With(limit);
        var lines = new List<StatementLine>();
        var payers = new Dictionary<int, PersonId>();
        await using (var rows = await command.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
            {
                if (rows.Nullable<Guid>(14) is { } payer && payer != asked.Person.Value)
                    payers[lines.Count] = new PersonId(payer);
                lines.Add(
                    new StatementLine(
                        rows.GetInt64(0),
                        new OperationId(rows.GetGuid(1)),
                        rows.GetString(2),
                        new Money(rows.GetInt64(3), account.Currency),
                        new Money(rows.GetInt64(4), account.Currency),
                        rows.GetFieldValue<DateTimeOffset>(5),
                        rows.GetFieldValue<DateTimeOffset>(6),
                        [.. rows.GetFieldValue<Guid[]>(7).Select(a => new AccountId(a))],
                        rows.Nullable<Guid>(8) is { } reverses ? new OperationId(reverses) : null,
                        LedgerReading.RateOf(rows, 9),
                        LedgerReading.MetadataOf(rows, 12),
                        rows.Text(13),
                        rows.Text(16)
                    )
                );
            }
        var names = await payees.Names(payers.Values, cancel);
        foreach (var (place, payer) in payers)
            lines[place] = lines[place] with { Counterparty = names[payer] };
        return lines;
    }

    private static async Task<(long No, Currency Currency)?> Find(
        NpgsqlConnection connection,
        PersonId person,
        AccountId account,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand("select no, currency from account where id = $1 and person_id = $2", connection)
            .With(account.Value)
            .With(person.Value);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel) ? (rows.GetInt64(0), Currency.Parse(rows.GetString(1))) : null;
    }

    private static bool TryParse(string cursor, out long version)
    {
        version = 0;
        Span<byte> bytes = stackalloc byte[32];
        return cursor.Length <= 32
            && Base64Url.IsValid(cursor)
            && Base64Url.TryDecodeFromChars(cursor, bytes, out var length)
            && long.TryParse(bytes[..length], NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}
