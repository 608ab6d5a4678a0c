using Denga.Contracts.Expenses;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Analytics.Totals;

/// <summary>Works entries into the totals, a batch at a time.</summary>
internal sealed class OnEntries : IConsumer
{
    public string Name => "analytics.totals";

    public IReadOnlyList<Type> Events { get; } =
    [typeof(ExpenseRecorded), typeof(ExpenseChanged), typeof(ExpenseDeleted), typeof(MonthRestated)];

    public Task Consume(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
    {
        var changes = new Changes();
        foreach (var delivery in batch)
            changes.Take(delivery.Event);
        return DayTotals.Apply(changes, work, cancel);
    }
}
