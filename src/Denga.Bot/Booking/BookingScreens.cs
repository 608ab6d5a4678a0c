using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Bot.Booking;

/// <summary>A booking as it stands, in words that say what happens next.</summary>
internal static class BookingScreens
{
    internal static async Task<Screen> Of(Turn turn, RentalBooking booking, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var due = booking.Due.Where(d => d.State == DueState.Open).OrderBy(d => d.At).FirstOrDefault();
        var screen = turn.Screen()
            .Line(BookTexts.Number, booking.Number, Words.Of(booking.ObjectName, language))
            .Line(BookTexts.When, DatesOf(booking.Dates, booking.Price, turn.Today, language), Words.GuestsOf(booking.Guests, language))
            .Line("")
            .Line(Stands(booking, due, zone, turn, language));
        var back = booking.Due.Aggregate(Money.Zero(booking.Paid.Currency), (sum, d) => sum + d.Refunded);
        if (!back.IsZero)
            screen.Line(BookTexts.GivenBack, Words.Of(back, language));
        var isOpen = booking.State is BookingState.Confirmed or BookingState.Paid;
        if (isOpen)
            screen.Line(
                BookTexts.CheckIn,
                Moment(booking.Arrives, booking, turn, language),
                Moment(booking.Leaves, booking, turn, language)
            );
        if (isOpen && due is not null)
            screen.Line(BookTexts.DueLater, Words.Moment(due.At, zone, turn.Update.At, language), Words.Of(due.Amount, language));
        if (due is not null && booking.State is BookingState.Held or BookingState.AwaitingPayment or BookingState.Confirmed)
            screen = await BookingDialog.PayRows(turn, screen, booking, due!, cancel);
        if (isOpen)
            screen.Row(
                (BookTexts.Contract, new PrintStay(booking.Id, (int)BookingPaper.Contract)),
                (BookTexts.Receipt, new PrintStay(booking.Id, (int)BookingPaper.Receipt))
            );
        var isOver = booking.State is BookingState.Cancelled or BookingState.Expired or BookingState.Completed or BookingState.NoShow;
        return screen
            .Row(
                isOver
                    ? [(BookTexts.Repeat, new BookObject(booking.Object)), (BookTexts.Mine, new MyStays()), Choices.Home]
                    : [(BookTexts.Cancel, new CancelStay(booking.Id)), (BookTexts.Mine, new MyStays()), Choices.Home]
            )
            .About(BookingDialog.SubjectOf(booking.Id));
    }

    /// <summary><c>12–15 мая, 3 ночи</c>; by the hour the day with its times.</summary>
    internal static string DatesOf(StayDates dates, PricedStay price, DateOnly today, string language)
    {
        var length = Words.Units(price.SoldBy, price.Units, language);
        return dates is { From: { } from, Until: { } until }
            ? $"{Words.Of(dates.In, today, language)}, {from:HH\\:mm}–{until:HH\\:mm}, {length}"
            : $"{Words.Period(dates.In, dates.Out, language, today, inside: true)}, {length}";
    }

    private static string Stands(RentalBooking booking, BookingDue? due, TimeZoneInfo zone, Turn turn, string language) =>
        booking.State switch
        {
            BookingState.Requested => BookTexts.Requested.In(language),
            BookingState.Held or BookingState.AwaitingPayment => BookTexts.Waiting.In(
                language,
                Words.Moment(booking.ExpiresAt ?? turn.Update.At, zone, turn.Update.At, language),
                Words.Of(due?.Amount ?? booking.Price.Prepayment, language)
            ),
            BookingState.Confirmed => BookTexts.Confirmed.In(
                language,
                Words.Of(booking.Paid, language),
                Words.Of(booking.Price.Total, language)
            ),
            BookingState.Paid => BookTexts.Paid.In(language, Words.Of(booking.Price.Total, language)),
            BookingState.Completed => BookTexts.Completed.In(language),
            BookingState.Cancelled => BookTexts.Cancelled.In(language),
            BookingState.Expired => BookTexts.Expired.In(language),
            _ => BookTexts.NoShow.In(language),
        };

    /// <summary>In the object's zone, where the guest will be.</summary>
    private static string Moment(DateTimeOffset at, RentalBooking booking, Turn turn, string language) =>
        Words.Moment(at, TimeZoneInfo.FindSystemTimeZoneById(booking.TimeZone), turn.Update.At, language);
}
