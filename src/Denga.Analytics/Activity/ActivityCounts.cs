using Dapper;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;

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

    public static async Task Add(IReadOnlyList<Delivery> batch, UnitOfWork work, CancellationToken cancel)
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
        await using var command = new NpgsqlCommand(
            """
            insert into activity (minute, kind, count) select * from unnest($1, $2, $3)
            on conflict on constraint activity_once do update set count = activity.count + excluded.count
            """,
            work.Connection
        );
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. counts.Select(c => c.Key.Minute)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. counts.Select(c => c.Key.Kind)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. counts.Select(c => (long)c.Value)] });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
