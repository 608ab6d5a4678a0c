using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Payments;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;

namespace Denga.Bot.Booking;

[Action("stay:mine")]
internal sealed record MyStays : IAction;

[Action("stay:look")]
internal sealed record LookAtStay(BookingId Booking) : IAction;

/// <summary>Begins to pay what is due; without a provider, the choice.</summary>
[Action("stay:pay")]
internal sealed record PayStay(BookingId Booking, string Provider = "") : IAction;

/// <summary>Asks whether to cancel, and shows what comes back.</summary>
[Action("stay:off")]
internal sealed record CancelStay(BookingId Booking) : IAction;

/// <param name="Refund">That was shown.</param>
[Action("stay:yes")]
internal sealed record CancelStayYes(BookingId Booking, long Refund) : IAction;

/// <param name="Paper">Of <see cref="BookingPaper"/>.</param>
[Action("stay:doc")]
internal sealed record PrintStay(BookingId Booking, int Paper) : IAction;

/// <summary>Pays what was shown from the balance.</summary>
[Action("stay:bal")]
internal sealed record PayStayFromBalance(BookingId Booking, long Amount) : IAction;

/// <summary>The days that the person waits for.</summary>
[Action("stay:waits")]
internal sealed record StayWaits : IAction;

[Action("stay:nowait")]
internal sealed record StopStayWait(WaitId Wait) : IAction;

/// <summary>Agrees to the contract that was given.</summary>
/// <param name="Hash">The beginning of its text's hash: another text is not agreed to.</param>
[Action("stay:agree")]
internal sealed record AgreeToContract(BookingId Booking, string Hash) : IAction;

/// <summary>Other days, or another number of guests; also the question.</summary>
[Action("stay:alter")]
internal sealed record AlterStay(BookingId Booking) : IAction;

/// <param name="Id">Of the change that was shown.</param>
[Action("stay:altered")]
internal sealed record AlterStayYes(OperationId Id) : IAction;

/// <summary>The person's bookings, and one whose message changes with its steps and those of the invoices that pay it.</summary>
internal sealed class BookingDialog : LiveDialog
{
    /// <summary>Of the invoices that pay bookings.</summary>
    internal const string Purpose = "booking";
    private const int Shown = 7;
    private const int WaysShown = 3;
    private const int HashShown = 12;

    private static readonly Watch Changes = new Watch("bot.booking-changes", "booking")
        .On<BookingChanged>(e => e.Booking.Id)
        // Of an invoice for something else nothing is found.
        .On<InvoiceChanged>(e => e.Invoice.Purpose == Purpose && e.Invoice.Reference is { } booking ? booking : "none");

    internal override string Word => "stay";

    internal override IReadOnlyList<string> Commands => ["bookings", "брони"];

    internal override IReadOnlyList<MenuItem> Menu => [new(117, "bookings", BookTexts.MenuMine)];

    internal override Watch Watch => Changes;

    internal static Subject SubjectOf(BookingId booking) => Changes.Of(booking);

