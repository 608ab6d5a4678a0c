using System.IO.Compression;
using System.Xml.Linq;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Reports.Documents;

namespace Denga.Tests.Unit.Reports;

public sealed class WorkbookTests
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly DateOnly First = new(2026, 11, 1);

    [Fact]
    public async Task Entries_are_rows_with_numbers_as_numbers_and_days_as_days()
    {
        var entry = Entry("кофе & <торт>\u0001");
        var rows = await Rows("xl/worksheets/sheet2.xml", [entry, entry]);
        Assert.Equal(3, rows.Count);
        Assert.Equal(["Дата", "Вид", "Категория", "Сумма", "Валюта", "В RUB", "Курс", "Заметка", "Метки", "Счёт"], rows[0]);
        // 46327 days after 30 December 1899.
        Assert.Equal(["46327", "расход", "Кафе", "350.50", "RUB", "350.50", "", "кофе & <торт>", "утро", "карта"], rows[1]);
    }

    [Fact]
    public async Task What_looks_like_a_formula_is_a_text()
    {
        var sheet = await Sheet("xl/worksheets/sheet2.xml", [Entry("=1+1")]);
        Assert.Empty(sheet.Descendants(Main + "f"));
        var cell = sheet.Descendants(Main + "c").Single(c => c.Value == "=1+1");
        Assert.Equal("inlineStr", cell.Attribute("t")?.Value);
    }

    [Fact]
    public async Task The_summary_has_the_sums()
    {
        var rows = await Rows("xl/worksheets/sheet1.xml", [Entry("")]);
        Assert.Equal(["Потрачено", "350.50", "RUB"], rows[1]);
        Assert.Equal(["Кафе", "350.50", "1"], rows[^1]);
    }

    [Fact]
    public void A_page_to_be_printed_escapes_what_people_wrote()
    {
        var html = PdfPage.Write(Content(1), [Entry("<img src=\"http://example.org/x\">")]);
        Assert.DoesNotContain("<img src=\"http", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=", html, StringComparison.Ordinal);
    }

    private static Expense Entry(string note)
    {
        var money = new Money(350_50, Currency.Rub);
        return new Expense(
            ExpenseId.New(),
            EntryKind.Expense,
            money,
            money,
            Rate: null,
            First,
            "cafe",
            note,
            ["утро"],
            "карта",
            null,
            null,
            DateTimeOffset.UnixEpoch,
            Version: 1
        );
    }

    private static DocumentContent Content(int count)
    {
        var sum = new Money(350_50, Currency.Rub);
        var zero = Money.Zero(Currency.Rub);
        var now = new SpendingAnswer(Currency.Rub, 1, sum, zero, count, [new("cafe", null, sum, count)], [new(First, sum)]);
        var before = new SpendingAnswer(Currency.Rub, 1, zero, zero, 0, [], []);
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["cafe"] = "Кафе" };
        return new DocumentContent(First, First.AddDays(29), now, before, names, "ru");
    }

    private static async Task<XElement> Sheet(string part, Expense[] entries)
    {
        using var file = new MemoryStream();
        var written = await Workbook.Write(
            file,
            Content(entries.Length),
            entries.ToAsyncEnumerable(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(entries.Length, written);
        await using var package = new ZipArchive(file, ZipArchiveMode.Read);
        await using var sheet = await package.GetEntry(part)!.OpenAsync(TestContext.Current.CancellationToken);
        return XDocument.Load(sheet).Root!;
    }

    private static async Task<List<string[]>> Rows(string part, Expense[] entries) =>
        [.. (await Sheet(part, entries)).Descendants(Main + "row").Select(r => r.Elements(Main + "c").Select(c => c.Value).ToArray())];
}
