using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Web.Cabinet.Payments;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Booking;

/// <summary>The list of bookings, and one with what can be done about it.</summary>
internal static class BookingPages
{
    private const int OnPage = 20;

    internal static async Task<IResult> List(Visit visit)
    {
        var state = ListState.Of(visit);
        var bookings = await visit.Ask(new MyBookings(visit.Me.Id, state.Wish(ListState.Cursor), OnPage));
        return bookings.IsOk
            ? visit.Page<BookingsPage, ListPage<RentalBooking>>(new(state, bookings.Value.Items, bookings.Value.Next))
            : visit.Failed(bookings.Error);
    }

    internal static async Task<IResult> Show(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id))
            return visit.NotFound();
        var booking = await visit.Ask(new BookingById(visit.Me.Id, id));
        return booking.IsOk ? await Page(visit, booking.Value) : visit.Failed(booking.Error);
    }

    internal static async Task<IResult> Pay(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id))
            return visit.NotFound();
        if (!EnteredAmount.TryId(visit, out var operation))
            return await Show(visit);
        var begun = await visit.Ask(new PayBooking(operation, visit.Me.Id, id, visit.Entered["provider"]));
        if (begun.IsOk || begun.Error.Code == "booking.nothing_due")
            return visit.Go(Address(id));
        visit.Refused(begun.Error);
        return await Show(visit);
    }

    internal static async Task<IResult> PayFromBalance(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id))
            return visit.NotFound();
        if (
            !int.TryParse(visit.Entered["number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(visit.Entered["amount"], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            || !Currency.TryFind(visit.Entered["currency"], out var currency)
        )
            return await Show(visit);
        var paid = await visit.Ask(new PayFromBalance(visit.Me.Id, id, number, new Money(minor, currency)));
        if (paid.IsOk || paid.Error.Code == "booking.nothing_due")
            return visit.Go(Address(id));
        visit.Refused(paid.Error);
        return await Show(visit);
    }

    internal static async Task<IResult> Accept(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id))
            return visit.NotFound();
        var accepted = await visit.Ask(new AcceptContract(visit.Me.Id, id, visit.Entered["hash"], visit.Language));
        if (accepted.IsOk)
            return visit.Go(Address(id));
        visit.Refused(accepted.Error);
        return await Show(visit);
    }

    /// <summary>A document as a PDF.</summary>
    internal static async Task<IResult> Print(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id) || PaperOf(visit.Route("paper")) is not { } paper)
            return visit.NotFound();
        var printed = await visit.Ask(new PrintBookingDocument(visit.Me.Id, id, paper, visit.Language));
        return printed.IsOk ? visit.Go("/files/" + printed.Value.File) : visit.Failed(printed.Error);
    }

    internal static string Address(BookingId id) => "/app/bookings/" + id;

    internal static string Address(BookingId id, BookingPaper paper) => $"{Address(id)}/papers/{paper.ToString().ToLowerInvariant()}";

    private static async Task<IResult> Page(Visit visit, RentalBooking booking)
    {
        var due = booking.State == BookingState.Requested || BookingTexts.IsOver(booking) ? null : Words.NextDue(booking);
        Invoice? invoice = null;
        PaymentWays? ways = null;
        var hasBalance = false;
        if (due is not null)
        {
            hasBalance =
                await visit.Ask(new Balances(visit.Me.Id)) is { IsOk: true } accounts && accounts.Value.Any(a => a.Pays(due.Amount));
            if (due.Invoice is { } id && await visit.Ask(new InvoiceById(visit.Me.Id, id)) is { IsOk: true } found)
                invoice = Words.IsAwaited(found.Value, visit.Now) ? found.Value : null;
            ways = await TopUpPages.Of(visit, invoice is null ? due.Amount : invoice.Amount - invoice.Paid);
        }
        BookingDocument? contract = null;
        if (
            booking.State is not (BookingState.Cancelled or BookingState.Expired)
            && await visit.Ask(new BookingDocumentOf(visit.Me.Id, booking.Id, BookingPaper.Contract, visit.Language)) is { IsOk: true } read
        )
            contract = read.Value;
        return visit.Page<BookingPage, BookingModel>(new(booking, due, invoice, ways, hasBalance, contract));
    }

    private static BookingPaper? PaperOf(string name) =>
        Enum.GetValues<BookingPaper>()
            .Cast<BookingPaper?>()
            .FirstOrDefault(p => string.Equals(p.ToString(), name, StringComparison.OrdinalIgnoreCase));
}

/// <param name="Due">What is to be paid next; null where nothing is.</param>
/// <param name="Invoice">That waits for it; null where none does.</param>
/// <param name="Ways">Who may take it.</param>
/// <param name="HasBalance">The balance is enough for it.</param>
/// <param name="Contract">Null where the booking came to nothing.</param>
public sealed record BookingModel(
    RentalBooking Booking,
    BookingDue? Due,
    Invoice? Invoice,
    PaymentWays? Ways,
    bool HasBalance,
    BookingDocument? Contract
);
