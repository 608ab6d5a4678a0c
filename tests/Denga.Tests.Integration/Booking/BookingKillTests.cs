using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Host;
using Denga.TestKit;
using Denga.TestKit.Postgres;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Crash;
using Denga.Wallet;

namespace Denga.Tests.Integration.Booking;

/// <summary>Three processes take bookings and payments side by side and are killed, each time when some step has just been written: a booking, its invoice, money that came, the
/// confirmation, a cancellation. Each booking is made once or not at all, and its money follows it. <c>DENGA_TEST_KILLS</c> makes it longer,
/// <c>DENGA_TEST_SEED</c> another.</summary>
public sealed class BookingKillTests(ITestOutputHelper output)
{
    private const int Parts = 3;
    private const int People = 4;

    /// <summary>Together, since events go from one to the other within a process.</summary>
    private const string Killed = "booking,payments";
    private static readonly int Kills = KillRun.Kills(6);
    private static readonly int Seed = KillRun.Seed(1);

    /// <summary>What was just written when a process dies.</summary>
    private static readonly string[] Steps =
    [
        "select count(*) from booking.quote",
        "select count(*) from booking.booking",
        "select count(*) from booking.due where invoice_id is not null",
        "select count(*) from booking.inbox",
        "select count(*) from wallet.hold",
        "select count(*) from booking.due where state = 'Paid'",
        "select count(*) from booking.work where kind = 'booking.capture-due'",
        "select count(*) from wallet.posting where kind = 'booking'",
        "select count(*) from booking.give_back",
        "select count(*) from booking.give_back where done_at is not null",
        "select count(*) from payments.refund",
    ];

    [Fact]
    public async Task Kills_between_the_steps_from_booking_to_confirmation_book_nothing_twice_and_lose_no_money()
    {
        var database = await TestDatabase.Create();
        var core = Ports.FreeAddress().GetLeftPart(UriPartial.Authority);
        var addresses = Enumerable.Range(0, Parts).Select(_ => Ports.FreeAddress()).ToList();
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["Modules:Secret"] = "a secret of at least thirty-two characters",
            ["Payments:Sandbox"] = "true",
        };
        foreach (var module in DengaModules.Names.Except(Killed.Split(',')))
            settings["Modules:" + module] = core;
        var parts = Array.Empty<DengaProcess>();
        var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Http:Address"] = core,
                ["Modules:Secret"] = settings["Modules:Secret"],
                ["Modules:booking"] = addresses[0].GetLeftPart(UriPartial.Authority),
                ["Modules:payments"] = addresses[0].GetLeftPart(UriPartial.Authority),
            },
            database: database
        );
        try
        {
            parts = await Task.WhenAll(addresses.Select(a => DengaProcess.Serve(Killed, a, settings, database)));
            using var enough = new CancellationTokenSource();
            var people = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => Somebody(denga)));
            var booking = new List<Task<int>>();
            foreach (var person in people)
            {
                var flat = await Business.Object(denga, person, units: 1);
                booking.Add(Book(denga, person, flat, enough.Token));
            }
            var random = new Random(Seed);
            for (var kills = 0; kills < Kills; kills += Parts)
                await Task.WhenAll(
                    parts.Zip(
                        random.GetItems(Steps, Parts),
                        async (part, step) =>
                        {
                            await KillRun.UntilOneMore(database, step, booking);
                            await part.Kill();
                            await part.StartAgain();
                        }
                    )
                );
            await enough.CancelAsync();
            var booked = (await Task.WhenAll(booking)).Sum();
            Assert.True(booked >= People, $"{booked}");
            const string ended =
                "select not exists (select from booking.work where state = 'waiting' and kind in ('booking.take-due', 'booking.capture-due', 'booking.return-money', 'booking.return-unused')) and not exists (select from payments.refund where state = 'Pending')";
            await Wait.Until(() => Sql.Select<bool>(database, ended), KillRun.StepMax, ended);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Kills} kills, seed {Seed}: {booked} bookings"));

            Assert.Equal(
                booked,
                await Sql.Select<int>(database, "select count(*)::int from booking.booking where state in ('Paid', 'Cancelled')")
            );
            Assert.Equal(booked, await Sql.Select<int>(database, "select count(*)::int from booking.booking"));
            Assert.Equal(
                await Sql.Select<long>(
                    database,
                    "select coalesce(sum(minor - returned_minor), 0)::bigint from booking.due where state in ('Paid', 'Returned')"
                ),
                (await denga.Ask(new OpenSystemAccount("booking:income", Currency.Rub))).Value.Balance.Minor
            );
            foreach (var person in people)
            {
                var accounts = (await denga.Ask(new Balances(person))).Value;
                Assert.Equal((0L, 0L), (accounts.Sum(a => a.Balance.Minor), accounts.Sum(a => a.Held.Minor)));
            }
            Assert.Empty(await WalletModule.Verify(denga.Services, CancellationToken.None));
        }
        finally
        {
            await Task.WhenAll(parts.Select(p => p.DisposeAsync().AsTask()));
            await denga.DisposeAsync();
        }
        await TestDatabase.Drop(database);
    }

    private static async Task<PersonId> Somebody(DengaServer denga) =>
        (await denga.Ask(new Identify("test", Guid.CreateVersion7().ToString(), "en"))).Value.Person.Id;

    /// <summary>Books a night, pays it and cancels every other one, again and again; answers how often.</summary>
    private static async Task<int> Book(DengaServer denga, PersonId person, RentalObject flat, CancellationToken enough)
    {
        var times = 0;
        while (!enough.IsCancellationRequested)
        {
            var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(10 + times);
            var quote = await Insist(denga, new QuoteStay(person, flat.Id, new StayDates(day, day.AddDays(1)), 2, []));
            var booking = await Insist(denga, new BookStay(OperationId.New(), person, quote.Id));
            var invoice = await Insist(denga, new PayBooking(OperationId.New(), person, booking.Id, "sandbox"));
            await KillRun.Until(
                denga,
                new InvoiceById(person, invoice.Id),
                i => i.Payment!.State != PaymentState.Unknown,
                "the provider has begun"
            );
            await Insist(denga, new PlaySandbox(invoice.Payment!.Id, times % 2 == 0 ? "pay" : "webhook-twice"));
            await KillRun.Until(denga, new BookingById(person, booking.Id), b => b.State == BookingState.Paid, $"{booking.Number} is paid");
            times++;
            if (times % 2 == 0)
                await Insist(denga, new CancelBooking(person, booking.Id));
        }
        return times;
    }

    private static async Task<T> Insist<T>(DengaServer denga, IOperation<T> operation)
        where T : class => (await KillRun.Insist(denga, operation))!;
}
