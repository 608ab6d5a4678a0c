using Denga.Booking;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Host;
using Denga.TestKit;
using Denga.TestKit.Server;
using Npgsql;

namespace Denga.Tests.Integration.Booking;

/// <summary>Whoever asks for the same time at the same moment, from whichever process: exactly one gets it, the others are told so, and nothing is left of
/// their asking.</summary>
public sealed class RaceTests : IAsyncLifetime
{
    private const int Parts = 3;
    private const int Guests = 500;
    private const int AtOnce = 60;
    private readonly List<DengaProcess> parts = [];
    private readonly List<ModuleHost> callers = [];
    private DengaServer? denga;
    private PersonId by;

    private DengaServer Denga => denga!;

    public async ValueTask InitializeAsync()
    {
        var database = await TestDatabase.Create();
        var core = Ports.FreeAddress().GetLeftPart(UriPartial.Authority);
        var addresses = Enumerable.Range(0, Parts).Select(_ => Ports.FreeAddress()).ToList();
        Dictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["Modules:Secret"] = "a secret of at least thirty-two characters",
            ["Booking:UnpaidMax"] = "100",
        };
        denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Http:Address"] = core,
                ["Modules:Secret"] = settings["Modules:Secret"],
                ["Modules:booking"] = addresses[0].GetLeftPart(UriPartial.Authority),
            },
            database: database
        );
        foreach (var module in DengaModules.Names.Except(["booking"]))
            settings["Modules:" + module] = core;
        parts.AddRange(await Task.WhenAll(addresses.Select(a => DengaProcess.Serve("booking", a, settings, database))));
        // Asks each of the processes.
        foreach (var address in addresses)
            callers.Add(
                await ModuleHost.Start(
                    platform => platform.Add<BookingModule>(),
                    database: database,
                    settings: new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["Modules:Secret"] = settings["Modules:Secret"],
                        ["Modules:booking"] = address.GetLeftPart(UriPartial.Authority),
                    },
                    runs: false
                )
            );
        by = await Somebody();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(callers.Select(d => d.Stop()));
        await Task.WhenAll(parts.Select(p => p.DisposeAsync().AsTask()));
        var database = Denga.Database;
        await Denga.DisposeAsync();
        await TestDatabase.Drop(database);
    }

    [Fact]
    public async Task Of_five_hundred_guests_for_one_date_from_three_processes_exactly_one_gets_it()
    {
        var flat = await Business.Object(Denga, by, units: 1);
        var dates = StayDatesIn(30, 2);
        var people = await People(20);
        var quotes = await Quotes(flat, people, Enumerable.Repeat(dates, Guests));

        var answers = await Book(quotes);

        Assert.Equal($"{Guests - 1} × booking.taken, 1 × booked", Told(answers));
        await NothingIsLeftOf(flat, bookings: 1);
    }

    [Fact]
    public async Task Of_many_guests_for_the_last_units_of_a_pool_as_many_get_one_as_there_are()
    {
        var pool = await Business.Object(Denga, by, units: 3);
        var people = await People(20);
        var quotes = await Quotes(pool, people, Enumerable.Repeat(StayDatesIn(30, 2), 120));
        var answers = await Book(quotes);
        Assert.Equal("117 × booking.taken, 3 × booked", Told(answers));
        await NothingIsLeftOf(pool, bookings: 3);
    }

    [Fact]
    public async Task Of_times_that_overlap_one_is_booked_and_holds_that_end_at_that_moment_stand_in_nobodys_way()
    {
        var flat = await Business.Object(Denga, by, units: 1);
        var people = await People(20);
        // Every pair of neighbours overlaps in a night.
        var quotes = await Quotes(flat, people, Enumerable.Range(0, 120).Select(i => StayDatesIn(30 + i % 4, 2)));
        var first = (await Book([quotes[0]]))[0].Value;
        await Denga.Execute(
            "update booking.booking set expires_at = now() where id = @id; update booking.stay set kept_until = now() where booking_id = @id",
            new { id = first.Id.Value }
        );

        var answers = await Book(quotes.Skip(1).ToList());

        Assert.All(answers, a => Assert.True(a.IsOk || a.Error!.Code == "booking.taken", a.Error?.Code));
        Assert.InRange(answers.Count(a => a.IsOk), 1, 3);
        await NothingIsLeftOf(flat, bookings: answers.Count(a => a.IsOk));
    }

    [Fact]
    public async Task A_booking_that_moves_and_one_that_is_made_for_the_same_time_do_not_both_get_it()
    {
        var people = await People(2);
        for (var round = 0; round < 10; round++)
        {
            var flat = await Business.Object(Denga, by, units: 1);
            var stands = (
                await callers[0].Ask(new BookByHand(OperationId.New(), by, people[0], flat.Id, StayDatesIn(30, 2), 2, [], Confirmed: true))
            ).Value;
            var quote = (await Quotes(flat, [people[1]], [StayDatesIn(32, 2)]))[0];
            var moving = callers[1].Ask(new ChangeBooking(OperationId.New(), people[0], stands.Id, stands.Version, StayDatesIn(31, 2)));
            var booking = callers[2].Ask(new BookStay(OperationId.New(), quote.Person, quote.Quote));
            var (moved, booked) = (await moving, await booking);
            Assert.True(moved.IsOk != booked.IsOk, $"{moved.Error?.Code} {booked.Error?.Code}");
            Assert.Equal("booking.taken", (moved.Error ?? booked.Error)!.Code);
        }
    }

    [Fact]
    public async Task Of_a_yes_and_a_cancellation_at_once_both_sides_see_one_outcome()
    {
        var guest = (await People(1))[0];
        for (var round = 0; round < 10; round++)
        {
            var flat = await Business.Object(Denga, by, units: 1, t => t with { Rules = t.Rules with { NeedsApproval = true } });
            var quote = (await Quotes(flat, [guest], [StayDatesIn(30, 2)]))[0];
            var asked = (await Book([quote]))[0].Value;
            Assert.Equal(BookingState.Requested, asked.State);
            var approving = callers[1].Ask(new ApproveBooking(by, asked.Id));
            var cancelling = callers[2].Ask(new CancelBooking(guest, asked.Id));
            var (approved, cancelled) = (await approving, await cancelling);
            Assert.True(cancelled.IsOk, cancelled.Error?.Code);
            Assert.True(approved.IsOk || approved.Error!.Code == "booking.wrong_state", approved.Error?.Code);
            Assert.Equal(BookingState.Cancelled, (await callers[0].Ask(new BookingById(guest, asked.Id))).Value.State);
            await NothingIsLeftOf(flat, bookings: 0);
        }
    }

    [Fact]
    public async Task Plain_sql_cannot_put_two_stays_on_one_unit_nor_move_a_booking_where_it_may_not_go()
    {
        var flat = await Business.Object(Denga, by, units: 1, t => t with { Rules = t.Rules with { Buffer = TimeSpan.FromHours(5) } });
        var guest = (await People(1))[0];
        var booked = (await Book([(await Quotes(flat, [guest], [StayDatesIn(30, 2)]))[0]]))[0].Value;
        // The day of departure is free from 11:00 on, and the buffer keeps five hours of it.
        var overlap = await Refusal(
            """
            insert into booking.stay (id, object_id, unit_id, kind, dates, span, is_pinned, reason, created_at)
            select gen_random_uuid(), object_id, unit_id, 'block', dates, tstzrange(upper(span) - interval '1 minute', upper(span) + interval '1 day'), true, 'x', now()
            from booking.stay where booking_id = @id
            """,
            booked
        );
        Assert.Equal("stay_never_overlaps", overlap);
        Assert.Equal("booking_moves_legally", await Refusal("update booking.booking set state = 'NoShow' where id = @id", booked));
        Assert.Equal(
            "booking_has_its_stay",
            await Refusal("update booking.booking set state = 'Cancelled', expires_at = null, ended_at = now() where id = @id", booked)
        );
        Assert.Equal(
            "stay_unit_is_its_objects",
            await Refusal("update booking.stay set object_id = gen_random_uuid() where booking_id = @id", booked)
        );
    }

    private async Task<string?> Refusal(string sql, RentalBooking booking) =>
        (await Assert.ThrowsAsync<PostgresException>(() => Denga.Execute(sql, new { id = booking.Id.Value }))).ConstraintName;

    /// <summary>No state in between: bookings, their stays, and no money set aside for anybody.</summary>
    private async Task NothingIsLeftOf(RentalObject of, int bookings)
    {
        var id = new { id = of.Id.Value };
        Assert.Equal(
            (bookings, bookings),
            (
                await Denga.Select<int>("select count(*)::int from booking.booking where object_id = @id and ended_at is null", id),
                await Denga.Select<int>("select count(*)::int from booking.stay where object_id = @id", id)
            )
        );
        Assert.Equal(0, await Denga.Select<int>("select count(*)::int from wallet.hold"));
        Assert.Equal(
            0,
            await Denga.Select<int>(
                "select count(*)::int from booking.stay a join booking.stay b on a.unit_id = b.unit_id and a.id < b.id and a.span && b.span"
            )
        );
    }

    private async Task<Result<RentalBooking>[]> Book(IReadOnlyList<(PersonId Person, StayQuoteId Quote)> quotes)
    {
        using var turns = new SemaphoreSlim(AtOnce);
        return await Task.WhenAll(
            quotes.Select(
                async (q, i) =>
                {
                    await turns.WaitAsync();
                    try
                    {
                        return await callers[i % Parts].Ask(new BookStay(OperationId.New(), q.Person, q.Quote));
                    }
                    finally
                    {
                        turns.Release();
                    }
                }
            )
        );
    }

    private async Task<List<(PersonId Person, StayQuoteId Quote)>> Quotes(
        RentalObject of,
        IReadOnlyList<PersonId> people,
        IEnumerable<StayDates> dates
    )
    {
        var quotes = new List<(PersonId, StayQuoteId)>();
        foreach (var (i, one) in dates.Index())
        {
            var person = people[i % people.Count];
            quotes.Add((person, (await callers[i % Parts].Ask(new QuoteStay(person, of.Id, one, 2, []))).Value.Id));
        }
        return quotes;
    }

    private static string Told(IEnumerable<Result<RentalBooking>> answers) =>
        string.Join(
            ", ",
            answers
                .GroupBy(a => a.Error?.Code ?? "booked", StringComparer.Ordinal)
                .OrderByDescending(g => g.Count())
                .Select(g => $"{g.Count()} × {g.Key}")
        );

    private static StayDates StayDatesIn(int days, int nights)
    {
        var first = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(days);
        return new StayDates(first, first.AddDays(nights));
    }

    private async Task<PersonId[]> People(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Somebody()));

    private async Task<PersonId> Somebody() =>
        (await Denga.Ask(new Identify("test", Guid.CreateVersion7().ToString(), "en"))).Value.Person.Id;
}
