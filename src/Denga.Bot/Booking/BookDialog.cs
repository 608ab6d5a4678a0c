using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Texts;

namespace Denga.Bot.Booking;

[Action("book")]
internal sealed record OpenBook : IAction;

/// <summary>Objects of a type; without a key, of all. Also the question which one.</summary>
[Action("book:type")]
internal sealed record BookType(string Key = "") : IAction;

[Action("book:more")]
internal sealed record BookMore : IAction;

[Action("book:obj")]
internal sealed record BookObject(ObjectId Object) : IAction;

/// <summary>A month of the calendar; also the question for the days.</summary>
[Action("book:month")]
internal sealed record BookMonth(DateOnly? Month = null) : IAction;

[Action("book:day")]
internal sealed record BookDay(DateOnly Day) : IAction;

/// <summary>From when to when, of what is rented by the hour.</summary>
[Action("book:hours")]
internal sealed record BookHours : IAction;

/// <summary>How many guests; without a number, also the question.</summary>
[Action("book:guests")]
internal sealed record BookGuests(int Count = 0) : IAction;

/// <summary>An extra, added or left out; without one, the list.</summary>
[Action("book:add")]
internal sealed record BookAddOn(AddOnId? AddOn = null) : IAction;

[Action("book:promo")]
internal sealed record BookPromo : IAction;

/// <summary>The price as it is now.</summary>
[Action("book:price")]
internal sealed record BookPrice : IAction;

/// <summary>A price waits for its button.</summary>
[Action("book:shown")]
internal sealed record BookShown : IAction;

[Action("book:go")]
internal sealed record BookIt(OperationId Booking) : IAction;

[Action("book:no")]
internal sealed record LeaveBooking(OperationId? Booking = null) : IAction;

/// <summary>What is being prepared.</summary>
/// <param name="Cursor">Of the next objects of the list.</param>
/// <param name="In">Chosen; with <paramref name="Out"/>, or alone while the day of departure is asked for.</param>
/// <param name="Booking">The id of the booking that waits for confirmation.</param>
internal sealed record BookDraft(
    string Type = "",
    string? City = null,
    string? Cursor = null,
    ObjectId? Object = null,
    DateOnly? In = null,
    DateOnly? Out = null,
    TimeOnly? From = null,
    TimeOnly? Until = null,
    int Guests = 0,
    IReadOnlyList<ChosenAddOn>? AddOns = null,
    string? Promo = null,
    StayQuoteId? Quote = null,
    OperationId? Booking = null
)
{
    internal StayDates? Dates => In is { } arrives && Out is { } leaves ? new StayDates(arrives, leaves, From, Until) : null;
}

/// <summary>Booking a stay: what, when, for how many; then <see cref="StayQuoteScreen"/> says what it costs and <see cref="BookingDialog"/> shows the
/// booking.</summary>
internal sealed class BookDialog : Dialog
{
    private const string Prefix = "book";
    private const int ObjectsShown = 6;
    private const int TypesShown = 8;
    private const int GuestsShown = 8;
    private const int DescriptionMax = 700;
    private const int PhotosShown = 3;
    private const int WordsMax = 100;
    internal static readonly Choice Leaving = Choices.Home;

    internal override string Word => Prefix;

    internal override IReadOnlyList<string> Commands => ["book", "бронь", "забронировать", "снять", "аренда", "rent"];

    internal override IReadOnlyList<MenuItem> Menu => [new(116, "book", BookTexts.Menu)];

    internal override bool OpensFromLink => true;

    internal override bool AcceptsAnyText(IAction question) => question is BookPromo;

    internal override void Leave(Turn turn) => Forget(turn);

    internal static void Forget(Turn turn) => turn.Set<BookDraft>(Prefix, null);

    internal static BookDraft Draft(Turn turn) => turn.Get<BookDraft>(Prefix) ?? new BookDraft();

