using System.Net;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;
using Denga.Reports.Charts;

namespace Denga.Reports.Documents;

/// <summary>The report as a page that is printed: the picture, the sums by category, the newest entries. Every text is escaped, and nothing outside
/// is referred to. The picture comes drawn: weasyprint lays out an SVG's text letter by letter, which turns Hebrew around and takes Arabic apart.</summary>
internal static class PdfPage
{
    /// <summary>About eight pages; a longer list is for Excel, and printing takes its time: some 4 ms an entry.</summary>
    public const int EntriesMax = 250;

    /// <summary>Columns of a fixed width, and borders that are not joined: weasyprint lays it out in half the time.</summary>
    private const string Look =
        "@page{size:A4;margin:16mm 14mm;@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt 'DejaVu Sans';color:#666}}"
        + "body{font-family:'DejaVu Sans','Noto Sans',sans-serif;font-size:9pt;color:#1c2330}h1{font-size:16pt;margin:0 0 4mm}h2{font-size:11pt;margin:6mm 0 2mm}"
        + "img{width:100%;max-height:130mm;object-fit:contain}table{width:100%;table-layout:fixed;border-collapse:separate;border-spacing:0}thead{display:table-header-group}"
        + "th{text-align:left;border-bottom:1pt solid #1c2330;padding:1mm}tr{break-inside:avoid}td{border-bottom:.4pt solid #ccd2dc;padding:1mm;vertical-align:top}"
        + "td.n,th.n{text-align:right;white-space:nowrap}td{overflow-wrap:anywhere}th.d{width:22mm}th.c{width:42mm}th.n{width:44mm}p{margin:1mm 0}";

    /// <param name="picture">A PNG; null when it could not be drawn, and the tables say it all.</param>
    public static string Write(DocumentContent content, IReadOnlyList<Expense> newest, byte[]? picture)
    {
        var words = new DocumentTexts(content.Language);
        var card = new CardTexts(content.Language);
        var now = content.Now;
        var title = Words.Period(content.From, content.To, content.Language);
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"").Append(content.Language).Append("\"><head><meta charset=\"utf-8\"><title>");
        page.Append(Text(title))
            .Append("</title><style>")
            .Append(Look)
            .Append("</style></head><body><h1>")
            .Append(Text(title))
            .Append("</h1>");
        page.Append("<p>").Append(Text($"{words.Spent}: {Exact(now.Spent, words)}")).Append("</p>");
        if (!now.Income.IsZero)
            page.Append("<p>").Append(Text($"{words.Income}: {Exact(now.Income, words)}")).Append("</p>");
        if (picture is not null)
            page.Append("<img alt=\"\" src=\"data:image/png;base64,").Append(Convert.ToBase64String(picture)).Append("\">");
        Categories(page, content, words, card);
        Entries(page, content, newest, words);
        return page.Append("</body></html>").ToString();
    }

    private static void Categories(StringBuilder page, DocumentContent content, DocumentTexts words, CardTexts card)
    {
        var categories = content.Now.Categories.Zip(content.Now.Percents()).Where(c => c.First.Sum.Minor != 0).ToList();
        if (categories.Count == 0)
            return;
        page.Append("<h2>").Append(Text(card.ByCategory)).Append("</h2><table><thead><tr><th>").Append(Text(words.Category));
        page.Append("</th><th class=\"n\">").Append(Text(words.Sum)).Append("</th><th class=\"n\">").Append(Text(words.Share));
        page.Append("</th></tr></thead><tbody>");
        foreach (var (category, percent) in categories)
        {
            var share = category.Sum.Minor > 0 ? Words.Share(percent, content.Language) : "";
            page.Append("<tr><td>").Append(Written(category.Name ?? content.NameOf(category.Category)));
            page.Append("</td><td class=\"n\">").Append(Text(Exact(category.Sum, words)));
            page.Append("</td><td class=\"n\">").Append(Text(share)).Append("</td></tr>");
        }
        page.Append("</tbody></table>");
    }

    private static void Entries(StringBuilder page, DocumentContent content, IReadOnlyList<Expense> newest, DocumentTexts words)
    {
        if (newest.Count == 0)
            return;
        page.Append("<h2>").Append(Text(words.Entries)).Append("</h2>");
        if (newest.Count < content.Now.Count)
            page.Append("<p>").Append(Text(words.Newest(Number(newest.Count, words), Number(content.Now.Count, words)))).Append("</p>");
        page.Append("<table><thead><tr><th class=\"d\">")
            .Append(Text(words.Date))
            .Append("</th><th class=\"c\">")
            .Append(Text(words.Category));
        page.Append("</th><th>").Append(Text(words.Note)).Append("</th><th class=\"n\">").Append(Text(words.Amount));
        page.Append("</th></tr></thead><tbody>");
        foreach (var entry in newest)
        {
            page.Append("<tr><td>").Append(Text(Words.ShortDay(entry.Day, content.Language)));
            page.Append("</td><td>").Append(Written(content.NameOf(entry.Category)));
            page.Append("</td><td>").Append(Written(entry.Note));
            page.Append("</td><td class=\"n\">").Append(Text(Signed(entry, words))).Append("</td></tr>");
        }
        page.Append("</tbody></table>");
    }

    private static string Signed(Expense entry, DocumentTexts words)
    {
        var amount = Exact(entry.Amount, words);
        return entry.Kind == EntryKind.Expense ? amount : "+" + amount;
    }

    private static string Exact(Money money, DocumentTexts words) => Words.Exact(money, words.Language, CardTexts.Sign(money.Currency));

    private static string Number(int number, DocumentTexts words) => Words.Number(number, 0, words.Language);

    /// <summary>Of ours.</summary>
    private static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>What a person wrote.</summary>
    private static string Written(string text) => Text(PlainText.OneLine(text));
}
