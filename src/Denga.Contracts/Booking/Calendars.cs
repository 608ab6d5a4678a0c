using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

/// <summary>A calendar elsewhere that is kept in step with a unit.</summary>
[JsonConverter(typeof(TypedIdConverter<FeedId>))]
public readonly record struct FeedId(Guid Value) : ITypedId<FeedId>
{
    public static string Prefix => "fed";

    public static FeedId From(Guid value) => new(value);

    public static FeedId Parse(string s, IFormatProvider? provider) => TypedId.Parse<FeedId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FeedId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>A secret address from which other calendars fetch what is taken.</summary>
[JsonConverter(typeof(TypedIdConverter<CalendarLinkId>))]
public readonly record struct CalendarLinkId(Guid Value) : ITypedId<CalendarLinkId>
{
    public static string Prefix => "ics";

    public static CalendarLinkId From(Guid value) => new(value);

    public static CalendarLinkId Parse(string s, IFormatProvider? provider) => TypedId.Parse<CalendarLinkId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CalendarLinkId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(JsonStringEnumConverter<FeedKind>))]
public enum FeedKind
{
    /// <summary>An iCalendar address, as Airbnb, Booking.com and Vrbo give them: read only.</summary>
    Ical,

    /// <summary>A calendar at Google that was shared with the service account: read, and our bookings are written to it.</summary>
    Google,
}

[JsonConverter(typeof(JsonStringEnumConverter<FeedState>))]
public enum FeedState
{
    On,

    /// <summary>Not read until it is switched on; what it said is taken stays taken.</summary>
    Paused,
}

/// <summary>A calendar elsewhere, and how the last reading went. A reading that fails frees nothing.</summary>
/// <param name="Name">What operators call it, such as <c>Airbnb</c>; 1 to 60 characters.</param>
/// <param name="Source">The host of its address, or the calendar's name at Google. The address itself is a secret.</param>
/// <param name="ReadAt">When it was last read well; null: never yet.</param>
/// <param name="TriedAt">When it was last tried.</param>
/// <param name="NextAt">When it is read again; null while it is paused.</param>
/// <param name="Error">Why the last reading failed or was not whole, as a code of an error; null when all is well.</param>
/// <param name="FailingSince">Since when no reading has gone well.</param>
/// <param name="Blocks">How many times to come it says are taken.</param>
/// <param name="Missing">How many of them have vanished at once: they stay taken until <see cref="ConfirmLoss"/>, or until they are back.</param>
/// <param name="Conflicts">How many of them meet a stay of ours or of another calendar: <see cref="CalendarConflicts"/>.</param>
/// <param name="IsPushed">Google tells of changes at once; otherwise they are seen at the next reading.</param>
public sealed record CalendarFeed(
    FeedId Id,
    ObjectId Object,
    UnitId Unit,
    FeedKind Kind,
    string Name,
    string Source,
    FeedState State,
    DateTimeOffset? ReadAt,
    DateTimeOffset? TriedAt,
    DateTimeOffset? NextAt,
    string? Error,
    DateTimeOffset? FailingSince,
    int Blocks,
    int Missing,
    int Conflicts,
    bool IsPushed
);

/// <summary>Reads an iCalendar address from now on, at first at once. A repeat answers as the first time. Errors: <c>booking.unit_not_found</c>,
/// <c>booking.bad_feed</c> (a name of 1 to 60 characters; <c>https</c> or <c>webcal</c>, at most 1,000 characters, without a password),
/// <c>booking.feed_address</c> (not of the public internet, and not named in <c>Booking:Calendars:PrivateHosts</c>), <c>booking.too_many_feeds</c> (10 of a
/// unit), <c>operation.id_reused</c>.</summary>
[Operation(
    "POST /api/v1/booking/units/{unit}/feeds",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Imports a calendar of another platform."
)]
public sealed record AddFeed(OperationId Id, PersonId Person, UnitId Unit, string Name, string Url) : IOperation<CalendarFeed>;

/// <summary>Keeps a calendar at Google and a unit in step, both ways. The calendar's owner shares it with the service account first. A repeat answers as the
/// first time. Errors: <c>booking.unit_not_found</c>, <c>booking.bad_feed</c> (the address of a calendar, not <c>primary</c>),
/// <c>booking.google_off</c> (no service account in the settings), <c>booking.too_many_feeds</c>, <c>operation.id_reused</c>.</summary>
/// <param name="Calendar">Such as <c>…@group.calendar.google.com</c>; at most 200 characters.</param>
[Operation(
    "POST /api/v1/booking/units/{unit}/google",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Keeps a calendar at Google in step."
)]
public sealed record AddGoogleCalendar(OperationId Id, PersonId Person, UnitId Unit, string Name, string Calendar)
    : IOperation<CalendarFeed>;

/// <summary>The calendars of an object, or of all: those that fail or wait for somebody first; at most 1,000.</summary>
[Operation(
    "GET /api/v1/booking/feeds",
    Access = Access.Operator,
    Right = BookingRights.View,
    Summary = "Imported calendars and how they are."
)]
public sealed record CalendarFeeds(ObjectId? Object = null) : IOperation<IReadOnlyList<CalendarFeed>>;

/// <summary>Pauses a calendar, or goes on with it. A repeat is a success. Error: <c>booking.feed_not_found</c>.</summary>
[Operation(
    "PUT /api/v1/booking/feeds/{feed}/state",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Pauses a calendar, or goes on with it."
)]
public sealed record SetFeedState(PersonId Person, FeedId Feed, FeedState State) : IOperation<CalendarFeed>;

