using Denga.Booking.AddOns;
using Denga.Booking.Attention;
using Denga.Booking.Availability;
using Denga.Booking.Bookings;
using Denga.Booking.Calendars;
using Denga.Booking.Calendars.Export;
using Denga.Booking.Documents;
using Denga.Booking.Objects;
using Denga.Booking.People;
using Denga.Booking.Photos;
using Denga.Booking.Promo;
using Denga.Booking.Tariffs;
using Denga.Booking.Waiting;
using Denga.Platform.Modules;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Booking;

/// <summary>What is rented out, when it is free, what that costs, and who booked it.</summary>
public sealed class BookingModule : IModule
{
    public static string Name => "booking";

    public static void Map(IEndpointRouteBuilder routes)
    {
        CalendarExport.Map(routes);
        PhotoUpload.Map(routes);
    }

    public static void Register(ModuleBuilder module)
    {
        module
            .Services.AddSingleton<ObjectCopies>()
            .AddSingleton<Stays>()
            .AddSingleton<StayPrices>()
            .AddSingleton<BookingTable>()
            .AddSingleton<BookingMoney>();
        module
            .Options<BookingOptions>()
            .Handles<ObjectTypeTable>()
            .Handles<ObjectHandlers>()
            .Handles<SearchHandlers>()
            .Handles<PhotoHandlers>()
            .Handles<AvailabilityHandlers>()
            .Handles<BlockHandlers>()
            .Handles<BookHandlers>()
            .Handles<GuestHandlers>()
            .Handles<BalanceHandler>()
            .Handles<WaitingHandlers>()
            .Handles<OperatorHandlers>()
            .Handles<AttentionHandler>()
            .Handles<HandoverHandler>()
            .Handles<TariffHandlers>()
            .Handles<AddOnHandlers>()
            .Handles<PromoHandlers>()
            .Handles<DocumentHandlers>()
            .Handles<RecordsHandler>()
            .Consumes<OnInvoicePaid>()
            .Consumes<OnApprovalChanged>()
            .Consumes<OnStayChanged>()
            .Consumes<OnObjectChanged>()
            .Consumes<OnPeopleMerged>()
            .Consumes<OnPersonErased>()
            .Works<Taking>()
            .Works<CaptureWorker>()
            .Works<ReturnUnusedWorker>()
            .Works<ReturnMoneyWorker>()
            .Works<ExpireWorker>()
            .Works<CompleteWorker>()
            .Works<RemindWorker>()
            .Works<RemindArrivalWorker>()
            .Works<RefuseApprovedWorker>()
            .Works<TellWaitingWorker>()
            .Works<ForgetPhotoWorker>()
            .Works<ReleaseDepositWorker>()
            .Job<RankObjects>();
        CalendarParts.Add(module);
    }
}
