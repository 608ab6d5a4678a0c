using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts.Booking;

namespace Denga.Bot.Booking;

/// <summary>Waiting for days that are taken. It keeps nothing: whoever is told and books first has them.</summary>
internal static class StayWaiting
{
    internal static async Task Begin(Turn turn, BookDraft draft, ObjectId id, StayDates wanted, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var guests = draft.Guests == 0 ? 1 : draft.Guests;
        var waits = await turn.Ask(new WaitForDates(turn.Update.Operation, turn.Person.Id, id, wanted, guests), cancel);
        if (waits.Error is { Code: "booking.dates_free" })
        {
            // Somebody has just cancelled.
            await BookDialog.Take(
                turn,
                draft with
                {
                    In = wanted.In,
                    Out = wanted.Out,
                    From = wanted.From,
                    Until = wanted.Until,
                    Wanted = null,
                },
                cancel
            );
            return;
        }
        if (!waits.IsOk)
        {
            turn.ShowError(waits.Error, (BookTexts.OtherDates, new BookMonth()), (BookTexts.WaitedFor, new StayWaits()));
            return;
        }
        BookDialog.Keep(turn, draft with { Wanted = null });
        var dates = Words.DatesOf(waits.Value.Dates, turn.Today, language);
        turn.Show(
            turn.Screen()
                .Line(BookTexts.Waits, Words.Of(waits.Value.ObjectName, language), dates)
                .Row((BookTexts.OtherDates, new BookMonth()), (BookTexts.WaitedFor, new StayWaits()))
                .Row(Choices.Home)
        );
    }

    internal static async Task List(Turn turn, CancellationToken cancel)
    {
        var awaited = await turn.Ask(new DatesAwaited(turn.Person.Id), cancel);
        if (!awaited.IsOk)
        {
            turn.ShowError(awaited.Error);
            return;
        }
        var language = turn.Person.Language;
        turn.Show(
            turn.Screen()
                .Line(awaited.Value.Count == 0 ? BookTexts.WaitsForNothing : BookTexts.WaitsFor)
                .Grid(
                    1,
                    awaited
                        .Value.Take(Shown)
                        .Select(w =>
                            (Choice)
                                (
                                    $"✕ {Words.Of(w.ObjectName, language)}, {Words.DatesOf(w.Dates, turn.Today, language)}",
                                    new StopStayWait(w.Id)
                                )
                        )
                )
                .Row((BookTexts.Mine, new MyStays()), Choices.Home)
        );
    }

    /// <summary>A repeat finds nothing to stop, and shows the same.</summary>
    internal static async Task Stop(Turn turn, WaitId wait, CancellationToken cancel)
    {
        await turn.Ask(new StopWaiting(turn.Person.Id, wait), cancel);
        await List(turn, cancel);
    }

    private const int Shown = 8;
}
