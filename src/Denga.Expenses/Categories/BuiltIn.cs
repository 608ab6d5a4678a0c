using Denga.Contracts.Expenses;
using Denga.Speech;

namespace Denga.Expenses.Categories;

/// <summary>A category that everybody has. The key is kept in the database and never changes.</summary>
internal sealed record BuiltInCategory(string Key, string Emoji, EntryKind Kind)
{
    internal Text Name => CategoryTexts.BuiltIn[Key];
}

/// <summary>The built-in categories, in the order in which they are offered.</summary>
internal static class BuiltIn
{
    internal const string Other = "other";
    internal const string OtherIncome = "other_income";

    internal static readonly IReadOnlyList<BuiltInCategory> All =
    [
        new("groceries", "🛒", EntryKind.Expense),
        new("cafe", "☕", EntryKind.Expense),
        new("transport", "🚇", EntryKind.Expense),
        new("taxi", "🚕", EntryKind.Expense),
        new("car", "🚗", EntryKind.Expense),
        new("housing", "🏠", EntryKind.Expense),
        new("utilities", "💡", EntryKind.Expense),
        new("communication", "📱", EntryKind.Expense),
        new("subscriptions", "🔁", EntryKind.Expense),
        new("health", "💊", EntryKind.Expense),
        new("beauty", "💇", EntryKind.Expense),
        new("clothes", "👕", EntryKind.Expense),
        new("home", "🛋", EntryKind.Expense),
        new("electronics", "💻", EntryKind.Expense),
        new("entertainment", "🎬", EntryKind.Expense),
        new("sport", "🏋", EntryKind.Expense),
        new("education", "🎓", EntryKind.Expense),
        new("children", "🧸", EntryKind.Expense),
        new("pets", "🐾", EntryKind.Expense),
        new("travel", "✈", EntryKind.Expense),
        new("gifts", "🎁", EntryKind.Expense),
        new("charity", "🤝", EntryKind.Expense),
        new("fees", "🧾", EntryKind.Expense),
        new(Other, "📦", EntryKind.Expense),
        new("salary", "💰", EntryKind.Income),
        new("bonus", "🏆", EntryKind.Income),
        new("interest", "📈", EntryKind.Income),
        new("cashback", "💸", EntryKind.Income),
        new("gift_income", "🎀", EntryKind.Income),
        new(OtherIncome, "🪙", EntryKind.Income),
    ];

    private static readonly Dictionary<string, BuiltInCategory> ByKey = All.ToDictionary(category => category.Key, StringComparer.Ordinal);

    internal static BuiltInCategory? Find(string key) => ByKey.GetValueOrDefault(key);
}
