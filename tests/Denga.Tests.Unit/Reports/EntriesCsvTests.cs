using System.Globalization;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Reports.Csv;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Denga.Tests.Unit.Reports;

public sealed class EntriesCsvTests
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) { ["cafe"] = "Кафе, бары" };

    [Fact]
    public async Task An_entry_is_a_line_under_the_header_after_a_byte_order_mark()
    {
        var entry = Entry("кофе") with
        {
            Amount = new Money(350, Currency.Usd),
            Converted = new Money(28_758, Currency.Rub),
            Rate = new LockedRate(82.1665m, "cbr", new DateOnly(2026, 8, 8), IsStale: false),
            Tags = ["утро", "работа"],
            Account = "Карта",
        };

        var (bytes, count) = await Write(entry);

        Assert.Equal(1, count);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal(
            "date,kind,category,amount,currency,converted,main_currency,rate,rate_source,rate_date,note,tags,account,id\r\n"
                + "2026-08-10,expense,\"Кафе, бары\",3.50,USD,287.58,RUB,82.1665,cbr,2026-08-08,кофе,утро работа,Карта,"
                + $"{entry.Id}\r\n",
            Encoding.UTF8.GetString(bytes[3..])
        );
    }

    [Fact]
    public async Task Without_entries_there_is_the_header_alone()
    {
        var (bytes, count) = await Write();

        Assert.Equal(0, count);
        Assert.Single(Parse(bytes));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+7 900 123")]
    [InlineData("-5 скидка")]
    [InlineData("@SUM(A1)")]
    [InlineData("\tcmd")]
    [InlineData("\rcmd")]
    public async Task A_text_that_looks_like_a_formula_stays_a_text(string note)
    {
        var (bytes, _) = await Write(Entry(note) with { Account = note, Tags = [note] });

        var row = Parse(bytes)[1];
        Assert.Equal("'" + note, row[10]);
        Assert.Equal("'" + note, row[11]);
        Assert.Equal("'" + note, row[12]);
    }

    [Fact]
    public async Task A_negative_amount_stays_a_number()
    {
        var (bytes, _) = await Write(Entry("") with { Converted = new Money(-100, Currency.Rub) });

        Assert.Equal("-1.00", Parse(bytes)[1][5]);
    }

    [Fact]
    public void Any_text_comes_back_as_it_was()
    {
        var texts = Gen.Elements('a', 'я', ' ', ',', ';', '"', '\'', '\r', '\n', '\t', '=', '+', '-', '@', '€')
            .ArrayOf(8)
            .Select(letters => new string(letters));

        Prop.ForAll(
                texts.Two().ToArbitrary(),
                pair =>
                {
                    var (bytes, _) = Write(Entry(pair.Item1), Entry(pair.Item2)).GetAwaiter().GetResult();
                    var rows = Parse(bytes);
                    return rows.Count == 3
                        && rows.All(row => row.Length == EntriesCsv.Columns.Count)
                        && rows[1][10] == EntriesCsv.Guarded(pair.Item1)
                        && rows[2][10] == EntriesCsv.Guarded(pair.Item2);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static async Task<(byte[] Bytes, int Count)> Write(params Expense[] entries)
    {
        using var stream = new MemoryStream();
        var count = await EntriesCsv.Write(stream, entries.ToAsyncEnumerable(), Names, TestContext.Current.CancellationToken);
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
    private static List<string[]> Parse(byte[] bytes)
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
            else if (text[at] == ',')
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
