using Denga.Contracts;

namespace Denga.Booking.Calendars;

internal static class CalendarErrors
{
    internal static readonly Error BadFeed = Error.Invalid(
        "booking.bad_feed",
        "A calendar has a name of 1 to 60 characters and an address: https or webcal without a password, or one at Google such as …@group.calendar.google.com."
    );
    internal static readonly Error FeedAddress = Error.Invalid(
        "booking.feed_address",
        "The address is not of the public internet. Hosts of your own network are named in Booking:Calendars:PrivateHosts."
    );
    internal static readonly Error TooManyFeeds = Error.Conflict(
        "booking.too_many_feeds",
        "A unit is kept in step with at most 10 calendars."
    );
    internal static readonly Error FeedNotFound = Error.NotFound("booking.feed_not_found", "There is no such calendar.");
    internal static readonly Error FeedPaused = Error.Conflict("booking.feed_paused", "The calendar is paused.");
    internal static readonly Error LossChanged = Error.Conflict(
        "booking.feed_loss_changed",
        "Another number of entries is missing by now. Look at the calendar again."
    );
    internal static readonly Error GoogleOff = Error.Conflict(
        "booking.google_off",
        "No service account is in the settings: Booking:Calendars:Google:ServiceAccount."
    );
    internal static readonly Error LinkNotFound = Error.NotFound("booking.link_not_found", "There is no such calendar address.");
    internal static readonly Error TooManyLinks = Error.Conflict("booking.too_many_links", "An object has at most 20 calendar addresses.");
}
