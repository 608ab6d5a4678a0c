using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Tests.Integration.Booking;

/// <summary>What operators do for guests.</summary>
[Collection(BookingCollection.Name)]
public sealed class DeskTests(BookingServer booking)
{
    [Fact]
    public async Task A_booking_by_hand_is_priced_before_it_is_made_and_nothing_is_kept_of_that()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var asked = new BookByHand(
            OperationId.New(),
            booking.Operator,
            guest,
            flat.Id,
            BookingServer.Nights(290, 2),
            2,
            [],
            Confirmed: true,
            Note: "By telephone"
        );
        var shown = await booking.Get(asked with { DryRun = true });
        Assert.Equal((BookingState.Confirmed, 2 * Business.Night), (shown.State, shown.Price.Total.Minor));
        Assert.Empty((await booking.Get(new AllBookings(Object: flat.Id))).Items);
        var made = await booking.Get(asked);
        Assert.Equal(made.Id, (await booking.Get(asked)).Id);
        Assert.Equal("booking.taken", (await booking.Ask(asked with { Id = OperationId.New(), DryRun = true })).Error!.Code);
        Assert.Equal(guest, Assert.Single((await booking.Get(new AllBookings(Object: flat.Id))).Items).Customer);
    }

    [Fact]
    public async Task A_guests_booking_is_changed_for_him_past_the_rules_of_arrival_and_what_it_costs_is_told_before()
    {
        var guest = await booking.Somebody();
        // 9 March 2027 is a Tuesday.
        var flat = await booking.Object(change: t => t with { Rules = t.Rules with { ArrivalDays = [DayOfWeek.Saturday] } });
        var paid = await booking.Pay(guest, await booking.Book(guest, flat, BookingServer.Nights(106, 2)));
        var own = new ChangeBooking(OperationId.New(), guest, paid.Id, paid.Version, BookingServer.Nights(109, 3));
        Assert.Equal("booking.no_arrival", (await booking.Ask(own)).Error!.Code);
        var forHim = new ChangeByHand(OperationId.New(), booking.Operator, paid.Id, paid.Version, own.Dates);
        Assert.Equal(Business.Night, (await booking.Get(forHim with { DryRun = true })).Difference.Minor);
        Assert.Equal(paid.Dates, (await booking.Now(guest, paid)).Dates);
        Assert.Equal("booking.changed_meanwhile", (await booking.Ask(forHim with { Total = Business.Rub(1) })).Error!.Code);
        var changed = await booking.Get(forHim);
        Assert.Equal(changed.Booking.Version, (await booking.Get(forHim)).Booking.Version);
        Assert.Equal((own.Dates, BookingState.Confirmed), (changed.Booking.Dates, changed.Booking.State));
        Assert.Equal(
            "booking.booking_not_found",
            (await booking.Ask(forHim with { Id = OperationId.New(), Booking = BookingId.New() })).Error!.Code
        );
    }

    [Fact]
    public async Task The_file_of_a_booking_tells_what_would_come_back_and_what_did_and_shows_its_papers()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var paid = await booking.Pay(guest, await booking.Book(guest, flat, BookingServer.Nights(295, 2)));
        var file = await booking.Get(new BookingFile(paid.Id));
        Assert.Equal((2 * Business.Night, 0), (file.Cancellation!.Refund.Minor, file.Returns.Count));
        var contract = await booking.Get(new GuestsDocument(paid.Id, BookingPaper.Contract, "en"));
        var own = await booking.Get(new BookingDocumentOf(guest, paid.Id, BookingPaper.Contract, "en"));
        Assert.Equal(own, contract);
        Assert.Equal(
            "booking.booking_not_found",
            (await booking.Ask(new GuestsDocument(BookingId.New(), BookingPaper.Contract))).Error!.Code
        );
        await booking.Get(new CancelBooking(guest, paid.Id));
        await booking.Settled(guest);
        file = await booking.Get(new BookingFile(paid.Id));
        var back = Assert.Single(file.Returns);
        Assert.Equal((2 * Business.Night, true), (back.Amount.Minor, back.DoneAt is not null));
        Assert.Null(file.Cancellation);
    }

    [Fact]
    public async Task A_unit_gets_another_name_that_no_other_one_has()
    {
        var pool = await booking.Object(units: 2);
        var unit = pool.Units[0].Id;
        Assert.Equal(["Blue", "No 2"], (await booking.Get(new RenameUnit(booking.Operator, unit, "Blue"))).Units.Select(u => u.Name));
        Assert.Equal("Blue", (await booking.Get(new RenameUnit(booking.Operator, unit, "Blue"))).Units[0].Name);
        Assert.Equal("booking.bad_unit", (await booking.Ask(new RenameUnit(booking.Operator, unit, "no 2"))).Error!.Code);
        Assert.Equal("booking.bad_unit", (await booking.Ask(new RenameUnit(booking.Operator, unit, " "))).Error!.Code);
        Assert.Equal("booking.unit_not_found", (await booking.Ask(new RenameUnit(booking.Operator, UnitId.New(), "Blue"))).Error!.Code);
    }
}
