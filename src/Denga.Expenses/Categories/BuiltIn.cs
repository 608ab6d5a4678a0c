using Denga.Contracts.Expenses;

namespace Denga.Expenses.Categories;

/// <summary>A category that everybody has. The key is kept in the database and never changes.</summary>
internal sealed record BuiltInCategory(string Key, string Russian, string English, string Emoji, EntryKind Kind)
{
    internal string Name(string language) => string.Equals(language, "ru", StringComparison.OrdinalIgnoreCase) ? Russian : English;
}

/// <summary>The built-in categories, in the order in which they are offered.</summary>
internal static class BuiltIn
{
    internal const string Other = "other";
    internal const string OtherIncome = "other_income";

    internal static readonly IReadOnlyList<BuiltInCategory> All =
    [
        new("groceries", "Продукты", "Groceries", "🛒", EntryKind.Expense),
        new("cafe", "Кафе", "Eating out", "☕", EntryKind.Expense),
        new("transport", "Транспорт", "Transport", "🚇", EntryKind.Expense),
        new("taxi", "Такси", "Taxi", "🚕", EntryKind.Expense),
        new("car", "Машина", "Car", "🚗", EntryKind.Expense),
        new("housing", "Жильё", "Housing", "🏠", EntryKind.Expense),
        new("utilities", "Коммунальные", "Utilities", "💡", EntryKind.Expense),
        new("communication", "Связь и интернет", "Phone and internet", "📱", EntryKind.Expense),
        new("subscriptions", "Подписки", "Subscriptions", "🔁", EntryKind.Expense),
        new("health", "Здоровье", "Health", "💊", EntryKind.Expense),
        new("beauty", "Красота", "Beauty", "💇", EntryKind.Expense),
        new("clothes", "Одежда", "Clothes", "👕", EntryKind.Expense),
        new("home", "Дом и ремонт", "Home and repairs", "🛋", EntryKind.Expense),
        new("electronics", "Техника", "Electronics", "💻", EntryKind.Expense),
        new("entertainment", "Развлечения", "Entertainment", "🎬", EntryKind.Expense),
        new("sport", "Спорт", "Sport", "🏋", EntryKind.Expense),
        new("education", "Образование", "Education", "🎓", EntryKind.Expense),
        new("children", "Дети", "Children", "🧸", EntryKind.Expense),
        new("pets", "Питомцы", "Pets", "🐾", EntryKind.Expense),
        new("travel", "Путешествия", "Travel", "✈", EntryKind.Expense),
        new("gifts", "Подарки", "Gifts", "🎁", EntryKind.Expense),
        new("charity", "Благотворительность", "Charity", "🤝", EntryKind.Expense),
        new("fees", "Налоги, штрафы, комиссии", "Taxes and fees", "🧾", EntryKind.Expense),
        new(Other, "Прочее", "Other", "📦", EntryKind.Expense),
        new("salary", "Зарплата", "Salary", "💰", EntryKind.Income),
        new("bonus", "Премия", "Bonus", "🏆", EntryKind.Income),
        new("interest", "Проценты и дивиденды", "Interest and dividends", "📈", EntryKind.Income),
        new("cashback", "Кэшбэк", "Cashback", "💸", EntryKind.Income),
        new("gift_income", "Подарили", "Gifts received", "🎀", EntryKind.Income),
        new(OtherIncome, "Прочий доход", "Other income", "🪙", EntryKind.Income),
    ];

    private static readonly Dictionary<string, BuiltInCategory> ByKey = All.ToDictionary(category => category.Key, StringComparer.Ordinal);

    internal static BuiltInCategory? Find(string key) => ByKey.GetValueOrDefault(key);
}
