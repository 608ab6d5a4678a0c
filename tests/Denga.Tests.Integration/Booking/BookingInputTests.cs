using Dapper;
using Denga.Booking.Bookings;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Npgsql;

namespace Denga.Tests.Integration.Booking;

/// <summary>What cannot be booked is refused with its own answer, and nothing is changed.</summary>
[Collection(BookingCollection.Name)]
public sealed class BookingInputTests(BookingServer booking)
{
    [Theory]
    [InlineData(-1, 2, 2, "booking.in_past")]
    [InlineData(3, 0, 2, "booking.out_before_in")]
    [InlineData(3, -1, 2, "booking.out_before_in")]
    [InlineData(3, 31, 2, "booking.stay_too_long")]
    [InlineData(401, 1, 2, "booking.too_far")]
    [InlineData(3, 2, 0, "booking.bad_guests")]
    [InlineData(3, 2, 5, "booking.bad_guests")]
    [InlineData(3, 2, 1_000_000_000, "booking.bad_guests")]
    public async Task What_cannot_be_is_not_quoted(int fromToday, int nights, int guests, string code)
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        Assert.Equal(
            code,
            (await booking.Ask(new QuoteStay(guest, flat.Id, BookingServer.Nights(fromToday, nights), guests, []))).Error!.Code
        );
        Assert.Equal(
            0,
            await booking.Denga.Select<int>("select count(*)::int from booking.quote where person_id = @id", new { id = guest.Value })
        );
    }

    [Fact]
    public async Task Rules_of_arrival_length_and_notice_hold()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object(change: t =>
            t with
            {
                Rules = t.Rules with { Least = 2, ArrivalDays = [DayOfWeek.Saturday], Notice = TimeSpan.FromDays(3) },
            }
        );
        async Task<string?> Code(int from, int nights) =>
            (await booking.Ask(new QuoteStay(guest, flat.Id, BookingServer.Nights(from, nights), 2, []))).Error?.Code;
        // Today is a Friday.
        Assert.Equal("booking.too_soon", await Code(1, 2));
        Assert.Equal("booking.no_arrival", await Code(9, 2));
        Assert.Equal("booking.stay_too_short", await Code(8, 1));
        Assert.Null(await Code(8, 2));
    }

    [Fact]
    public async Task Another_persons_booking_and_quote_look_like_none()
    {
        var (guest, stranger) = (await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object();
        var quote = await booking.Quote(guest, flat, BookingServer.Nights(5, 1));
        Assert.Equal("booking.quote_not_found", (await booking.Ask(new BookStay(OperationId.New(), stranger, quote.Id))).Error!.Code);
        var held = await booking.Get(new BookStay(OperationId.New(), guest, quote.Id));
        Assert.Equal("booking.booking_not_found", (await booking.Ask(new BookingById(stranger, held.Id))).Error!.Code);
        Assert.Equal("booking.booking_not_found", (await booking.Ask(new CancelBooking(stranger, held.Id))).Error!.Code);
        Assert.Equal(
            "booking.booking_not_found",
            (await booking.Ask(new ChangeBooking(OperationId.New(), stranger, held.Id, held.Version, Guests: 1))).Error!.Code
        );
        Assert.Equal(
            "booking.booking_not_found",
            (await booking.Ask(new PayBooking(OperationId.New(), stranger, held.Id, "sandbox"))).Error!.Code
        );
        Assert.Empty((await booking.Get(new MyBookings(stranger))).Items);
        Assert.Equal(BookingState.Held, (await booking.Now(guest, held)).State);
    }

    [Fact]
    public async Task An_expired_quote_books_nothing_and_a_fourth_unpaid_booking_is_too_many()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var old = await booking.Quote(guest, flat, BookingServer.Nights(5, 1));
        await booking.Pass(TimeSpan.FromMinutes(16));
        Assert.Equal("booking.quote_expired", (await booking.Ask(new BookStay(OperationId.New(), guest, old.Id))).Error!.Code);
        for (var i = 0; i < 3; i++)
            await booking.Book(guest, flat, BookingServer.Nights(10 + i, 1));
        var fourth = await booking.Quote(guest, flat, BookingServer.Nights(13, 1));
        Assert.Equal("booking.too_many_unpaid", (await booking.Ask(new BookStay(OperationId.New(), guest, fourth.Id))).Error!.Code);
    }

    [Theory]
    [InlineData("2027-02-31", "2027-03-02", "request.invalid")]
    [InlineData("2027-02-29", "2027-03-02", "request.invalid")]
    [InlineData("31.12.2026", "2027-01-02", "request.invalid")]
    [InlineData("1026-12-01", "2027-01-02", "request.invalid")]
    [InlineData("2027-02-28", "2027-02-28", "booking.out_before_in")]
    [InlineData("2025-02-28", "2027-02-28", "booking.in_past")]
    [InlineData("2027-02-28", "2027-03-01", null)]
    public async Task A_day_that_there_is_not_is_told_over_the_API_and_nothing_is_quoted(string first, string last, string? code)
    {
        var flat = await booking.Object();
        var (guest, token) = await booking.Employee();
        using var body = System.Net.Http.Json.JsonContent.Create(
            new
            {
                @object = flat.Id.ToString(),
                dates = new Dictionary<string, string>(StringComparer.Ordinal) { ["in"] = first, ["out"] = last },
                guests = 2,
                addOns = Array.Empty<string>(),
            }
        );
        var (_, answer) = await booking.Send(HttpMethod.Post, "/api/v1/booking/quotes", token, body);
        Assert.Equal(code, (string?)answer!["code"]);
        Assert.Equal(
            code is null ? 1 : 0,
            await booking.Denga.Select<int>("select count(*)::int from booking.quote where person_id = @id", new { id = guest.Value })
        );
    }

    [Fact]
    public async Task An_unknown_add_on_and_a_code_used_twice_book_nothing()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        Assert.Equal(
            "booking.add_on_not_found",
            (await booking.Ask(new QuoteStay(guest, flat.Id, BookingServer.Nights(20, 1), 2, [new ChosenAddOn(AddOnId.New())]))).Error!.Code
        );
        var now = booking.Clock.GetUtcNow();
        var code = "twice-" + Guid.CreateVersion7().ToString("N")[20..];
        await booking.Get(
            new CreatePromoCode(booking.Operator, code, new PromoTerms(10, Amount: null, now.AddDays(-1), now.AddDays(90)), UsesMax: 10)
        );
        Task<Result<StayQuote>> Quote(int day, string promo) =>
            booking.Ask(new QuoteStay(guest, flat.Id, BookingServer.Nights(day, 1), 2, [], promo));
        var (one, other) = (await Quote(20, code), await Quote(21, code));
        await booking.Get(new BookStay(OperationId.New(), guest, one.Value.Id));
        // Both were quoted before either was booked.
        Assert.Equal("booking.promo_refused", (await booking.Ask(new BookStay(OperationId.New(), guest, other.Value.Id))).Error!.Code);
        Assert.Equal("booking.promo_refused", (await Quote(22, code)).Error!.Code);
        Assert.Equal("booking.promo_refused", (await Quote(22, "there-is-none")).Error!.Code);
        Assert.Single((await booking.Get(new MyBookings(guest))).Items);
        await booking.Quote(guest, flat, BookingServer.Nights(21, 1));
    }

    [Theory]
    // The guest is at home in the last place of a day, the operator in Moscow, the object in the first one; then the other way round.
    [InlineData("Pacific/Kiritimati", "Pacific/Pago_Pago", "2026-12-31", "2027-01-02", "2026-12-31T01:00:00Z", "2027-01-01T21:00:00Z")]
    [InlineData("Pacific/Pago_Pago", "Pacific/Kiritimati", "2026-12-31", "2027-01-02", "2027-01-01T02:00:00Z", "2027-01-02T22:00:00Z")]
    [InlineData("Europe/Berlin", "Pacific/Pago_Pago", "2027-02-28", "2027-03-01", "2027-02-28T14:00:00Z", "2027-03-01T10:00:00Z")]
    // Both changes of the clock within the night.
    [InlineData("Europe/Berlin", "Asia/Tokyo", "2027-03-27", "2027-03-28", "2027-03-27T14:00:00Z", "2027-03-28T09:00:00Z")]
    [InlineData("Europe/Berlin", "Asia/Tokyo", "2027-10-30", "2027-10-31", "2027-10-30T13:00:00Z", "2027-10-31T10:00:00Z")]
    public async Task A_guest_an_operator_and_an_object_in_three_zones_mean_the_same_nights(
        string place,
        string home,
        string first,
        string last,
        string arrives,
        string leaves
    )
    {
        static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var (guest, other) = (await booking.Somebody(), await booking.Somebody());
        await booking.Get(new Contracts.Identity.ChangeProfile(guest, TimeZone: home));
        var flat = await booking.Object(change: t => t with { TimeZone = place });
        var dates = new StayDates(Day(first), Day(last));
        var held = await booking.Book(guest, flat, dates);
        Assert.Equal((At(arrives), At(leaves), dates, place), (held.Arrives, held.Leaves, held.Dates, held.TimeZone));
        // Who looks from elsewhere sees the same days of the place taken, and those beside them free.
        var days = await booking.Get(new FreeDates(flat.Id, Day(first).AddDays(-1), Day(last).AddDays(1)));
        Assert.All(days, d => Assert.Equal(d.Day >= dates.In && d.Day < dates.Out ? DayState.Busy : DayState.Free, d.State));
        var byHand = new BookByHand(OperationId.New(), booking.Operator, other, flat.Id, dates, 2, [], Confirmed: true);
        Assert.Equal("booking.taken", (await booking.Ask(byHand)).Error!.Code);
        await booking.Book(other, flat, new StayDates(Day(last), Day(last).AddDays(1)));
        await booking.Book(other, flat, new StayDates(Day(first).AddDays(-1), Day(first)));
        var occupied = await booking.Get(new OccupiedTimes(flat.Id, Day(first), Day(last)));
        Assert.Contains(occupied, o => o.Booking == held.Id && (o.From, o.To) == (At(arrives), At(leaves)));
    }

    [Fact]
    public async Task The_moves_of_a_booking_are_the_same_in_the_program_and_in_the_database()
    {
        await using var connection = new NpgsqlConnection(booking.Denga.Database);
        var kept = await connection.QueryAsync<(string From, string To)>("select from_state, to_state from booking.booking_move");
        var legal = BookingMoves.Legal.SelectMany(l => l.Value.Select(to => ($"{l.Key}", $"{to}")));
        Assert.Equal(legal.Order(), kept.Select(m => (m.From, m.To)).Order());
        Assert.Equal(Enum.GetValues<BookingState>().Order(), BookingMoves.Legal.Keys.Order());
    }

    [Fact]
    public async Task Objects_that_cannot_be_are_refused_and_what_was_booked_is_never_deleted()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        async Task<string?> Code(Func<ObjectText, ObjectText> change) =>
            (
                await booking.Ask(
                    new CreateObject(
                        OperationId.New(),
                        booking.Operator,
                        change(Business.Flat("flat-" + Guid.CreateVersion7().ToString("N")[20..])),
                        ["1"]
                    )
                )
            )
                .Error
                ?.Args
                ?["field"];
        Assert.Equal("timeZone", await Code(t => t with { TimeZone = "Mars/Olympus" }));
        Assert.Equal("slug", await Code(t => t with { Slug = "Ю" }));
        Assert.Equal("guestsMax", await Code(t => t with { GuestsMax = 0 }));
        Assert.Equal("rules.most", await Code(t => t with { Rules = t.Rules with { Least = 5, Most = 4 } }));
        Assert.Equal(
            "properties",
            await Code(t => t with { Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["pool"] = "true" } })
        );
        Assert.Null(await Code(t => t));
        await booking.Book(guest, flat, BookingServer.Nights(5, 1));
        Assert.Equal("booking.has_bookings", (await booking.Ask(new DeleteObject(booking.Operator, flat.Id))).Error!.Code);
        var text = Business.Flat(flat.Slug);
        Assert.Equal(
            "booking.has_bookings",
            (await booking.Ask(new ChangeObject(booking.Operator, flat.Id, flat.Version, text with { TimeZone = "Asia/Tokyo" })))
                .Error!
                .Code
        );
        Assert.Equal(
            "booking.changed_meanwhile",
            (await booking.Ask(new ChangeObject(booking.Operator, flat.Id, flat.Version - 1, text))).Error!.Code
        );
        Assert.Equal("Moscow", (await booking.Get(new ObjectBySlug(flat.Slug))).Place.City.En);
        await booking.Get(new SetObjectState(booking.Operator, flat.Id, ObjectState.Hidden));
        Assert.Equal("booking.object_not_found", (await booking.Ask(new ObjectBySlug(flat.Slug))).Error!.Code);
    }
}
