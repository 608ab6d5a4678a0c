using System.Collections.Frozen;
using Denga.Contracts.Booking;

namespace Denga.Booking.Bookings;

/// <summary>Where a booking may go from where it stands. The database has the same table and refuses every other move, from whomever it comes.</summary>
internal static class BookingMoves
{
    internal static readonly FrozenDictionary<BookingState, BookingState[]> Legal = new Dictionary<BookingState, BookingState[]>
    {
        [BookingState.Requested] =
        [
            BookingState.Held,
            BookingState.Confirmed,
            BookingState.Paid,
            BookingState.Cancelled,
            BookingState.Expired,
        ],
        [BookingState.Held] =
        [
            BookingState.AwaitingPayment,
            BookingState.Confirmed,
            BookingState.Paid,
            BookingState.Cancelled,
            BookingState.Expired,
        ],
        [BookingState.AwaitingPayment] = [BookingState.Confirmed, BookingState.Paid, BookingState.Cancelled, BookingState.Expired],
        [BookingState.Confirmed] = [BookingState.Paid, BookingState.Completed, BookingState.Cancelled, BookingState.NoShow],
        // A change that costs more leaves something to pay.
        [BookingState.Paid] = [BookingState.Confirmed, BookingState.Completed, BookingState.Cancelled, BookingState.NoShow],
        // The money came late, and the dates were still free.
        [BookingState.Expired] = [BookingState.Confirmed, BookingState.Paid],
        [BookingState.Completed] = [],
        [BookingState.Cancelled] = [],
        [BookingState.NoShow] = [],
    }.ToFrozenDictionary();

    internal static bool Allows(BookingState from, BookingState to) => Legal[from].Contains(to);

    /// <summary>Its dates are kept for a time only.</summary>
    internal static bool IsUnpaid(BookingState state) =>
        state is BookingState.Requested or BookingState.Held or BookingState.AwaitingPayment;

    /// <summary>It is sure, and under way.</summary>
    internal static bool IsSure(BookingState state) => state is BookingState.Confirmed or BookingState.Paid;

    internal static bool IsOver(BookingState state) => !IsUnpaid(state) && !IsSure(state);
}
