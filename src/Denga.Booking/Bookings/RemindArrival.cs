using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.Platform.Work;

namespace Denga.Booking.Bookings;

/// <summary>A stay begins soon.</summary>
/// <param name="Arrives">When it was to begin: one that was moved meanwhile has work of its own.</param>
internal sealed record RemindArrival(BookingId Booking, DateTimeOffset Arrives) : IWork
{
    public static string Kind => "booking.remind-arrival";

    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    /// <summary>Who books later than that knows when he comes.</summary>
    private static readonly TimeSpan BookedBefore = TimeSpan.FromDays(1.5);

    internal static void Ask(UnitOfWork unit, BookingRow booking)
    {
        if (booking.Arrives - booking.CreatedAt >= BookedBefore)
            unit.Later(
                new RemindArrival(booking.Id, booking.Arrives),
                $"{booking.Id}/{booking.Arrives.UtcTicks}/arrival",
                at: booking.Arrives - Before
            );
    }
}

internal sealed class RemindArrivalWorker(BookingTable bookings, TimeProvider clock) : Worker<RemindArrival>
{
    protected override async Task<WorkResult> Work(RemindArrival work, WorkItem item, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (
            await bookings.Find(work.Booking, cancel) is not { } booking
            || !BookingMoves.IsSure(booking.State)
            || booking.Arrives != work.Arrives
            || booking.Arrives <= now
        )
            return WorkResult.Done();
        return WorkResult.Done(unit =>
        {
            unit.Publish(new ArrivalSoon(booking.Told(), booking.Person, now));
            return Task.CompletedTask;
        });
    }
}
