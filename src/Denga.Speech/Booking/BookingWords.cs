using Denga.Contracts.Booking;

namespace Denga.Speech;

/// <summary>Where bookings stand.</summary>
public static partial class Words
{
    private static readonly Dictionary<BookingState, Text> BookingTexts = new()
    {
        [BookingState.Requested] = new("ждёт хозяина", "waits for the owner"),
        [BookingState.Held] = new("ждёт оплаты", "awaits payment"),
        [BookingState.AwaitingPayment] = new("ждёт оплаты", "awaits payment"),
        [BookingState.Confirmed] = new("подтверждена", "confirmed"),
        [BookingState.Paid] = new("оплачена", "paid"),
        [BookingState.Completed] = new("завершена", "completed"),
        [BookingState.Cancelled] = new("отменена", "cancelled"),
        [BookingState.Expired] = new("не оплачена вовремя", "not paid in time"),
        [BookingState.NoShow] = new("гость не приехал", "the guest did not come"),
    };

    public static string Of(BookingState state, string language) => BookingTexts[state].In(language);
}
