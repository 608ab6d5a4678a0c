using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Texts;

namespace Denga.Bot.Booking;

/// <summary>A booking as it stands, in words that say what happens next.</summary>
internal static class BookingScreens
{
    internal static async Task<Screen> Of(Turn turn, RentalBooking booking, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var due = Words.NextDue(booking);
        var screen = turn.Screen()
            .Line(BookTexts.Number, booking.Number, Words.Of(booking.ObjectName, language))
            .Line(
                BookTexts.When,
                Words.DatesOf(booking.Dates, booking.Price, turn.Today, language),
                Words.GuestsOf(booking.Guests, language)
            )
            .Line("")
            .Line(MarkOf(booking.State) + Words.Stands(booking, zone, turn.Update.At, language));
        if (Words.WordsOfOwner(booking) is { } why)
            screen.Line(BookTexts.OwnersWords, PlainText.Quote(why, language));
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
        if (!isOver)
            screen.Row([
                .. isOpen ? [(BookTexts.Change, new AlterStay(booking.Id))] : Array.Empty<Choice>(),
                (BookTexts.Cancel, new CancelStay(booking.Id)),
            ]);
        return screen
            .Row(
                isOver
                    ? [(BookTexts.Repeat, new BookObject(booking.Object)), (BookTexts.Mine, new MyStays()), Choices.Home]
                    : [(BookTexts.Mine, new MyStays()), Choices.Home]
            )
            .About(BookingDialog.SubjectOf(booking.Id));
    }

    private static string MarkOf(BookingState state) =>
        state switch
        {
            BookingState.Requested => "⏳ ",
            BookingState.Confirmed or BookingState.Paid => "✅ ",
            _ => "",
        };

    /// <summary>In the object's zone, where the guest will be.</summary>
    private static string Moment(DateTimeOffset at, RentalBooking booking, Turn turn, string language) =>
        Words.Moment(at, TimeZoneInfo.FindSystemTimeZoneById(booking.TimeZone), turn.Update.At, language);
}
