using Denga.Booking;
using Denga.Booking.Bookings;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Booking;

/// <summary>From a quote to the end of a booking, with the sandbox as the provider.</summary>
[Collection(BookingCollection.Name)]
public sealed class BookingTests(BookingServer booking)
{
    [Fact]
    public async Task A_stay_is_quoted_held_paid_and_confirmed()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var quote = await booking.Quote(guest, flat, BookingServer.Nights(10, 3));
        Assert.Equal(3 * Business.Night, quote.Price.Total.Minor);
        // 15:00 in Moscow.
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero), quote.Arrives);

        var asked = new BookStay(OperationId.New(), guest, quote.Id, "We come late");
        var held = await booking.Get(asked);
        Assert.Equal(BookingState.Held, held.State);
        Assert.Equal(held, await booking.Get(asked), Same);
        Assert.Equal(held.Id, (await booking.Get(asked with { Id = OperationId.New() })).Id);
        Assert.Equal((0, 0), await booking.Account(guest));

        var paid = await booking.Pay(guest, held);
        Assert.Equal((BookingState.Paid, 3 * Business.Night), (paid.State, paid.Paid.Minor));
        // What was set aside is taken.
        await Wait.Until(async () => await booking.Account(guest) == (0, 0));
        Assert.Equal("booking.quote_not_found", (await booking.Ask(new BookStay(OperationId.New(), guest, StayQuoteId.New()))).Error!.Code);
    }

    [Fact]
    public async Task The_day_of_departure_is_free_and_the_calendar_says_what_is_not()
    {
        var (one, other) = (await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object();
        await booking.Book(one, flat, BookingServer.Nights(10, 2));
        await booking.Book(other, flat, BookingServer.Nights(12, 1));
        await booking.Book(other, flat, BookingServer.Nights(9, 1));
        var days = await booking.Get(new FreeDates(flat.Id, BookingServer.Today.AddDays(8), BookingServer.Today.AddDays(14)));
        Assert.Equal([DayState.Free, DayState.Busy, DayState.Busy, DayState.Busy, DayState.Busy, DayState.Free], days.Select(d => d.State));
        Assert.Equal("booking.taken", (await booking.Ask(new QuoteStay(other, flat.Id, BookingServer.Nights(8, 2), 2, []))).Error!.Code);
    }

    [Fact]
    public async Task A_hold_that_is_not_paid_expires_and_is_anybodys_again()
    {
        var (slow, quick) = (await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object();
        var held = await booking.Book(slow, flat, BookingServer.Nights(20, 2));
        await booking.Pass(TimeSpan.FromMinutes(16));
        // Whether or not somebody has come by to end it.
        var next = await booking.Book(quick, flat, BookingServer.Nights(20, 2));
        Assert.Equal(BookingState.Held, next.State);
        var expired = await booking.Now(slow, held);
        Assert.Equal((BookingState.Expired, "booking.unpaid"), (expired.State, expired.Reason));
    }

    [Fact]
    public async Task Money_that_comes_late_books_again_what_is_free()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var held = await booking.Book(guest, flat, BookingServer.Nights(30, 2));
        var invoice = await booking.Get(new PayBooking(OperationId.New(), guest, held.Id, "sandbox"));
        await booking.Pass(TimeSpan.FromMinutes(16));
        await booking.Until(held, BookingState.Expired);
        await booking.Denga.Until(
            "exists (select from payments.payment where id = @id and state <> 'Unknown')",
            new { id = invoice.Payment!.Id.Value }
        );
        await booking.Get(new Contracts.Payments.PlaySandbox(invoice.Payment.Id, "pay"));
        await booking.Until(held, BookingState.Paid);
        Assert.Equal((0, 0), await Settled(guest));
    }

    [Fact]
    public async Task Money_that_comes_late_goes_back_by_itself_where_another_was_quicker()
    {
        var (slow, quick) = (await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object();
        var held = await booking.Book(slow, flat, BookingServer.Nights(30, 2));
        var invoice = await booking.Get(new PayBooking(OperationId.New(), slow, held.Id, "sandbox"));
        await booking.Pass(TimeSpan.FromMinutes(16));
        var won = await booking.Pay(quick, await booking.Book(quick, flat, BookingServer.Nights(31, 2)));
        Assert.Equal(BookingState.Paid, won.State);
        await booking.Get(new Contracts.Payments.PlaySandbox(invoice.Payment!.Id, "pay"));
        await booking.Denga.Until(
            "exists (select from payments.refund where invoice_id = @id and state = 'Done')",
            new { id = invoice.Id.Value }
        );
        Assert.Equal(BookingState.Expired, (await booking.Now(slow, held)).State);
        Assert.Equal((0, 0), await Settled(slow));
    }

    /// <summary>That money goes back is decided once: a second payment of the same invoice comes while the first is on its way.</summary>
    [Fact]
    public async Task Money_that_goes_back_makes_no_booking_sure_although_its_days_are_free_again()
    {
        var (slow, quick) = (await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object();
        var held = await booking.Book(slow, flat, BookingServer.Nights(30, 2));
        var invoice = await booking.Get(new PayBooking(OperationId.New(), slow, held.Id, "sandbox"));
        await booking.Pass(TimeSpan.FromMinutes(16));
        var won = await booking.Pay(quick, await booking.Book(quick, flat, BookingServer.Nights(31, 2)));
        // The way back is asked for, and not gone yet.
        await booking.Denga.Execute(
            """
            create function booking.not_yet() returns trigger language plpgsql as $$ begin new.next_at := new.next_at + interval '1 day'; return new; end $$;
            create trigger not_yet before insert on booking.work for each row when (new.kind = 'booking.return-unused')
                execute function booking.not_yet();
            """
        );
        try
        {
            await booking.Get(new Contracts.Payments.PlaySandbox(invoice.Payment!.Id, "pay"));
            await booking.Denga.Until(
                "exists (select from booking.work where kind = 'booking.return-unused' and position(@id in body::text) > 0)",
                new { id = held.Id.ToString() }
            );
        }
        finally
        {
            await booking.Denga.Execute("drop function booking.not_yet cascade");
        }
        await booking.Get(new CancelBooking(quick, won.Id));
        await booking
            .Denga.Services.GetRequiredService<Database<BookingModule>>()
            .Transaction(
                unit =>
                {
                    unit.Later(new TakeDue(held.Id, 1), "the second payment");
                    return Task.FromResult(0);
                },
                CancellationToken.None
            );
        await booking.Denga.Until("exists (select from booking.work where key = 'the second payment' and state = 'done')");
        Assert.Equal(BookingState.Expired, (await booking.Now(slow, held)).State);

        await booking.Denga.Execute(
            "update booking.work set next_at = next_at - interval '1 day' where kind = 'booking.return-unused' and state = 'waiting'"
        );
        await booking.Pass(TimeSpan.Zero);
        await booking.Denga.Until(
            "exists (select from payments.refund where invoice_id = @id and state = 'Done')",
            new { id = invoice.Id.Value }
        );
        Assert.Equal((0, 0), await Settled(slow));
    }

    [Fact]
    public async Task A_cancellation_tells_what_comes_back_and_gives_it_back()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var paid = await booking.Pay(guest, await booking.Book(guest, flat, BookingServer.Nights(40, 2)));
        var shown = await booking.Get(new CancelBooking(guest, paid.Id, DryRun: true));
        Assert.Equal((BookingState.Paid, 2 * Business.Night), (shown.Booking.State, shown.Terms.Refund.Minor));
        Assert.Equal("booking.changed_meanwhile", (await booking.Ask(new CancelBooking(guest, paid.Id, Business.Rub(1)))).Error!.Code);
        var done = await booking.Get(new CancelBooking(guest, paid.Id, shown.Terms.Refund));
        Assert.Equal(BookingState.Cancelled, done.Booking.State);
        Assert.Equal(BookingState.Cancelled, (await booking.Get(new CancelBooking(guest, paid.Id))).Booking.State);
        await booking.Denga.Until(
            "exists (select from payments.refund r join payments.invoice i on i.id = r.invoice_id where i.reference = @id and r.state = 'Done')",
            new { id = paid.Id.ToString() }
        );
        Assert.Equal((0, 0), await Settled(guest));
        // It is free again.
        await booking.Book(guest, flat, BookingServer.Nights(40, 2));
    }

    [Fact]
    public async Task Who_comes_is_reminded_of_the_day_that_holds_and_who_has_cancelled_is_not()
    {
        var (guest, other) = (await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object(units: 2);
        var comes = await booking.Pay(guest, await booking.Book(guest, flat, BookingServer.Nights(40, 2)));
        var stays = await booking.Pay(other, await booking.Book(other, flat, BookingServer.Nights(40, 2)));
        await booking.Get(new CancelBooking(other, stays.Id));
        // Its moment is a day before.
        Assert.Equal(
            1,
            await booking.Denga.Select<int>(
                "select count(*)::int from booking.work where kind = 'booking.remind-arrival' and key like @key and next_at = @at",
                new { key = comes.Id + "/%", at = (comes.Arrives - TimeSpan.FromDays(1)).UtcDateTime }
            )
        );
        await booking.Denga.Execute(
            "update booking.work set next_at = now() - interval '1 year' where kind = 'booking.remind-arrival' and (key like @one or key like @two)",
            new { one = comes.Id + "/%", two = stays.Id + "/%" }
        );
        await booking.Pass(TimeSpan.Zero);
        await booking.Denga.Until(
            "not exists (select from booking.work where kind = 'booking.remind-arrival' and state = 'waiting' and (key like @one or key like @two))",
            new { one = comes.Id + "/%", two = stays.Id + "/%" }
        );
        Assert.Equal(
            comes.Id.ToString(),
            await booking.Denga.Select<string>(
                "select string_agg(key, ',') from booking.outbox where type = 'booking.arrival-soon.v1' and key in (@one, @two)",
                new { one = comes.Id.ToString(), two = stays.Id.ToString() }
            )
        );
    }

    [Fact]
    public async Task A_longer_stay_is_paid_for_and_a_shorter_one_gives_back()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var paid = await booking.Pay(guest, await booking.Book(guest, flat, BookingServer.Nights(50, 2)));
        var longer = new ChangeBooking(OperationId.New(), guest, paid.Id, paid.Version, BookingServer.Nights(50, 3));
        Assert.Equal(Business.Night, (await booking.Get(longer with { DryRun = true })).Difference.Minor);
        var changed = (await booking.Get(longer)).Booking;
        Assert.Equal((BookingState.Confirmed, Business.Night), (changed.State, changed.Due[^1].Amount.Minor));
        Assert.Equal("booking.changed_meanwhile", (await booking.Ask(longer with { Id = OperationId.New() })).Error!.Code);
        await booking.Start(guest, changed);
        await booking.Until(changed, BookingState.Paid);
        changed = await booking.Now(guest, changed);
        var shorter = new ChangeBooking(OperationId.New(), guest, paid.Id, changed.Version, BookingServer.Nights(51, 1));
        var shortened = (await booking.Get(shorter)).Booking;
        Assert.Equal((BookingState.Paid, Business.Night), (shortened.State, shortened.Paid.Minor));
        await booking.Denga.Until(
            "(select count(*) from booking.give_back where booking_id = @id and done_at is not null) = 2",
            new { id = paid.Id.Value }
        );
        Assert.Equal((0, 0), await Settled(guest));
    }

    [Fact]
    public async Task A_request_waits_for_a_yes_and_no_one_else_gets_its_dates_meanwhile()
    {
        var (guest, other) = (await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object(change: t => t with { Rules = t.Rules with { NeedsApproval = true } });
        var requested = await booking.Book(guest, flat, BookingServer.Nights(60, 2));
        Assert.Equal(BookingState.Requested, requested.State);
        Assert.Equal(
            "booking.nothing_due",
            (await booking.Ask(new PayBooking(OperationId.New(), guest, requested.Id, "sandbox"))).Error!.Code
        );
        Assert.Equal("booking.taken", (await booking.Ask(new QuoteStay(other, flat.Id, BookingServer.Nights(61, 2), 2, []))).Error!.Code);
        var approved = await booking.Get(new ApproveBooking(booking.Operator, requested.Id));
        Assert.Equal(BookingState.Held, approved.State);
        Assert.Equal(BookingState.Paid, (await booking.Pay(guest, approved)).State);
        Assert.Equal(
            "booking.wrong_state",
            (
                await booking.Ask(
                    new ApproveBooking(booking.Operator, (await booking.Get(new CancelBooking(guest, requested.Id))).Booking.Id)
                )
            )
                .Error!
                .Code
        );
    }

    [Fact]
    public async Task A_pool_is_full_when_all_its_units_are_and_makes_room_by_moving_who_is_bound_to_none()
    {
        var guest = await booking.Somebody();
        var pool = await booking.Object(units: 2);
        // On the two units in turn, so that no unit is free from the 3rd to the 6th, though one always is.
        await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(70, 3)));
        await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(71, 3)));
        await booking.Pay(guest, await booking.Book(guest, pool, BookingServer.Nights(77, 2)));
        var between = await booking.Get(
            new BookByHand(OperationId.New(), booking.Operator, guest, pool.Id, BookingServer.Nights(75, 2), 2, [], Confirmed: true)
        );
        var through = await booking.Book(guest, pool, BookingServer.Nights(73, 5));
        Assert.Equal((BookingState.Confirmed, BookingState.Held), (between.State, through.State));
        Assert.Equal("booking.taken", (await booking.Ask(new QuoteStay(guest, pool.Id, BookingServer.Nights(75, 1), 2, []))).Error!.Code);
    }

    [Fact]
    public async Task What_operators_do_is_written_down_also_by_plain_sql()
    {
        var guest = await booking.Somebody();
        var flat = await booking.Object();
        var paid = await booking.Pay(guest, await booking.Book(guest, flat, BookingServer.Nights(80, 1)));
        await booking.Denga.Execute("update booking.booking set guests = 3 where id = @id", new { id = paid.Id.Value });
        Assert.Equal(
            "postgresql:",
            await booking.Denga.Select<string>(
                "select left(address, 11) from booking.audit where subject = @id and action = 'booking.record-changed' and after ->> 'guests' = '3' and before ->> 'guests' = '2'",
                new { id = paid.Id.ToString() }
            )
        );
        Assert.True(
            await booking.Denga.Select<bool>(
                "select exists (select from booking.audit where subject = @id and action = 'booking.record-made' and person_id = @guest)",
                new { id = paid.Id.ToString(), guest = guest.Value }
            )
        );
    }

    private static bool Same(RentalBooking a, RentalBooking b) =>
        (a.Id, a.State, a.Version, a.Number) == (b.Id, b.State, b.Version, b.Number);

    private Task<(long Balance, long Held)> Settled(PersonId person) => booking.Settled(person);
}
