using System.IO.Compression;
using System.Xml.Linq;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Reports.Documents;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

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
        Assert.Equal(["Кафе", "350.50", "1"], rows[^2]);
        Assert.Equal(["Итого", "SUM(B7:B7)350.50", "SUM(C7:C7)1"], rows[^1]);
    }

    [Fact]
    public async Task Half_of_a_character_is_shown_as_one_that_is_missing()
    {
        // No attribute can carry it: the runner writes its cases as UTF-8.
        var sheet = await Sheet("xl/worksheets/sheet2.xml", [Entry("c\uD800d")]);
        Assert.Equal("c\uFFFDd", sheet.Descendants(Main + "row").Last().Elements(Main + "c").ElementAt(7).Value);
    }

    [Theory]
    [InlineData("a_x000D_b", "a_x005F_x000D_b")]
    [InlineData("_x005F_", "_x005F_x005F_")]
    [InlineData("_x000D_x000A_", "_x005F_x000D_x005F_x000A_")]
    [InlineData("_xab0F_", "_x005F_xab0F_")]
    [InlineData("file_x2_final_x000", "file_x2_final_x000")]
    [InlineData("a\u0001\u000Bb\uFFFEcd", "a bcd")]
    [InlineData("a\r\n\tb\u202Ec", "a bc")]
    public async Task What_an_office_would_change_in_a_text_is_written_so_that_it_stays(string note, string written)
    {
        var sheet = await Sheet("xl/worksheets/sheet2.xml", [Entry(note)]);
        Assert.Equal(written, sheet.Descendants(Main + "row").Last().Elements(Main + "c").ElementAt(7).Value);
    }

    [Fact]
    public async Task A_text_longer_than_a_cell_ends_between_whole_characters()
    {
        var sheet = await Sheet("xl/worksheets/sheet2.xml", [Entry(string.Concat(Enumerable.Repeat("😀", 20_000)))]);
        var text = sheet.Descendants(Main + "row").Last().Elements(Main + "c").ElementAt(7).Value;
        Assert.InRange(text.Length, 32_760, 32_767);
        Assert.EndsWith("😀…", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JPY", 1250, "1250", "#,##0")]
    [InlineData("XTR", 50, "50", "#,##0")]
    [InlineData("RUB", 125050, "1250.50", "#,##0.00")]
    [InlineData("USDT", 1500000, "1.500000", "#,##0.00####")]
    [InlineData("TON", 1000000001, "1.000000001", "#,##0.00#######")]
    public async Task An_amount_has_the_places_of_its_currency(string code, long minor, string value, string format)
    {
        var money = new Money(minor, Currency.Parse(code));
        var sheet = await Sheet("xl/worksheets/sheet2.xml", [Entry("") with { Amount = money }]);
        var cell = sheet.Descendants(Main + "row").Last().Elements(Main + "c").ElementAt(3);
        Assert.Equal(value, cell.Value);
        Assert.Equal(format, await FormatOf(cell));
    }

    [Theory]
    [InlineData("ru", @"dd\.mm\.yyyy")]
    [InlineData("en", @"d\ mmm\ yyyy")]
    public async Task A_day_is_shown_as_people_of_the_language_write_it(string language, string format)
    {
        var sheet = await Sheet("xl/worksheets/sheet2.xml", [Entry("")], language);
        Assert.Equal(format, await FormatOf(sheet.Descendants(Main + "row").Last().Elements(Main + "c").First(), language));
    }

    [Fact]
    public void Parts_of_the_spending_add_up_to_a_hundred()
    {
        Assert.Equal([34, 33, 33], Percents(1, 1, 1));
        Assert.Equal([17, 17, 17, 17, 16, 16], Percents(1, 1, 1, 1, 1, 1));
        Assert.Equal([100, 0], Percents(long.MaxValue, 1));
        Assert.Equal([100, 0], Percents(100, -20));
        Assert.Equal([0, 0], Percents(0, -20));
        Assert.Empty(Percents());
    }

    [Property]
    public Property Parts_of_any_spending_add_up_to_a_hundred() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).NonEmptyListOf().Where(sums => sums.Any(sum => sum > 0)).ToArbitrary(),
            sums => Percents([.. sums.Select(sum => (long)sum)]).Sum() == 100
        );

    [Fact]
    public void A_page_to_be_printed_escapes_what_people_wrote()
    {
        var html = PdfPage.Write(Content(1), [Entry("<img src=\"http://example.org/x\">")], picture: null);
        Assert.DoesNotContain("<img src=\"http", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ru", "01.11.2026")]
    [InlineData("en", "1\u00A0Nov\u00A02026")]
    public void A_page_to_be_printed_has_days_as_people_write_them(string language, string day) =>
        Assert.Contains(
            day,
            System.Net.WebUtility.HtmlDecode(PdfPage.Write(Content(1, language), [Entry("")], picture: null)),
            StringComparison.Ordinal
        );

    private static IReadOnlyList<int> Percents(params long[] sums) =>
        new SpendingAnswer(
            Currency.Rub,
            1,
            Money.Zero(Currency.Rub),
            Money.Zero(Currency.Rub),
            0,
            [.. sums.Select(sum => new CategorySum("cafe", null, new Money(sum, Currency.Rub), 1))],
            []
        ).Percents();

    /// <summary>The format code of the cell's style.</summary>
    private static async Task<string?> FormatOf(XElement cell, string language = "ru")
    {
        var styles = await Sheet("xl/styles.xml", [], language);
        var style = styles.Element(Main + "cellXfs")!.Elements().ElementAt((int)cell.Attribute("s")!);
        return (string?)
            styles
                .Element(Main + "numFmts")!
                .Elements()
                .Single(f => (string?)f.Attribute("numFmtId") == (string?)style.Attribute("numFmtId"))
                .Attribute("formatCode");
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

    private static DocumentContent Content(int count, string language = "ru")
    {
        var sum = new Money(350_50, Currency.Rub);
        var zero = Money.Zero(Currency.Rub);
        var now = new SpendingAnswer(Currency.Rub, 1, sum, zero, count, [new("cafe", null, sum, count)], [new(First, sum)]);
        var before = new SpendingAnswer(Currency.Rub, 1, zero, zero, 0, [], []);
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["cafe"] = "Кафе" };
        return new DocumentContent(First, First.AddDays(29), now, before, names, language);
    }

    private static async Task<XElement> Sheet(string part, Expense[] entries, string language = "ru")
    {
        using var file = new MemoryStream();
        var written = await Workbook.Write(
            file,
            Content(entries.Length, language),
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
