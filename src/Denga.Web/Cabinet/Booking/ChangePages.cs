using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Booking;

/// <summary>Other days, or more or fewer guests: the difference is shown first, and nothing else than what was shown is done.</summary>
internal static class ChangePages
{
    private const string DayForm = "yyyy-MM-dd";
    private const string TimeForm = "HH:mm";

    internal static async Task<IResult> Ask(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id))
            return visit.NotFound();
        var found = await visit.Ask(new BookingById(visit.Me.Id, id));
        if (!found.IsOk)
            return visit.Failed(found.Error);
        var booking = found.Value;
        visit.Suggest("in", booking.Dates.In.ToString(DayForm, CultureInfo.InvariantCulture));
        visit.Suggest("out", booking.Dates.Out.ToString(DayForm, CultureInfo.InvariantCulture));
        visit.Suggest("from", booking.Dates.From?.ToString(TimeForm, CultureInfo.InvariantCulture) ?? "");
        visit.Suggest("until", booking.Dates.Until?.ToString(TimeForm, CultureInfo.InvariantCulture) ?? "");
        visit.Suggest("guests", booking.Guests.ToString(CultureInfo.InvariantCulture));
        return visit.Page<ChangePage, RentalBooking>(booking);
    }

    internal static async Task<IResult> Check(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id))
            return visit.NotFound();
        var found = await visit.Ask(new BookingById(visit.Me.Id, id));
        if (!found.IsOk)
            return visit.Failed(found.Error);
        if (!TryRead(visit, found.Value, out var dates, out var guests))
            return await Ask(visit);
        var change = await visit.Ask(
            new ChangeBooking(OperationId.New(), visit.Me.Id, id, found.Value.Version, dates, guests, DryRun: true)
        );
        if (!change.IsOk)
        {
            visit.Refused(change.Error);
            return await Ask(visit);
        }
        visit.Keep("version", found.Value.Version.ToString(CultureInfo.InvariantCulture));
        visit.Keep("total", change.Value.After.Total.Minor.ToString(CultureInfo.InvariantCulture));
        return visit.Page<CheckChangePage, ChangeModel>(new(change.Value, dates, guests));
    }

    internal static async Task<IResult> Change(Visit visit)
    {
        if (!visit.TryRoute<BookingId>("booking", out var id))
            return visit.NotFound();
        var found = await visit.Ask(new BookingById(visit.Me.Id, id));
        if (!found.IsOk)
            return visit.Failed(found.Error);
        if (
            !EnteredAmount.TryId(visit, out var operation)
            || !long.TryParse(visit.Entered["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || !long.TryParse(visit.Entered["total"], NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            || !TryRead(visit, found.Value, out var dates, out var guests)
        )
            return await Ask(visit);
        var shown = new Money(total, found.Value.Price.Total.Currency);
        var changed = await visit.Ask(new ChangeBooking(operation, visit.Me.Id, id, version, dates, guests, Total: shown));
        if (changed.IsOk)
            return visit.Go(BookingPages.Address(id));
        visit.Refused(changed.Error);
        return await Ask(visit);
    }

    private static bool TryRead(Visit visit, RentalBooking booking, out StayDates dates, out int guests)
    {
        dates = booking.Dates;
        guests = 0;
        var isHourly = booking.Dates.From is not null;
        if (!DateOnly.TryParseExact(visit.Entered["in"], DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var arrival))
            return Wrong(visit, "in", BookingTexts.NoDay);
        if (
            !DateOnly.TryParseExact(
                isHourly ? visit.Entered["in"] : visit.Entered["out"],
                DayForm,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var departure
            )
        )
            return Wrong(visit, "out", BookingTexts.NoDay);
        if (!int.TryParse(visit.Entered["guests"], NumberStyles.None, CultureInfo.InvariantCulture, out guests))
            return Wrong(visit, "guests", BookingTexts.NoNumber);
        if (!isHourly)
        {
            dates = new StayDates(arrival, departure);
            return true;
        }
        if (!TimeOnly.TryParseExact(visit.Entered["from"], TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
            return Wrong(visit, "from", BookingTexts.NoTime);
        if (!TimeOnly.TryParseExact(visit.Entered["until"], TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var until))
            return Wrong(visit, "until", BookingTexts.NoTime);
        dates = new StayDates(arrival, until > from ? arrival : arrival.AddDays(1), from, until);
        return true;
    }

    private static bool Wrong(Visit visit, string field, Text words)
    {
        visit.Refused(field, words);
        return false;
    }
}

/// <param name="Dates">As they would be.</param>
public sealed record ChangeModel(BookingChange Change, StayDates Dates, int Guests);
