using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Reports.Charts;

namespace Denga.Tests.Unit.Reports;

/// <summary>Reports as people may have them, the usual and the extreme.</summary>
internal static class SpendingSamples
{
    private static readonly Dictionary<string, string> Russian = new(StringComparer.Ordinal)
    {
        ["food"] = "Продукты",
        ["cafe"] = "Кафе и рестораны",
        ["transport"] = "Транспорт",
        ["home"] = "Дом и связь",
        ["health"] = "Здоровье",
        ["clothes"] = "Одежда и обувь",
        ["fun"] = "Развлечения",
        ["gifts"] = "Подарки",
        ["travel"] = "Путешествия",
        ["pets"] = "Питомцы",
        ["study"] = "Образование",
    };

    private static readonly Dictionary<string, string> English = new(StringComparer.Ordinal)
    {
        ["food"] = "Groceries",
        ["cafe"] = "Cafés and restaurants",
        ["transport"] = "Transport",
        ["home"] = "Home and internet",
        ["health"] = "Health",
        ["clothes"] = "Clothes and shoes",
        ["fun"] = "Entertainment",
        ["gifts"] = "Gifts",
        ["travel"] = "Travel",
        ["pets"] = "Pets",
        ["study"] = "Education",
    };

    public static IReadOnlyDictionary<string, SpendingCard> All { get; } =
        new Dictionary<string, SpendingCard>(StringComparer.Ordinal)
        {
            ["month-nine"] = Month(9, "ru", dark: false),
            ["month-nine-dark"] = Month(9, "ru", dark: true),
            ["month-eleven-en"] = Month(11, "en", dark: false),
            ["month-eleven-en-dark"] = Month(11, "en", dark: true, Currency.Usd),
            ["week"] = Of(new(2026, 11, 16), new(2026, 11, 22), 5, "ru", dark: false, before: 0.9m),
            ["week-en-dark"] = Of(new(2026, 10, 28), new(2026, 11, 3), 5, "en", dark: true, before: 1),
            ["year"] = Of(new(2026, 1, 1), new(2026, 12, 31), 10, "ru", dark: false, before: 1.3m),
            ["year-en-dark"] = Of(new(2026, 1, 1), new(2026, 12, 31), 10, "en", dark: true, before: 0.05m),
            ["ten-years"] = Of(new(2017, 1, 1), new(2026, 12, 31), 4, "ru", dark: false, before: 0),
            ["two-months"] = Of(new(2026, 10, 12), new(2026, 12, 8), 3, "ru", dark: false, before: 0.02m),
            ["eighteen-months"] = Of(new(2025, 7, 1), new(2026, 12, 31), 3, "en", dark: false, before: 0.5m),
            ["one-day"] = Of(new(2026, 11, 21), new(2026, 11, 21), 2, "ru", dark: false, before: 2),
            ["one-category"] = Month(1, "ru", dark: false),
            ["empty"] = Empty("ru", dark: false, income: 0),
            ["empty-en-dark"] = Empty("en", dark: true, income: 0),
            ["income-only"] = Empty("ru", dark: false, income: 12_000_000),
            ["huge"] = Huge("ru"),
            ["huge-en"] = Huge("en"),
            ["tiny"] = Tiny(),
            ["strange-names"] = Strange("ru", dark: false),
            ["strange-names-dark"] = Strange("en", dark: true),
            ["refunds"] = Refunds(),
            ["scripts"] = Scripts(),
        };

    public static SpendingCard Month(int categories, string language, bool dark, Currency? currency = null) =>
        Of(new(2026, 11, 1), new(2026, 11, 30), categories, language, dark, before: 0.89m, currency);

    public static SpendingCard With(IReadOnlyList<CategorySum> categories, string language, bool dark, Currency? currency = null)
    {
        var from = new DateOnly(2026, 11, 1);
        currency ??= Currency.Rub;
        var spent = categories.Aggregate(Money.Zero(currency), (sum, category) => sum + category.Sum);
        var now = new SpendingAnswer(
            currency,
            1,
            spent,
            Money.Zero(currency),
            categories.Sum(category => category.Count),
            categories,
            [new DaySum(from.AddDays(6), spent)]
        );
        return new SpendingCard(from, new(2026, 11, 30), now, Nothing(currency), Names(language), language, dark);
    }

