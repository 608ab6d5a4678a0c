using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Budgets;
using Denga.Expenses.OwnCategories;

namespace Denga.Expenses.Recording;

/// <summary>A person's book under its lock: what the rules need to know, kept up to date in memory while a transaction writes.</summary>
internal sealed class BookState(PersonId person, Currency currency, int monthStartDay, long version, DateOnly today)
{
    internal PersonId Person => person;
    internal Currency Currency => currency;
    internal int MonthStartDay => monthStartDay;
    internal DateOnly Today => today;
    internal Period Period { get; } = Period.Of(today, monthStartDay);

    /// <summary>As the transaction leaves it.</summary>
    internal long Version { get; set; } = version;
    internal long SpentToday { get; set; }

    /// <summary>Spent in the current period by category.</summary>
    internal Dictionary<string, long> Spent { get; } = new(StringComparer.Ordinal);

    /// <summary>Limits by category; the empty one is the limit of everything.</summary>
    internal SortedDictionary<string, long> Limits { get; } = new(StringComparer.Ordinal);

    internal HashSet<(string Category, int Threshold)> Alerts { get; } = [];
    internal Dictionary<string, string> Learned { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, OwnCategory> Own { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> Receipts { get; } = new(StringComparer.Ordinal);

    internal long SpentIn(string category) => category.Length == 0 ? Spent.Values.Sum() : Spent.GetValueOrDefault(category);

    internal LimitState Limit(string category) => Period.State(category, new Money(Limits[category], currency), SpentIn(category), today);

    /// <summary>The limits that entries of these days and categories count against.</summary>
    internal IReadOnlyList<LimitState> LimitsOf(IEnumerable<Expense> entries)
    {
        var categories = entries
            .Where(e => e.Kind != EntryKind.Income && Period.Contains(e.Day))
            .Select(e => e.Category)
            .ToHashSet(StringComparer.Ordinal);
        return categories.Count == 0 ? [] : [.. Limits.Keys.Where(c => c.Length == 0 || categories.Contains(c)).Select(Limit)];
    }

    internal Recorded Recorded(OperationId id, IReadOnlyList<Expense> entries) =>
        new(id, entries, new Money(SpentToday, currency), new Money(SpentIn(""), currency), LimitsOf(entries));
}
