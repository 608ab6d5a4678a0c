using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

/// <summary>When a stay is asked for, in days and times of the object's zone: from the first day to the last one, which is free again; by the hour also from one time
/// of day to another. An hour that the clock shows twice is the first of the two.</summary>
/// <param name="In">The day of arrival.</param>
/// <param name="Out">The day of departure; by the hour it may be that of arrival.</param>
/// <param name="From">By the hour only, as <paramref name="Until"/>: whole quarters of an hour.</param>
public sealed record StayDates(DateOnly In, DateOnly Out, TimeOnly? From = null, TimeOnly? Until = null);

[JsonConverter(typeof(JsonStringEnumConverter<DayState>))]
public enum DayState
{
    Free,

    /// <summary>No unit is free in the night, or day, that begins here; it may be the day of a departure.</summary>
    Busy,

    /// <summary>Over, too soon, or too far ahead.</summary>
    Closed,
}

/// <param name="MayArrive">A stay may begin here: it is free and a day of arrivals, and the shortest stay fits.</param>
/// <param name="FreeUnits">How many units are free in the night or day that begins here.</param>
/// <param name="Price">Of the night or day, or of an hour of it, for two guests or as many as fit; null without a tariff.</param>
/// <param name="Least">The fewest nights of a stay that begins here.</param>
public sealed record CalendarDay(DateOnly Day, DayState State, bool MayArrive, int FreeUnits, Money? Price, int Least);

/// <summary>The days of an object from one to another, which is not among them; at most 100. Times of the hour: <see cref="BusyHours"/>. Errors:
/// <c>booking.object_not_found</c>, <c>booking.bad_dates</c>.</summary>
[Operation(
    "GET /api/v1/booking/objects/{object}/days",
    Access = Access.Anyone,
    Summary = "Which days of an object are free, and what they cost."
)]
public sealed record FreeDates(ObjectId Object, DateOnly From, DateOnly To) : IOperation<IReadOnlyList<CalendarDay>>;

/// <summary>When on a day no unit of an object by the hour is free, in moments. Errors: those of <see cref="FreeDates"/>.</summary>
[Operation("GET /api/v1/booking/objects/{object}/hours", Access = Access.Anyone, Summary = "When on a day nothing is free.")]
public sealed record BusyHours(ObjectId Object, DateOnly Day) : IOperation<IReadOnlyList<BusyTime>>;

public sealed record BusyTime(DateTimeOffset From, DateTimeOffset To);

[JsonConverter(typeof(JsonStringEnumConverter<StayKind>))]
public enum StayKind
{
    Booking,
    Block,

    /// <summary>Of an imported calendar.</summary>
    Feed,
}

/// <summary>What occupies a unit.</summary>
/// <param name="From">The first moment, and <paramref name="To"/> the first that is free again: the buffer is within.</param>
/// <param name="Reason">Of a block.</param>
public sealed record OccupiedTime(
    StayId Id,
    ObjectId Object,
    UnitId Unit,
    StayKind Kind,
    StayDates Dates,
    DateTimeOffset From,
    DateTimeOffset To,
    BookingId? Booking,
    string? Reason
);

/// <summary>What occupies the units of an object between two days, at most 1,000, by their beginning. Errors: those of <see cref="FreeDates"/>, with at most
/// 400 days.</summary>
[Operation(
    "GET /api/v1/booking/own/{object}/stays",
    Access = Access.Operator,
    Right = BookingRights.View,
    Summary = "What occupies an object."
)]
public sealed record OccupiedTimes(ObjectId Object, DateOnly From, DateOnly To) : IOperation<IReadOnlyList<OccupiedTime>>;

/// <summary>Keeps a unit, or every unit of an object, free of bookings. A repeat answers as the first time. Errors: <c>booking.object_not_found</c>,
/// <c>booking.unit_not_found</c>, <c>booking.bad_dates</c>, <c>booking.bad_reason</c> (1 to 200 characters), <c>booking.taken</c> (something stands there),
/// <c>operation.id_reused</c>.</summary>
/// <param name="Unit">Null: all.</param>
[Operation(
    "POST /api/v1/booking/own/{object}/blocks",
    Access = Access.Operator,
    Right = BookingRights.Bookings,
    Summary = "Blocks dates of an object."
)]
public sealed record BlockDates(OperationId Id, PersonId Person, ObjectId Object, StayDates Dates, string Reason, UnitId? Unit = null)
    : IOperation<IReadOnlyList<OccupiedTime>>;

/// <summary>Frees what was blocked; a repeat is a success. Error: <c>booking.not_a_block</c>.</summary>
[Operation(
    "DELETE /api/v1/booking/blocks/{stay}",
    Access = Access.Operator,
    Right = BookingRights.Bookings,
    Summary = "Frees blocked dates."
)]
public sealed record Unblock(PersonId Person, StayId Stay) : IOperation<Done>;

/// <summary>What is free of an object has changed: for open calendars and for exports.</summary>
[Event("booking.stay-changed.v1")]
public sealed record StayChanged(ObjectId Object, StayKind Kind, DateTimeOffset From, DateTimeOffset To, DateTimeOffset At) : IEvent
{
    public string Key => Object.ToString();
}
