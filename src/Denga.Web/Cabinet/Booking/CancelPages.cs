using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Booking;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Booking;

/// <summary>Cancelling: what comes back is shown first, and nothing else than what was shown is done.</summary>
internal static class CancelPages
{
    internal static async Task<IResult> Ask(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id))
            return visit.NotFound();
        var terms = await visit.Ask(new CancelBooking(visit.Me.Id, id, DryRun: true));
        if (terms.Error is { Code: not "booking.wrong_state" } error)
            return visit.Failed(error);
        return terms.IsOk && !BookingTexts.IsOver(terms.Value.Booking)
            ? visit.Page<CancelPage, Cancellation>(terms.Value)
            : visit.Go(BookingPages.Address(id));
    }

    internal static async Task<IResult> Cancel(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id))
            return visit.NotFound();
        if (
            !long.TryParse(visit.Entered["refund"], NumberStyles.None, CultureInfo.InvariantCulture, out var shown)
            || !Currency.TryFind(visit.Entered["currency"], out var currency)
        )
            return await Ask(visit);
        var done = await visit.Ask(new CancelBooking(visit.Me.Id, id, new Money(shown, currency)));
        if (done.IsOk || done.Error.Code == "booking.wrong_state")
            return visit.Go(BookingPages.Address(id));
        visit.Refused(done.Error);
        return await Ask(visit);
    }
}
