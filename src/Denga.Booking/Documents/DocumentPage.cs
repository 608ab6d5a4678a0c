using System.Net;
using System.Text;
using Denga.Booking.Bookings;
using Denga.Booking.Objects;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Texts;
using Denga.Speech;

namespace Denga.Booking.Documents;

/// <summary>Contract, invoice and receipt as pages of their own: shown, sent as a letter and printed as they are. Pure: the same booking gives the same text, so
/// that its hash says what was agreed. Every text is escaped, and nothing outside is referred to.</summary>
internal static class DocumentPage
{
    private const string Look =
        "@page{size:A4;margin:15mm 16mm;@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt 'DejaVu Sans';color:#5b6472}}"
        + "body{font-family:'DejaVu Sans','Noto Sans',sans-serif;font-size:9.5pt;line-height:1.4;color:#1c2330;max-width:178mm;margin:0 auto}"
        + "h1{font-size:15pt;margin:0 0 1mm}h2{font-size:11pt;margin:4.5mm 0 1mm;break-after:avoid}p{margin:1mm 0;overflow-wrap:anywhere}"
        + "table{width:100%;border-collapse:collapse}tr{break-inside:avoid}td{border-bottom:.4pt solid #ccd2dc;padding:1mm 0;vertical-align:top;overflow-wrap:anywhere}"
        + "td+td{text-align:right;padding-left:4mm}td.n{white-space:nowrap}tr.sum td{font-weight:bold;border-bottom:1pt solid #1c2330}ul{margin:1mm 0;padding-left:5mm}.q{color:#5b6472}";

    internal static string Write(BookingPaper paper, BookingRow booking, ObjectRow of, string? owner, string language) =>
        new Sheet(booking, of, owner, language).Write(paper);

    private sealed class Sheet(BookingRow booking, ObjectRow of, string? owner, string language)
    {
        private readonly StringBuilder page = new();
        private readonly TimeZoneInfo zone = of.Zone;

        internal string Write(BookingPaper paper)
        {
            var title = (
                paper switch
                {
                    BookingPaper.Contract => DocumentTexts.Contract,
                    BookingPaper.Invoice => DocumentTexts.Invoice,
                    _ => DocumentTexts.Receipt,
                }
            ).In(language, booking.Number);
            page.Append("<!doctype html><html lang=\"").Append(language).Append("\"><head><meta charset=\"utf-8\">");
            page.Append("<meta name=\"viewport\" content=\"width=device-width\"><title>").Append(Safe(title)).Append("</title><style>");
            page.Append(Look).Append("</style></head><body><h1>").Append(Safe(title)).Append("</h1>");
            page.Append("<p class=\"q\">").Append(Safe(DocumentTexts.Booked.In(language, Day(booking.CreatedAt)))).Append("</p>");
            Facts();
            switch (paper)
            {
                case BookingPaper.Contract:
                    Price();
                    Payments();
                    Cancellation();
                    House();
                    Head(DocumentTexts.Acceptance);
                    Line(DocumentTexts.Accepting.In(language));
                    break;
                case BookingPaper.Invoice:
                    Price();
                    Payments();
                    break;
                default:
                    Paid();
                    break;
            }
            return page.Append("<p class=\"q\">").Append(booking.Id).Append("</p></body></html>").ToString();
        }

        private void Facts()
        {
            Head(DocumentTexts.Stay);
            page.Append("<table>");
            if (owner is not null)
                Fact(DocumentTexts.Owner, Said(owner));
            Fact(DocumentTexts.Object, Said(Words.Of(booking.ObjectName, language)));
            if (of.Text.Place.Address is { } address)
                Fact(DocumentTexts.Address, Said($"{Words.Of(of.Text.Place.City, language)}, {address}"));
            Fact(DocumentTexts.Arrives, Moment(booking.Arrives));
            Fact(DocumentTexts.Leaves, Moment(booking.Leaves));
            Fact(DocumentTexts.Long, Words.Units(booking.Price.SoldBy, booking.Price.Units, language));
            Fact(DocumentTexts.Guests, Words.Number(booking.Guests, 0, language));
            page.Append("</table>");
        }

