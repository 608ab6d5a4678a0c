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

/// <summary>To be told when the days that are taken become free.</summary>
[Action("book:wait")]
internal sealed record WaitForStay : IAction;

/// <summary>What is being prepared.</summary>
/// <param name="Cursor">Of the next objects of the list.</param>
/// <param name="In">Chosen; with <paramref name="Out"/>, or alone while the day of departure is asked for.</param>
/// <param name="Booking">The id of the booking that waits for confirmation.</param>
/// <param name="Wanted">Days that were asked for and are taken.</param>
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
    OperationId? Booking = null,
    StayDates? Wanted = null
)
{
    internal StayDates? Dates => In is { } arrives && Out is { } leaves ? new StayDates(arrives, leaves, From, Until) : null;
}

/// <summary>Booking a stay: what, when, for how many; then <see cref="StayQuoteScreen"/> says what it costs and <see cref="BookingDialog"/> shows the
/// booking.</summary>
internal sealed class BookDialog : Dialog
{
    private const string Prefix = "book";
    private const int GuestsShown = 8;
    private const int AddOnsShown = 8;
    internal const int WordsMax = 100;
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
                ObjectScreens.Card(turn, found.Value);
                return;
            }
        }
        if (slug.Length > 0)
            await ObjectScreens.Search(turn, arguments, cancel);
        else
            await ObjectScreens.Types(turn, cancel);
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        var draft = Draft(turn);
        switch (action)
        {
            case BookType type:
                return ObjectScreens.List(turn, draft with { Type = type.Key, Cursor = null, Object = null }, cancel);
            case BookMore when draft.Cursor is not null:
                return ObjectScreens.List(turn, draft, cancel);
            case BookObject some:
                return ObjectScreens.Show(turn, some.Object, cancel);
            case BookMonth month when draft.Object is not null:
                return StayDatesScreen.Calendar(turn, month.Month, said: null, cancel);
            case BookDay day when draft.Object is not null:
                return StayDatesScreen.Tap(turn, day.Day, cancel);
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
            case WaitForStay when draft is { Object: { } id, Wanted: { } wanted }:
                return StayWaiting.Begin(turn, draft, id, wanted, cancel);
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
                    NoTime(turn, question, text, BookTexts.NotHours, Leaving);
                break;
            case BookGuests when draft.Dates is not null && StayText.TryCount(text, out var guests):
                await Take(turn, draft with { Guests = guests }, cancel);
                break;
            // A number that is no day is of an entry.
            case BookType when StayText.TryRead(text, turn.Today, out _, out _) || !text.Any(char.IsAsciiDigit):
                await ObjectScreens.Search(turn, text, cancel);
                break;
            default:
                if (draft.Object is not null && StayText.TryRead(text, turn.Today, out var arrival, out var departure))
                    await Take(turn, draft with { In = arrival, Out = departure, From = null, Until = null }, cancel);
                else
                    NoTime(turn, question, text, question is BookShown ? BookTexts.PressToBook : BookTexts.NotDates, Leaving);
                break;
        }
    }

    /// <summary>What is written like days that there are not is no entry either: it is said, and the question goes on waiting.</summary>
    internal static void NoTime(Turn turn, IAction question, string text, Text expected, Choice instead)
    {
        if (StayText.IsOfTime(text))
            turn.Remind(question, BookTexts.NoSuchTime, instead);
        else
            turn.NoAnswer(question, text, expected, instead);
    }

    internal static Task Take(Turn turn, BookDraft draft, CancellationToken cancel)
    {
        Keep(turn, draft with { Quote = null, Booking = null, Wanted = null });
        return Proceed(turn, cancel);
    }

    /// <summary>Asks for what is missing, then for the price.</summary>
    internal static async Task Proceed(Turn turn, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (draft.Object is not { } id)
        {
            await ObjectScreens.Types(turn, cancel);
            return;
        }
        var found = await turn.Ask(new ObjectBySlug(id.ToString()), cancel);
        if (!found.IsOk)
            turn.ShowError(found.Error, (BookTexts.AllTypes, new OpenBook()), Choices.Home);
        else if (draft.In is not { } arrival)
            await StayDatesScreen.Calendar(turn, month: null, said: null, cancel);
        else if (found.Value.SoldBy == TariffUnit.Hour && draft.Until is null)
            await StayDatesScreen.AskHours(turn, found.Value, arrival, cancel);
        else if (draft.Out is null)
            await StayDatesScreen.Calendar(turn, arrival, said: null, cancel);
        else if (draft.Guests == 0 && found.Value.GuestsMax > 1)
            AskGuests(turn, found.Value);
        else
            await StayQuoteScreen.Show(turn, found.Value, said: null, cancel);
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
                    offered
                        .Value.Take(AddOnsShown)
                        .Select(o =>
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
                Keep(turn, draft with { In = null, Out = null, Quote = null, Booking = null, Wanted = draft.Dates });
                await StayDatesScreen.Calendar(turn, draft.In, ErrorWords.Of(booked.Error, language), cancel);
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
}
