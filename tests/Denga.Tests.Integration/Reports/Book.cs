using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Tests.Integration.Modules;

namespace Denga.Tests.Integration.Reports;

/// <summary>Stands in for a person's expense book: entries in a list, summed up when asked.</summary>
internal sealed class Book
{
    private readonly Lock gate = new();
    private readonly List<Expense> entries = [];
    private long version;

    /// <summary>Runs once, when sums are asked for the next time.</summary>
    public Action? BeforeSums { get; set; }

    public int MonthStartDay { get; set; } = 1;

    public int TimesSummed { get; private set; }

    public IReadOnlyList<Expense> Entries
    {
        get
        {
            lock (gate)
                return [.. entries];
        }
    }

    public void Add(Expense entry) => Change(() => entries.Add(entry));

    public void RemoveAt(int index) => Change(() => entries.RemoveAt(index));

    public void Replace(int index, Expense entry) => Change(() => entries[index] = entry);

    public Answers Answers() =>
        new Answers()
            .On<ExpenseBook, Contracts.Expenses.Book>(_ =>
            {
                lock (gate)
                    return new Contracts.Expenses.Book(Currency.Rub, MonthStartDay, CurrencyChosen: true, version);
            })
            .On<Spending, SpendingAnswer>(s =>
            {
                var before = BeforeSums;
                BeforeSums = null;
                before?.Invoke();
                lock (gate)
                {
                    TimesSummed++;
                    return Sum(s.From, s.To);
                }
            })
            .On<Categories, IReadOnlyList<Category>>(_ => new[] { new Category("cafe", "Кафе", "☕", EntryKind.Expense, IsOwn: false) })
            .On<AllExpenses, Page<Expense>>(Find);

    public SpendingAnswer Sum(DateOnly from, DateOnly to)
    {
        lock (gate)
        {
            var counted = entries.Where(e => e.Day >= from && e.Day <= to).ToArray();
            var spent = counted.Where(e => e.Kind != EntryKind.Income).ToArray();
            return new SpendingAnswer(
                Currency.Rub,
                version,
                Total(spent),
                Total(counted.Where(e => e.Kind == EntryKind.Income)),
                counted.Length,
                [
                    .. spent
                        .GroupBy(e => e.Category, StringComparer.Ordinal)
                        .Select(c => new CategorySum(c.Key, null, Total(c), c.Count()))
                        .OrderByDescending(c => c.Sum.Minor)
                        .ThenBy(c => c.Category, StringComparer.Ordinal),
                ],
                [.. spent.GroupBy(e => e.Day).OrderBy(d => d.Key).Select(d => new DaySum(d.Key, Total(d)))]
            );
        }
    }

    private static Money Total(IEnumerable<Expense> of) => new(of.Sum(e => e.Converted.Minor), Currency.Rub);

    private Result<Page<Expense>> Find(AllExpenses asked)
    {
        lock (gate)
        {
            var skipped = asked.Cursor is null ? 0 : int.Parse(asked.Cursor, System.Globalization.CultureInfo.InvariantCulture);
            var found = entries.Where(e => e.Day >= asked.From && e.Day <= asked.To).Skip(skipped).ToArray();
            var next =
                found.Length > asked.Limit ? (skipped + asked.Limit).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
            return new Page<Expense>([.. found.Take(asked.Limit)], next);
        }
    }

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            version++;
        }
    }
}
