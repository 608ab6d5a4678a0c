using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Analytics.Totals;

/// <summary>A person's day in one category; in the order in which rows are locked.</summary>
internal readonly record struct TotalKey(PersonId Person, DateOnly Day, string Category, EntryKind Kind, Currency Currency);

/// <summary>What a batch of events does to the totals: months that are replaced as a whole, and sums that are added after it. Pure.</summary>
internal sealed class Changes
{
    private readonly Dictionary<TotalKey, (long Minor, int Count)> sums = [];
    private readonly HashSet<(PersonId Person, DateOnly Month)> months = [];
    private readonly HashSet<(PersonId Person, DateOnly Day)> days = [];
    private readonly Dictionary<PersonId, Currency> currencies = [];

    public IReadOnlyCollection<(PersonId Person, DateOnly Month)> Replaced => months;

    /// <summary>The days that are touched by single entries or named by a restatement.</summary>
    public IReadOnlyCollection<(PersonId Person, DateOnly Day)> Days => days;

    /// <summary>The main currency of each person, by the last event.</summary>
    public IReadOnlyDictionary<PersonId, Currency> Currencies => currencies;

    /// <summary>Sorted, so that two transactions lock rows in one order.</summary>
    public IEnumerable<(TotalKey Key, long Minor, int Count)> Sums =>
        sums.Where(s => s.Value != default)
            .OrderBy(s => s.Key.Person.Value)
            .ThenBy(s => s.Key.Day)
            .ThenBy(s => s.Key.Category, StringComparer.Ordinal)
            .ThenBy(s => s.Key.Kind)
            .ThenBy(s => s.Key.Currency.Code, StringComparer.Ordinal)
            .Select(s => (s.Key, s.Value.Minor, s.Value.Count));

    public void Take(object happened)
    {
        switch (happened)
        {
            case ExpenseRecorded recorded:
                Add(recorded.Person, recorded.Expense, 1);
                break;
            case ExpenseChanged changed:
                Add(changed.Person, changed.Before, -1);
                Add(changed.Person, changed.After, 1);
                break;
            case ExpenseDeleted deleted:
                Add(deleted.Person, deleted.Expense, -1);
                break;
            case MonthRestated restated:
                Replace(restated);
                break;
            default:
                throw new InvalidOperationException($"The totals do not know {happened.GetType().Name}.");
        }
    }

    private void Add(PersonId person, Expense entry, int count)
    {
        var minor = entry.Kind == EntryKind.Refund ? -entry.Converted.Minor : entry.Converted.Minor;
        var kind = entry.Kind == EntryKind.Income ? EntryKind.Income : EntryKind.Expense;
        Add(new TotalKey(person, entry.Day, entry.Category, kind, entry.Converted.Currency), checked(minor * count), count);
        currencies[person] = entry.Converted.Currency;
        days.Add((person, entry.Day));
    }

    /// <summary>What was known of the month, also from earlier in this batch, is replaced; what comes after is added to it.</summary>
    private void Replace(MonthRestated restated)
    {
        var month = new DateOnly(restated.Month.Year, restated.Month.Month, 1);
        foreach (var known in sums.Keys.Where(k => k.Person == restated.Person && SameMonth(k.Day, month)).ToArray())
            sums.Remove(known);
        months.Add((restated.Person, month));
        currencies[restated.Person] = restated.Currency;
        foreach (var total in restated.Totals)
        {
            Add(new TotalKey(restated.Person, total.Day, total.Category, total.Kind, total.Sum.Currency), total.Sum.Minor, total.Count);
            days.Add((restated.Person, total.Day));
        }
    }

    private void Add(TotalKey key, long minor, int count)
    {
        var (sum, entries) = sums.GetValueOrDefault(key);
        sums[key] = (checked(sum + minor), entries + count);
    }

    private static bool SameMonth(DateOnly day, DateOnly month) => day.Year == month.Year && day.Month == month.Month;
}
