using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Web.Cabinet.Booking;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Payments;

/// <summary>An invoice, from the moment that it waits until its receipt.</summary>
internal static class InvoicePages
{
    /// <summary>Providers send every payer back here. Who began in a messenger has no session of the cabinet, and his message shows the payment.</summary>
    internal static async Task<IResult> Show(Visit visit)
    {
        if (!visit.TryRoute<InvoiceId>("invoice", out var id))
            return visit.NotFound();
        if (visit.Person is null)
            return visit.Page<ReturnedPage>();
        var invoice = await visit.Ask(new InvoiceById(visit.Me.Id, id));
        return !invoice.IsOk ? visit.Failed(invoice.Error)
            // What must be paid for an order or a booking is paid on its page.
            : Words.IsAwaited(invoice.Value, visit.Now) && PaidFor(invoice.Value) is { } address ? visit.Go(address)
            : await Page(visit, invoice.Value);
    }

    /// <summary>The page of what an invoice pays for; null where it is a top-up.</summary>
    internal static string? PaidFor(Invoice invoice) =>
        invoice.Purpose == "stars" && StarsOrderId.TryParse(invoice.Reference, null, out var order) ? "/app/stars/orders/" + order
        : invoice.Purpose == "booking" && BookingId.TryParse(invoice.Reference, null, out var booking) ? BookingPages.Address(booking)
        : null;

    internal static async Task<IResult> Pay(Visit visit)
    {
        if (!visit.TryRoute<InvoiceId>("invoice", out var id))
            return visit.NotFound();
        if (!EnteredAmount.TryId(visit, out var operation))
            return await Show(visit);
        var begun = await visit.Ask(new StartPayment(operation, visit.Me.Id, id, visit.Entered["provider"]));
        if (begun.IsOk || begun.Error.Code == "payments.invoice_closed")
            return visit.Go("/app/invoices/" + id);
        visit.Refused(begun.Error);
        return await Show(visit);
    }

    internal static async Task<IResult> Cancel(Visit visit)
    {
        if (!visit.TryRoute<InvoiceId>("invoice", out var id))
            return visit.NotFound();
        var done = await visit.Ask(new CancelInvoice(visit.Me.Id, id));
        return done.IsOk || done.Error.Code == "payments.invoice_closed" ? visit.Go("/app/invoices/" + id) : visit.Failed(done.Error);
    }

    /// <summary>The receipt as a PDF.</summary>
    internal static async Task<IResult> Receipt(Visit visit)
    {
        if (!visit.TryRoute<InvoiceId>("invoice", out var id))
            return visit.NotFound();
        var printed = await visit.Ask(new PrintReceipt(visit.Me.Id, id, visit.Language));
        return printed.IsOk ? visit.Go("/files/" + printed.Value.File) : visit.Failed(printed.Error);
    }

    internal static async Task<IResult> Mail(Visit visit)
    {
        if (!visit.TryRoute<InvoiceId>("invoice", out var id))
            return visit.NotFound();
        if (!EnteredAmount.TryId(visit, out var operation))
            return await Show(visit);
        var sent = await visit.Ask(new MailReceipt(operation, visit.Me.Id, id, visit.Language));
        if (sent.IsOk)
            return visit.Go($"/app/invoices/{id}?mailed=1");
        visit.Refused(sent.Error);
        return await Show(visit);
    }

    private static async Task<IResult> Page(Visit visit, Invoice invoice)
    {
        var left = invoice.Amount - invoice.Paid;
        var ways = Words.IsAwaited(invoice, visit.Now) && left.Minor > 0 ? await TopUpPages.Of(visit, left) : null;
        return visit.Page<InvoicePage, InvoiceModel>(new InvoiceModel(invoice, await RefundsOf(visit, invoice), ways));
    }

    /// <summary>What was given back, or is about to be.</summary>
    private static async Task<IReadOnlyList<Refund>> RefundsOf(Visit visit, Invoice invoice) =>
        !invoice.Paid.IsZero && await visit.Ask(new Refunds(visit.Me.Id, invoice.Id)) is { IsOk: true } refunds ? refunds.Value : [];
}

/// <param name="Ways">Who may take what is missing; null where nothing is awaited.</param>
public sealed record InvoiceModel(Invoice Invoice, IReadOnlyList<Refund> Refunds, PaymentWays? Ways);
