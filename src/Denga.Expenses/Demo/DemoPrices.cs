using Denga.Contracts.Expenses;

namespace Denga.Expenses.Demo;

/// <summary>Something that people buy: its notes, what it costs in roubles, and how often it is bought on workdays and at weekends.</summary>
internal sealed record DemoThing(
    string Category,
    string[] Russian,
    string[] English,
    int RublesFrom,
    int RublesTo,
    int Workday,
    int Weekend
);

/// <summary>Something that comes on its days of the month.</summary>
internal sealed record DemoRegular(string Category, string Russian, string English, int RublesFrom, int RublesTo, int Day, EntryKind Kind);

internal static class DemoPrices
{
    internal static readonly DemoRegular[] Regular =
    [
        new("salary", "зарплата", "salary", 60_000, 140_000, 5, EntryKind.Income),
        new("salary", "аванс", "advance", 40_000, 80_000, 20, EntryKind.Income),
        new("housing", "аренда квартиры", "rent", 30_000, 65_000, 1, EntryKind.Expense),
        new("utilities", "коммуналка", "utilities", 4_000, 9_000, 10, EntryKind.Expense),
        new("communication", "интернет и телефон", "phone and internet", 700, 1_500, 12, EntryKind.Expense),
        new("subscriptions", "подписка на музыку", "music subscription", 199, 399, 15, EntryKind.Expense),
        new("sport", "абонемент в спортзал", "gym", 2_500, 4_500, 3, EntryKind.Expense),
    ];

    internal static readonly DemoThing[] Things =
    [
        new(
            "groceries",
            ["продукты", "пятёрочка", "молоко и хлеб", "овощи на рынке"],
            ["groceries", "milk and bread", "vegetables"],
            250,
            3_500,
            26,
            34
        ),
        new(
            "cafe",
            ["кофе", "обед", "кофе с собой", "пицца", "бизнес-ланч"],
            ["coffee", "lunch", "pizza", "flat white"],
            180,
            1_200,
            30,
            18
        ),
        new("transport", ["метро", "автобус", "электричка"], ["metro", "bus", "train"], 60, 180, 26, 8),
        new("taxi", ["такси", "такси домой"], ["taxi", "taxi home"], 250, 900, 6, 12),
        new("car", ["бензин", "мойка"], ["petrol", "car wash"], 600, 3_500, 4, 6),
        new("health", ["аптека", "врач"], ["pharmacy", "doctor"], 200, 3_000, 3, 2),
        new("clothes", ["кроссовки", "футболка", "куртка"], ["sneakers", "t-shirt", "jacket"], 900, 9_000, 1, 4),
        new("entertainment", ["кино", "концерт", "книга"], ["cinema", "concert", "book"], 350, 3_000, 2, 10),
        new("home", ["хозтовары", "лампочки"], ["household goods", "light bulbs"], 150, 2_500, 2, 6),
        new("beauty", ["стрижка"], ["haircut"], 700, 2_500, 1, 2),
        new("pets", ["корм коту"], ["cat food"], 300, 1_800, 2, 2),
        new("gifts", ["подарок"], ["present"], 800, 6_000, 1, 2),
        new("other", ["всякое"], ["odds and ends"], 100, 1_000, 2, 2),
    ];

    /// <summary>How much more is bought in a month, in percent: holidays in December, journeys in July and August.</summary>
    internal static readonly int[] Season = [85, 90, 100, 95, 105, 100, 120, 115, 100, 95, 105, 140];

    internal const int RublesPerDollar = 90;
}
