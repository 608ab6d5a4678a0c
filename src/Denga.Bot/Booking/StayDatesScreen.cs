using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts.Booking;

namespace Denga.Bot.Booking;

/// <summary>When: days in a calendar, and hours where an object is rented by the hour.</summary>
internal static class StayDatesScreen
{
    internal static async Task Calendar(Turn turn, DateOnly? month, string? said, CancellationToken cancel)
    {
        var draft = BookDialog.Draft(turn);
        var found = await turn.Ask(new ObjectBySlug(draft.Object!.Value.ToString()), cancel);
        if (!found.IsOk)
        {
            turn.ShowError(found.Error, (BookTexts.AllTypes, new OpenBook()), Choices.Home);
            return;
        }
        var language = turn.Person.Language;
        var shown = month ?? draft.In ?? turn.Today;
        if (await StayCalendar.Of(turn, found.Value, shown, draft.Out is null ? draft.In : null, cancel) is not { } calendar)
            return;
        turn.Expect(new BookMonth(shown));
        var screen = turn.Screen().Said(said).Line(Words.Of(found.Value.Name, language));
        if (draft is { In: { } arrival, Out: null } && found.Value.SoldBy != TariffUnit.Hour)
            screen.Line(BookTexts.AskDeparture, Words.Of(arrival, turn.Today, language));
        else
            screen.Line(BookTexts.AskArrival);
        screen.Line(BookTexts.Legend);
        turn.Show(
            calendar
                .Rows(screen, shown, draft.In, draft.Out, turn.Today, language)
                .Row(draft.Wanted is null ? [] : [(BookTexts.TellWhenFree, new WaitForStay())])
                .Row((Texts.Back, new BookObject(found.Value.Id)), Choices.Home)
        );
    }

    internal static async Task Tap(Turn turn, DateOnly day, CancellationToken cancel)
    {
        var draft = BookDialog.Draft(turn);
        var found = await turn.Ask(new ObjectBySlug(draft.Object!.Value.ToString()), cancel);
        if (!found.IsOk)
        {
            turn.ShowError(found.Error, (BookTexts.AllTypes, new OpenBook()), Choices.Home);
            return;
        }
        var isHourly = found.Value.SoldBy == TariffUnit.Hour;
        var arrival = draft.Out is null && !isHourly ? draft.In : null;
        if (await StayCalendar.Of(turn, found.Value, day, arrival, cancel) is not { } calendar)
            return;
        if (calendar.Refusal(day, arrival, turn.Person.Language) is { } why)
        {
            turn.Say(why);
            // Somebody may have taken days meanwhile: the calendar shows it.
            await Calendar(turn, day, said: null, cancel);
            return;
        }
        await BookDialog.Take(
            turn,
            calendar.Ends(day, arrival) ? draft with { Out = day } : draft with { In = day, Out = null, From = null, Until = null },
            cancel
        );
    }

    internal static async Task AskHours(Turn turn, RentalObject of, DateOnly day, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var busy = await turn.Ask(new BusyHours(of.Id, day), cancel);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(of.TimeZone);
        turn.Expect(new BookHours());
        var screen = turn.Screen().Line(BookTexts.AskHours, Words.Of(day, turn.Today, language));
        if (busy is { IsOk: true, Value.Count: > 0 })
            screen.Line(
                BookTexts.BusyAt,
                string.Join(", ", busy.Value.Select(b => $"{Words.Clock(b.From, zone)}–{Words.Clock(b.To, zone)}"))
            );
        turn.Show(screen.Row((BookTexts.OtherDates, new BookMonth(day)), Choices.Home));
    }

    /// <summary>The calendar, with what was wrong with the days.</summary>
    /// <param name="areTaken">They may become free.</param>
    internal static Task AskDates(Turn turn, string why, bool areTaken, CancellationToken cancel)
    {
        var draft = BookDialog.Draft(turn);
        BookDialog.Keep(turn, draft with { In = null, Out = null, From = null, Until = null, Wanted = areTaken ? draft.Dates : null });
        return Calendar(turn, draft.In, why, cancel);
    }
}
