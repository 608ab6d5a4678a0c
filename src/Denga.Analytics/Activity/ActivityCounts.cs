using Dapper;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Analytics.Activity;

/// <summary>Counts what happens, by minute, as it streams by.</summary>
internal static class ActivityCounts
{
    private static readonly Dictionary<Type, string> Kinds = new()
    {
        [typeof(PersonRegistered)] = "person_registered",
        [typeof(ExpenseRecorded)] = "entry_recorded",
        [typeof(ExpenseChanged)] = "entry_changed",
        [typeof(ExpenseDeleted)] = "entry_deleted",
        [typeof(RecurringRecorded)] = "recurring_recorded",
        [typeof(LimitReached)] = "limit_reached",
    };

    /// <summary>What the expense book tells.</summary>
    public static IEnumerable<Type> OfEntries => Kinds.Keys.Where(k => k != typeof(PersonRegistered));

    /// <summary>What is counted of the expense book; registrations are another module's history.</summary>
    public static Task ForgetEntries(UnitOfWork work) =>
        work.Connection.ExecuteAsync(
            "delete from activity where kind <> @registered",
            new { registered = Kinds[typeof(PersonRegistered)] }
        );

    public static void Add(IReadOnlyList<Delivery> batch, UnitOfWork work)
    {
        // Sorted, because several batches at once meet in the row of the current minute.
        var counts = batch
            .Where(d => Kinds.ContainsKey(EventTypes.All[d.Type]))
            .CountBy(d => (Minute: Minute(d.At), Kind: Kinds[EventTypes.All[d.Type]]))
            .OrderBy(c => c.Key.Minute)
            .ThenBy(c => c.Key.Kind, StringComparer.Ordinal)
            .ToArray();
        if (counts.Length == 0)
            return;
        work.AtCommit(
                """
                insert into activity (minute, kind, count) select * from unnest($1, $2, $3)
                on conflict on constraint activity_once do update set count = activity.count + excluded.count
                """
            )
            .With(counts.Select(c => c.Key.Minute).ToArray())
            .With(counts.Select(c => c.Key.Kind).ToArray())
            .With(counts.Select(c => (long)c.Value).ToArray());
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
