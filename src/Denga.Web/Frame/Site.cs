using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Frame;

/// <summary>What the web front is made of. Every folder of pages adds itself in a table of contents of its own: addresses, entries of the menu, and
/// what its open pages are told of. What is read is a page; what is written is a form that proves where it comes from.</summary>
internal sealed class Site
{
    private static readonly string[] Get = ["GET"];
    private static readonly string[] Post = ["POST"];

    private readonly List<(string Path, string[] Methods, Delegate Answer)> routes = [];
    private readonly List<MenuEntry> bar = [];
    private readonly List<MenuEntry> menu = [];
    private readonly Dictionary<Type, Watched> watched = [];

    /// <summary>Always in sight.</summary>
    internal IReadOnlyList<MenuEntry> Bar => bar;

    /// <summary>Behind the button.</summary>
    internal IReadOnlyList<MenuEntry> Menu => menu;

    internal IReadOnlyDictionary<Type, Watched> Watched => watched;

    /// <summary>The addresses that show a page or a part of one.</summary>
    internal IEnumerable<string> Addresses => routes.Where(r => r.Methods == Get).Select(r => r.Path);

    internal static Site Of(params ReadOnlySpan<Action<Site>> folders)
    {
        var site = new Site();
        foreach (var add in folders)
            add(site);
        return site;
    }

    internal void InBar(string path, string icon, Text name) => bar.Add(new MenuEntry(path, icon, name));

    internal void InMenu(string path, string icon, Text name, Role from = Role.User) => menu.Add(new MenuEntry(path, icon, name, from));

    /// <summary>Tells the open pages of a person that something which he sees may have changed, and says it in words when there are some.</summary>
    /// <param name="topic">The server-sent event on which the parts that show it ask for themselves again: <c>sse:money</c>.</param>
    internal void Watches<TEvent>(string topic, Func<TEvent, PersonId, bool> concerns, Func<TEvent, Visit, string?>? notice = null)
        where TEvent : IEvent =>
        watched.Add(
            typeof(TEvent),
            new Watched(
                topic,
                (happened, person) => concerns((TEvent)happened, person),
                (happened, visit) => notice?.Invoke((TEvent)happened, visit)
            )
        );

    /// <summary>A page that is the same for everybody but for its language; nobody is asked who he is.</summary>
    internal void Public(string path, Func<Visit, IResult> page) =>
        routes.Add((path, Get, (HttpContext http, Visit visit) => page(visit.Meet(http))));

    /// <summary>A page for those who are not signed in. Its form needs no session, but must come from this site.</summary>
    internal void Open(string path, Func<Visit, Task<IResult>> page, Func<Visit, Task<IResult>> write)
    {
        ReadOpen(path, page);
        routes.Add(
            (path, Post, Begun(visit => BrowserSession.IsFromElsewhere(visit.Http) ? Task.FromResult(visit.Forged()) : write(visit)))
        );
    }

    /// <summary>A page that everybody may see, signed in or not.</summary>
    internal void ReadOpen(string path, Func<Visit, Task<IResult>> page) => routes.Add((path, Get, Begun(page)));

    internal void Read(string path, Func<Visit, Task<IResult>> page) =>
        ReadOpen(path, visit => visit.Person is null ? Task.FromResult(visit.ToSignIn()) : page(visit));

    internal void Write(string path, Func<Visit, Task<IResult>> write) =>
        routes.Add(
            (
                path,
                Post,
                Begun(async visit =>
                    visit.Person is null ? visit.ToSignIn()
                    : BrowserSession.FormIsForged(visit.Http, await visit.Http.Request.ReadFormAsync()) ? visit.Forged()
                    : await write(visit)
                )
            )
        );

    internal void Map(IEndpointRouteBuilder pages)
    {
        foreach (var (path, methods, answer) in routes)
            pages.MapMethods(path, methods, answer);
    }

    private static Func<HttpContext, Visit, Task<IResult>> Begun(Func<Visit, Task<IResult>> answer) =>
        async (http, visit) =>
        {
            if (HttpMethods.IsPost(http.Request.Method) && !http.Request.HasFormContentType)
                return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            try
            {
                await visit.Begin(http);
                return await answer(visit);
            }
            catch (InvalidDataException)
            {
                // No form: the character U+0000 in it, or fields without end.
                return visit.Meet(http).NoForm();
            }
            // Said in the person's language: what else fails is told by the problem document of all of Denga.
            catch (Exception e) when (Outage.Is(e))
            {
                return visit.Away();
            }
        };
}

/// <param name="From">Who has at least this role sees it.</param>
internal sealed record MenuEntry(string Path, string Icon, Text Name, Role From = Role.User);

/// <summary>An event that open pages are told of.</summary>
internal sealed record Watched(string Topic, Func<IEvent, PersonId, bool> Concerns, Func<IEvent, Visit, string?> Notice);
