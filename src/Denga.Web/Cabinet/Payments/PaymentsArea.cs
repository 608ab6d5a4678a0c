using Denga.Contracts.Payments;

namespace Denga.Web.Cabinet.Payments;

/// <summary>Money in: topping up, invoices, what was paid and given back.</summary>
internal static class PaymentsArea
{
    private const string Money = "money";

    internal static void Add(Site site)
    {
        site.InMenu("/app/top-up", "plus", PaymentTexts.TopUp);
        site.InMenu("/app/payments", "clock", PaymentTexts.History);

        site.Read("/app/top-up", TopUpPages.Ask);
        site.Write("/app/top-up", TopUpPages.Begin);
        site.ReadOpen("/app/invoices/{invoice}", InvoicePages.Show);
        site.Write("/app/invoices/{invoice}/pay", InvoicePages.Pay);
        site.Write("/app/invoices/{invoice}/cancel", InvoicePages.Cancel);
        site.Read("/app/invoices/{invoice}/receipt", InvoicePages.Receipt);
        site.Write("/app/invoices/{invoice}/receipt/letter", InvoicePages.Mail);
        site.Read("/app/payments", HistoryPages.List);
        site.Public("/paysupport", visit => LegalPages.Show(visit, LegalTexts.Support));
        site.Public("/terms", visit => LegalPages.Show(visit, LegalTexts.Terms));
        site.Public("/privacy", visit => LegalPages.Show(visit, LegalTexts.Privacy));

        // What came in is told by the account's movement.
        site.Watches<InvoiceChanged>(Money, (changed, person) => changed.Person == person);
        site.Watches<RefundEnded>(Money, (ended, person) => ended.Person == person, PaymentTexts.Of);
    }
}
