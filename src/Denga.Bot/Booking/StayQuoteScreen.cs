using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Bot.Booking;

/// <summary>What the draft costs, line by line, with the button that books it. The booking's id is made with this screen; however often its button is
/// pressed, it is one booking.</summary>
internal static class StayQuoteScreen
{
    internal static async Task Show(Turn turn, RentalObject of, string? said, CancellationToken cancel)
    {
        var draft = BookDialog.Draft(turn);
        var guests = draft.Guests == 0 ? 1 : draft.Guests;
        var quote = await turn.Ask(new QuoteStay(turn.Person.Id, of.Id, draft.Dates!, guests, draft.AddOns ?? [], draft.Promo), cancel);
        if (quote.IsOk)
            await Show(turn, of, quote.Value, said, cancel);
        else
            await Impossible(turn, quote.Error, cancel);
    }

    private static async Task Show(Turn turn, RentalObject of, StayQuote quote, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var booking = OperationId.New();
        BookDialog.Keep(turn, BookDialog.Draft(turn) with { Quote = quote.Id, Booking = booking });
        var price = quote.Price;
        var offered = await turn.Ask(new AddOnsOffered(of.Id), cancel);
        var screen = turn.Screen()
            .Said(said)
            .Line(BookTexts.Check)
            .Line(Words.Of(of.Name, language))
            .Line(BookTexts.When, Words.DatesOf(quote.Dates, price, turn.Today, language), Words.GuestsOf(quote.Guests, language))
            .Line("")
            .Lines(price.Lines.Select(line => $"{Words.Of(line, price.SoldBy, language, turn.Today)} — {Words.Of(line.Amount, language)}"))
            .Line(BookTexts.Total, Words.Of(price.Total, language));
        foreach (var due in price.Schedule)
            if (due.Due is { } day)
                screen.Line(BookTexts.PayLater, Words.Of(day, turn.Today, language), Words.Of(due.Amount, language));
            else
                screen.Line(BookTexts.PayNow, Words.Of(due.Amount, language));
        if (!price.Deposit.IsZero)
            screen.Line(BookTexts.WithDeposit, Words.Of(price.Deposit, language));
        screen.Lines(Words.Of(price.Cancellation, language));
        if (quote.NeedsApproval)
            screen.Line(BookTexts.Approval);
        turn.Expect(new BookShown());
        turn.Show(
            screen
                .Line(BookTexts.Holds, Words.Clock(quote.ExpiresAt, zone))
                .Row(
                    (
                        quote.NeedsApproval ? BookTexts.Ask.In(language) : BookTexts.Book.In(language, Words.Of(price.Total, language)),
                        new BookIt(booking)
                    )
                )
                .Row([
                    .. offered is { IsOk: true, Value.Count: > 0 } ? [(BookTexts.AddOns, new BookAddOn())] : Array.Empty<Choice>(),
                    (BookTexts.Promo, new BookPromo()),
                ])
                .Row((BookTexts.OtherDates, new BookMonth(quote.Dates.In)), (Wallet.SendTexts.Cancel, new LeaveBooking(booking)))
                .About(BookingDialog.SubjectOf(new BookingId(booking.Value)))
        );
    }

    private static async Task Impossible(Turn turn, Error error, CancellationToken cancel)
    {
        var (language, draft) = (turn.Person.Language, BookDialog.Draft(turn));
        var words = ErrorWords.Of(error, language);
        switch (error.Code)
        {
            case "booking.taken"
            or "booking.in_past"
            or "booking.out_before_in"
            or "booking.bad_dates"
            or "booking.stay_too_short"
            or "booking.stay_too_long"
            or "booking.no_arrival"
            or "booking.too_soon"
            or "booking.too_far":
                await StayDatesScreen.AskDates(turn, words, error.Code == "booking.taken", cancel);
                break;
            case "booking.bad_guests":
                BookDialog.Keep(turn, draft with { Guests = 0 });
                turn.ShowError(error, (BookTexts.AskGuests, new BookGuests()), Choices.Home);
                break;
            case "booking.promo_refused":
                BookDialog.Keep(turn, draft with { Promo = null });
                turn.ShowError(error, (BookTexts.Promo, new BookPromo()), (Texts.Back, new BookPrice()));
                break;
            case "booking.add_on_not_found" or "booking.add_on_quantity":
                BookDialog.Keep(turn, draft with { AddOns = null });
                turn.ShowError(error, (Texts.Back, new BookPrice()), Choices.Home);
                break;
            default:
                turn.ShowError(error, (Payments.RechargeTexts.Again, new BookPrice()), Choices.Home);
                break;
        }
    }
}
