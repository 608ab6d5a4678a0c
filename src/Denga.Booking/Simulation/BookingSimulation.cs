using System.Globalization;
using Denga.Booking.Availability;
using Denga.Booking.Bookings;
using Denga.Booking.Calendars;
using Denga.Booking.Calendars.Export;
using Denga.Booking.Calendars.Feeds;
using Denga.Booking.Calendars.Google;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Denga.Platform.Simulation;
using Denga.Platform.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Denga.Booking.Simulation;

/// <summary>Bookings under everything that guests, operators, payers, other platforms and dying processes do. Handlers, workers, consumers, their SQL and the rules of
/// the database are the real ones (decision 0089).</summary>
internal sealed class BookingSimulation : ISimulated
{
    /// <summary>So many days ahead guests book.</summary>
    internal const int AheadMax = 30;
    private const int People = 10;
    private const int PastMax = 60;

    /// <summary>All of them are looked at once in so many operations, beside the one that was touched last.</summary>
    private const int AllOnce = 200;
    private static readonly string[] Providers = ["asked", "signed"];
    private static readonly PublicAddress Address = new(new Uri("https://denga.example"), IsGiven: true);
    private readonly SimulatedWorld world;
    private readonly IOperations wallet;
    private readonly IOperations payments;
    private readonly SimulatedTables tables;
    private readonly BookingRules rules;
    private readonly CalendarSecrets secrets;
    private readonly PersonId[] people;
    private readonly IReadOnlyList<RentalObject> places;
    private readonly SimulatedCalendar[] calendars;
    private readonly Dictionary<SimulatedProcess, Part> parts = [];
    private readonly List<(PersonId Person, BookingId Id)> past = [];
    private readonly List<StayId> blocks = [];
    private BookingId? lastTouched;
    private int acted;

    /// <param name="services">Of a Denga that does not run, on the database that the world has for itself.</param>
    internal BookingSimulation(
        SimulatedWorld world,
        IOperations wallet,
        ISimulated payments,
        IServiceProvider services,
        IReadOnlyList<RentalObject> places
    )
    {
        (this.world, this.wallet, this.payments, this.places) = (world, wallet, payments, places);
        var source = services.GetRequiredService<Database<BookingModule>>().Source;
        secrets = services.GetRequiredService<CalendarSecrets>();
        rules = new BookingRules(source, world.Clock);
        people = [.. Enumerable.Range(0, People).Select(_ => new PersonId(world.NewId()))];
        calendars = [.. Enumerable.Range(0, 2).Select(n => new SimulatedCalendar(world, n))];
        tables = new SimulatedTables(world, source, ReadFeed.Kind);
        Module = new SimulatedModule(world, Begin, tables);
        payments.Module.Tells<InvoicePaid>(Module, new OnInvoicePaid());
        Module.Tells<StayChanged>(Module, new OnStayChanged());
    }

    public SimulatedModule Module { get; }

    public string Left
    {
        get
        {
            var (all, states) = rules.Count();
            return string.Create(CultureInfo.InvariantCulture, $"{all} bookings ({states})");
        }
    }

