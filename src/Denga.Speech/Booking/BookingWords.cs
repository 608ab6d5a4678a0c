using Denga.Contracts.Booking;

namespace Denga.Speech;

/// <summary>Where bookings stand, and for how many they are.</summary>
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

    private static readonly Plural Guests = new("{0} гость", "{0} гостя", "{0} гостей", "{0} guest", "{0} guests");
    private static readonly Plural UpToGuests = new(
        "до {0} гостя",
        "до {0} гостей",
        "до {0} гостей",
        "up to {0} guest",
        "up to {0} guests"
    );

    public static string GuestsOf(int count, string language) => Guests.In(language, count);

    /// <summary>How many an object holds: <c>до 4 гостей</c>.</summary>
    public static string GuestsUpTo(int most, string language) => UpToGuests.In(language, most);

    public static string Of(BookingState state, string language) => BookingTexts[state].In(language);
}
