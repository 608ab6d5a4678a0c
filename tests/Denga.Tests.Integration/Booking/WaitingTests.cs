using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;

namespace Denga.Tests.Integration.Booking;

/// <summary>Who waits for taken dates is told once when they are free.</summary>
[Collection(BookingCollection.Name)]
public sealed class WaitingTests(BookingServer booking)
{
    [Fact]
    public async Task Everybody_who_waits_is_told_once_when_a_booking_is_cancelled()
    {
        var (guest, one, other) = (await booking.Somebody(), await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object();
        var taken = await booking.Book(guest, flat, BookingServer.Nights(200, 3));
        var asked = new WaitForDates(OperationId.New(), one, flat.Id, BookingServer.Nights(201, 1), 2);
        var wanted = await booking.Get(asked);
        Assert.Equal(wanted, await booking.Get(asked));
        // The same wish under another id.
        Assert.Equal(wanted.Id, (await booking.Get(asked with { Id = OperationId.New() })).Id);
        Assert.Equal("operation.id_reused", (await booking.Ask(asked with { Guests = 1 })).Error!.Code);
        await booking.Get(asked with { Id = OperationId.New(), Person = other });
        // Also free only when the whole of it is.
        var longer = await booking.Get(asked with { Id = OperationId.New(), Dates = BookingServer.Nights(202, 3) });
        await booking.Book(guest, flat, BookingServer.Nights(204, 1));
        Assert.Equal([longer.Id, wanted.Id], (await booking.Get(new DatesAwaited(one))).Select(w => w.Id));

        await booking.Get(new CancelBooking(guest, taken.Id));
        await Told(one, 1);
        await Told(other, 1);
        Assert.Equal([longer.Id], (await booking.Get(new DatesAwaited(one))).Select(w => w.Id));
        // Taken and freed again: it was told.
        var again = await booking.Book(guest, flat, BookingServer.Nights(201, 1));
        await booking.Get(new CancelBooking(guest, again.Id));
        await Looked(flat);
        await Told(one, 1);
        Assert.NotNull((await booking.Get(asked)).ToldAt);
    }

    [Fact]
    public async Task A_hold_that_expires_a_freed_block_and_a_new_unit_are_told_as_well()
    {
        var (guest, waiting) = (await booking.Somebody(), await booking.Somebody());
        var (held, blocked, small) = (await booking.Object(), await booking.Object(), await booking.Object());
        var dates = BookingServer.Nights(210, 2);
        await booking.Book(guest, held, dates);
        await booking.Book(guest, small, dates);
        var block = await booking.Get(new BlockDates(OperationId.New(), booking.Operator, blocked.Id, dates, "Paint"));
        foreach (var of in (RentalObject[])[held, blocked, small])
            await booking.Get(new WaitForDates(OperationId.New(), waiting, of.Id, dates, 2));
        await booking.Get(new AddUnit(booking.Operator, small.Id, "Another"));
        await Told(waiting, 1);
        await booking.Get(new Unblock(booking.Operator, block[0].Id));
        await Told(waiting, 2);
        await booking.Pass(TimeSpan.FromMinutes(16));
        await Told(waiting, 3);
        Assert.Empty(await booking.Get(new DatesAwaited(waiting)));
    }

    [Fact]
    public async Task What_is_free_over_or_too_much_is_not_waited_for()
    {
        var (guest, waiting) = (await booking.Somebody(), await booking.Somebody());
        var flat = await booking.Object();
        async Task<string?> Code(int from, int nights, int guests = 2) =>
            (await booking.Ask(new WaitForDates(OperationId.New(), waiting, flat.Id, BookingServer.Nights(from, nights), guests)))
                .Error
                ?.Code;
        Assert.Equal("booking.dates_free", await Code(220, 1));
        await booking.Get(new BlockDates(OperationId.New(), booking.Operator, flat.Id, BookingServer.Nights(220, 30), "Closed"));
        Assert.Equal("booking.in_past", await Code(-1, 1));
        Assert.Equal("booking.out_before_in", await Code(220, 0));
        Assert.Equal("booking.bad_guests", await Code(220, 1, 5));
        Assert.Equal(
            "booking.object_not_found",
            (await booking.Ask(new WaitForDates(OperationId.New(), waiting, ObjectId.New(), BookingServer.Nights(220, 1), 2))).Error!.Code
        );
        for (var i = 0; i < 10; i++)
            Assert.Null(await Code(220 + i, 1));
        Assert.Equal("booking.too_many_waits", await Code(240, 1));
        var first = (await booking.Get(new DatesAwaited(waiting)))[0];
        // Another person's is not touched.
        Assert.Equal("booking.wait_not_found", (await booking.Ask(new StopWaiting(guest, first.Id))).Error!.Code);
        Assert.Equal("booking.too_many_waits", await Code(240, 1));
        await booking.Get(new StopWaiting(waiting, first.Id));
        Assert.Equal("booking.wait_not_found", (await booking.Ask(new StopWaiting(waiting, first.Id))).Error!.Code);
        Assert.Null(await Code(240, 1));
    }

    private async Task Told(PersonId person, int times)
    {
        const string told = "(select count(*) from booking.outbox where type = 'booking.dates-free.v1' and body ->> 'person' = @id)";
        await booking.Denga.Until($"{told} >= @times", new { id = person.ToString(), times });
        Assert.Equal(times, await booking.Denga.Select<int>($"select {told}::int", new { id = person.ToString() }));
    }

    /// <summary>Everything that has happened to the object was looked at.</summary>
    private Task Looked(RentalObject of) =>
        booking.Denga.Until(
            """
            not exists (select from booking.undelivered u join booking.outbox o on o.seq = u.seq where o.key = @key)
                and not exists (select from booking.work where kind = 'booking.tell-waiting' and state = 'waiting' and position(@key in body::text) > 0)
            """,
            new { key = of.Id.ToString() }
        );
}
