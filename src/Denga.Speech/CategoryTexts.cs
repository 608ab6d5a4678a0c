namespace Denga.Speech;

/// <summary>Names of the categories that everybody has, by their keys. A person's own have the names that he gave them.</summary>
public static class CategoryTexts
{
    /// <summary>By key.</summary>
    public static IReadOnlyDictionary<string, Text> BuiltIn { get; } =
        new Dictionary<string, Text>(StringComparer.Ordinal)
        {
            ["groceries"] = new("Продукты", "Groceries"),
            ["cafe"] = new("Кафе", "Eating out"),
            ["transport"] = new("Транспорт", "Transport"),
            ["taxi"] = new("Такси", "Taxi"),
            ["car"] = new("Машина", "Car"),
            ["housing"] = new("Жильё", "Housing"),
            ["utilities"] = new("Коммунальные", "Utilities"),
            ["communication"] = new("Связь и интернет", "Phone and internet"),
            ["subscriptions"] = new("Подписки", "Subscriptions"),
            ["health"] = new("Здоровье", "Health"),
            ["beauty"] = new("Красота", "Beauty"),
            ["clothes"] = new("Одежда", "Clothes"),
            ["home"] = new("Дом и ремонт", "Home and repairs"),
            ["electronics"] = new("Техника", "Electronics"),
            ["entertainment"] = new("Развлечения", "Entertainment"),
            ["sport"] = new("Спорт", "Sport"),
            ["education"] = new("Образование", "Education"),
            ["children"] = new("Дети", "Children"),
            ["pets"] = new("Питомцы", "Pets"),
            ["travel"] = new("Путешествия", "Travel"),
            ["gifts"] = new("Подарки", "Gifts"),
            ["charity"] = new("Благотворительность", "Charity"),
            ["fees"] = new("Налоги, штрафы, комиссии", "Taxes and fees"),
            ["other"] = new("Прочее", "Other"),
            ["salary"] = new("Зарплата", "Salary"),
            ["bonus"] = new("Премия", "Bonus"),
            ["interest"] = new("Проценты и дивиденды", "Interest and dividends"),
            ["cashback"] = new("Кэшбэк", "Cashback"),
            ["gift_income"] = new("Подарили", "Gifts received"),
            ["other_income"] = new("Прочий доход", "Other income"),
        };

    private static readonly Text Unknown = new("Без категории", "No category");

    /// <summary>The name by key, of whose names are not at hand: keys are not for people.</summary>
    public static string Of(string key, string language) => (BuiltIn.GetValueOrDefault(key) ?? Unknown).In(language);
}
