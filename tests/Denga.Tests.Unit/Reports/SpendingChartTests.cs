using System.Globalization;
using System.Xml.Linq;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Reports.Charts;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Denga.Tests.Unit.Reports;

public sealed class SpendingChartTests
{
    public static TheoryData<string> Samples => [.. SpendingSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Nothing_leaves_the_card_on_either_side(string sample)
    {
        var picture = Draw(SpendingSamples.All[sample]);

        Assert.All(
            Texts(picture),
            text =>
            {
                var (left, right) = Extent(text);
                Assert.True(left >= 60 && right <= SpendingChart.Width - 60, $"«{text.Value}» lies from {left} to {right}");
            }
        );
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void No_two_texts_lie_on_each_other(string sample)
    {
        var lines = Texts(Draw(SpendingSamples.All[sample])).GroupBy(text => Number(text, "y"));

        foreach (var line in lines)
        {
            var inOrder = line.Select(Extent).OrderBy(extent => extent.Left).ToList();
            Assert.All(inOrder.Zip(inOrder.Skip(1)), pair => Assert.True(pair.First.Right < pair.Second.Left));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Pictures_are_kept_for_looking_at_when_asked_for(string sample)
    {
        var svg = SpendingChart.Draw(SpendingSamples.All[sample]);

        Assert.StartsWith("<?xml", svg, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("DENGA_PICTURES") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, sample + ".svg"), svg);
    }

    [Fact]
    public void Every_amount_of_the_model_is_in_the_picture_and_their_sum_is_the_total()
    {
        var card = SpendingSamples.Month(11, "en", dark: false, Currency.Usd);

        var amounts = Texts(Draw(card))
            .Where(text => text.Value.StartsWith('$') && !text.Value.EndsWith("before", StringComparison.Ordinal))
            .Select(text => decimal.Parse(text.Value[1..], CultureInfo.InvariantCulture))
            .ToList();

        Assert.Equal(card.Now.Spent.ToDecimal(), amounts[0]);
        Assert.Equal(card.Now.Income.ToDecimal(), amounts[1]);
        var rows = amounts.Skip(2).ToList();
        Assert.Equal(SpendingChart.CategoriesMax + 1, rows.Count);
        Assert.Equal(
            card.Now.Categories.Take(SpendingChart.CategoriesMax).Select(category => category.Sum.ToDecimal()),
            rows.Take(SpendingChart.CategoriesMax)
        );
        Assert.Equal(card.Now.Spent.ToDecimal(), rows.Sum());
    }

    [Fact]
    public void Columns_are_as_high_as_their_days()
    {
        var columns = ColumnBars.Of(SpendingSamples.All["year"]);

        Assert.Equal(Step.Month, columns.Step);
        Assert.Equal(12, columns.All.Count);
        Assert.Equal(SpendingSamples.All["year"].Now.Spent.Minor, columns.All.Sum(column => column.Sum.Minor));
        Assert.True(columns.Marks()[^1] >= columns.All.Max(column => column.Sum.ToDecimal()));
    }

    [Fact]
    public void Nine_categories_are_shown_by_name_and_ten_as_eight_and_the_rest()
    {
        Assert.DoesNotContain("Остальное", SpendingChart.Draw(SpendingSamples.Month(9, "ru", dark: false)), StringComparison.Ordinal);
        Assert.Contains("Остальное (2)", SpendingChart.Draw(SpendingSamples.Month(10, "ru", dark: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_texts_and_never_markup()
    {
        var svg = SpendingChart.Draw(SpendingSamples.All["strange-names"]);

        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', svg);
        Assert.DoesNotContain('\0', svg);
        Assert.Contains(Texts(XDocument.Parse(svg)), text => text.Value == "<script>alert(\"1\")</script> & Co");
        Assert.Contains(Texts(XDocument.Parse(svg)), text => text.Value == "👨‍👩‍👧 Семья 🎉");
    }

    [Fact]
    public void A_name_of_nothing_that_can_be_seen_has_a_word_in_its_place()
    {
        var card = SpendingSamples.With(
            [new CategorySum("own-1", "\u202E\uE000\u200B", new Money(100, Currency.Rub), 1)],
            "ru",
            dark: false
        );
        Assert.Contains(Texts(Draw(card)), text => text.Value == "Без названия");
    }

    [Fact]
    public void Parts_in_the_picture_add_up_to_a_hundred_with_the_rest()
    {
        var equal = Enumerable.Range(0, 11).Select(i => new CategorySum("own-" + i, "Кафе", new Money(100, Currency.Rub), 1)).ToList();
        var texts = Texts(Draw(SpendingSamples.With(equal, "en", dark: false))).Select(text => text.Value);
        Assert.Equal(100, texts.Where(text => text.EndsWith('%')).Sum(text => int.Parse(text[..^1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_name_is_one_run_of_text_so_that_its_letters_join_and_turn()
    {
        var names = new[] { "קפה ומאפה", "قهوة ومخبز", "Սուրճ և հաց", "กาแฟและขนมปัง", "ყავა და პური", "कॉफ़ी और रोटी", "میوه\u200Cها" };
        var sums = names.Select((name, i) => new CategorySum("own-" + i, name, new Money(100 - i, Currency.Rub), 1)).ToList();
        Assert.Subset(
            Texts(Draw(SpendingSamples.With(sums, "ru", dark: false))).Select(text => text.Value).ToHashSet(StringComparer.Ordinal),
            names.Select(name => name.Normalize()).ToHashSet(StringComparer.Ordinal)
        );
    }

    [Property]
    public Property Any_name_makes_a_well_formed_picture()
    {
        var characters = Gen.OneOf(
            Gen.Choose(0, 0xFFFF).Select(code => ((char)code).ToString()),
            Gen.Elements("<", "&", "\"", "'", "]]>", "\uD83D\uDE00", "\u202E", "\0", "&#0;", "A", "Я"),
            Gen.Choose(0x10000, 0x10FFFF).Select(char.ConvertFromUtf32)
        );
        var names = characters.ArrayOf(12).Select(string.Concat);

        return Prop.ForAll(
            names.ToArbitrary(),
            name =>
            {
                var card = SpendingSamples.With([new CategorySum("own-1", name, new Money(100, Currency.Rub), 1)], "ru", dark: false);
                return Texts(Draw(card)).All(text => Extent(text).Right <= SpendingChart.Width);
            }
        );
    }

    [Theory]
    [InlineData("ru", 11200, 10000, "▲ на 12 % больше")]
    [InlineData("ru", 9200, 10000, "▼ на 8 % меньше")]
    [InlineData("ru", 10000, 10000, "Столько же")]
    [InlineData("ru", 10001, 10000, "▲ на <1 % больше")]
    [InlineData("ru", 121000, 10000, "▲ в 12 раз больше")]
    [InlineData("ru", 225000, 10000, "▲ в 22 раза больше")]
    [InlineData("en", 11200, 10000, "▲ 12% more")]
    [InlineData("en", 9200, 10000, "▼ 8% less")]
    [InlineData("en", 121000, 10000, "▲ 12 times as much")]
    public void The_change_is_told_in_words(string language, long now, long before, string text) =>
        Assert.Equal(
            text,
            new CardTexts(language).Change(new Money(now, Currency.Rub), new Money(before, Currency.Rub)).Replace('\u00A0', ' ')
        );

    [Fact]
    public void Colours_stand_out_from_what_they_lie_on()
    {
        Assert.All(
            [Palette.Light, Palette.Night],
            palette =>
            {
                Assert.All(
                    palette.Series.Append(palette.Rest).Append(palette.Accent),
                    colour => Assert.True(Contrast(colour, palette.Card) >= 3, colour)
                );
                Assert.All(
                    [
                        (palette.Text, palette.Card),
                        (palette.Muted, palette.Card),
                        (palette.Less, palette.Card),
                        (palette.More, palette.MoreTint),
                        (palette.Less, palette.LessTint),
                        (palette.Muted, palette.SameTint),
                    ],
                    pair => Assert.True(Contrast(pair.Item1, pair.Item2) >= 4.5, pair.ToString())
                );
            }
        );
    }

    [Fact]
    public void A_long_name_is_cut_between_letters_and_ends_with_an_ellipsis()
    {
        var cut = TextWidth.Cut("Ежемесячные платежи за всё", 27, bold: false, 200);

        Assert.EndsWith("…", cut, StringComparison.Ordinal);
        Assert.True(TextWidth.Of(cut, 27, bold: false) <= 200);
        Assert.StartsWith("Ежемес", cut, StringComparison.Ordinal);
    }

    private static XDocument Draw(SpendingCard card) => XDocument.Parse(SpendingChart.Draw(card));

    private static List<XElement> Texts(XDocument picture) => [.. picture.Descendants().Where(element => element.Name.LocalName == "text")];

    private static (decimal Left, decimal Right) Extent(XElement text)
    {
        var width = TextWidth.Of(text.Value, Number(text, "font-size"), (string?)text.Attribute("font-weight") == "bold");
        var x = Number(text, "x");
        var left = (string?)text.Attribute("text-anchor") switch
        {
            "end" => x - width,
            "middle" => x - (width / 2),
            _ => x,
        };
        return (left, left + width);
    }

    private static decimal Number(XElement element, string name) =>
        decimal.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    /// <summary>Contrast of two colours; source: WCAG 2.2.</summary>
    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] weights = [0.2126, 0.7152, 0.0722];
        return weights
            .Select(
                (weight, place) =>
                {
                    var part = int.Parse(colour.AsSpan(1 + (place * 2), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
                    return weight * (part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4));
                }
            )
            .Sum();
    }
}