    internal static void Keep(Turn turn, BookDraft draft) => turn.Set(Prefix, draft);

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        Forget(turn);
        var slug = arguments.Trim().ToLowerInvariant();
        if (slug.Length > 0 && slug.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            var found = await turn.Ask(new ObjectBySlug(slug.Replace('_', '-')), cancel);
            if (found.IsOk)
            {
                Card(turn, found.Value);
                return;
            }
        }
        if (slug.Length > 0)
            await Search(turn, arguments, cancel);
        else
            await Types(turn, cancel);
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        var draft = Draft(turn);
        switch (action)
        {
            case BookType type:
                return List(turn, draft with { Type = type.Key, Cursor = null, Object = null }, cancel);
            case BookMore when draft.Cursor is not null:
                return List(turn, draft, cancel);
            case BookObject some:
                return Show(turn, some.Object, cancel);
            case BookMonth month when draft.Object is not null:
                return Calendar(turn, month.Month, said: null, cancel);
            case BookDay day when draft.Object is not null:
                return Tap(turn, day.Day, cancel);
            case BookGuests { Count: > 0 } some when draft.Dates is not null:
                return Take(turn, draft with { Guests = some.Count }, cancel);
            case BookGuests when draft.Dates is not null:
                return Take(turn, draft with { Guests = 0 }, cancel);
            case BookAddOn extra when draft.Dates is not null:
                return AddOns(turn, extra.AddOn, cancel);
            case BookPromo when draft.Dates is not null:
                turn.Expect(action);
                turn.Show(turn.Screen().Line(BookTexts.AskPromo).Row((Texts.Back, new BookPrice()), Choices.Home));
                return Task.CompletedTask;
            case BookPrice when draft.Dates is not null:
                return Proceed(turn, cancel);
            case BookIt book:
                return Go(turn, book, cancel);
            case LeaveBooking { Booking: { } id } when draft.Booking != id:
                return BookingDialog.Look(turn, new BookingId(id.Value), said: null, cancel);
            case LeaveBooking:
                Forget(turn);
                turn.Show(turn.Screen().Line(BookTexts.Left).Row((BookTexts.Repeat, new OpenBook()), Choices.Home));
                return Task.CompletedTask;
            default:
                return Open(turn, "", cancel);
        }
    }

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        var draft = Draft(turn);
        switch (question)
        {
            case BookPromo when draft.Dates is not null:
                await Take(turn, draft with { Promo = PlainText.Head(text.Trim(), WordsMax) }, cancel);
                break;
            case BookHours when draft.In is not null:
                if (StayText.TryHours(text, out var from, out var until))
                    await Take(
                        turn,
                        draft with
                        {
                            From = from,
                            Until = until,
                            Out = until > from ? draft.In : draft.In.Value.AddDays(1),
                        },
                        cancel
                    );
                else
                    turn.Remind(question, BookTexts.NotHours, Leaving);
                break;
            case BookGuests when draft.Dates is not null && StayText.TryCount(text, out var guests):
                await Take(turn, draft with { Guests = guests }, cancel);
                break;
            case BookType:
                await Search(turn, text, cancel);
                break;
            default:
                if (draft.Object is not null && StayText.TryRead(text, turn.Today, out var arrival, out var departure))
                    await Take(turn, draft with { In = arrival, Out = departure, From = null, Until = null }, cancel);
                else
                    turn.NoAnswer(question, text, question is BookShown ? BookTexts.PressToBook : BookTexts.NotDates, Leaving);
                break;
        }
    }

    internal static Task Take(Turn turn, BookDraft draft, CancellationToken cancel)
    {
        Keep(turn, draft with { Quote = null, Booking = null });
        return Proceed(turn, cancel);
    }

    /// <summary>Asks for what is missing, then for the price.</summary>
    internal static async Task Proceed(Turn turn, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (draft.Object is not { } id)
        {
            await Types(turn, cancel);
            return;
        }
        var found = await turn.Ask(new ObjectBySlug(id.ToString()), cancel);
        if (!found.IsOk)
            turn.ShowError(found.Error, (BookTexts.AllTypes, new OpenBook()), Choices.Home);
        else if (draft.In is not { } arrival)
            await Calendar(turn, month: null, said: null, cancel);
        else if (found.Value.SoldBy == TariffUnit.Hour && draft.Until is null)
            await AskHours(turn, found.Value, arrival, cancel);
        else if (draft.Out is null)
            await Calendar(turn, arrival, said: null, cancel);
        else if (draft.Guests == 0 && found.Value.GuestsMax > 1)
            AskGuests(turn, found.Value);
        else
            await StayQuoteScreen.Show(turn, found.Value, said: null, cancel);
    }

    private static async Task Types(Turn turn, CancellationToken cancel)
    {
        var types = await turn.Ask(new ObjectTypes(), cancel);
        if (!types.IsOk)
        {
            turn.ShowError(types.Error, (Payments.RechargeTexts.Again, new OpenBook()), Choices.Home);
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
    private static Task Search(Turn turn, string text, CancellationToken cancel)
    {
        var draft = Draft(turn) with { Cursor = null, Object = null };
        return StayText.TryRead(text, turn.Today, out var arrival, out var departure)
            ? List(turn, draft with { In = arrival, Out = departure }, cancel)
            : List(turn, draft with { City = PlainText.Head(text.Trim(), WordsMax) }, cancel);
    }

    private static async Task List(Turn turn, BookDraft draft, CancellationToken cancel)
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
            Keep(turn, draft with { In = null, Out = null, Cursor = null });
            turn.ShowError(found.Error, (BookTexts.AllTypes, new OpenBook()), Choices.Home);
            return;
        }
        Keep(turn, draft with { Cursor = found.Value.Next });
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
            screen.Line(BookTexts.InCity, PlainText.Quote(city, language, WordsMax));
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

    private static async Task Show(Turn turn, ObjectId id, CancellationToken cancel)
    {
        var found = await turn.Ask(new ObjectBySlug(id.ToString()), cancel);
        if (found.IsOk)
            Card(turn, found.Value);
        else
            turn.ShowError(found.Error, (BookTexts.AllTypes, new OpenBook()), Choices.Home);
    }

    private static void Card(Turn turn, RentalObject of)
    {
        var language = turn.Person.Language;
        var draft = Draft(turn);
        // Days that were searched for hold for the object, too.
        Keep(turn, draft with { Object = of.Id, Guests = 0, AddOns = null, Promo = null, Quote = null, Booking = null });
        foreach (var photo in of.Photos.Take(PhotosShown))
            turn.Send(new Screen(Words.Of(of.Name, language), Picture: photo.File));
        var screen = turn.Screen()
            .Line(Words.Of(of.Name, language))
            .Line(string.Join(" · ", Words.Of(of.Place.City, language), BookTexts.UpTo.In(language, of.GuestsMax)))
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

    private static async Task Calendar(Turn turn, DateOnly? month, string? said, CancellationToken cancel)
    {
        var draft = Draft(turn);
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
                .Row((Texts.Back, new BookObject(found.Value.Id)), Choices.Home)
        );
    }

    private static async Task Tap(Turn turn, DateOnly day, CancellationToken cancel)
    {
        var draft = Draft(turn);
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
        await Take(
            turn,
            calendar.Ends(day, arrival) ? draft with { Out = day } : draft with { In = day, Out = null, From = null, Until = null },
            cancel
        );
    }

    private static async Task AskHours(Turn turn, RentalObject of, DateOnly day, CancellationToken cancel)
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

    private static void AskGuests(Turn turn, RentalObject of)
    {
        turn.Expect(new BookGuests());
        turn.Show(
            turn.Screen()
                .Line(BookTexts.AskGuests)
                .Grid(
                    4,
                    Enumerable
                        .Range(1, Math.Min(of.GuestsMax, GuestsShown))
                        .Select(n => (Choice)(Words.Number(n, 0, turn.Person.Language), new BookGuests(n)))
                )
                .Row((BookTexts.OtherDates, new BookMonth()), Choices.Home)
        );
    }

    private static async Task AddOns(Turn turn, AddOnId? pressed, CancellationToken cancel)
    {
        var draft = Draft(turn);
        var language = turn.Person.Language;
        var offered = await turn.Ask(new AddOnsOffered(draft.Object!.Value), cancel);
        if (!offered.IsOk)
        {
            turn.ShowError(offered.Error, (Texts.Back, new BookPrice()));
            return;
        }
        var chosen = (draft.AddOns ?? []).Where(c => offered.Value.Any(o => o.Id == c.AddOn)).ToList();
        if (pressed is { } id && chosen.RemoveAll(c => c.AddOn == id) == 0 && offered.Value.Any(o => o.Id == id))
            chosen.Add(new ChosenAddOn(id));
        Keep(turn, draft with { AddOns = chosen, Quote = null, Booking = null });
        turn.Show(
            turn.Screen()
                .Line(BookTexts.AskAddOns)
                .Grid(
                    1,
                    offered.Value.Select(o =>
                        (Choice)
                            (
                                $"{(chosen.Exists(c => c.AddOn == o.Id) ? "✓ " : "")}{Words.Of(o.Name, language)}, {Words.Of(o.Terms, language)}",
                                new BookAddOn(o.Id)
                            )
                    )
                )
                .Row((BookTexts.Done, new BookPrice()), Choices.Home)
        );
    }

    private static async Task Go(Turn turn, BookIt book, CancellationToken cancel)
    {
        var draft = Draft(turn);
        var id = new BookingId(book.Booking.Value);
        if (draft.Booking != book.Booking || draft.Quote is not { } quote)
        {
            await BookingDialog.Look(turn, id, said: null, cancel);
            return;
        }
        var language = turn.Person.Language;
        var booked = await turn.Ask(new BookStay(book.Booking, turn.Person.Id, quote), cancel);
        if (booked.IsOk)
        {
            Forget(turn);
            await BookingDialog.Show(turn, booked.Value, said: null, cancel);
            return;
        }
        switch (booked.Error.Code)
        {
            case "booking.quote_expired" or "booking.quote_not_found":
                Keep(turn, draft with { Quote = null, Booking = null });
                await Proceed(turn, cancel);
                break;
            case "booking.taken":
                Keep(turn, draft with { In = null, Out = null, Quote = null, Booking = null });
                await Calendar(turn, draft.In, ErrorWords.Of(booked.Error, language), cancel);
                break;
            case "booking.too_many_unpaid":
                turn.ShowError(booked.Error, (BookTexts.Mine, new MyStays()), Choices.Home);
                break;
            default:
                // Whether it was booked is not known when nobody answered: the same id makes it safe to press again.
                turn.Show(
                    turn.Screen()
                        .Line(ErrorWords.Of(booked.Error, language))
                        .Row((Payments.RechargeTexts.Again, book), (Wallet.SendTexts.Cancel, new LeaveBooking(book.Booking)))
                        .About(BookingDialog.SubjectOf(id))
                );
                break;
        }
    }

    /// <summary>The calendar, with what was wrong with the days.</summary>
    internal static Task AskDates(Turn turn, string why, CancellationToken cancel)
    {
        var draft = Draft(turn);
        Keep(turn, draft with { In = null, Out = null, From = null, Until = null });
        return Calendar(turn, draft.In, why, cancel);
    }
}
