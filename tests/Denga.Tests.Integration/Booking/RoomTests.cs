using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Tests.Integration.Booking;

/// <summary>Room is made in a pool for whoever moves, is assigned or blocks, by those who are bound to no unit.</summary>
[Collection(BookingCollection.Name)]
public sealed class RoomTests(BookingServer booking)
{
    [Fact]
    public async Task Two_bookings_of_a_full_pool_change_places()
    {
        var guest = await booking.Somebody();
        var pool = await booking.Object(units: 2);
        var one = await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(300, 3)));
        var other = await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(301, 3)));
        var (first, second) = (await StandsOn(one), await StandsOn(other));
        Assert.NotEqual(first, second);
        Assert.Equal(second, (await booking.Get(new AssignUnit(booking.Operator, one.Id, second))).Unit);
        Assert.Equal((second, first), (await StandsOn(one), await StandsOn(other)));
        Assert.Equal(first, (await booking.Get(new AssignUnit(booking.Operator, other.Id, first))).Unit);
        // Both are bound now: neither moves for the other.
        Assert.Equal("booking.taken", (await booking.Ask(new AssignUnit(booking.Operator, one.Id, first))).Error!.Code);
        Assert.Equal((second, first), (await StandsOn(one), await StandsOn(other)));
    }

    [Fact]
    public async Task A_stay_moves_although_another_one_has_to_leave_its_unit()
    {
        var guest = await booking.Somebody();
        var pool = await booking.Object(units: 2);
        // The loose one comes to the unit of the bound one when that leaves.
        var bound = await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(310, 2)));
        bound = await booking.Get(new AssignUnit(booking.Operator, bound.Id, pool.Units[0].Id));
        var loose = await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(312, 3)));
        var moves = await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(310, 2)));
        var longer = new ChangeBooking(OperationId.New(), guest, bound.Id, bound.Version, BookingServer.Nights(310, 4));
        Assert.Equal(2 * Business.Night, (await booking.Get(longer with { DryRun = true })).Difference.Minor);
        Assert.Equal(bound.Version, (await booking.Now(guest, bound)).Version);
        await booking.Get(longer);
        Assert.Equal((pool.Units[0].Id, pool.Units[1].Id), (await StandsOn(bound), await StandsOn(loose)));
        // Full from the 312th on: what was asked says the same as what is done.
        var full = new ChangeBooking(OperationId.New(), guest, moves.Id, moves.Version, BookingServer.Nights(311, 2));
        Assert.Equal("booking.taken", (await booking.Ask(full with { DryRun = true })).Error!.Code);
        Assert.Equal("booking.taken", (await booking.Ask(full)).Error!.Code);
    }

    [Fact]
    public async Task Who_was_assigned_a_unit_that_is_not_free_then_gets_another_one()
    {
        var guest = await booking.Somebody();
        var pool = await booking.Object(units: 2);
        var one = await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(320, 2)));
        one = await booking.Get(new AssignUnit(booking.Operator, one.Id, pool.Units[0].Id));
        await booking.Get(
            new BlockDates(OperationId.New(), booking.Operator, pool.Id, BookingServer.Nights(322, 2), "Paint", pool.Units[0].Id)
        );
        var moved = await booking.Get(new ChangeBooking(OperationId.New(), guest, one.Id, one.Version, BookingServer.Nights(321, 2)));
        Assert.Null(moved.Booking.Unit);
        Assert.Equal(pool.Units[1].Id, await StandsOn(one));
    }

    [Fact]
    public async Task A_unit_is_blocked_while_its_guests_can_be_put_elsewhere_and_not_otherwise()
    {
        var guest = await booking.Somebody();
        var pool = await booking.Object(units: 2);
        var one = await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(330, 2)));
        var (on, other) = await StandsOn(one) == pool.Units[0].Id ? (pool.Units[0], pool.Units[1]) : (pool.Units[1], pool.Units[0]);
        var block = new BlockDates(OperationId.New(), booking.Operator, pool.Id, BookingServer.Nights(330, 2), "Paint", on.Id);
        await booking.Get(block);
        Assert.Equal(other.Id, await StandsOn(one));
        Assert.Equal("booking.taken", (await booking.Ask(block with { Id = OperationId.New(), Unit = other.Id })).Error!.Code);
        Assert.Equal("booking.taken", (await booking.Ask(block with { Id = OperationId.New(), Unit = null })).Error!.Code);
        // What is blocked is not promised to anybody.
        var asked = new QuoteStay(guest, pool.Id, BookingServer.Nights(330, 2), 2, []);
        Assert.Equal("booking.taken", (await booking.Ask(asked)).Error!.Code);
    }

    [Fact]
    public async Task An_archived_tariff_prices_nothing_new_and_a_booking_that_has_it_may_be_changed()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var paid = await booking.Pay(guest, await booking.Book(guest, flat, BookingServer.Nights(340, 1)));
        var own = await booking.Get(new ObjectById(flat.Id));
        var tariff = await booking.Get(new TariffById(own.Tariff!.Value));
        await booking.Get(new ChangeTariff(booking.Operator, tariff.Id, tariff.Version, tariff.Name, tariff.Rules, Archived: true));
        Assert.Equal(
            "booking.no_tariff",
            (await booking.Ask(new QuoteStay(guest, flat.Id, BookingServer.Nights(350, 1), 2, []))).Error!.Code
        );
        Assert.Null((await booking.Get(new ObjectBySlug(flat.Slug))).From);
        Assert.All(
            await booking.Get(new FreeDates(flat.Id, BookingServer.Today.AddDays(350), BookingServer.Today.AddDays(352))),
            d => Assert.Null(d.Price)
        );
        var longer = new ChangeBooking(OperationId.New(), guest, paid.Id, paid.Version, BookingServer.Nights(340, 2));
        Assert.Equal(Business.Night, (await booking.Get(longer)).Difference.Minor);
        // It keeps it, and no other gets it.
        var text = Business.Flat(flat.Slug) with
        {
            Tariff = tariff.Id,
        };
        var now = await booking.Get(new ObjectById(flat.Id));
        await booking.Get(new ChangeObject(booking.Operator, flat.Id, now.Version, text));
        Assert.Equal(
            "booking.wrong_tariff",
            (await booking.Ask(new CreateObject(OperationId.New(), booking.Operator, text with { Slug = flat.Slug + "-2" }, ["1"])))
                .Error!
                .Code
        );
        var again = await booking.Get(new TariffById(tariff.Id));
        await booking.Get(new ChangeTariff(booking.Operator, tariff.Id, again.Version, again.Name, again.Rules));
        Assert.Equal(Business.Night, (await booking.Get(new ObjectBySlug(flat.Slug))).From!.Value.Minor);
    }

    [Fact]
    public async Task Money_that_comes_late_takes_the_code_and_the_pieces_again()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var (seat, code) = (await Seat(), await Code());
        var (late, invoice) = await Expired(guest, flat, seat, code, 360);
        Assert.Equal((0, 0), await Taken(late));
        await booking.Get(new Contracts.Payments.PlaySandbox(invoice.Payment!.Id, "pay"));
        await booking.Until(late, BookingState.Paid);
        Assert.Equal((1, 1), await Taken(late));
        Assert.Equal((0, 0), await booking.Settled(guest));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Money_that_comes_late_goes_back_where_the_last_piece_or_the_code_is_somebody_elses(bool isPiece)
    {
        var (guest, quick) = (await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object();
        var (seat, code) = (await Seat(), await Code());
        var (late, invoice) = await Expired(guest, flat, seat, code, 370);
        var other = await booking.Object();
        var quote = await booking.Get(
            new QuoteStay(quick, other.Id, BookingServer.Nights(370, 1), 2, isPiece ? [new ChosenAddOn(seat)] : [], isPiece ? null : code)
        );
        await booking.Get(new BookStay(OperationId.New(), quick, quote.Id));
        await booking.Get(new Contracts.Payments.PlaySandbox(invoice.Payment!.Id, "pay"));
        await booking.Denga.Until(
            "exists (select from payments.refund where invoice_id = @id and state = 'Done')",
            new { id = invoice.Id.Value }
        );
        Assert.Equal(BookingState.Expired, (await booking.Now(guest, late)).State);
        Assert.Equal((0, 0), await Taken(late));
        Assert.Equal((0, 0), await booking.Settled(guest));
        // Its dates are anybody's.
        await booking.Quote(quick, flat, BookingServer.Nights(370, 1));
    }

    private async Task<(RentalBooking Booking, Contracts.Payments.Invoice Invoice)> Expired(
        PersonId guest,
        RentalObject flat,
        AddOnId seat,
        string code,
        int day
    )
    {
        var quote = await booking.Get(new QuoteStay(guest, flat.Id, BookingServer.Nights(day, 1), 2, [new ChosenAddOn(seat)], code));
        var held = await booking.Get(new BookStay(OperationId.New(), guest, quote.Id));
        Assert.Equal((1, 1), await Taken(held));
        var invoice = await booking.Get(new PayBooking(OperationId.New(), guest, held.Id, "sandbox"));
        await booking.Denga.Until(
            "exists (select from payments.payment where id = @id and state = 'Pending')",
            new { id = invoice.Payment!.Id.Value }
        );
        await booking.Pass(TimeSpan.FromMinutes(16));
        await booking.Until(held, BookingState.Expired);
        return (held, invoice);
    }

    private async Task<AddOnId> Seat() =>
        (
            await booking.Get(
                new CreateAddOn(
                    OperationId.New(),
                    booking.Operator,
                    new LocalText("Детское кресло", "Child seat"),
                    new AddOnTerms(AddOnPer.Unit, Business.Rub(100_00), 1),
                    Stock: 1,
                    []
                )
            )
        ).Id;

    private async Task<string> Code()
    {
        var code = "once-" + Guid.CreateVersion7().ToString("N")[20..];
        var now = booking.Clock.GetUtcNow();
        await booking.Get(
            new CreatePromoCode(booking.Operator, code, new PromoTerms(10, Amount: null, now.AddDays(-1), now.AddDays(90)), UsesMax: 1)
        );
        return code;
    }

    /// <summary>Kinds of add-ons, and uses of codes, that it has.</summary>
    private async Task<(int AddOns, int Codes)> Taken(RentalBooking of) =>
        (
            await booking.Denga.Select<int>(
                "select count(*)::int from booking.add_on_use where booking_id = @id",
                new { id = of.Id.Value }
            ),
            await booking.Denga.Select<int>(
                """
                select count(*)::int from booking.promo_use u join booking.promo p on p.code = u.code where u.booking_id = @id and p.used = 1
                """,
                new { id = of.Id.Value }
            )
        );

    private async Task<UnitId> StandsOn(RentalBooking of) => (await booking.Get(new BookingFile(of.Id))).StandsOn!.Value;
}
