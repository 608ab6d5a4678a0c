using Denga.Booking.AddOns;
using Denga.Booking.Attention;
using Denga.Booking.Availability;
using Denga.Booking.Bookings;
using Denga.Booking.Calendars;
using Denga.Booking.Calendars.Export;
using Denga.Booking.Demo;
using Denga.Booking.Documents;
using Denga.Booking.Objects;
using Denga.Booking.People;
using Denga.Booking.Photos;
using Denga.Booking.Promo;
using Denga.Booking.Simulation;
using Denga.Booking.Tariffs;
using Denga.Booking.Waiting;
using Denga.Contracts;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Platform.Simulation;
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
        module.Services.AddSingleton<ObjectCopies>().AddSingleton<Stays>().AddSingleton<BookingTable>().AddSingleton<BookingMoney>();
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

    /// <summary>The module in a simulated world; its ledger is the wallet's own, its invoices are those of the simulated payments.</summary>
    /// <param name="services">Of a Denga that does not run, on a database of which the world is the only user and in which nothing is rented out yet.</param>
    public static async Task<ISimulated> Simulated(
        SimulatedWorld world,
        IOperations wallet,
        ISimulated payments,
        IServiceProvider services
    ) =>
        new BookingSimulation(
            world,
            wallet,
            payments,
            services,
            await SimulatedBusiness.Make(world, services.GetRequiredService<IOperations>())
        );

    /// <summary>How many objects <see cref="LoadDemo"/> makes.</summary>
    public static int DemoObjects => DemoCatalogue.Objects.Length;

    /// <summary>Adds an invented rental business: objects with prices, pictures and two years of bookings, and their money. What is there of it already stays
    /// as it is. Answers how many bookings were written.</summary>
    /// <param name="owner">Who does it.</param>
    /// <param name="guests">Who books: one or more.</param>
    /// <param name="seed">Of what is drawn by lot; dates are counted from today.</param>
    /// <param name="progress">Told the number of objects that are there.</param>
    public static Task<long> LoadDemo(
        IServiceProvider services,
        PersonId owner,
        IReadOnlyList<PersonId> guests,
        int seed,
        IProgress<int>? progress,
        CancellationToken cancel
    ) =>
        ActivatorUtilities
            .CreateInstance<DemoBusiness>(
                services,
                ActivatorUtilities.CreateInstance<DemoBookings>(services),
                ActivatorUtilities.CreateInstance<RankObjects>(services)
            )
            .Load(owner, guests, seed, progress, cancel);
}
