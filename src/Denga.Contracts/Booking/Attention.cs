using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

/// <summary>What waits for an operator.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttentionKind>))]
public enum AttentionKind
{
    /// <summary>A request: <see cref="ApproveBooking"/> or <see cref="DeclineRequest"/>.</summary>
    Request,

    /// <summary>Stays of other calendars meet ours, or each other: <see cref="CalendarConflicts"/>.</summary>
    CalendarConflict,

    /// <summary>Entries vanished from a calendar at once and stay taken: <see cref="ConfirmLoss"/>.</summary>
    CalendarLoss,

    /// <summary>Somebody deleted our booking's entry at Google: <see cref="RestoreAtGoogle"/>.</summary>
    DeletedThere,

    /// <summary>Somebody gave our booking's entry at Google another time.</summary>
    MovedThere,
}

/// <param name="Booking">Of a request, and of what somebody did at Google; <paramref name="Number"/> is its number.</param>
/// <param name="Feed">The calendar, of all but a request; <paramref name="FeedName"/> is its name.</param>
/// <param name="Count">Entries of the calendar; 1 otherwise.</param>
/// <param name="Since">When it came up; null where nobody wrote that down.</param>
public sealed record AttentionItem(
    AttentionKind Kind,
    ObjectId Object,
    LocalText ObjectName,
    BookingId? Booking,
    string? Number,
    FeedId? Feed,
    string? FeedName,
    int Count,
    DateTimeOffset? Since
);

/// <summary>What waits for an operator now: requests, the oldest first, then calendars; at most 500.</summary>
[Operation(
    "GET /api/v1/booking/attention",
    Access = Access.Operator,
    Right = BookingRights.View,
    Summary = "Requests and calendars that wait for an operator."
)]
public sealed record BookingAttention : IOperation<IReadOnlyList<AttentionItem>>;

/// <summary>Something came up that waits for an operator.</summary>
[Event("booking.attention-needed.v1")]
public sealed record AttentionNeeded(AttentionItem Item, DateTimeOffset At) : IEvent
{
    public string Key => Item.Object.ToString();
}
