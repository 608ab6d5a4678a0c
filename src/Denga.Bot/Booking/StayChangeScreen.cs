using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Bot.Booking;

/// <summary>What waits for its button: nothing else than what was shown is changed.</summary>
/// <param name="Version">Of the booking that was looked at, and <paramref name="Total"/> the price that was shown.</param>
internal sealed record StayChangeDraft(BookingId Booking, OperationId Id, long Version, StayDates Dates, int Guests, Money Total);

/// <summary>Changing a booking: other days or hours, or another number of guests; the difference is shown before anything is done.</summary>
internal static class StayChangeScreen
{
    private const string Prefix = "stay";
    private static readonly string[] OfGuests = ["гост", "челов", "нас ", "двое", "трое", "четверо", "guest", "people", "person", "of us"];

    internal static void Forget(Turn turn) => turn.Set<StayChangeDraft>(Prefix, null);

    internal static async Task Ask(Turn turn, BookingId id, string? said, CancellationToken cancel)
    {
        Forget(turn);
        var found = await turn.Ask(new BookingById(turn.Person.Id, id), cancel);
        if (!found.IsOk)
        {
            await BookingDialog.Look(turn, id, said: null, cancel);
            return;
        }
        var (booking, language) = (found.Value, turn.Person.Language);
        turn.Expect(new AlterStay(id));
        turn.Show(
            turn.Screen()
                .Said(said)
                .Line(
                    booking.Dates.From is null ? BookTexts.AskChange : BookTexts.AskChangeHours,
                    Words.DatesOf(booking.Dates, booking.Price, turn.Today, language),
                    Words.GuestsOf(booking.Guests, language)
                )
                .Row((BookTexts.ChangeNo, new LookAtStay(id)), Choices.Home)
                .About(BookingDialog.SubjectOf(id))
        );
    }

    internal static async Task Read(Turn turn, AlterStay question, string text, CancellationToken cancel)
    {
        var found = await turn.Ask(new BookingById(turn.Person.Id, question.Booking), cancel);
        if (!found.IsOk)
            await BookingDialog.Look(turn, question.Booking, said: null, cancel);
        else if (Wish(found.Value, text, turn.Today) is var (dates, guests))
            await Show(turn, found.Value, dates, guests, cancel);
        else
            BookDialog.NoTime(turn, question, text, BookTexts.NoChange, (BookTexts.ChangeNo, new LookAtStay(question.Booking)));
    }

    internal static async Task Change(Turn turn, AlterStayYes yes, CancellationToken cancel)
    {
        if (turn.Get<StayChangeDraft>(Prefix) is not { } draft || draft.Id != yes.Id)
        {
            // It was done, or another one was begun since: the list shows how bookings stand.
            turn.PassTo<BookingDialog>("");
            return;
        }
        var changed = await turn.Ask(
            new ChangeBooking(draft.Id, turn.Person.Id, draft.Booking, draft.Version, draft.Dates, draft.Guests, Total: draft.Total),
            cancel
        );
        // Whether it was changed is not known when nobody answered: the same id makes it safe to press again.
        if (changed.Error is { Kind: ErrorKind.Unavailable })
            turn.ShowError(changed.Error, (Payments.RechargeTexts.Again, yes), (BookTexts.ChangeNo, new LookAtStay(draft.Booking)));
        else if (changed.IsOk)
        {
            Forget(turn);
            await BookingDialog.Show(turn, changed.Value.Booking, said: null, cancel);
        }
        else
            await Ask(turn, draft.Booking, ErrorWords.Of(changed.Error, turn.Person.Language), cancel);
    }

    /// <summary>What of the booking was to be another; null where nothing was understood.</summary>
    private static (StayDates Dates, int Guests)? Wish(RentalBooking booking, string text, DateOnly today)
    {
        var old = booking.Dates;
        if (old.From is not null && StayText.TryHours(text, out var from, out var until))
            return (new StayDates(old.In, until > from ? old.In : old.In.AddDays(1), from, until), booking.Guests);
        if (IsOfGuests(text) && StayText.TryCount(text, out var guests))
            return (old, guests);
        if (!StayText.TryRead(text, today, out var arrival, out var departure))
            return null;
        // One day alone moves the stay, as long as it was.
        var length = old.Out.DayNumber - old.In.DayNumber;
        var leaves = old.From is null && departure is { } day ? day : arrival.AddDays(length);
        return (new StayDates(arrival, leaves, old.From, old.Until), booking.Guests);
    }

    /// <summary>"3", "будет 3 гостя", "нас двое".</summary>
    private static bool IsOfGuests(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.Integer, System.Globalization.CultureInfo.InvariantCulture, out _)
        || Array.Exists(OfGuests, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static async Task Show(Turn turn, RentalBooking booking, StayDates dates, int guests, CancellationToken cancel)
    {
        var (language, id) = (turn.Person.Language, OperationId.New());
        var asked = await turn.Ask(
            new ChangeBooking(id, turn.Person.Id, booking.Id, booking.Version, dates, guests, DryRun: true),
            cancel,
            hasEffect: _ => false
        );
        if (!asked.IsOk)
        {
            await Ask(turn, booking.Id, ErrorWords.Of(asked.Error, language), cancel);
            return;
        }
        var change = asked.Value;
        turn.Set(Prefix, new StayChangeDraft(booking.Id, id, booking.Version, dates, guests, change.After.Total));
        var screen = turn.Screen()
            .Line(BookTexts.CheckChange, booking.Number)
            .Line(BookTexts.When, Words.DatesOf(dates, change.After, turn.Today, language), Words.GuestsOf(guests, language))
            .Line("");
        if (change.Difference.IsZero)
            screen.Line(BookTexts.SamePrice, Words.Of(change.After.Total, language));
        else
            screen
                .Line(BookTexts.PriceWas, Words.Of(change.After.Total, language), Words.Of(change.Before.Total, language))
                .Line(
                    change.Difference.Minor > 0 ? BookTexts.PayMore : BookTexts.ComesBack,
                    Words.Of(change.Difference.Minor > 0 ? change.Difference : -change.Difference, language)
                );
        turn.Expect(new AlterStay(booking.Id));
        turn.Show(
            screen
                .Row((BookTexts.ChangeYes, new AlterStayYes(id)))
                .Row((BookTexts.OtherDates, new AlterStay(booking.Id)), (BookTexts.ChangeNo, new LookAtStay(booking.Id)))
                .About(BookingDialog.SubjectOf(booking.Id))
        );
    }
}
