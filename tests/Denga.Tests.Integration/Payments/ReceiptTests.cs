using System.Net;
using Denga.Contracts;
using Denga.Contracts.Payments;

namespace Denga.Tests.Integration.Payments;

[Collection(PaymentsCollection.Name)]
public sealed class ReceiptTests(PaymentsServer server)
{
    [Fact]
    public async Task A_receipt_shows_taxes_and_what_was_given_back_to_its_owner_alone()
    {
        var (anna, boris) = (await server.Somebody(), await server.Somebody());
        var invoice = await server.Get(
            new CreateInvoice(
                OperationId.New(),
                anna,
                "booking",
                "room 1",
                PaymentsServer.Rubles(1_200_00),
                [new TaxLine("<VAT>", 20, PaymentsServer.Rubles(200_00))]
            )
        );
        Assert.Equal("payments.not_paid", (await server.Ask(new ReceiptOf(anna, invoice.Id))).Error!.Code);
        invoice = await server.Get(new StartPayment(OperationId.New(), anna, invoice.Id, "till"));
        await server.Tell(Till.Paid(invoice, PaymentsServer.Rubles(1_200_00), server.Clock.GetUtcNow()));
        await server.Get(new RefundInvoice(OperationId.New(), anna, invoice.Id, "part", PaymentsServer.Rubles(300_00)));
        await server.Until(anna, invoice, InvoiceState.PartlyRefunded);

        var english = WebUtility.HtmlDecode((await server.Get(new ReceiptOf(anna, invoice.Id, "en"))).Html);
        foreach (var shown in (string[])["Receipt", "A booking", "including <VAT> 20 %", "200.00", "Given back", "300.00", "900.00"])
            Assert.Contains(shown, english, StringComparison.Ordinal);
        var russian = (await server.Get(new ReceiptOf(anna, invoice.Id, "ru"))).Html;
        Assert.Contains("Квитанция", WebUtility.HtmlDecode(russian), StringComparison.Ordinal);
        Assert.DoesNotContain("<VAT>", russian, StringComparison.Ordinal);
        Assert.Equal("payments.invoice_not_found", (await server.Ask(new ReceiptOf(boris, invoice.Id))).Error!.Code);
        Assert.Equal("payments.invoice_not_found", (await server.Ask(new PrintReceipt(boris, invoice.Id))).Error!.Code);
        Assert.Equal("payments.invoice_not_found", (await server.Ask(new MailReceipt(OperationId.New(), boris, invoice.Id))).Error!.Code);
        Assert.Equal("identity.no_email", (await server.Ask(new MailReceipt(OperationId.New(), anna, invoice.Id))).Error!.Code);

        var file = (await server.Get(new PrintReceipt(anna, invoice.Id))).File;
        var pdf = await server.Denga.Http.GetByteArrayAsync("/files/" + file);
        Assert.Equal("%PDF"u8.ToArray(), pdf[..4]);
    }
}