    private static SpendingCard Of(
        DateOnly from,
        DateOnly to,
        int categories,
        string language,
        bool dark,
        decimal before,
        Currency? currency = null
    )
    {
        currency ??= Currency.Rub;
        var length = to.DayNumber - from.DayNumber + 1;
        // A fixed sequence with the look of chance: the same picture every time.
        var days = Enumerable
            .Range(0, length)
            .Select(day => new DaySum(
                from.AddDays(day),
                new Money(day % 5 == 3 ? 0 : (day * 7919 % 97 * 4_321L) + (day % 9 == 0 ? 310_050 : 25_050), currency)
            ))
            .Where(day => !day.Sum.IsZero)
            .ToList();
        var spent = days.Aggregate(Money.Zero(currency), (sum, day) => sum + day.Sum);
        var keys = Russian.Keys.Take(categories).ToList();
        var weights = keys.Select((_, place) => 1m / (place + 1)).ToList();
        var sums = weights.Select(weight => new Money((long)(spent.Minor * weight / weights.Sum()), currency)).ToList();
        sums[0] += spent - sums.Aggregate(Money.Zero(currency), (sum, part) => sum + part);
        var now = new SpendingAnswer(
            currency,
            1,
            spent,
            new Money(12_000_000, currency),
            length * 3,
            [.. keys.Select((key, place) => new CategorySum(key, null, sums[place], 3))],
            days
        );
        var earlier = Nothing(currency) with { Spent = new Money((long)(spent.Minor * before), currency) };
        return new SpendingCard(from, to, now, earlier, Names(language), language, dark);
    }

    private static SpendingCard Empty(string language, bool dark, long income)
    {
        var now = Nothing(Currency.Rub) with { Income = new Money(income, Currency.Rub), Count = income > 0 ? 1 : 0 };
        return new SpendingCard(new(2026, 11, 1), new(2026, 11, 30), now, Nothing(Currency.Rub), Names(language), language, dark);
    }

    private static SpendingCard Huge(string language)
    {
        var card = With(
            [
                new CategorySum("travel", null, new Money(9_000_000_000_000_000_000, Currency.Rub), 1),
                new CategorySum("cafe", null, new Money(123_456_789_012_345_678, Currency.Rub), 1),
                new CategorySum("food", null, new Money(1, Currency.Rub), 1),
            ],
            language,
            dark: false
        );
        return card with
        {
            Now = card.Now with { Income = new Money(long.MaxValue, Currency.Rub), Count = int.MaxValue },
            Before = card.Before with { Spent = new Money(long.MaxValue, Currency.Rub) },
        };
    }

    private static SpendingCard Tiny() =>
        With(
            [
                new CategorySum("food", null, new Money(3, Currency.Parse("TON")), 1),
                new CategorySum("cafe", null, new Money(1, Currency.Parse("TON")), 1),
            ],
            "ru",
            dark: false,
            Currency.Parse("TON")
        );

    private static SpendingCard Strange(string language, bool dark) =>
        With(
            [
                Own("<script>alert(\"1\")</script> & Co", 400_000),
                Own("Ежемесячные платежи за всё подряд, что только можно придумать", 300_050),
                Own("מזון ומשקאות \u202Eevil\u202C", 250_000),
                Own("طعام ومقهى", 200_000),
                Own("👨‍👩‍👧 Семья 🎉", 150_000),
                Own("🎉🎉🎉", 100_000),
                Own("Z̴̧̖͑a̵̡͌l̷̻͐g̸̰̈́o̵̖̽ text", 90_000),
                Own("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", 80_000),
                Own("line\nbreak\tand\u0000null]]>", 70_000),
                Own("日本語のカテゴリー", 60_000),
            ],
            language,
            dark
        );

    private static SpendingCard Scripts() =>
        With(
            [
                Own("קפה ומאפה (50%)", 100_000),
                Own("قهوة ومخبز، خبز", 100_000),
                Own("Սուրճ և հաց", 100_000),
                Own("กาแฟและขนมปัง น้ำ", 100_000),
                Own("ყავა და პური", 100_000),
                Own("कॉफ़ी और रोटी", 100_000),
                Own("咖啡和面包 コーヒー 커피", 100_000),
                Own("میوه\u200Cها و سبزی", 100_000),
                Own("☕ Кофе 👨‍👩‍👧 🥐", 100_000),
            ],
            "ru",
            dark: false
        );

    private static SpendingCard Refunds()
    {
        var card = With([Own("Бытовая техника", 500_000), Own("Одежда", -120_000)], "ru", dark: false);
        var start = card.From;
        return card with
        {
            Now = card.Now with
            {
                Days =
                [
                    new DaySum(start.AddDays(2), new Money(500_000, Currency.Rub)),
                    new DaySum(start.AddDays(20), new Money(-120_000, Currency.Rub)),
                ],
            },
        };
    }

    private static CategorySum Own(string name, long minor) => new("own-1", name, new Money(minor, Currency.Rub), 1);

    private static SpendingAnswer Nothing(Currency currency) => new(currency, 1, Money.Zero(currency), Money.Zero(currency), 0, [], []);

    private static Dictionary<string, string> Names(string language) => language == "ru" ? Russian : English;
}
