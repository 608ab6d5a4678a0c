using System.Xml.Linq;
using Denga.Contracts.Booking;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Denga.Web.Cabinet.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Guest;

/// <summary>What is rented out, for who comes by: no sign-in, no scripts, found by search engines. Booking itself is a dialog, so the button leads to the chat.</summary>
internal static class GuestArea
{
    private const int ObjectsOnPage = 24;
    private const int MonthsShown = 2;
    internal const string Sitemap = "/sitemap.xml";
    private const int PagesListed = 500;
    private const int FoundAtOnce = 50;

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
        return visit.Page<ObjectPage, ObjectModel>(
            new(found.Value, days.IsOk ? days.Value : [], InTelegram(visit, found.Value.Slug), AddressOf(visit.Http))
        );
    }

    /// <summary>Tells search engines which pages are for everybody, and where they are listed.</summary>
    internal static IResult Robots(HttpContext http) =>
        Results.Text($"User-agent: *\nDisallow: /app\nDisallow: /api/\nDisallow: /chat\nSitemap: {AddressOf(http).Of(Sitemap)}\n");

    /// <summary>The pages that search engines should know: the list, and the most popular objects.</summary>
    internal static async Task<IResult> Pages(HttpContext http, IOperations operations)
    {
        var address = AddressOf(http);
        var pages = new List<string> { address.Of("/o") };
        for (string? after = null; pages.Count <= PagesListed; )
        {
            var found = await operations.Ask(new FindObjects(Cursor: after, Limit: FoundAtOnce), http.RequestAborted);
            if (!found.IsOk)
                return Results.StatusCode(Problem.StatusOf(found.Error.Kind));
            pages.AddRange(found.Value.Items.Select(o => address.Of("/o/" + o.Slug)));
            if ((after = found.Value.Next) is null)
                break;
        }
        http.Response.Headers.CacheControl = "public, max-age=3600";
        XNamespace sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";
        return Results.Text(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                + new XElement(sitemap + "urlset", pages.Select(p => new XElement(sitemap + "url", new XElement(sitemap + "loc", p)))),
            "application/xml; charset=utf-8"
        );
    }

    private static PublicAddress AddressOf(HttpContext http) => http.RequestServices.GetRequiredService<PublicAddress>();

    private static string? InTelegram(Visit visit, string slug) =>
        SignInPages.BotOf(visit) is { } bot ? $"https://t.me/{bot}?start=book_{slug}" : null;

    private static string? Wish(Visit visit, string name) => visit.Entered[name] is { Length: > 0 } wish ? wish : null;
}

/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record ObjectsModel(IReadOnlyList<RentalObject> Objects, string? Next, string City);

/// <param name="Days">Of this month and the next, in the object's zone.</param>
/// <param name="InTelegram">The same dialog there; null without a bot.</param>
/// <param name="Address">For links from outside.</param>
public sealed record ObjectModel(RentalObject Object, IReadOnlyList<CalendarDay> Days, string? InTelegram, PublicAddress Address);
