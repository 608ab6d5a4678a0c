using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;

namespace Denga.Tests.Integration.Booking;

/// <summary>A booking is paid from the balance.</summary>
[Collection(BookingCollection.Name)]
public sealed class BalanceTests(BookingServer booking)
{
    [Fact]
    public async Task It_is_set_aside_and_taken_and_comes_back_to_the_balance_by_the_policy()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        await booking.Give(guest, 10_000_00);
        var held = await booking.Book(guest, flat, BookingServer.Nights(100, 2));
        var pay = new PayFromBalance(guest, held.Id, held.Due[0].Number, held.Due[0].Amount);
        Assert.Equal("booking.changed_meanwhile", (await booking.Ask(pay with { Amount = Business.Rub(1) })).Error!.Code);
        Assert.Equal("booking.nothing_due", (await booking.Ask(pay with { Number = 9 })).Error!.Code);
        Assert.Equal("booking.booking_not_found", (await booking.Ask(pay with { Person = await booking.Somebody() })).Error!.Code);
        var paid = await booking.Get(pay);
        Assert.Equal((BookingState.Paid, 2 * Business.Night), (paid.State, paid.Paid.Minor));
        Assert.Equal(BookingState.Paid, (await booking.Get(pay)).State);
        Assert.Equal((4_000_00, 0), await booking.Settled(guest));
        Assert.Equal(2 * Business.Night, (await booking.Get(new CancelBooking(guest, paid.Id))).Terms.Refund.Minor);
        Assert.Equal((10_000_00, 0), await booking.Settled(guest));
        Assert.Equal("booking.nothing_due", (await booking.Ask(pay)).Error!.Code);
    }

    [Fact]
    public async Task Too_little_money_pays_nothing_and_changes_nothing()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        await booking.Give(guest, 5_999_99);
        var held = await booking.Book(guest, flat, BookingServer.Nights(110, 2));
        var pay = new PayFromBalance(guest, held.Id, 1, held.Due[0].Amount);
        Assert.Equal("wallet.not_enough", (await booking.Ask(pay)).Error!.Code);
        var still = await booking.Now(guest, held);
        Assert.Equal((BookingState.Held, held.Version), (still.State, still.Version));
        Assert.Equal((5_999_99, 0), await booking.Account(guest));
        // With a kopeck more it is enough.
        await booking.Give(guest, 1);
        Assert.Equal(BookingState.Paid, (await booking.Get(pay)).State);
        Assert.Equal((0, 0), await booking.Settled(guest));
    }

    [Fact]
    public async Task Many_at_once_pay_once_and_money_for_one_of_two_bookings_pays_one()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        await booking.Give(guest, 20_000_00);
        var held = await booking.Book(guest, flat, BookingServer.Nights(120, 2));
        var pay = new PayFromBalance(guest, held.Id, 1, held.Due[0].Amount);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => booking.Ask(pay))), r => Assert.True(r.IsOk));
        Assert.Equal((14_000_00, 0), await booking.Settled(guest));

        var poor = await booking.Somebody();
        await booking.Give(poor, 2 * Business.Night);
        RentalBooking[] two =
        [
            await booking.Book(poor, flat, BookingServer.Nights(130, 2)),
            await booking.Book(poor, flat, BookingServer.Nights(140, 2)),
        ];
        var tried = await Task.WhenAll(
            two.SelectMany(b => Enumerable.Range(0, 3).Select(_ => booking.Ask(new PayFromBalance(poor, b.Id, 1, b.Due[0].Amount))))
        );
        Assert.Equal(3, tried.Count(t => t.IsOk));
        Assert.All(tried.Where(t => !t.IsOk), t => Assert.Equal("wallet.not_enough", t.Error!.Code));
        Assert.Equal((0, 0), await booking.Settled(poor));
        var states = new[] { await booking.Now(poor, two[0]), await booking.Now(poor, two[1]) }.Select(b => b.State);
        Assert.Equal([BookingState.Held, BookingState.Paid], states.Order());
    }

    [Fact]
    public async Task What_is_paid_from_the_balance_is_not_paid_by_its_invoice_any_more_and_a_hold_that_ended_is_not_paid_at_all()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        await booking.Give(guest, 12_000_00);
        var held = await booking.Book(guest, flat, BookingServer.Nights(150, 2));
        var invoice = await booking.Get(new PayBooking(OperationId.New(), guest, held.Id, "sandbox"));
        await booking.Get(new PayFromBalance(guest, held.Id, 1, held.Due[0].Amount));
        Assert.Equal(InvoiceState.Cancelled, (await booking.Get(new InvoiceById(guest, invoice.Id))).State);
        var late = await booking.Book(guest, flat, BookingServer.Nights(160, 2));
        await booking.Pass(TimeSpan.FromMinutes(16));
        Assert.Equal("booking.nothing_due", (await booking.Ask(new PayFromBalance(guest, late.Id, 1, late.Due[0].Amount))).Error!.Code);
        Assert.Equal((6_000_00, 0), await booking.Settled(guest));
    }

    /// <summary>More than what takes a code of an operator, who has no part in it.</summary>
    [Fact]
    public async Task A_large_sum_that_the_policy_gives_back_goes_the_way_it_came()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var paid = await booking.Pay(guest, await booking.Book(guest, flat, BookingServer.Nights(170, 10)));
        await booking.Get(new CancelBooking(guest, paid.Id));
        await booking.Denga.Until(
            "exists (select from payments.refund r join payments.invoice i on i.id = r.invoice_id where i.reference = @id and r.state = 'Done')",
            new { id = paid.Id.ToString() }
        );
        Assert.Equal((0, 0), await booking.Settled(guest));
    }
}
