using System.Net;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Paying;
using Denga.Payments.Refunds;
using Denga.Speech;

namespace Denga.Payments.Receipts;

/// <summary>The receipt as a page of its own: shown, sent as a letter and printed as it is. Every text is escaped, and nothing outside is referred to.</summary>
internal static class ReceiptPage
{
    private const string Look =
        "@page{size:A5;margin:14mm}body{font-family:'DejaVu Sans','Noto Sans',sans-serif;font-size:10pt;color:#1c2330;max-width:130mm;margin:0 auto}"
        + "h1{font-size:15pt;margin:0 0 4mm}h2{font-size:11pt;margin:6mm 0 2mm}table{width:100%;border-collapse:collapse}"
        + "td{border-bottom:.4pt solid #ccd2dc;padding:1.2mm 0;vertical-align:top}td.n{text-align:right;white-space:nowrap}tr.sum td{font-weight:bold}"
        + "p{color:#5b6472;overflow-wrap:anywhere}";

    private static readonly Text Title = new("Квитанция", "Receipt");
    private static readonly Text For = new("За что", "For");
    private static readonly Text Asked = new("Сумма счёта", "Invoiced");
    private static readonly Text Paid = new("Оплачено", "Paid");
    private static readonly Text Including = new("в том числе", "including");
    private static readonly Text Returned = new("Возвращено", "Given back");
    private static readonly Text Left = new("Итого", "Total");

    internal static string Write(
        Invoice invoice,
        IReadOnlyList<ChargeRow> charges,
        IReadOnlyList<RefundRow> refunds,
        TimeZoneInfo zone,
        string language
    )
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"").Append(language).Append("\"><head><meta charset=\"utf-8\"><title>");
        page.Append(Safe(Title.In(language))).Append("</title><style>").Append(Look).Append("</style></head><body><h1>");
        page.Append(Safe(Title.In(language))).Append("</h1><table>");
        Row(page, For.In(language), Descriptions.Of(invoice.Purpose).In(language));
        Row(page, Asked.In(language), Words.Exact(invoice.Amount, language));
        foreach (var tax in invoice.Tax)
            Row(page, $"{Including.In(language)} {tax.Name} {Words.Number(tax.Percent, language)} %", Words.Exact(tax.Amount, language));
        // Money in another currency than was asked stands here as well: it came, and was credited.
        foreach (var charge in charges)
            Row(page, $"{Paid.In(language)}, {At(charge.ChargedAt)}", Words.Exact(charge.Amount, language));
        foreach (var refund in refunds)
            Row(page, $"{Returned.In(language)}, {At(refund.EndedAt!.Value)}", Words.Exact(-refund.Amount, language));
        foreach (var currency in charges.Select(c => c.Amount.Currency).Distinct())
        {
            var left =
                charges.Where(c => ReferenceEquals(c.Amount.Currency, currency)).Sum(c => c.Amount.Minor)
                - refunds.Where(r => ReferenceEquals(r.Amount.Currency, currency)).Sum(r => r.Amount.Minor);
            Row(page, Left.In(language), Words.Exact(new Money(left, currency), language), "sum");
        }
        return page.Append("</table><p>").Append(invoice.Id).Append("</p></body></html>").ToString();

        string At(DateTimeOffset at) => $"{Words.ShortDay(Words.DayIn(zone, at), language)} {Words.Clock(at, zone)}";
    }

    private static void Row(StringBuilder page, string name, string value, string kind = "") =>
        page.Append("<tr class=\"")
            .Append(kind)
            .Append("\"><td>")
            .Append(Safe(name))
            .Append("</td><td class=\"n\">")
            .Append(Safe(value))
            .Append("</td></tr>");

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
