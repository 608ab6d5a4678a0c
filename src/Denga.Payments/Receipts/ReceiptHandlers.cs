using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Operations;

namespace Denga.Payments.Receipts;

/// <summary>Receipts of the person's own invoices.</summary>
internal sealed class ReceiptHandlers(Database<PaymentsModule> database, FileStore files, IOperations operations, TimeProvider clock)
    : IOperationHandler<ReceiptOf, Receipt>,
        IOperationHandler<PrintReceipt, ReceiptFile>,
        IDisposable
{
    private static readonly TimeSpan PrintedWithin = TimeSpan.FromSeconds(20);
    private readonly PdfPrinter printer = new(1, PrintedWithin, clock);

    public Task<Result<Receipt>> Handle(ReceiptOf operation, CancellationToken cancel) =>
        Write(operation.Person, operation.Invoice, operation.Language, cancel);

    public async Task<Result<ReceiptFile>> Handle(PrintReceipt operation, CancellationToken cancel)
    {
        var receipt = await Write(operation.Person, operation.Invoice, operation.Language, cancel);
        if (!receipt.IsOk)
            return receipt.Error;
        byte[] pdf;
        try
        {
            pdf = await printer.Print(receipt.Value.Html, cancel);
        }
        catch (PrintException)
        {
            return PaymentsErrors.ReceiptNotPrinted;
        }
        var file = await files.Save(pdf, "denga-receipt.pdf", cancel);
        return file.IsOk ? new ReceiptFile(file.Value) : file.Error;
    }

    public void Dispose() => printer.Dispose();

    private async Task<Result<Receipt>> Write(PersonId person, InvoiceId id, string? language, CancellationToken cancel)
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
        return new Receipt(
            ReceiptPage.Write(
                invoice.Shown(),
                charges,
                refunds,
                TimeZoneInfo.FindSystemTimeZoneById(profile.Value.TimeZone),
                (language ?? profile.Value.Language) == "ru" ? "ru" : "en"
            )
        );
    }
}