    internal override void Leave(Turn turn) => StayChangeScreen.Forget(turn);

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) => List(turn, cancel);

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action switch
        {
            LookAtStay look => Look(turn, look.Booking, said: null, cancel),
            PayStay { Provider.Length: > 0 } pay => Pay(turn, pay, cancel),
            PayStay pay => Look(turn, pay.Booking, said: null, cancel),
            PayStayFromBalance pay => Pay(turn, pay, cancel),
            StayWaits => StayWaiting.List(turn, cancel),
            StopStayWait stop => StayWaiting.Stop(turn, stop.Wait, cancel),
            CancelStay off => AskWhether(turn, off.Booking, cancel),
            CancelStayYes yes => CallOff(turn, yes, cancel),
            PrintStay print => Print(turn, print, cancel),
            AgreeToContract agree => Agree(turn, agree, cancel),
            AlterStay alter => StayChangeScreen.Ask(turn, alter.Booking, said: null, cancel),
            AlterStayYes yes => StayChangeScreen.Change(turn, yes, cancel),
            _ => List(turn, cancel),
        };

    internal override Task Answer(Turn turn, IAction question, string text, CancellationToken cancel) =>
        question is AlterStay alter ? StayChangeScreen.Read(turn, alter, text, cancel) : List(turn, cancel);

    /// <summary>A step was made: the message that shows the booking shows it.</summary>
    internal override async Task<Screen?> Render(Turn turn, string subject, CancellationToken cancel) =>
        BookingId.TryParse(subject, null, out var id) && await turn.Ask(new BookingById(turn.Person.Id, id), cancel) is { IsOk: true } found
            ? await BookingScreens.Of(turn, found.Value, cancel)
            : null;

    internal static async Task Look(Turn turn, BookingId id, string? said, CancellationToken cancel)
    {
        var found = await turn.Ask(new BookingById(turn.Person.Id, id), cancel);
        if (found.IsOk)
            await Show(turn, found.Value, said, cancel);
        else if (found.Error.Code == "booking.booking_not_found")
            turn.Show(turn.Screen().Line(BookTexts.Outdated).Row((BookTexts.Menu, new OpenBook()), Choices.Home));
        else
            turn.ShowError(found.Error);
    }

    internal static async Task Show(Turn turn, RentalBooking booking, string? said, CancellationToken cancel) =>
        turn.ShowAsItStands(await BookingScreens.Of(turn, booking, cancel), said);

    private static async Task Pay(Turn turn, PayStay pay, CancellationToken cancel)
    {
        var begun = await turn.Ask(new PayBooking(turn.Update.Operation, turn.Person.Id, pay.Booking, pay.Provider), cancel);
        await Look(turn, pay.Booking, begun.IsOk ? null : ErrorWords.Of(begun.Error, turn.Person.Language), cancel);
    }

    private static async Task Pay(Turn turn, PayStayFromBalance pay, CancellationToken cancel)
    {
        var found = await turn.Ask(new BookingById(turn.Person.Id, pay.Booking), cancel);
        if (!found.IsOk)
        {
            await Look(turn, pay.Booking, said: null, cancel);
            return;
        }
        // Paid meanwhile, or another sum is due by now: it is shown.
        if (Words.NextDue(found.Value) is not { } due || due.Amount.Minor != pay.Amount)
        {
            await Show(turn, found.Value, said: null, cancel);
            return;
        }
        var paid = await turn.Ask(new PayFromBalance(turn.Person.Id, pay.Booking, due.Number, due.Amount), cancel);
        await Look(turn, pay.Booking, paid.IsOk ? null : ErrorWords.Of(paid.Error, turn.Person.Language), cancel);
    }

    private static async Task AskWhether(Turn turn, BookingId id, CancellationToken cancel)
    {
        var terms = await turn.Ask(new CancelBooking(turn.Person.Id, id, DryRun: true), cancel);
        if (!terms.IsOk)
        {
            await Look(turn, id, ErrorWords.Of(terms.Error, turn.Person.Language), cancel);
            return;
        }
        var language = turn.Person.Language;
        var (booking, shown) = (terms.Value.Booking, terms.Value.Terms);
        var paid = shown.Refund + shown.Kept;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var screen = turn.Screen()
            .Line(
                paid.IsZero
                    ? BookTexts.CancelFree.In(language, booking.Number)
                    : BookTexts.CancelGives.In(language, booking.Number, Words.Of(shown.Refund, language), Words.Of(paid, language))
            );
        if (shown.Until is { } until)
            screen.Line(BookTexts.CancelUntil, Words.Moment(until, zone, turn.Update.At, language));
        turn.Show(
            screen
                .Row((BookTexts.CancelYes, new CancelStayYes(id, shown.Refund.Minor)), (BookTexts.CancelNo, new LookAtStay(id)))
                .About(SubjectOf(id))
        );
    }

    private static async Task CallOff(Turn turn, CancelStayYes yes, CancellationToken cancel)
    {
        var found = await turn.Ask(new BookingById(turn.Person.Id, yes.Booking), cancel);
        if (!found.IsOk)
        {
            await Look(turn, yes.Booking, said: null, cancel);
            return;
        }
        var refund = new Money(yes.Refund, found.Value.Price.Total.Currency);
        var done = await turn.Ask(new CancelBooking(turn.Person.Id, yes.Booking, refund), cancel);
        if (done.Error?.Code == "booking.changed_meanwhile")
            await AskWhether(turn, yes.Booking, cancel);
        else
            await Look(turn, yes.Booking, done.IsOk ? null : ErrorWords.Of(done.Error, turn.Person.Language), cancel);
    }

    private static async Task Print(Turn turn, PrintStay print, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var paper = Enum.IsDefined((BookingPaper)print.Paper) ? (BookingPaper)print.Paper : BookingPaper.Contract;
        var found = await turn.Ask(new BookingById(turn.Person.Id, print.Booking), cancel);
        var printed = found.IsOk
            ? await turn.Ask(new PrintBookingDocument(turn.Person.Id, print.Booking, paper, language), cancel)
            : found.Error;
        if (!printed.IsOk)
        {
            turn.Send(new Screen(ErrorWords.Of(printed.Error, language)));
            return;
        }
        Screen screen = turn.Screen().Line(BookTexts.Printed, found.Value.Number);
        if (
            paper == BookingPaper.Contract
            && await turn.Ask(new BookingDocumentOf(turn.Person.Id, print.Booking, paper, language), cancel) is { IsOk: true } contract
        )
            screen = contract.Value.AcceptedAt is { } at
                ? turn.Screen()
                    .Line(BookTexts.Printed, found.Value.Number)
                    .Line(
                        BookTexts.Agreed,
                        Words.Moment(at, TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone), turn.Update.At, language)
                    )
                : turn.Screen()
                    .Line(BookTexts.Printed, found.Value.Number)
                    .Row((BookTexts.Agree, new AgreeToContract(print.Booking, contract.Value.Hash[..HashShown])));
        turn.Send(screen with { File = printed.Value.File });
    }

    private static async Task Agree(Turn turn, AgreeToContract agree, CancellationToken cancel)
    {
        var (language, person) = (turn.Person.Language, turn.Person.Id);
        var contract = await turn.Ask(new BookingDocumentOf(person, agree.Booking, BookingPaper.Contract, language), cancel);
        if (!contract.IsOk)
        {
            turn.Send(new Screen(ErrorWords.Of(contract.Error, language)));
            return;
        }
        // Another text than the one that was given is read first.
        if (!contract.Value.Hash.StartsWith(agree.Hash, StringComparison.Ordinal))
        {
            SayChanged(turn, agree.Booking);
            return;
        }
        var accepted = await turn.Ask(new AcceptContract(person, agree.Booking, contract.Value.Hash, language), cancel);
        if (accepted.IsOk)
            turn.Send(
                turn.Screen()
                    .Line(
                        BookTexts.Agreed,
                        Words.Moment(accepted.Value.At, TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone), turn.Update.At, language)
                    )
            );
        else if (accepted.Error.Code == "booking.contract_changed")
            SayChanged(turn, agree.Booking);
        else
            turn.Send(new Screen(ErrorWords.Of(accepted.Error, language)));
    }

    private static void SayChanged(Turn turn, BookingId booking) =>
        turn.Send(
            turn.Screen().Line(BookTexts.ContractChanged).Row((BookTexts.Contract, new PrintStay(booking, (int)BookingPaper.Contract)))
        );

    private static async Task List(Turn turn, CancellationToken cancel)
    {
        var bookings = await turn.Ask(new MyBookings(turn.Person.Id, Limit: Shown), cancel);
        if (!bookings.IsOk)
        {
            turn.ShowError(bookings.Error);
            return;
        }
        var language = turn.Person.Language;
        var items = bookings.Value.Items;
        turn.Show(
            turn.Screen()
                .Line(items.Count == 0 ? BookTexts.None : BookTexts.Latest)
                .Lines(
                    items.Select(b =>
                        string.Join(
                            " · ",
                            b.Number,
                            Words.Of(b.ObjectName, language),
                            Words.DatesOf(b.Dates, b.Price, turn.Today, language),
                            Words.Of(b.State, language)
                        )
                    )
                )
                .Grid(1, items.Select(b => (Choice)($"{b.Number}, {Words.Of(b.ObjectName, language)}", new LookAtStay(b.Id))))
                .Row((BookTexts.Menu, new OpenBook()), (BookTexts.WaitedFor, new StayWaits()), Choices.Home)
        );
    }

    /// <summary>Who may take what is due: the buttons of a booking that waits for money.</summary>
    internal static async Task<ScreenBuilder> PayRows(
        Turn turn,
        ScreenBuilder screen,
        RentalBooking booking,
        BookingDue due,
        CancellationToken cancel
    )
    {
        var language = turn.Person.Language;
        if (due.Invoice is { } id && await turn.Ask(new InvoiceById(turn.Person.Id, id), cancel) is { IsOk: true } invoice)
            if (Words.IsAwaited(invoice.Value, turn.Update.At))
                return await screen.Line(InvoiceScreens.HowTo(invoice.Value, language)).PayRows(turn, invoice.Value, cancel);
        var sum = Words.Of(due.Amount, language);
        if (await turn.Ask(new Balances(turn.Person.Id), cancel) is { IsOk: true } accounts && accounts.Value.Any(a => a.Pays(due.Amount)))
            screen.Row((BookTexts.PayFromBalance.In(language, sum), new PayStayFromBalance(booking.Id, due.Amount.Minor)));
        var found = await Ways.For(turn, due.Amount, cancel);
        screen.Line(found.Refusal).Line(found.Away);
        return found.Providers is [var only]
            ? screen.Row((BookTexts.Pay.In(language, sum), new PayStay(booking.Id, only)))
            : screen.Grid(
                1,
                found
                    .Providers.Take(WaysShown)
                    .Select(way => (Choice)(BookTexts.PayBy.In(language, Words.Provider(way, language), sum), new PayStay(booking.Id, way)))
            );
    }
}