/// <summary>Forgets a calendar, and frees what it said is taken; our bookings stay in a calendar at Google. A repeat is a success.</summary>
[Operation(
    "DELETE /api/v1/booking/feeds/{feed}",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Forgets a calendar and frees its days."
)]
public sealed record RemoveFeed(PersonId Person, FeedId Feed) : IOperation<Done>;

/// <summary>Has a calendar read now, outside of its turn. Errors: <c>booking.feed_not_found</c>, <c>booking.feed_paused</c>.</summary>
[Operation(
    "POST /api/v1/booking/feeds/{feed}/sync",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Reads a calendar now."
)]
public sealed record SyncFeedNow(PersonId Person, FeedId Feed) : IOperation<CalendarFeed>;

/// <summary>Says that what vanished from a calendar at once is gone indeed, and frees it. Errors: <c>booking.feed_not_found</c>,
/// <c>booking.feed_loss_changed</c> (it is another number by now: look again).</summary>
/// <param name="Missing">How many were missing when somebody looked (<see cref="CalendarFeed.Missing"/>).</param>
[Operation(
    "POST /api/v1/booking/feeds/{feed}/loss",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Frees what vanished from a calendar at once."
)]
public sealed record ConfirmLoss(PersonId Person, FeedId Feed, int Missing) : IOperation<CalendarFeed>;

[JsonConverter(typeof(JsonStringEnumConverter<CalendarConflictKind>))]
public enum CalendarConflictKind
{
    /// <summary>A stay of another calendar meets one of ours, or of a third.</summary>
    Overlap,

    /// <summary>Somebody deleted our booking's entry at Google. The booking stands.</summary>
    DeletedThere,

    /// <summary>Somebody gave our booking's entry at Google another time. The booking stands as it was.</summary>
    MovedThere,
}

/// <summary>Something that only a person can decide: nothing was changed here.</summary>
/// <param name="From">The time that the other calendar says; of what was deleted there, the time that it had.</param>
/// <param name="Booking">Ours; null where the other side is a third calendar.</param>
public sealed record CalendarConflict(
    CalendarConflictKind Kind,
    FeedId Feed,
    string FeedName,
    ObjectId Object,
    UnitId Unit,
    DateTimeOffset From,
    DateTimeOffset To,
    BookingId? Booking
);

/// <summary>The conflicts of an object, or of all, by their beginning; at most 1,000. An overlap goes when one of the two stays does.</summary>
[Operation(
    "GET /api/v1/booking/feeds/conflicts",
    Access = Access.Operator,
    Right = BookingRights.View,
    Summary = "What other calendars and ours disagree on."
)]
public sealed record CalendarConflicts(ObjectId? Object = null) : IOperation<IReadOnlyList<CalendarConflict>>;

/// <summary>Writes a booking's entry at Google again, as the booking is, after somebody deleted or moved it there. (Whoever agrees with Google cancels or
/// moves the booking instead, and the conflict is over.) A repeat is a success. Error: <c>booking.feed_not_found</c>.</summary>
[Operation(
    "POST /api/v1/booking/feeds/{feed}/restore/{booking}",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Writes a booking to Google again."
)]
public sealed record RestoreAtGoogle(PersonId Person, FeedId Feed, BookingId Booking) : IOperation<Done>;

/// <summary>A secret address for other platforms. Without a name in it: what is fetched says which days are taken, and nothing of guests.</summary>
/// <param name="Url">To be given to the other platform; whoever has it can read when the unit is taken.</param>
/// <param name="Unit">Null: the object as a whole, which is taken when all its units are.</param>
/// <param name="For">The calendar of the platform that it is for: what came from there is not told to it again, or it would keep days taken for ever. Null:
/// for somebody who tells us nothing, such as the calendar of a phone.</param>
/// <param name="FetchedAt">When somebody last fetched it.</param>
public sealed record CalendarLink(CalendarLinkId Id, ObjectId Object, UnitId? Unit, FeedId? For, string Url, DateTimeOffset? FetchedAt);

/// <summary>Makes an address. A repeat answers as the first time. Errors: <c>booking.object_not_found</c>, <c>booking.unit_not_found</c>,
/// <c>booking.feed_not_found</c>, <c>booking.too_many_links</c> (20 of an object), <c>operation.id_reused</c>.</summary>
[Operation(
    "POST /api/v1/booking/own/{object}/links",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Makes a secret calendar address for a platform."
)]
public sealed record MakeCalendarLink(OperationId Id, PersonId Person, ObjectId Object, UnitId? Unit = null, FeedId? For = null)
    : IOperation<CalendarLink>;

/// <summary>The addresses of an object, the oldest first.</summary>
[Operation(
    "GET /api/v1/booking/own/{object}/links",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "The secret calendar addresses of an object."
)]
public sealed record CalendarLinks(ObjectId Object) : IOperation<IReadOnlyList<CalendarLink>>;

/// <summary>Gives a link a new address; the old one says nothing any more. A repeat answers as the first time. Error: <c>booking.link_not_found</c>.</summary>
[Operation(
    "POST /api/v1/booking/links/{link}/renew",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Renews a secret calendar address."
)]
public sealed record RenewCalendarLink(OperationId Id, PersonId Person, CalendarLinkId Link) : IOperation<CalendarLink>;

/// <summary>Takes an address away; a repeat is a success.</summary>
[Operation(
    "DELETE /api/v1/booking/links/{link}",
    Access = Access.Operator,
    Right = BookingRights.Calendars,
    Summary = "Takes a secret calendar address away."
)]
public sealed record RemoveCalendarLink(PersonId Person, CalendarLinkId Link) : IOperation<Done>;
