using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Platform;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Npgsql;

namespace Denga.Payments.Operators;

/// <summary>What operators see of everybody's payments, down to what was said with the providers.</summary>
internal sealed class OperatorHandlers(Database<PaymentsModule> database, IPaymentTables tables, TimeProvider clock)
    : IOperationHandler<AllInvoices, Page<CustomerInvoice>>,
        IOperationHandler<InvoiceFile, InvoiceRecords>,
        IOperationHandler<CancelInvoiceOf, Invoice>,
        IOperationHandler<AllRefunds, Page<CustomerRefund>>,
        IOperationHandler<SettleTrouble, InvoiceRecords>
{
    private const int PageMax = 200;
    private const int CallsMax = 200;
    private const int TextCharactersMax = 200;
    private const int ReasonCharactersMax = 200;

    /// <summary>Of one payment; the oldest go.</summary>
    private const int SettledMax = 100;

    public async Task<Result<Page<CustomerInvoice>>> Handle(AllInvoices operation, CancellationToken cancel)
    {
        InvoiceId before = default;
        if (operation.Cursor is { } cursor && !InvoiceId.TryParse(cursor, null, out before))
            return PaymentsErrors.BadCursor;
        if (operation.Text is { Length: > TextCharactersMax })
            return PaymentsErrors.BadSearch;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        var amounts = operation.Amount is { } amount ? InEveryCurrency(amount) : null;
        await using var command = database
            .Source.CreateCommand(
                $"""
                {InvoiceRow.Select}
                where ($1::uuid is null or (i.created_at, i.id) < (select created_at, id from invoice where id = $1))
                    and ($2::text is null or i.state = $2) and ($3::text is null or i.purpose = $3) and ($4::text is null or i.currency = $4)
                    and ($5::uuid is null or i.person_id = $5) and ($6::timestamptz is null or i.created_at >= $6)
                    and ($7::timestamptz is null or i.created_at < $7)
                    and ($8::text is null and not $9 or exists (
                        select from payment q where q.invoice_id = i.id and ($8::text is null or q.provider = $8) and (not $9 or q.trouble is not null)
                    ))
                    and ($10::text is null or i.id in (
                        select $11::uuid union all select id from invoice where reference = $10
                        union all select invoice_id from payment where id = $11 union all select invoice_id from payment where provider_id = $10
                        union all select invoice_id from charge where id = $10 union all select invoice_id from refund where id = $11
                    ))
                    and ($13::text[] is null or (i.currency, i.minor) in (select * from unnest($13::text[], $14::bigint[])))
                order by i.created_at desc, i.id desc limit $12
                """
            )
            .With(operation.Cursor is null ? (Guid?)null : before.Value)
            .With(operation.State?.ToString())
            .With(operation.Purpose)
            .With(operation.Currency?.Code)
            .With(operation.Customer?.Value)
            .With(operation.From?.ToUniversalTime())
            .With(operation.To?.ToUniversalTime())
            .With(operation.Provider)
            .With(operation.Trouble)
            .With(operation.Text)
            .With(operation.Text is { } text ? Id(text) : null)
            .With(limit + 1)
            .With(amounts?.Select(m => m.Currency.Code).ToArray())
            .With(amounts?.Select(m => m.Minor).ToArray());
        var rows = await InvoiceRow.ReadAll(command, cancel);
        return new Page<CustomerInvoice>(
            [.. rows.Take(limit).Select(r => new CustomerInvoice(r.Shown(), r.Person))],
            rows.Count > limit ? rows[limit - 1].Id.ToString() : null
        );
    }

    public async Task<Result<InvoiceRecords>> Handle(InvoiceFile operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        if (await InvoiceRow.Find(connection, operation.Invoice, cancel) is not { } invoice)
            return PaymentsErrors.InvoiceNotFound;
        var payments = await PaymentRow.Of(connection, invoice.Id, cancel);
        var charges = await ChargeRow.Of(connection, invoice.Id, cancel);
        var refunds = await RefundRow.Of(connection, invoice.Id, cancel);
        Guid[] asked = [.. payments.Select(p => p.Id.Value), .. refunds.Select(r => r.Id.Value)];
        return new InvoiceRecords(
            invoice.Shown(),
            invoice.Person,
            [
                .. payments.Select(p => new PaymentRecord(
                    p.Id,
                    p.Provider,
                    p.Amount,
                    p.State,
                    p.ProviderId,
                    p.Reason,
                    p.Trouble,
                    p.StartedAt,
                    p.EndedAt
                )),
            ],
            [
                .. charges.Select(c => new ChargeRecord(
                    c.Provider,
                    c.Id,
                    c.Payment,
                    c.Amount,
                    c.Fee ?? c.LateFee,
                    c.ChargedAt,
                    c.Posting,
                    c.CreditedAt
                )),
            ],
            [.. refunds.Select(r => r.Record)],
            await Calls(connection, asked, cancel),
            await Webhooks(connection, [.. payments.Select(p => p.Id.Value)], cancel)
        );
    }

    public Task<Result<Invoice>> Handle(CancelInvoiceOf operation, CancellationToken cancel) =>
        database.Attempt<Invoice>(
            async unit =>
            {
                var reason = PlainText.OneLine(operation.Reason);
                if (reason.Length is 0 or > ReasonCharactersMax)
                    return PaymentsErrors.BadReason;
                if (await InvoiceRow.Lock(unit, operation.Invoice, cancel) is not { } invoice)
                    return PaymentsErrors.InvoiceNotFound;
                var cancelled = invoice.Cancel(tables, unit, clock.GetUtcNow());
                if (cancelled.IsOk && invoice.State != InvoiceState.Cancelled)
                    unit.Audit("payments.invoice-cancelled", invoice.Id.ToString(), operation.Person, reason);
                return cancelled;
            },
            cancel
        );

    public async Task<Result<Page<CustomerRefund>>> Handle(AllRefunds operation, CancellationToken cancel)
    {
        RefundId before = default;
        if (operation.Cursor is { } cursor && !RefundId.TryParse(cursor, null, out before))
            return PaymentsErrors.BadCursor;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var connection = await database.Open(cancel);
        var rows = await RefundRow.All(
            connection,
            """
            where ($1::uuid is null or (asked_at, id) < (select asked_at, id from refund where id = $1))
                and ($2::text is null or state = $2) and ($3::text is null or provider = $3)
                and ($4::uuid is null or invoice_id in (select id from invoice where person_id = $4))
                and ($5::timestamptz is null or asked_at >= $5) and ($6::timestamptz is null or asked_at < $6)
            order by asked_at desc, id desc limit $7
            """,
            c =>
                c.With(operation.Cursor is null ? (Guid?)null : before.Value)
                    .With(operation.State?.ToString())
                    .With(operation.Provider)
                    .With(operation.Customer?.Value)
                    .With(operation.From?.ToUniversalTime())
                    .With(operation.To?.ToUniversalTime())
                    .With(limit + 1),
            cancel
        );
        var shown = rows.Take(limit).ToList();
        var customers = await Customers(connection, [.. shown.Select(r => r.Invoice.Value)], cancel);
        return new Page<CustomerRefund>(
            [.. shown.Select(r => new CustomerRefund(r.Record, customers[r.Invoice]))],
            rows.Count > limit ? shown[^1].Id.ToString() : null
        );
    }

    private static async Task<Dictionary<InvoiceId, PersonId>> Customers(
        NpgsqlConnection connection,
        Guid[] invoices,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand("select id, person_id from invoice where id = any($1)", connection).With(invoices);
        var found = new Dictionary<InvoiceId, PersonId>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found[new InvoiceId(rows.GetGuid(0))] = new PersonId(rows.GetGuid(1));
        return found;
    }

    /// <summary>The amount in every currency that can hold it.</summary>
    private static List<Money> InEveryCurrency(decimal amount)
    {
        var all = new List<Money>();
        foreach (var currency in Currency.All)
            if (Money.TryFrom(amount, currency, out var money))
                all.Add(money);
        return all;
    }

    public async Task<Result<InvoiceRecords>> Handle(SettleTrouble operation, CancellationToken cancel)
    {
        var reason = PlainText.OneLine(operation.Reason);
        if (reason.Length is 0 or > ReasonCharactersMax)
            return PaymentsErrors.BadReason;
        var settled = await database.Attempt<InvoiceId>(
            async unit =>
            {
                if (await PaymentRow.Find(unit.Connection, operation.Payment, cancel) is not { } found)
                    return PaymentsErrors.PaymentNotFound;
                await InvoiceRow.Lock(unit, found.Invoice, cancel);
                var payment = (await PaymentRow.Find(unit.Connection, found.Id, cancel))!;
                var about = payment.TroubleAbout ?? operation.Trouble;
                if (payment.Trouble is null && payment.Settled.Any(s => s.Split(' ')[0] == operation.Trouble))
                    return payment.Invoice;
                if (payment.Trouble != operation.Trouble)
                    return PaymentsErrors.TroubleChanged;
                (payment with { Trouble = null, TroubleAbout = null, Settled = [.. payment.Settled.TakeLast(SettledMax - 1), about] }).Save(
                    unit
                );
                unit.Audit("payments.trouble-settled", payment.Id.ToString(), operation.Person, reason, before: new { about });
                return payment.Invoice;
            },
            cancel
        );
        return settled.IsOk ? await Handle(new InvoiceFile(settled.Value), cancel) : settled.Error;
    }

    private static async Task<List<ProviderCall>> Calls(NpgsqlConnection connection, Guid[] asked, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select id, provider, operation_id, sent_at, ended_at, status, failure from outside_call where operation_id = any($1)
            order by sent_at, id limit {CallsMax}
            """,
            connection
        ).With(asked);
        var found = new List<ProviderCall>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new ProviderCall(
                    PaymentsModule.Name,
                    rows.GetGuid(0),
                    rows.GetString(1),
                    new OperationId(rows.GetGuid(2)),
                    rows.GetFieldValue<DateTimeOffset>(3),
                    rows.Nullable<DateTimeOffset>(4),
                    rows.Nullable<short>(5),
                    rows.Text(6)
                )
            );
        return found;
    }

    private static async Task<List<WebhookDelivery>> Webhooks(NpgsqlConnection connection, Guid[] payments, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select h.id, h.provider, h.delivery_key, h.received_at, length(h.body), coalesce(w.state, 'forgotten'), coalesce(w.attempts, 0), w.error
            from webhook h left join work w on w.kind = 'webhook.' || h.provider and w.key = h.id::text
            where h.id in (select webhook_id from payment_webhook where payment_id = any($1)) order by h.received_at, h.id limit {CallsMax}
            """,
            connection
        ).With(payments);
        var found = new List<WebhookDelivery>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new WebhookDelivery(
                    PaymentsModule.Name,
                    rows.GetGuid(0),
                    rows.GetString(1),
                    rows.GetString(2),
                    rows.GetFieldValue<DateTimeOffset>(3),
                    rows.GetInt32(4),
                    rows.GetString(5),
                    rows.GetInt32(6),
                    rows.Text(7)
                )
            );
        return found;
    }

    /// <summary>Whatever it is an id of.</summary>
    private static Guid? Id(string text) =>
        InvoiceId.TryParse(text, null, out var invoice) ? invoice.Value
        : PaymentId.TryParse(text, null, out var payment) ? payment.Value
        : RefundId.TryParse(text, null, out var refund) ? refund.Value
        : null;
}
