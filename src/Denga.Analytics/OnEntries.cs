using Denga.Analytics.Activity;
using Denga.Analytics.Totals;
using Denga.Contracts.Expenses;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Analytics;

/// <summary>Works entries into totals and counts, a batch at a time: both in one transaction, because the mark of an event costs as much as its effect.</summary>
internal sealed class OnEntries : IConsumer
{
    private static readonly Type[] Entries =
    [
        typeof(ExpenseRecorded),
        typeof(ExpenseChanged),
        typeof(ExpenseDeleted),
        typeof(MonthRestated),
    ];

    public string Name => "analytics.totals";

    public IReadOnlyList<Type> Events { get; } = [.. Entries.Union(ActivityCounts.OfEntries)];

    public static async Task Forget(UnitOfWork work)
    {
        await DayTotals.Forget(work);
        await ActivityCounts.ForgetEntries(work);
    }

    public async Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
    {
        var changes = new Changes();
        foreach (var delivery in batch.Where(d => Entries.Contains(EventTypes.All[d.Type])))
            changes.Take(delivery.Event);
        await DayTotals.Apply(changes, work, cancel);
        ActivityCounts.Add(batch, work);
    }
}
