using Denga.Contracts.Booking;
using Denga.Web.Cabinet.Identity;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Guest;

/// <summary>What is rented out, for who comes by: no sign-in, no scripts, found by search engines. Booking itself is a dialog, so the button leads to the chat.</summary>
internal static class GuestArea
{
    private const int ObjectsOnPage = 24;
    private const int MonthsShown = 2;

    internal static void Add(Site site)
    {
        site.ReadOpen("/o", List);
        site.ReadOpen("/o/{slug}", Show);
    }

    private static async Task<IResult> List(Visit visit)
    {
        var found = await visit.Ask(
            new FindObjects(Type: Wish(visit, "type"), Place: Wish(visit, "city"), Cursor: Wish(visit, "after"), Limit: ObjectsOnPage)
        );
        return found.IsOk
            ? visit.Page<ObjectsPage, ObjectsModel>(new(found.Value.Items, found.Value.Next, Wish(visit, "city") ?? ""))
            : visit.Failed(found.Error);
    }

    private static async Task<IResult> Show(Visit visit)
    {
        var found = await visit.Ask(new ObjectBySlug(visit.Route("slug")));
        if (!found.IsOk)
            return visit.Failed(found.Error);
        var today = Words.DayIn(TimeZoneInfo.FindSystemTimeZoneById(found.Value.TimeZone), visit.Now);
        var first = new DateOnly(today.Year, today.Month, 1);
        var days = await visit.Ask(new FreeDates(found.Value.Id, first, first.AddMonths(MonthsShown)));
        return visit.Page<ObjectPage, ObjectModel>(new(found.Value, days.IsOk ? days.Value : [], InTelegram(visit, found.Value.Slug)));
    }

    private static string? InTelegram(Visit visit, string slug) =>
        SignInPages.BotOf(visit) is { } bot ? $"https://t.me/{bot}?start=book_{slug}" : null;

    private static string? Wish(Visit visit, string name) => visit.Entered[name] is { Length: > 0 } wish ? wish : null;
}

/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record ObjectsModel(IReadOnlyList<RentalObject> Objects, string? Next, string City);

/// <param name="Days">Of this month and the next, in the object's zone.</param>
/// <param name="InTelegram">The same dialog there; null without a bot.</param>
public sealed record ObjectModel(RentalObject Object, IReadOnlyList<CalendarDay> Days, string? InTelegram);
