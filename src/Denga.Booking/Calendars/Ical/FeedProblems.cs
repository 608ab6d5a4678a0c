namespace Denga.Booking.Calendars.Ical;

/// <summary>Why an answer of another calendar counts for nothing: what is known of it stays as it is.</summary>
internal static class FeedProblems
{
    internal const string Empty = "booking.feed_empty";
    internal const string NoCalendar = "booking.feed_no_calendar";
    internal const string Cut = "booking.feed_cut";
    internal const string TooMany = "booking.feed_too_many";
    internal const string TooLarge = "booking.feed_too_large";

    /// <summary>No connection, or not all of the answer within the time.</summary>
    internal const string Away = "booking.feed_away";

    /// <summary>It answered, and not with a calendar: it is gone, or the link is not valid any more.</summary>
    internal const string Refused = "booking.feed_refused";

    internal const string Busy = "booking.feed_busy";

    /// <summary>It leads into a network inside.</summary>
    internal const string Address = "booking.feed_address";

    /// <summary>It leads from one address to the next too often, or to one that is none.</summary>
    internal const string Redirects = "booking.feed_redirects";
}
