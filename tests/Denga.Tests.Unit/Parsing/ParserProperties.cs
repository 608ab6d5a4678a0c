using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Parsing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Denga.Tests.Unit.Parsing;

/// <summary>What holds for every line.</summary>
public sealed class ParserProperties
{
    private static readonly DateOnly Today = new(2026, 11, 18);
    private static readonly Writer Russian = new(Today, Currency.Rub, "ru");
    private static readonly Writer English = new(Today, Currency.Usd, "en");

    private static readonly string[] Pieces =
    [
        "350",
        "0",
        "1,250",
        "12.05",
        "31.02",
        "1/0",
        "+",
        "-",
        "*",
        "(",
        ")",
        "кофе",
        "coffee",
        "р",
        "$",
        "€",
        "тыс",
        "к",
        "вчера",
        "в пятницу",
        "назад",
        "дня",
        "на троих",
        "пополам",
        "split",
        "ways",
        "with",
        "@masha",
        "#еда",
        "%",
        ":",
        "15:30",
        "12 мая",
        "May",
        "th",
        "of",
        "🎉",
        "\u200F",
        "\u00A0",
        "\uD83D",
        "\uFFFE",
        "t=",
        "&fn=",
        "999999999999999999999999999999",
        "две",
        "тысячи",
        "полторы",
        "hundred",
        "and",
        "usd",
        "btc",
        "х",
        "x",
        "/",
        ".",
        ",",
        "'",
        "№",
        "#",
        "@",
        "\0",
        "=",
        "го",
        "числа",
        "2026-02-30",
        "00.00.0000",
        "8 916 123-45-67",
        "итого",
        "по",
        "each",
        "in",
        "в",
        "евро",
        "the",
        "on",
        "\"",
        "<b>",
        "т.р.",
        "коп",
        "нас",
        "50/50",
        "24/7",
    ];

    [Property(MaxTest = 2_000)]
    public void Any_string_is_read_without_failing(string? text)
    {
        foreach (var writer in new[] { Russian, English })
            Assert.NotEmpty(TextParser.Parse(text ?? "", writer));
    }

    [Property(MaxTest = 20_000)]
    public Property Any_mixture_of_meaningful_pieces_is_read_without_failing_and_every_entry_can_be_kept()
    {
        var lines = Gen.Elements(Pieces).ListOf().Select(list => list.ToArray());
        var glue = Gen.Elements("", " ", " ", " ");
        return Prop.ForAll(
            Gen.Zip(lines, glue).ToArbitrary(),
            pair =>
            {
                var line = string.Join(pair.Item2, pair.Item1);
                foreach (var writer in new[] { Russian, English })
                foreach (var (_, reading) in TextParser.Parse(line, writer))
                    if (reading is Reading.Entry { Value: var entry })
                    {
                        Assert.True(entry.Amount.Minor > 0, line);
                        Assert.True(entry.Note.Length <= 500, line);
                        Assert.InRange(entry.Day, new DateOnly(2000, 1, 1), Today.AddYears(1));
                        Assert.True(entry.Whole is null || entry.Whole.Value.Minor >= entry.Amount.Minor, line);
                    }
            }
        );
    }

    [Fact]
    public void A_hundred_kilobytes_are_read()
    {
        foreach (var piece in Pieces)
        {
            var text = string.Concat(Enumerable.Repeat(piece + " ", 100_000 / (piece.Length + 1)));
            Assert.NotEmpty(TextParser.Parse(text, Russian));
            Assert.NotEmpty(TextParser.Parse(text.Replace(' ', '\n'), English));
        }
    }

    private static readonly string[] Notes =
    [
        "кофе",
        "Обед с Машей",
        "такси домой",
        "coffee beans",
        "продукты на неделю вперед",
        "Rent",
        "новые кроссовки",
        "lunch",
    ];

    [Property(MaxTest = 3_000)]
    public Property What_is_written_out_is_read_back()
    {
        var minors = Gen.Choose(1, 999_999_999);
        var days = Gen.Choose(0, 3_000);
        var notes = Gen.Elements(Notes);
        return Prop.ForAll(
            Gen.Zip(Gen.Zip(minors, days), notes).ToArbitrary(),
            x =>
            {
                var ((minor, ago), note) = x;
                var day = Today.AddDays(-ago);
                var amount = new Money(1_000 + minor, Currency.Rub);
                var line = $"{note} {amount.ToAmountString()} RUB {day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture)}";
                var entry = Assert.IsType<Reading.Entry>(LineParser.Parse(line, Russian)).Value;
                Assert.Equal(new NewExpense(amount, day, note), entry);
            }
        );
    }

    [Property(MaxTest = 500)]
    public Property However_the_digits_are_grouped_the_amount_is_the_same() =>
        Prop.ForAll(
            Gen.Choose(100_000, 99_999_999).ToArbitrary(),
            minor =>
            {
                var amount = minor / 100m;
                var plain = amount.ToString("0.00", CultureInfo.InvariantCulture);
                var grouped = amount.ToString("#,##0.00", CultureInfo.InvariantCulture);
                var expected = new Money(minor, Currency.Rub);
                foreach (var separator in new[] { " ", "\u00A0", "\u2009", "\u202F", "'", "’" })
                foreach (var point in new[] { ".", "," })
                    Same(
                        grouped
                            .Replace(".", "p", StringComparison.Ordinal)
                            .Replace(",", separator, StringComparison.Ordinal)
                            .Replace("p", point, StringComparison.Ordinal),
                        expected
                    );
                Same(plain, expected);
                Same(plain.Replace('.', ','), expected);
                Same(grouped, expected);
                Same(grouped.Replace(',', ';').Replace('.', ',').Replace(';', '.'), expected);
            }
        );

    private static void Same(string digits, Money expected) =>
        Assert.Equal(expected, Assert.IsType<Reading.Entry>(LineParser.Parse("мебель " + digits + " р", Russian)).Value.Amount);

    [Fact]
    public void Spaces_and_the_case_of_letters_change_nothing()
    {
        var lines = new[]
        {
            "350 кофе вчера",
            "в понедельник такси 480",
            "12 мая 3000 подарок",
            "12 тыс аренда",
            "ужин 4500 на троих",
            "20 usd подписка",
            "coffee 5 last friday",
            "вернули 500 за футболку",
            "две тысячи продукты",
            "+50000 зарплата",
        };
        foreach (var line in lines)
        {
            var expected = Assert.IsType<Reading.Entry>(LineParser.Parse(line, Russian)).Value;
            foreach (
                var variant in new[]
                {
                    line.ToUpperInvariant(),
                    "  " + line + "  ",
                    line.Replace(" ", "  ", StringComparison.Ordinal),
                    line + "\u200F",
                    "\u200E" + line,
                }
            )
            {
                var entry = Assert.IsType<Reading.Entry>(LineParser.Parse(variant, Russian)).Value;
                Assert.Equal(expected, entry with { Note = expected.Note });
                Assert.Equal(expected.Note, entry.Note, ignoreCase: true);
            }
        }
    }
}
