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
