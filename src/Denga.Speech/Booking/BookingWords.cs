using System.Globalization;
using Denga.Contracts;
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

    private static readonly Text Requested = new(
        "Ждём ответа хозяина, даты пока ваши.",
        "The owner is being asked; the days are yours meanwhile."
    );
    private static readonly Text WaitsForMoney = new(
        "Даты ваши до {0}. Оплатите {1}, и бронь подтвердится сама.",
        "The days are yours until {0}. Pay {1}, and the booking is confirmed by itself."
    );
    private static readonly Text Confirmed = new("Подтверждена, оплачено {0} из {1}.", "Confirmed; {0} of {1} is paid.");
    private static readonly Text PaidInFull = new("Оплачена полностью: {0}.", "Paid in full: {0}.");
    private static readonly Text Completed = new("Завершена. Спасибо, что были у нас.", "It is over. Thank you for staying.");
    private static readonly Text CancelledStay = new("Отменена.", "Cancelled.");
    private static readonly Text Unpaid = new(
        "Время оплаты вышло, даты свободны. Если деньги придут позже, забронирую снова или верну их.",
        "The time to pay is over and the days are free again. Money that comes later books them anew or is given back."
    );
    private static readonly Text Unanswered = new(
        "Хозяин не ответил вовремя, даты свободны. Денег за бронь не брали.",
        "The owner did not answer in time and the days are free again. No money was taken."
    );
    private static readonly Text DidNotCome = new("Вы не приехали, бронь закрыта.", "You did not come; the booking is closed.");

    /// <summary><c>12–15 мая, 3 ночи</c>; by the hour the day with its times.</summary>
    public static string DatesOf(StayDates dates, PricedStay price, DateOnly today, string language) =>
        $"{DatesOf(dates, today, language)}, {Units(price.SoldBy, price.Units, language)}";

    /// <summary><c>12–15 мая</c>; by the hour the day with its times.</summary>
    public static string DatesOf(StayDates dates, DateOnly today, string language) =>
        dates is { From: { } from, Until: { } until }
            ? $"{Of(dates.In, today, language)}, {Clock(from)}–{Clock(until)}"
            : Period(dates.In, dates.Out, language, today, inside: true);

    /// <summary>How a booking stands and what happens next, as its guest is told.</summary>
    /// <param name="zone">The guest's.</param>
    public static string Stands(RentalBooking booking, TimeZoneInfo zone, DateTimeOffset now, string language) =>
        booking.State switch
        {
            BookingState.Requested => Requested.In(language),
            BookingState.Held or BookingState.AwaitingPayment => WaitsForMoney.In(
                language,
                Moment(booking.ExpiresAt ?? now, zone, now, language),
                Of(NextDue(booking)?.Amount ?? booking.Price.Prepayment, language)
            ),
            BookingState.Confirmed => Confirmed.In(language, Of(booking.Paid, language), Of(booking.Price.Total, language)),
            BookingState.Paid => PaidInFull.In(language, Of(booking.Price.Total, language)),
            BookingState.Completed => Completed.In(language),
            BookingState.Cancelled => CancelledStay.In(language),
            BookingState.Expired => (booking.Reason == "booking.unanswered" ? Unanswered : Unpaid).In(language),
            _ => DidNotCome.In(language),
        };

    /// <summary>What is to be paid next; null: nothing.</summary>
    public static BookingDue? NextDue(RentalBooking booking) =>
        booking.Due.Where(d => d.State == DueState.Open).OrderBy(d => d.At).FirstOrDefault();

    /// <summary>What an operator wrote when he cancelled, which is to be quoted; null where it was the guest, or nobody.</summary>
    public static string? WordsOfOwner(RentalBooking booking) =>
        booking is { State: BookingState.Cancelled, Reason: { Length: > 0 } reason }
        && !reason.StartsWith("booking.", StringComparison.Ordinal)
            ? reason
            : null;

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string GuestsOf(int count, string language) => Guests.In(language, count);

    /// <summary>How many an object holds: <c>до 4 гостей</c>.</summary>
    public static string GuestsUpTo(int most, string language) => UpToGuests.In(language, most);

    public static string Of(BookingState state, string language) => BookingTexts[state].In(language);
}