        private void Price()
        {
            Head(DocumentTexts.Price);
            page.Append("<table>");
            foreach (var line in booking.Price.Lines)
                Row(Said(Words.Of(line, booking.Price.SoldBy, language)), Words.Exact(line.Amount, language));
            Row(DocumentTexts.Total.In(language), Words.Exact(booking.Price.Total, language), "sum");
            foreach (var tax in booking.Price.Taxes.Where(t => t.Included))
                Row(
                    DocumentTexts.Including.In(language, Said(tax.Name), Words.Percent(tax.Percent, language)),
                    Words.Exact(tax.Amount, language)
                );
            page.Append("</table>");
        }

        private void Payments()
        {
            if (booking.Due.Count == 0)
                return;
            Head(DocumentTexts.Payments);
            page.Append("<table>");
            foreach (var due in booking.Due.Where(d => d.State != DueState.Void))
                Row(
                    $"{DocumentTexts.Of(due.Kind).In(language)}, {DocumentTexts.DueBy.In(language, Moment(due.At))}",
                    Words.Exact(due.Amount, language)
                );
            page.Append("</table>");
            if (booking.Due.Any(d => d.Kind == DueKind.Deposit))
                Line(DocumentTexts.DepositBack.In(language));
        }

        private void Cancellation()
        {
            Head(DocumentTexts.Cancellation);
            page.Append("<ul>");
            foreach (var sentence in Words.Of(booking.Price.Cancellation, language))
                page.Append("<li>").Append(Safe(sentence)).Append("</li>");
            page.Append("</ul>");
        }

        private void House()
        {
            var rules = Words.Of(of.Text.HouseRules, language).Split('\n').Select(Said).Where(l => l.Length > 0).ToList();
            if (rules.Count == 0)
                return;
            Head(DocumentTexts.House);
            foreach (var rule in rules)
                Line(rule);
        }

        private void Paid()
        {
            Head(DocumentTexts.Money);
            page.Append("<table>");
            var left = Money.Zero(booking.Currency);
            foreach (var due in booking.Due.Where(d => d.PaidAt is not null))
            {
                left += due.Amount - due.Returned;
                Row(
                    $"{DocumentTexts.Of(due.Kind).In(language)}, {DocumentTexts.PaidAt.In(language, Moment(due.PaidAt!.Value))}",
                    Words.Exact(due.Amount, language)
                );
                if (!due.Returned.IsZero)
                    Row(
                        $"{DocumentTexts.Of(due.Kind).In(language)}, {DocumentTexts.Returned.In(language)}",
                        Words.Exact(-due.Returned, language)
                    );
            }
            Row(DocumentTexts.Left.In(language), Words.Exact(left, language), "sum");
            foreach (var tax in booking.Price.Taxes)
                Row(
                    DocumentTexts.InTotal.In(language, Said(tax.Name), Words.Percent(tax.Percent, language)),
                    Words.Exact(tax.Amount, language)
                );
            page.Append("</table>");
        }

        private void Head(Text text) => page.Append("<h2>").Append(Safe(text.In(language))).Append("</h2>");

        private void Line(string text) => page.Append("<p>").Append(Safe(text)).Append("</p>");

        private void Fact(Text name, string value) =>
            page.Append("<tr><td>").Append(Safe(name.In(language))).Append("</td><td>").Append(Safe(value)).Append("</td></tr>");

        private void Row(string name, string value, string kind = "") =>
            page.Append("<tr class=\"")
                .Append(kind)
                .Append("\"><td>")
                .Append(Safe(name))
                .Append("</td><td class=\"n\">")
                .Append(Safe(value))
                .Append("</td></tr>");

        private string Moment(DateTimeOffset at) => $"{Day(at)}, {Words.Clock(at, zone)}";

        private string Day(DateTimeOffset at) => Words.Of(Words.DayIn(zone, at), language);
    }

    /// <summary>What somebody wrote.</summary>
    private static string Said(string text) => PlainText.OneLine(text);

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
