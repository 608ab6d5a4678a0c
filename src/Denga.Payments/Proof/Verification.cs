using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Paying;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.Proof;

/// <summary>Payments against the ledger, both ways: what came and what was given back stands there once, and nothing else stands there. And invoices against
/// their own charges and refunds.</summary>
internal sealed class Verification(Database<PaymentsModule> database, IOperations operations, TimeProvider clock)
{
    private const int EntriesAtOnce = 1000;
    private const int NamedMax = 100;

    /// <summary>What came is credited within seconds; what is not by then, nobody is working on.</summary>
    private static readonly TimeSpan CreditedWithin = TimeSpan.FromHours(1);

    /// <summary>Sentences; none when all is well. Throws when the wallet cannot be asked.</summary>
    internal async Task<IReadOnlyList<string>> Run(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var wrong = await Sums(connection, cancel);
        wrong.AddRange(await NotCredited(connection, cancel));
        foreach (var (provider, currency) in await Moved(connection, cancel))
            await Compare(connection, provider, currency, wrong, cancel);
        return wrong;
    }

    private static async Task<List<string>> Sums(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select i.id, i.paid, i.refunded, coalesce(c.paid, 0)::bigint, coalesce(r.refunded, 0)::bigint from invoice i
            left join (
                select c.invoice_id, sum(c.minor) as paid from charge c join invoice i on i.id = c.invoice_id and i.currency = c.currency
                where c.credited_at is not null group by c.invoice_id
            ) c on c.invoice_id = i.id
            left join (
                select r.invoice_id, sum(r.minor) as refunded from refund r join invoice i on i.id = r.invoice_id and i.currency = r.currency
                where r.state = 'Done' group by r.invoice_id
            ) r on r.invoice_id = i.id
            where i.paid <> coalesce(c.paid, 0) or i.refunded <> coalesce(r.refunded, 0) limit {NamedMax}
            """,
            connection
        )
        {
            CommandTimeout = 0,
        };
        var wrong = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            wrong.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The invoice {new InvoiceId(rows.GetGuid(0))} says {rows.GetInt64(1)} paid and {rows.GetInt64(2)} refunded; its charges and refunds say {rows.GetInt64(3)} and {rows.GetInt64(4)}."
                )
            );
        return wrong;
    }

    private async Task<List<string>> NotCredited(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select provider, id from charge where credited_at is null and came_at < $1 order by came_at limit {NamedMax}",
            connection
        ).With(clock.GetUtcNow() - CreditedWithin);
        var wrong = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            wrong.Add($"{rows.GetString(0)}: charge {rows.GetString(1)} came and is not credited.");
        return wrong;
    }

    private static async Task<List<(string Provider, Currency Currency)>> Moved(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select distinct provider, currency from charge", connection) { CommandTimeout = 0 };
        var found = new List<(string, Currency)>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add((rows.GetString(0), Currency.Parse(rows.GetString(1))));
        return found;
    }

    /// <summary>The ledger is read through once, a page at a time; each entry must be known here with its amount. What is known here and was not met is
    /// missing there.</summary>
    private async Task Compare(
        NpgsqlConnection connection,
        string provider,
        Currency currency,
        List<string> wrong,
        CancellationToken cancel
    )
    {
        var known = await Known(connection, provider, currency, cancel);
        var corrected = await Corrected(connection, provider, cancel);
        var account = (await operations.Ask(new OpenSystemAccount("external:" + provider, currency), cancel)).Value;
        for (var after = 0L; ; )
        {
            var entries = (await operations.Ask(new AccountEntries(account.Id, after, EntriesAtOnce), cancel)).Value;
            if (entries.Count == 0)
                break;
            after = entries[^1].Number;
            // Corrections, and play money that earlier releases took from the sandbox's account, are of other kinds.
            foreach (var entry in entries.Where(e => e.Kind is Crediting.PostingKind or Refunding.PostingKind))
                if (!known.Remove(entry.Posting, out var here))
                {
                    if (!await IsUndone(entry.Posting, cancel))
                        Differs($"posting {entry.Posting}", here: null, entry.Amount.Minor);
                }
                else if (here.Minor != entry.Amount.Minor && !corrected.Contains(entry.Posting))
                    Differs(here.Name, here.Minor, entry.Amount.Minor);
        }
        foreach (var (posting, (name, minor)) in known)
            if (!corrected.Contains(posting))
                Differs(name, minor, ledger: null);

        void Differs(string name, long? here, long? ledger)
        {
            if (wrong.Count < NamedMax)
                wrong.Add($"{provider}: {name} is {Amount(here)} in payments and {Amount(ledger)} in the ledger.");
        }

        string Amount(long? minor) => minor is { } there ? new Money(there, currency).ToString() : "nothing";
    }

    /// <summary>A posting that was reversed is nothing, together with what reversed it.</summary>
    private async Task<bool> IsUndone(OperationId posting, CancellationToken cancel) =>
        (await operations.Ask(new FindPosting(posting), cancel)).Value.ReversedBy is not null;

    /// <summary>The postings of which somebody has closed the difference with a correction.</summary>
    private static async Task<HashSet<OperationId>> Corrected(NpgsqlConnection connection, string provider, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select posting_id from reconciliation_case
            where provider = $1 and state = 'Closed' and correction_id is not null and posting_id is not null
            """,
            connection
        ).With(provider);
        var corrected = new HashSet<OperationId>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            corrected.Add(new OperationId(rows.GetGuid(0)));
        return corrected;
    }

    /// <summary>What moves the provider's account, by its posting.</summary>
    private static async Task<Dictionary<OperationId, (string Name, long Minor)>> Known(
        NpgsqlConnection connection,
        string provider,
        Currency currency,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select posting_id, coalesce(fee, 0) - minor, 'charge ' || id from charge
            where provider = $1 and currency = $2 and credited_at is not null and minor <> coalesce(fee, 0)
            union all
            select fee_posting_id, late_fee, 'fee of charge ' || id from charge
            where provider = $1 and currency = $2 and fee_posted_at is not null
            union all
            select posting_id, minor, 'refund ' || id from refund where provider = $1 and currency = $2 and state = 'Done'
            """,
            connection
        )
        {
            CommandTimeout = 0,
        };
        var known = new Dictionary<OperationId, (string, long)>();
        await using var rows = await command.With(provider).With(currency.Code).ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            known[new OperationId(rows.GetGuid(0))] = (rows.GetString(2), rows.GetInt64(1));
        return known;
    }
}
