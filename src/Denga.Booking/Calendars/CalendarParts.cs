using Denga.Booking.Calendars.Export;
using Denga.Booking.Calendars.Feeds;
using Denga.Booking.Calendars.Google;
using Denga.Platform.Modules;
using Denga.Platform.Outside;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Booking.Calendars;

/// <summary>Calendars elsewhere: what they say is read and takes its time here, and what is taken here is told to them.</summary>
internal static class CalendarParts
{
    internal static void Add(ModuleBuilder module)
    {
        var settings = module.Settings.ReadChecked<BookingOptions>(BookingModule.Name).Calendars;
        module
            .Services.AddSingleton<CalendarSecrets>()
            .AddSingleton<CalendarExport>()
            .AddSingleton<FeedConnections>()
            .AddSingleton<FeedFetcher>()
            .AddSingleton<FeedBlocks>()
            .AddSingleton<GoogleAccess>()
            .AddSingleton<GoogleSync>();
        module
            .Outside<GoogleCalendar>(GoogleCalendar.Provider, http => http.BaseAddress = settings.Google.Address)
            .Handles<FeedHandlers>()
            .Handles<LinkHandlers>()
            .Works<Feeding>()
            .Works<PlacingFeeds>()
            .Consumes<OnStayChanged>()
            .Webhook<GoogleCalendarWebhook>();
    }
}
