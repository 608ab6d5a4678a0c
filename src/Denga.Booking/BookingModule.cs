using Denga.Booking.Calendars;
using Denga.Booking.Calendars.Export;
using Denga.Booking.Objects;
using Denga.Platform.Modules;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Booking;

/// <summary>What is rented out, when it is free, what that costs, and who booked it.</summary>
public sealed class BookingModule : IModule
{
    public static string Name => "booking";

    public static void Map(IEndpointRouteBuilder routes) => CalendarExport.Map(routes);

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<ObjectCopies>();
        module.Options<BookingOptions>().Handles<ObjectTypeTable>().Handles<ObjectHandlers>();
        CalendarParts.Add(module);
    }
}
