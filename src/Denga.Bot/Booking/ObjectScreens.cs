using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Payments;
using Denga.Contracts.Booking;
using Denga.Platform.Texts;

namespace Denga.Bot.Booking;

/// <summary>What may be booked: the types, a list of objects, and one with its photos.</summary>
internal static class ObjectScreens
{
    private const int ObjectsShown = 6;
    private const int TypesShown = 7;
    private const int DescriptionMax = 700;

    internal static async Task Types(Turn turn, CancellationToken cancel)
    {
        var types = await turn.Ask(new ObjectTypes(), cancel);
        if (!types.IsOk)
        {
            turn.ShowError(types.Error, (RechargeTexts.Again, new OpenBook()), Choices.Home);
            return;
        }
        if (types.Value.Count < 2)
        {
            await List(turn, new BookDraft(), cancel);
            return;
        }
        var language = turn.Person.Language;
        turn.Expect(new BookType());
        turn.Show(
            turn.Screen()
                .Line(BookTexts.AskType)
                .Grid(2, types.Value.Take(TypesShown).Select(t => (Choice)(Words.Of(t.Name, language), new BookType(t.Key))))
                .Row((BookTexts.Everything, new BookType()), (BookTexts.Mine, new MyStays()))
                .Row(Choices.Home)
        );
    }

    /// <summary>Days, or the name of a city.</summary>
    internal static Task Search(Turn turn, string text, CancellationToken cancel)
    {
        var draft = BookDialog.Draft(turn) with { Cursor = null, Object = null };
        return StayText.TryRead(text, turn.Today, out var arrival, out var departure)
            ? List(turn, draft with { In = arrival, Out = departure }, cancel)
            : List(turn, draft with { City = PlainText.Head(text.Trim(), BookDialog.WordsMax) }, cancel);
    }

    internal static async Task List(Turn turn, BookDraft draft, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var found = await turn.Ask(
            new FindObjects(
                draft.Type.Length > 0 ? draft.Type : null,
                draft.City,
                draft.Out is null ? null : draft.In,
                draft.Out,
                Cursor: draft.Cursor,
                Limit: ObjectsShown
            ),
            cancel
        );
        if (!found.IsOk)
        {
            BookDialog.Keep(turn, draft with { In = null, Out = null, Cursor = null });
            turn.ShowError(found.Error, (BookTexts.AllTypes, new OpenBook()), Choices.Home);
            return;
        }
        BookDialog.Keep(turn, draft with { Cursor = found.Value.Next });
        turn.Expect(new BookType(draft.Type));
        var isNarrow = draft.City is not null || draft.Out is not null || draft.Type.Length > 0;
        var screen = turn.Screen()
            .Line(
                found.Value.Items.Count > 0 ? BookTexts.Found
                : isNarrow ? BookTexts.NoneFound
                : BookTexts.NothingYet
            );
        if (draft is { In: { } from, Out: { } to })
            screen.Line(BookTexts.FreeOn, Words.Period(from, to, language, turn.Today, inside: true));
        if (draft.City is { } city)
            screen.Line(BookTexts.InCity, PlainText.Quote(city, language, BookDialog.WordsMax));
        turn.Show(
            screen
                .Line("")
                .Lines(found.Value.Items.Select(o => Summary(o, language)))
                .Grid(1, found.Value.Items.Select(o => (Choice)(Words.Of(o.Name, language), new BookObject(o.Id))))
                .Row(found.Value.Next is null ? [] : [(BookTexts.More, new BookMore())])
                .Row((BookTexts.AllTypes, new OpenBook()), Choices.Home)
        );
    }

    private static string Summary(RentalObject of, string language)
    {
        var parts = new List<string> { Words.Of(of.Name, language), Words.Of(of.Place.City, language) };
        if (of.From is { } price)
            parts.Add(BookTexts.From.In(language, Words.Per(of.SoldBy, price, language)));
        return string.Join(" · ", parts);
    }

    internal static async Task Show(Turn turn, ObjectId id, CancellationToken cancel)
    {
        var found = await turn.Ask(new ObjectBySlug(id.ToString()), cancel);
        if (found.IsOk)
            Card(turn, found.Value);
        else
            turn.ShowError(found.Error, (BookTexts.AllTypes, new OpenBook()), Choices.Home);
    }

    internal static void Card(Turn turn, RentalObject of)
    {
        var language = turn.Person.Language;
        var draft = BookDialog.Draft(turn);
        // Days that were searched for hold for the object, too.
        BookDialog.Keep(
            turn,
            draft with
            {
                Object = of.Id,
                Guests = 0,
                AddOns = null,
                Promo = null,
                Quote = null,
                Booking = null,
                Wanted = null,
            }
        );
        if (of.Photos.Count > 0)
            turn.Send(Screen.Album(Words.Of(of.Name, language), of.Photos.Select(p => p.File)));
        var screen = turn.Screen()
            .Line(Words.Of(of.Name, language))
            .Line(string.Join(" · ", Words.Of(of.Place.City, language), Words.GuestsUpTo(of.GuestsMax, language)))
            .Line("")
            .Line(PlainText.Cut(Words.Of(of.Description, language), DescriptionMax))
            .Line("");
        if (of.From is { } price)
            screen.Line(BookTexts.From, Words.Per(of.SoldBy, price, language));
        screen
            .Row(draft.Dates is null ? (BookTexts.ChooseDates, new BookMonth()) : (BookTexts.ChooseDates, new BookPrice()))
            .Row((BookTexts.AllTypes, new OpenBook()), Choices.Home);
        turn.Expect(new BookMonth());
        if (of.Photos.Count > 0)
            turn.Send(screen);
        else
            turn.Show(screen);
    }
}
