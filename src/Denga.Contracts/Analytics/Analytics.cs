using Denga.Contracts.Expenses;

namespace Denga.Contracts.Analytics;

/// <summary>Live totals of a person from the event stream, both days included; at most 400 days. Error: <c>analytics.period</c>.</summary>
[Operation("GET /api/v1/stats", Summary = "Live totals by day and category, from the event stream.")]
public sealed record LiveTotals(PersonId Person, DateOnly From, DateOnly To) : IOperation<IReadOnlyList<DayTotal>>;

/// <summary>What a person spent on a day changed. Several changes at once may be told as one.</summary>
/// <param name="Currency">His main currency.</param>
public sealed record DayChanged(PersonId Person, DateOnly Day, Currency Currency) : ISignal;

/// <summary>How many events of each kind there were, minute by minute, from <paramref name="From"/> until before <paramref name="To"/>, at most
/// a day; minutes without any are left out. Error: <c>analytics.window</c>.</summary>
[Operation]
public sealed record ActivityByMinute(DateTimeOffset From, DateTimeOffset To) : IOperation<IReadOnlyList<ActivityMinute>>;

/// <param name="Kind"><c>person_registered</c>, <c>entry_recorded</c>, <c>entry_changed</c>, <c>entry_deleted</c>, <c>recurring_recorded</c>,
/// <c>limit_reached</c>.</param>
public sealed record ActivityMinute(DateTimeOffset Minute, string Kind, long Count);
