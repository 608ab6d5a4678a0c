using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Outside;
using Denga.Platform.Webhooks;
using Npgsql;

namespace Denga.Payments.Replay;

/// <summary>What a stored webhook says now.</summary>
internal sealed record ReplayedFact(Guid Webhook, IPaymentProvider Provider, ProviderPayment Fact);

/// <param name="Currency">Of an amount.</param>
internal sealed record HeldValue(string Json, string? Currency);

/// <summary>Works stored webhooks in a transaction that is taken back, with a ledger that only answers, and says what was changed.</summary>
internal sealed class Rehearsing(Database<PaymentsModule> database, ProviderList providers, Facts facts)
{
    /// <summary>Of the rows that belong to the invoices, and what they hold but times, which are others at each attempt.</summary>
    private const string Rows = """
        select 'invoice ' || 'inv_' || replace(id::text, '-', ''), to_jsonb(i) - 'request_hash' from invoice i where id = any($1)
        union all select 'payment ' || 'pay_' || replace(id::text, '-', ''), to_jsonb(p) from payment p where invoice_id = any($1)
        union all select 'charge ' || provider || ' ' || id, to_jsonb(c) from charge c where invoice_id = any($1)
        union all select 'refund ' || 'rfd_' || replace(id::text, '-', ''), to_jsonb(r) - 'request_hash' from refund r where invoice_id = any($1)
        """;

    /// <summary>What the webhooks say, the oldest first. Error: <c>payments.provider_away</c>.</summary>
    internal async Task<Result<IReadOnlyList<ReplayedFact>>> Read(IReadOnlyList<Guid> webhooks, CancellationToken cancel)
    {
        var said = new List<ReplayedFact>();
        foreach (var (name, webhook) in await Stored(webhooks, cancel))
        {
            if (providers.Find(name) is not { Webhooks: { } reader } provider)
                continue;
            try
            {
                foreach (var fact in await reader.Read(webhook, cancel))
                    said.Add(new ReplayedFact(webhook.Id, provider, fact));
            }
            catch (OutsideException)
            {
                return PaymentsErrors.ProviderAway;
            }
        }
        return said;
    }

    internal Task<Result<ReplayEffect>> Preview(IReadOnlyList<ReplayedFact> said, CancellationToken cancel) =>
        database.Rehearse<Result<ReplayEffect>>(
            async rehearsal =>
            {
                var invoices = await Invoices(rehearsal.Connection, said, cancel);
                var before = await Snapshot(rehearsal.Connection, invoices, cancel);
                var postings = new List<Posting>();
                var refused = new List<RefusedWebhook>();
                foreach (var (webhook, provider, fact) in said)
                {
                    var tried = await facts.Try(rehearsal, provider, fact, webhook, cancel);
                    if (tried.IsOk)
                        postings.AddRange(tried.Value);
                    else if (tried.Error.Kind == ErrorKind.Unavailable)
                        return tried.Error;
                    else
                        refused.Add(new RefusedWebhook(webhook, tried.Error.Code));
                }
                var after = await Snapshot(rehearsal.Connection, invoices, cancel);
                return new ReplayEffect(
                    Changes(before, after),
                    [.. postings.SelectMany(p => p.Legs.Select(l => new ReplayedLeg(p.Id, l.Account, l.Amount)))],
                    await Written(
                        rehearsal.Connection,
                        "select type || ' ' || key from outbox where xmin = pg_current_xact_id()::xid order by seq",
                        cancel
                    ),
                    await Written(
                        rehearsal.Connection,
                        "select kind || ' ' || key from work where xmin = pg_current_xact_id()::xid order by id",
                        cancel
                    ),
                    refused
                );
            },
            cancel
        );

    private async Task<List<(string Provider, ReceivedWebhook Webhook)>> Stored(IReadOnlyList<Guid> webhooks, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                "select provider, id, delivery_key, headers::text, body, received_at from webhook where id = any($1) order by received_at, id"
            )
            .With(webhooks.ToArray());
        var stored = new List<(string, ReceivedWebhook)>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            stored.Add(
                (
                    rows.GetString(0),
                    new ReceivedWebhook(
                        rows.GetGuid(1),
                        rows.GetString(2),
                        JsonSerializer.Deserialize<Dictionary<string, string>>(rows.GetString(3))!,
                        rows.GetFieldValue<byte[]>(4),
                        rows.GetFieldValue<DateTimeOffset>(5)
                    )
                )
            );
        return stored;
    }

    private static async Task<Guid[]> Invoices(NpgsqlConnection connection, IReadOnlyList<ReplayedFact> said, CancellationToken cancel)
    {
        var invoices = new HashSet<Guid>();
        foreach (var (_, provider, fact) in said)
            if (await PaymentRow.Find(connection, provider.Name, fact.Key, fact.ProviderId, cancel) is { } payment)
                invoices.Add(payment.Invoice.Value);
        return [.. invoices];
    }

    private static async Task<SortedDictionary<(string Row, string Column), HeldValue>> Snapshot(
        NpgsqlConnection connection,
        Guid[] invoices,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select r.name, c.key, c.value::text, case when c.key in ('minor', 'fee', 'paid', 'refunded') then r.held ->> 'currency' end
            from ({Rows}) as r (name, held), jsonb_each(r.held) c
            where c.key not like '%\_at' and c.value <> 'null'
            """,
            connection
        ).With(invoices);
        var values = new SortedDictionary<(string, string), HeldValue>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            values[(rows.GetString(0), rows.GetString(1))] = new HeldValue(rows.GetString(2), rows.Text(3));
        return values;
    }

    private static List<ChangedValue> Changes(
        SortedDictionary<(string Row, string Column), HeldValue> before,
        SortedDictionary<(string Row, string Column), HeldValue> after
    ) =>
        [
            .. before
                .Keys.Union(after.Keys)
                .Order()
                .Select(key => (key, Before: before.GetValueOrDefault(key), After: after.GetValueOrDefault(key)))
                .Where(c => c.Before != c.After)
                .Select(c => new ChangedValue(
                    c.key.Row,
                    c.key.Column,
                    c.Before?.Json,
                    c.After?.Json,
                    (c.After ?? c.Before)!.Currency is { } code ? Currency.Parse(code) : null
                )),
        ];

    private static async Task<List<string>> Written(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        var written = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            written.Add(rows.GetString(0));
        return written;
    }
}