    public async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel) =>
        await world.Ask(process => tables.Handle(() => parts[process].Ask(operation)))
        ?? new Error("simulated.away", ErrorKind.Unavailable, "Bookings gave no answer.");

    public async Task Act()
    {
        await Rest();
        switch (world.Random.Next(100))
        {
            case < 34:
                await Book();
                break;
            case < 46 when Past() is { } owed:
                await Pay(owed.Person, owed.Id);
                break;
            case < 56 when Past() is { } unwanted:
                await CallOff(unwanted.Person, unwanted.Id);
                break;
            case < 70 when Past() is { } changed:
                await Change(changed.Person, changed.Id);
                break;
            case < 76 when Past() is { } asked:
                await world.Insist(this, new ApproveBooking(people[0], asked.Id));
                break;
            case < 78 when Past() is { } refused:
                await world.Insist(this, new RefuseBooking(people[0], refused.Id, "refused"));
                break;
            case < 80 when Past() is { } missed:
                await world.Insist(this, new MarkNoShow(people[0], missed.Id));
                break;
            case < 83 when Past() is { } pinned:
                await Assign(pinned.Person, pinned.Id);
                break;
            case < 85 when Past() is { } stayed:
                await SettleDeposit(stayed.Id);
                break;
            case < 88:
                await Block();
                break;
            case < 90 when blocks.Count > 0:
                await Unblock();
                break;
            case < 96:
                await Import();
                break;
            default:
                Module.RetryGivenUp();
                break;
        }
    }

    public void Check() => rules.Check(++acted % AllOnce == 0 ? null : lastTouched);

    public async Task Settle()
    {
        while (Module.RetryGivenUp()) { }
        foreach (var calendar in calendars)
        {
            if (calendar.Feed == default)
                continue;
            await world.Insist(this, new SyncFeedNow(people[0], calendar.Feed));
            await world.Time.Delay(TimeSpan.FromMinutes(10));
            await ConfirmLoss(calendar);
        }
    }

    public void CheckAll()
    {
        rules.CheckAll(wallet);
        foreach (var calendar in calendars)
            if (calendar.Feed != default)
                rules.Check(calendar);
    }

    /// <summary>Nobody presses all day.</summary>
    private Task Rest() =>
        world.Random.Next(20) switch
        {
            0 => world.Time.Delay(TimeSpan.FromHours(world.Random.Next(36))),
            1 or 2 => world.Time.Delay(TimeSpan.FromMinutes(world.Random.Next(40))),
            _ => Task.CompletedTask,
        };

    private async Task Book()
    {
        var (person, place) = (Some(people), Some(places));
        if (world.Random.Next(12) == 0)
        {
            var byHand = new BookByHand(
                new OperationId(world.NewId()),
                people[0],
                person,
                place.Id,
                Dates(place),
                1,
                [],
                Confirmed: world.Random.Next(2) == 0
            );
            if (await world.Insist(this, byHand) is { } written)
                Remember(person, written.Id);
            return;
        }
        var quote = await world.Insist(this, new QuoteStay(person, place.Id, Dates(place), 1 + world.Random.Next(3), []));
        if (quote is null)
            return;
        var asked = new BookStay(new OperationId(world.NewId()), person, quote.Id);
        // Pressed twice.
        if (world.Random.Next(8) == 0)
            world.Begin(() => world.Insist(this, asked));
        if (await world.Insist(this, asked) is not { } made)
            return;
        Remember(person, made.Id);
        if (world.Random.Next(3) > 0)
            await Pay(person, made.Id);
    }

    /// <summary>At once, about the time at which the hold ends, or much later; or the page is opened and never used.</summary>
    private async Task Pay(PersonId person, BookingId id)
    {
        lastTouched = id;
        var invoice = await world.Insist(this, new PayBooking(new OperationId(world.NewId()), person, id, Some(Providers)));
        if (invoice?.Payment is not { } payment)
            return;
        switch (world.Random.Next(10))
        {
            case 0:
                return;
            case 1 or 2:
                await world.Time.Delay(TimeSpan.FromMinutes(14) + TimeSpan.FromSeconds(world.Random.Next(150)));
                break;
            case 3:
                await world.Time.Delay(TimeSpan.FromHours(world.Random.Next(30)));
                break;
        }
        await payments.Ask(new PlaySandbox(payment.Id, "pay"), CancellationToken.None);
    }

    /// <summary>As he was shown it before, if that still holds.</summary>
    private async Task CallOff(PersonId person, BookingId id)
    {
        var shown = await world.Insist(this, new CancelBooking(person, id, DryRun: true));
        if (shown is not null && world.Random.Next(4) > 0)
            await world.Insist(this, new CancelBooking(person, id, world.Random.Next(2) == 0 ? shown.Terms.Refund : null));
    }

    /// <summary>Moves it, makes it longer or shorter, or brings somebody.</summary>
    private async Task Change(PersonId person, BookingId id)
    {
        if (await world.Insist(this, new BookingById(person, id)) is not { } booking)
            return;
        var place = places.Single(p => p.Id == booking.Object);
        var dates = world.Random.Next(4) switch
        {
            0 => Dates(place),
            1 => booking.Dates with { Out = booking.Dates.Out.AddDays(1 + world.Random.Next(2)) },
            2 when booking.Dates.Out.DayNumber - booking.Dates.In.DayNumber > 1 => booking.Dates with
            {
                Out = booking.Dates.Out.AddDays(-1),
            },
            _ => null,
        };
        var change = new ChangeBooking(
            new OperationId(world.NewId()),
            person,
            id,
            booking.Version,
            dates,
            dates is null ? 1 + world.Random.Next(3) : null
        );
        if (world.Random.Next(8) == 0)
            world.Begin(() => world.Insist(this, change));
        await world.Insist(this, change);
    }

    private async Task Assign(PersonId person, BookingId id)
    {
        if (await world.Insist(this, new BookingById(person, id)) is not { } booking)
            return;
        var units = places.Single(p => p.Id == booking.Object).Units;
        await world.Insist(this, new AssignUnit(people[0], id, units[world.Random.Next(units.Count)].Id));
    }

    private async Task SettleDeposit(BookingId id)
    {
        var kept = new Money(world.Random.Next(3) * 1_000_00, Currency.Rub);
        await world.Insist(this, new SettleDeposit(people[0], id, kept, "scratched", []));
    }

    private async Task Block()
    {
        var place = Some(places);
        UnitId? unit = world.Random.Next(2) == 0 ? place.Units[world.Random.Next(place.Units.Count)].Id : null;
        var block = new BlockDates(new OperationId(world.NewId()), people[0], place.Id, Dates(place), "repairs", unit);
        if (await world.Insist(this, block) is { } made)
            blocks.AddRange(made.Select(m => m.Id));
    }

    private async Task Unblock()
    {
        var at = world.Random.Next(blocks.Count);
        var stay = blocks[at];
        blocks.RemoveAt(at);
        await world.Insist(this, new Unblock(people[0], stay));
    }

    /// <summary>Something happens at another platform, and perhaps somebody looks at once.</summary>
    private async Task Import()
    {
        var at = world.Random.Next(calendars.Length);
        var calendar = calendars[at];
        if (calendar.Feed == default)
        {
            var unit = places[at].Units[0].Id;
            var add = new AddFeed(new OperationId(world.NewId()), people[0], unit, "platform", calendar.Address.AbsoluteUri);
            if (await world.Insist(this, add) is { } added)
                calendar.Feed = added.Id;
            return;
        }
        calendar.Change();
        switch (world.Random.Next(3))
        {
            case 0:
                await world.Insist(this, new SyncFeedNow(people[0], calendar.Feed));
                break;
            case 1:
                await ConfirmLoss(calendar);
                break;
        }
    }

    private async Task ConfirmLoss(SimulatedCalendar calendar)
    {
        var feeds = await world.Insist(this, new CalendarFeeds());
        if (feeds!.Single(f => f.Id == calendar.Feed) is { Missing: > 0 } lost)
            await world.Insist(this, new ConfirmLoss(people[0], lost.Id, lost.Missing));
    }

    private StayDates Dates(RentalObject place)
    {
        var today = DateOnly.FromDateTime(world.Time.Now.UtcDateTime);
        // Most want the same days.
        var first = today.AddDays(world.Random.Next(3) == 0 ? world.Random.Next(AheadMax) : world.Random.Next(AheadMax / 4));
        if (place.SoldBy != TariffUnit.Hour)
            return new StayDates(first, first.AddDays(1 + world.Random.Next(5)));
        var from = new TimeOnly(world.Random.Next(20), 15 * world.Random.Next(4));
        return new StayDates(first, first, from, from.AddMinutes(15 * (4 + world.Random.Next(11))));
    }

    private void Remember(PersonId person, BookingId id)
    {
        lastTouched = id;
        if (past.Count == PastMax)
            past.RemoveAt(0);
        past.Add((person, id));
    }

    private (PersonId Person, BookingId Id)? Past()
    {
        if (past.Count == 0)
            return null;
        var one = past[world.Random.Next(past.Count)];
        lastTouched = one.Id;
        return one;
    }

    private T Some<T>(IReadOnlyList<T> of) => of[world.Random.Next(of.Count)];

    /// <summary>What a process has of bookings.</summary>
    private IReadOnlyList<IWorker> Begin(SimulatedProcess process, ITransactions transactions)
    {
        foreach (var dead in parts.Keys.Where(p => p.IsDead).ToList())
            parts.Remove(dead);
        return (parts[process] = new Part(this, process, transactions)).Workers;
    }

    private sealed class Part
    {
        private readonly BookHandlers books;
        private readonly GuestHandlers guests;
        private readonly OperatorHandlers operators;
        private readonly BlockHandlers blocks;
        private readonly FeedHandlers feeds;

        internal Part(BookingSimulation all, SimulatedProcess process, ITransactions transactions)
        {
            var (world, clock) = (all.world, all.world.Clock);
            var database = all.tables.Database<BookingModule>(process, transactions);
            // Rarely: time passes quickly here.
            var options = Options.Create(
                new BookingOptions
                {
                    Calendars = new CalendarOptions { Every = TimeSpan.FromHours(12), HorizonDays = 730 },
                }
            );
            var operations = all.tables.Calls(process, new Neighbours(all.wallet, all.payments));
            var stays = new Stays(clock);
            var bookings = new BookingTable(database, stays, options, clock);
            var money = new BookingMoney(operations, clock);
            books = new BookHandlers(database, bookings, stays, options, clock);
            guests = new GuestHandlers(database, bookings, money, stays, operations, clock);
            operators = new OperatorHandlers(database, bookings, guests, stays, operations, options, clock);
            blocks = new BlockHandlers(database, bookings, stays);
            var placing = new FeedBlocks(clock);
            var connections = new FeedConnections(options);
            var access = new GoogleAccess(options, handlers: null!, clock);
            var fetcher = new FeedFetcher(connections, options, clock, new SimulatedInternet(world, process, all.calendars));
            var export = new CalendarExport(database, Address, options, clock);
            feeds = new FeedHandlers(database, placing, connections, all.secrets, access, clock);
            Workers =
            [
                new Taking(database, bookings, stays, money, clock),
                new CaptureWorker(bookings, money),
                new ReturnUnusedWorker(bookings, money),
                new ReturnMoneyWorker(bookings, money, clock),
                new ExpireWorker(bookings, operations, clock),
                new CompleteWorker(bookings, clock),
                new RemindWorker(bookings, clock),
                new ReleaseDepositWorker(bookings, clock),
                // No calendar here is one of Google's.
                new Feeding(database, fetcher, placing, google: null!, export, all.secrets, Address, options, clock),
                new PlacingFeeds(database, placing, clock),
            ];
        }

        internal IReadOnlyList<IWorker> Workers { get; }

        internal async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation)
        {
            var cancel = CancellationToken.None;
            object answer = operation switch
            {
                QuoteStay of => await books.Handle(of, cancel),
                BookStay of => await books.Handle(of, cancel),
                BookByHand of => await books.Handle(of, cancel),
                BookingById of => await guests.Handle(of, cancel),
                PayBooking of => await guests.Handle(of, cancel),
                CancelBooking of => await guests.Handle(of, cancel),
                ChangeBooking of => await guests.Handle(of, cancel),
                ApproveBooking of => await operators.Handle(of, cancel),
                RefuseBooking of => await operators.Handle(of, cancel),
                MarkNoShow of => await operators.Handle(of, cancel),
                AssignUnit of => await operators.Handle(of, cancel),
                SettleDeposit of => await operators.Handle(of, cancel),
                BlockDates of => await blocks.Handle(of, cancel),
                Unblock of => await blocks.Handle(of, cancel),
                AddFeed of => await feeds.Handle(of, cancel),
                SyncFeedNow of => await feeds.Handle(of, cancel),
                ConfirmLoss of => await feeds.Handle(of, cancel),
                CalendarFeeds of => await feeds.Handle(of, cancel),
                _ => throw new SimulationException($"The simulated bookings do not know {operation.GetType().Name}."),
            };
            return (Result<TAnswer>)answer;
        }
    }

    /// <summary>The other modules that bookings ask.</summary>
    private sealed class Neighbours(IOperations wallet, IOperations payments) : IOperations
    {
        public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel) =>
            operation is CreateInvoice or StartPayment or CancelInvoice or InvoiceById or RefundInvoice
                ? payments.Ask(operation, cancel)
                : wallet.Ask(operation, cancel);
    }
}
