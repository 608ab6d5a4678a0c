using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;
using Denga.Reports.Csv;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Denga.Tests.Unit.Reports;

public sealed class EntriesCsvTests
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) { ["cafe"] = "Кафе, бары" };

    [Theory]
    [InlineData(
        "ru",
        "Дата;Вид;Категория;Сумма;Валюта;В основной валюте;Основная валюта;Курс;Источник курса;Дата курса;Заметка;Метки;Счёт;Номер записи\r\n"
            + "10.08.2026;расход;Кафе, бары;3,50;USD;287,58;RUB;82,1665;Банк России;08.08.2026;кофе;утро работа;Карта;"
    )]
    [InlineData(
        "en",
        "Date,Kind,Category,Amount,Currency,In main currency,Main currency,Rate,Rate source,Rate date,Note,Tags,Account,Entry id\r\n"
            + "2026-08-10,expense,\"Кафе, бары\",3.50,USD,287.58,RUB,82.1665,Bank of Russia,2026-08-08,кофе,утро работа,Карта,"
    )]
    public async Task An_entry_is_a_line_under_the_header_after_a_byte_order_mark_as_the_offices_of_its_language_read_it(
        string language,
        string table
    )
    {
        var entry = Entry("кофе") with
        {
            Amount = new Money(350, Currency.Usd),
            Converted = new Money(28_758, Currency.Rub),
            Rate = new LockedRate(82.1665m, "cbr", new DateOnly(2026, 8, 8), IsStale: false),
            Tags = ["утро", "работа"],
            Account = "Карта",
        };

        var (bytes, count) = await Write(language, entry);

        Assert.Equal(1, count);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal($"{table}{entry.Id}\r\n", Encoding.UTF8.GetString(bytes[3..]));
    }

    [Fact]
    public async Task Without_entries_there_is_the_header_alone()
    {
        var (bytes, count) = await Write("ru");

        Assert.Equal(0, count);
        Assert.Single(Parse(bytes, ';'));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")")]
    [InlineData("-1+HYPERLINK(\"http://x\")", "'-1+HYPERLINK(\"http://x\")")]
    [InlineData("+7 900 123", "'+7 900 123")]
    [InlineData("-5 скидка", "'-5 скидка")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=cmd", "'=cmd")]
    [InlineData("\r=cmd", "'=cmd")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("－1＋1", "'－1＋1")]
    [InlineData("＠SUM(A1)", "'＠SUM(A1)")]
    [InlineData("\u200B=1+1", "'=1+1")]
    [InlineData("\u202E=1+1", "'=1+1")]
    [InlineData("\"=1+1", "\"'=1+1")]
    [InlineData("a;=1+1", "a;'=1+1")]
    [InlineData("a,@SUM(A1)", "a,'@SUM(A1)")]
    [InlineData("a|-1+1", "a|'-1+1")]
    [InlineData("a;\"\" =1+1", "a;\"\" '=1+1")]
    [InlineData("a\t=1+1", "a =1+1")]
    [InlineData("a\r\n=1+1", "a =1+1")]
    [InlineData("кофе - с собой; 2+1", "кофе - с собой; 2+1")]
    public async Task A_text_that_looks_like_a_formula_stays_a_text(string note, string written)
    {
        foreach (var (language, separator) in new[] { ("ru", ';'), ("en", ',') })
        {
            var (bytes, _) = await Write(language, Entry(note) with { Account = note, Tags = [note] });

            var row = Parse(bytes, separator)[1];
            Assert.Equal([written, written, written], row[10..13]);
        }
    }

    [Property]
    public Property No_cell_begins_a_formula_wherever_an_office_splits_the_line()
    {
        var languages = Gen.Elements((Name: "ru", Separator: ';'), (Name: "en", Separator: ','));
        var texts = Gen.Elements('a', 'я', ' ', ',', ';', '"', '\'', '\r', '\n', '\t', '=', '+', '-', '@', '＝', '|', '€')
            .ArrayOf(10)
            .Select(letters => new string(letters));

        return Prop.ForAll(
            texts.ToArbitrary(),
            languages.ToArbitrary(),
            async (text, language) =>
            {
                var (bytes, _) = await Write(language.Name, Entry(text) with { Account = text });
                var rows = Parse(bytes, language.Separator);
                var cells = Encoding.UTF8.GetString(bytes).Split([',', ';', '\t', '|', '\r', '\n']).Concat(rows[1]);
                return rows.Count == 2
                    && rows.All(row => row.Length == 14)
                    && rows[1][10] == CsvTable.Guarded(PlainText.OneLine(text))
                    && cells.All(cell => cell.TrimStart(' ', '"') is not ['=' or '+' or '-' or '@' or '＝', ..]);
            }
        );
    }

    [Fact]
    public async Task A_negative_amount_stays_a_number()
    {
        var entry = Entry("") with { Converted = new Money(-123_456, Currency.Rub), Amount = new Money(-1234, Currency.Parse("JPY")) };

        Assert.Equal(["-1234", "JPY", "-1234,56"], Parse((await Write("ru", entry)).Bytes, ';')[1][3..6]);
        Assert.Equal(["-1234", "JPY", "-1234.56"], Parse((await Write("en", entry)).Bytes, ',')[1][3..6]);
    }

    private static async Task<(byte[] Bytes, int Count)> Write(string language, params Expense[] entries)
    {
        using var stream = new MemoryStream();
        var count = await EntriesCsv.Write(stream, entries.ToAsyncEnumerable(), Names, language, TestContext.Current.CancellationToken);
        return (stream.ToArray(), count);
    }

    private static Expense Entry(string note) =>
        new(
            new ExpenseId(Guid.CreateVersion7()),
            EntryKind.Expense,
            new Money(35_000, Currency.Rub),
            new Money(35_000, Currency.Rub),
            null,
            new DateOnly(2026, 8, 10),
            "cafe",
            note,
            [],
            null,
            null,
            null,
            DateTimeOffset.UnixEpoch,
            1
        );

    /// <summary>A reader of RFC 4180 of its own, so that the writer is not checked by itself.</summary>
    private static List<string[]> Parse(byte[] bytes, char separator)
    {
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (quoted)
            {
                if (text[at] != '"')
                    cell.Append(text[at]);
                else if (at + 1 < text.Length && text[at + 1] == '"')
                    cell.Append(text[at++]);
                else
                    quoted = false;
            }
            else if (text[at] == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (text[at] == separator)
            {
                Take();
            }
            else if (text[at] == '\r' && text[at + 1] == '\n')
            {
                Take();
                rows.Add([.. row]);
                row.Clear();
                at++;
            }
            else
            {
                cell.Append(text[at]);
            }
        }
        return rows;

        void Take()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }
}
