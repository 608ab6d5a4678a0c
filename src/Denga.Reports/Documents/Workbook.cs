using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;
using Denga.Reports.Charts;

namespace Denga.Reports.Documents;

/// <summary>Writes a workbook (ECMA-376, Office Open XML): a sheet of sums and a sheet of entries. Numbers are numbers and days are days; what people wrote
/// is text, so that nothing in it is run as a formula. Entries are written as they come: a long book takes no more memory than a short one.</summary>
internal static partial class Workbook
{
    /// <summary>A sheet has 1,048,576 rows.</summary>
    public const int EntriesMax = 1_000_000;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>What a cell can hold.</summary>
    private const int CellCharactersMax = 32_767;

    /// <summary>What a currency can have behind the point.</summary>
    private const int ScaleMax = 9;
    private static readonly DateOnly DayZero = new(1899, 12, 30);
    private static readonly XmlWriterSettings Xml = new()
    {
        Async = true,
        Encoding = new UTF8Encoding(false),
        CloseOutput = true,
    };

    /// <returns>How many entries were written.</returns>
    public static async Task<int> Write(Stream stream, DocumentContent content, IAsyncEnumerable<Expense> entries, CancellationToken cancel)
    {
        var words = new DocumentTexts(content.Language);
        await using var package = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, null, cancel);
        await Part(package, "[Content_Types].xml", ContentTypes, cancel);
        await Part(package, "_rels/.rels", RootRelations, cancel);
        await Part(package, "xl/_rels/workbook.xml.rels", BookRelations, cancel);
        await Part(package, "xl/workbook.xml", Sheets(words), cancel);
        await Part(package, "xl/styles.xml", Styles(content.Language), cancel);
        await using (var part = await package.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).OpenAsync(cancel))
            Summary(part, content, words);
        await using (var part = await package.CreateEntry("xl/worksheets/sheet2.xml", CompressionLevel.Fastest).OpenAsync(cancel))
            return await Entries(part, content, entries, words, cancel);
    }

    private static void Summary(Stream part, DocumentContent content, DocumentTexts words)
    {
        var now = content.Now;
        using var sheet = Begin(part, [30, 18, 12], frozen: false);
        Row(sheet, [Head(Words.Period(content.From, content.To, content.Language))]);
        Row(sheet, [Text(words.Spent), Amount(now.Spent), Text(now.Currency.Code)]);
        Row(sheet, [Text(words.Income), Amount(now.Income), Text(now.Currency.Code)]);
        Row(sheet, [Text(words.Count), Number(now.Count)]);
        Row(sheet, []);
        Row(sheet, [Head(words.Category), Head(words.Sum), Head(words.Share)]);
        var shown = now.Categories.Zip(now.Percents()).Where(c => c.First.Sum.Minor != 0).ToList();
        foreach (var (category, percent) in shown)
            Row(
                sheet,
                [
                    Text(category.Name ?? content.NameOf(category.Category)),
                    Amount(category.Sum),
                    category.Sum.Minor > 0 ? Share(percent) : Text(""),
                ]
            );
        if (shown.Count > 0)
        {
            const int first = 7;
            var last = first + shown.Count - 1;
            var sum = shown.Aggregate(Money.Zero(now.Currency), (all, category) => all + category.First.Sum);
            Row(
                sheet,
                [
                    Head(words.Total),
                    Amount(sum) with
                    {
                        Formula = string.Create(CultureInfo.InvariantCulture, $"SUM(B{first}:B{last})"),
                    },
                    Share(shown.Sum(category => category.Second)) with
                    {
                        Formula = string.Create(CultureInfo.InvariantCulture, $"SUM(C{first}:C{last})"),
                    },
                ]
            );
        }
        End(sheet, rows: null);
    }

    private static async Task<int> Entries(
        Stream part,
        DocumentContent content,
        IAsyncEnumerable<Expense> entries,
        DocumentTexts words,
        CancellationToken cancel
    )
    {
        using var sheet = Begin(part, [12, 10, 22, 14, 8, 14, 12, 40, 20, 14], frozen: true);
        string[] heads =
        [
            words.Date,
            words.Kind,
            words.Category,
            words.Amount,
            words.Currency,
            words.In(content.Now.Currency.Code),
            words.Rate,
            words.Note,
            words.Tags,
            words.Account,
        ];
        Row(sheet, heads.Select(Head));
        var written = 0;
        await foreach (var entry in entries.WithCancellation(cancel))
        {
            Row(sheet, Cells(entry, content));
            written++;
        }
        End(sheet, rows: written + 1);
        return written;
    }

    private static Cell[] Cells(Expense entry, DocumentContent content) =>
        [
            Day(entry.Day),
            Text(Words.Kind(entry.Kind, content.Language)),
            Text(content.NameOf(entry.Category)),
            Amount(entry.Amount),
            Text(entry.Amount.Currency.Code),
            Amount(entry.Converted),
            entry.Rate is { } rate ? Number(rate.Value) : Text(""),
            Text(entry.Note),
            Text(string.Join(' ', entry.Tags)),
            Text(entry.Account ?? ""),
        ];

    private static XmlWriter Begin(Stream part, IReadOnlyList<int> widths, bool frozen)
    {
        var sheet = XmlWriter.Create(part, Xml);
        sheet.WriteStartElement("worksheet", Main);
        if (frozen)
            sheet.WriteRaw(
                "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
            );
        var columns = new StringBuilder("<cols>");
        foreach (var (index, width) in widths.Index())
            columns.Append(
                CultureInfo.InvariantCulture,
                $"<col min=\"{index + 1}\" max=\"{index + 1}\" width=\"{width}\" customWidth=\"1\"/>"
            );
        sheet.WriteRaw(columns.Append("</cols>").ToString());
        sheet.WriteStartElement("sheetData");
        return sheet;
    }

    /// <param name="rows">How many rows, with the head, a filter covers; null for none.</param>
    private static void End(XmlWriter sheet, int? rows)
    {
        sheet.WriteEndElement();
        if (rows is not null)
        {
            sheet.WriteStartElement("autoFilter");
            sheet.WriteAttributeString("ref", string.Create(CultureInfo.InvariantCulture, $"A1:J{rows}"));
            sheet.WriteEndElement();
        }
        sheet.WriteEndElement();
    }

    private static void Row(XmlWriter sheet, IEnumerable<Cell> cells)
    {
        sheet.WriteStartElement("row");
        foreach (var cell in cells)
        {
            sheet.WriteStartElement("c");
            if (cell.Style != PlainStyle)
                sheet.WriteAttributeString("s", cell.Style.ToString(CultureInfo.InvariantCulture));
            if (cell.Formula is { } formula)
                sheet.WriteElementString("f", formula);
            if (!cell.IsText)
                sheet.WriteElementString("v", cell.Value);
            else if (cell.Value.Length > 0)
            {
                sheet.WriteAttributeString("t", "inlineStr");
                sheet.WriteStartElement("is");
                sheet.WriteStartElement("t");
                sheet.WriteAttributeString("xml", "space", null, "preserve");
                sheet.WriteString(cell.Value);
                sheet.WriteEndElement();
                sheet.WriteEndElement();
            }
            sheet.WriteEndElement();
        }
        sheet.WriteEndElement();
    }

    private static Cell Head(string text) => Text(text) with { Style = HeadStyle };

    /// <summary>One line without control characters, which XML does not know. What an office would read as a character by its number (ECMA-376,
    /// ST_Xstring: <c>_x000D_</c>) is written so that it reads it as it stands.</summary>
    private static Cell Text(string text)
    {
        var line = PlainText.Cut(PlainText.OneLine(text), CellCharactersMax);
        return new(
            line.Contains("_x", StringComparison.Ordinal) ? NumberedCharacter.Replace(line, "_x005F_") : line,
            IsText: true,
            PlainStyle
        );
    }

    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberedCharacter { get; }

    private static Cell Amount(Money money) => new(money.ToAmountString(), IsText: false, AmountStyle + money.Currency.Scale);

    private static Cell Number(decimal number) => new(number.ToString(CultureInfo.InvariantCulture), IsText: false, PlainStyle);

    private static Cell Day(DateOnly day) =>
        new((day.DayNumber - DayZero.DayNumber).ToString(CultureInfo.InvariantCulture), IsText: false, DayStyle);

    private static Cell Share(int percent) => Number(percent / 100m) with { Style = ShareStyle };

    private static async Task Part(ZipArchive package, string name, string content, CancellationToken cancel)
    {
        await using var part = await package.CreateEntry(name).OpenAsync(cancel);
        await part.WriteAsync(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + content), cancel);
    }

    private static string Sheets(DocumentTexts words) =>
        $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets><sheet name=\"{words.Summary}\" sheetId=\"1\" r:id=\"rId1\"/>"
        + $"<sheet name=\"{words.Entries}\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>";

    private const string ContentTypes =
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
        + "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
        + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        + "<Override PartName=\"/xl/worksheets/sheet2.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        + "</Types>";

    private const string RootRelations =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + $"<Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

    private const string BookRelations =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + $"<Relationship Id=\"rId1\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
        + $"<Relationship Id=\"rId2\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet2.xml\"/>"
        + $"<Relationship Id=\"rId3\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/></Relationships>";

    private const int PlainStyle = 0;
    private const int HeadStyle = 1;
    private const int DayStyle = 2;
    private const int ShareStyle = 3;

    /// <summary>And one more for each place behind the point that a currency has: yen have none.</summary>
    private const int AmountStyle = 4;
    private const int DayFormat = 164;
    private const int AmountFormat = 165;
    private const int WholePercentFormat = 9;

    private static string Styles(string language)
    {
        var scales = Enumerable.Range(0, ScaleMax + 1).ToList();
        var days = language == "ru" ? @"dd\.mm\.yyyy" : @"d\ mmm\ yyyy";
        var formats = new StringBuilder(
            Invariant($"<numFmts count=\"{scales.Count + 1}\"><numFmt numFmtId=\"{DayFormat}\" formatCode=\"{days}\"/>")
        );
        foreach (var scale in scales)
            formats.Append(Invariant($"<numFmt numFmtId=\"{AmountFormat + scale}\" formatCode=\"{AmountCode(scale)}\"/>"));
        var cells = new StringBuilder(Invariant($"<cellXfs count=\"{AmountStyle + scales.Count}\">"));
        cells.Append(Style(0, bold: false)).Append(Style(0, bold: true)).Append(Style(DayFormat, bold: false));
        cells.Append(Style(WholePercentFormat, bold: false));
        foreach (var scale in scales)
            cells.Append(Style(AmountFormat + scale, bold: false));
        return $"<styleSheet xmlns=\"{Main}\">{formats}</numFmts>"
            + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
            + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
            + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
            + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
            + $"{cells}</cellXfs></styleSheet>";
    }

    private static string AmountCode(int scale) =>
        scale == 0 ? "#,##0" : "#,##0." + new string('0', Math.Min(2, scale)) + new string('#', Math.Max(0, scale - 2));

    private static string Style(int format, bool bold) =>
        Invariant(
            $"<xf numFmtId=\"{format}\" fontId=\"{(bold ? 1 : 0)}\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/>"
        );

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <param name="Value">Beside a formula what it comes to, for whoever does not calculate.</param>
    private readonly record struct Cell(string Value, bool IsText, int Style, string? Formula = null);
}
