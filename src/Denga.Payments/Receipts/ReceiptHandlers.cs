using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Operations;
using Denga.Speech;

namespace Denga.Payments.Receipts;

/// <summary>Receipts of the person's own invoices.</summary>
internal sealed class ReceiptHandlers(Database<PaymentsModule> database, FileStore files, IOperations operations, TimeProvider clock)
    : IOperationHandler<ReceiptOf, Receipt>,
        IOperationHandler<PrintReceipt, ReceiptFile>,
        IOperationHandler<MailReceipt, Done>,
        IDisposable
{
    private static readonly TimeSpan PrintedWithin = TimeSpan.FromSeconds(20);
    private static readonly Text Subject = new("Квитанция: {0}, {1}", "Receipt: {0}, {1}");
    private static readonly Text Attached = new("Квитанция об оплате — во вложении.\n\n{0}: {1}", "The receipt is attached.\n\n{0}: {1}");
    private readonly PdfPrinter printer = new(1, PrintedWithin, clock);

    public Task<Result<Receipt>> Handle(ReceiptOf operation, CancellationToken cancel) =>
        Write(operation.Person, operation.Invoice, operation.Language, cancel);

    public async Task<Result<ReceiptFile>> Handle(PrintReceipt operation, CancellationToken cancel)
    {
        var receipt = await Write(operation.Person, operation.Invoice, operation.Language, cancel);
        return receipt.IsOk ? await Print(receipt.Value, cancel) : receipt.Error;
    }

    public async Task<Result<Done>> Handle(MailReceipt operation, CancellationToken cancel)
    {
        var written = await Find(operation.Person, operation.Invoice, operation.Language, cancel);
        if (!written.IsOk)
            return written.Error;
        var (invoice, receipt, language) = written.Value;
        var file = await Print(receipt, cancel);
        if (!file.IsOk)
            return file.Error;
        var (what, sum) = (Descriptions.Of(invoice.Purpose).In(language), Words.Exact(invoice.Paid, language));
        return await operations.Ask(
            new SendLetter(
                operation.Id,
                operation.Person,
                Subject.In(language, what, sum),
                Attached.In(language, what, sum),
                [file.Value.File]
            ),
            cancel
        );
    }

    public void Dispose() => printer.Dispose();

    private async Task<Result<ReceiptFile>> Print(Receipt receipt, CancellationToken cancel)
    {
        byte[] pdf;
        try
        {
            pdf = await printer.Print(receipt.Html, cancel);
        }
        catch (PrintException)
        {
            return PaymentsErrors.ReceiptNotPrinted;
        }
        var file = await files.Save(pdf, "denga-receipt.pdf", cancel);
        return file.IsOk ? new ReceiptFile(file.Value) : file.Error;
    }

    private async Task<Result<Receipt>> Write(PersonId person, InvoiceId id, string? language, CancellationToken cancel)
    {
        var found = await Find(person, id, language, cancel);
        return found.IsOk ? found.Value.Receipt : found.Error;
    }

    private async Task<Result<(Invoice Invoice, Receipt Receipt, string Language)>> Find(
        PersonId person,
        InvoiceId id,
        string? language,
        CancellationToken cancel
    )
    {
        await using var connection = await database.Open(cancel);
        if (await InvoiceRow.Find(connection, id, cancel) is not { } invoice || invoice.Person != person)
            return PaymentsErrors.InvoiceNotFound;
        var charges = (await ChargeRow.Of(connection, id, cancel)).FindAll(c => c.CreditedAt is not null);
        if (charges.Count == 0)
            return PaymentsErrors.NotPaid;
        var refunds = (await RefundRow.Of(connection, id, cancel)).FindAll(r => r.State == RefundState.Done);
        var profile = await operations.Ask(new Profile(person), cancel);
        if (!profile.IsOk)
            return profile.Error;
        var said = (language ?? profile.Value.Language) == "ru" ? "ru" : "en";
        var zone = TimeZoneInfo.FindSystemTimeZoneById(profile.Value.TimeZone);
        return (invoice.Shown(), new Receipt(ReceiptPage.Write(invoice.Shown(), charges, refunds, zone, said)), said);
    }
}
