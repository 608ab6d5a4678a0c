using System.Globalization;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Denga.Platform.Telemetry;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Frame;

/// <summary>One request of a page: who asks, in which language, and what a page needs to answer. Pages get it by injection.</summary>
internal sealed class Visit(IOperations operations, TimeProvider clock, Site site)
{
    /// <summary>The operators' panel, which is another module's.</summary>
    internal const string Panel = "/panel";

    // Everything comes from this host, and nothing is inline: an injected script or style has nowhere to run.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    private OperationsOf? asked;

    internal HttpContext Http { get; private set; } = null!;

    internal string Language { get; private set; } = "en";

    internal string? Csrf { get; private set; }

    /// <summary>Null when nobody is signed in.</summary>
    internal Person? Person => asked?.Caller?.Person;

    /// <summary>Of a page that only those who are signed in can see.</summary>
    internal Person Me => Person!;

    internal SessionId? Session => asked?.Caller?.Session;

    internal Entered Entered { get; private set; } = Entered.Nothing;

    internal DateTimeOffset Now => clock.GetUtcNow();

    internal TimeZoneInfo TimeZone =>
        TimeZoneInfo.TryFindSystemTimeZoneById(Person?.TimeZone ?? "UTC", out var found) ? found : TimeZoneInfo.Utc;

    /// <summary>Where the person is.</summary>
    internal DateOnly Today => Words.DayIn(TimeZone, Now);

    internal Client Client => Http.Client();

    /// <summary>As a trusted proxy says, where one ends TLS.</summary>
    internal string Scheme => Http.Request.Scheme;

    /// <summary>Asked for by htmx: a part of a page goes back, not a page.</summary>
    internal bool IsPart => Http.Request.Headers.ContainsKey("HX-Request");

    internal async Task Begin(HttpContext http)
    {
        Http = http;
        asked = await http.Operations(operations);
        Csrf = BrowserSession.CsrfOf(http);
        Language = Person?.Language ?? Frame.Language.Of(http);
        Entered = HttpMethods.IsGet(http.Request.Method) ? Entered.Of(http.Request.Query) : Entered.Of(await http.Request.ReadFormAsync());
    }

    /// <summary>Of somebody who is not asked who he is.</summary>
    internal Visit Meet(HttpContext http)
    {
        Http = http;
        if (asked is null)
            Language = Frame.Language.Of(http);
        return this;
    }

    /// <summary>As the person who is signed in may ask.</summary>
    internal Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation) => asked!.Ask(operation, Http.RequestAborted);

    internal string Say(Text text, params object[] arguments) => text.In(Language, arguments);

    internal string Say(Error error) => ErrorTexts.Of(error, Language, Surface.Cabinet, Tracing.ShortId);

    internal string Say(Refusal refusal) => ErrorTexts.Of(refusal, Language, Surface.Cabinet, Tracing.ShortId);

    /// <summary>The form again, with the error next to its field.</summary>
    internal Entered Refused(Error error)
    {
        Http.Response.StatusCode = Problem.StatusOf(error.Kind);
        Entered = Entered.Wrong(FormTexts.FieldOf(error.Code, Entered), Say(error));
        // Nobody knows how an unanswered operation ended: only the same id makes it safe to send again. A refused one begins anew.
        if (error.Kind != ErrorKind.Unavailable && Entered.Has("op"))
            Entered = Entered.With("op", "");
        return Entered;
    }

    internal Entered Refused(string? field, Text words, params object[] arguments) => Refused(field, Say(words, arguments));

    /// <param name="words">In the person's language.</param>
    internal Entered Refused(string? field, string words)
    {
        Http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Entered = Entered.Wrong(field, words);
    }

    /// <summary>What the form shows at first.</summary>
    internal void Suggest(string name, string value)
    {
        if (Entered[name].Length == 0)
            Entered = Entered.With(name, value);
    }

    internal void Keep(string name, string value) => Entered = Entered.With(name, value);

    internal string Route(string name) => Http.Request.RouteValues[name] as string ?? "";

    internal bool TryRoute<TId>(string name, out TId id)
        where TId : struct, ITypedId<TId> => TypedId.TryParse(Route(name), out id);

    internal IResult Page<TPage>()
        where TPage : WebComponent => Answer<TPage>([]);

    internal IResult Page<TPage, TModel>(TModel model)
        where TPage : PageOf<TModel> => Answer<TPage>(new(StringComparer.Ordinal) { [nameof(PageOf<>.Model)] = model });

    private RazorComponentResult<TPage> Answer<TPage>(Dictionary<string, object?> parameters)
        where TPage : WebComponent
    {
        var headers = Http.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = asked is null ? "no-cache, private" : "no-store";
        headers.Vary = "Accept-Language, Cookie";
        // It takes the place of what was there also when it refuses (app.js).
        if (IsPart)
            headers["Denga-Part"] = "yes";
        return new RazorComponentResult<TPage>(parameters) { StatusCode = Http.Response.StatusCode, PreventStreamingRendering = true };
    }

    /// <summary>The one page on which a script of somebody else's runs: Telegram's button.</summary>
    internal void LetTelegramIn() =>
        Http.Response.Headers.ContentSecurityPolicy =
            ContentPolicy.Replace("script-src 'self'", "script-src 'self' https://telegram.org", StringComparison.Ordinal)
            + "; frame-src https://oauth.telegram.org";

    /// <summary>After a write: the address bar shows what was made, and a reload sends nothing again.</summary>
    internal IResult Go(string address)
    {
        address = Ascii(address);
        if (!IsPart)
            return new SeeOther(address);
        Http.Response.Headers["HX-Redirect"] = address;
        return Results.NoContent();
    }

    internal IResult Forged() => Refusal(StatusCodes.Status403Forbidden, Say(ErrorTexts.Of("request.forged", Surface.Cabinet)));

    internal IResult NoForm() => Refusal(StatusCodes.Status400BadRequest, Say(ErrorTexts.Of("request.invalid", Surface.Cabinet)));

    internal IResult NotFound() => Refusal(StatusCodes.Status404NotFound, words: null);

    /// <summary>The database does not answer, perhaps before it was known who asks.</summary>
    internal IResult Away()
    {
        if (asked is null)
            Language = Frame.Language.Of(Http);
        return Refusal(StatusCodes.Status503ServiceUnavailable, Say(ErrorTexts.Of("platform.database_away", Surface.Cabinet)));
    }

    /// <summary>An error that no form can mend.</summary>
    internal IResult Failed(Error error) =>
        error.Kind switch
        {
            ErrorKind.Unauthorized => ToSignIn(),
            _ => Refusal(Problem.StatusOf(error.Kind), Say(error)),
        };

    /// <summary>A page of its own, or the words alone where a part of a page was asked for: the page that is open shows them (app.js).</summary>
    private IResult Refusal(int status, string? words) =>
        IsPart ? Results.Text(words ?? Say(FormTexts.Gone), "text/plain", System.Text.Encoding.UTF8, status) : Error(status, words);

    internal IResult Error(int status, string? words = null)
    {
        Http.Response.StatusCode = status;
        return Page<ErrorPage, ErrorModel>(new(status, words));
    }

    internal IResult ToSignIn()
    {
        var here = HttpMethods.IsGet(Http.Request.Method) && !IsPart ? Http.Request.Path + Http.Request.QueryString.Value : "/app";
        return Go(here == "/app" ? "/app/sign-in" : "/app/sign-in?to=" + Uri.EscapeDataString(here));
    }

    /// <summary>Only addresses of the cabinet and of the operators' panel are returned to: a link must not send who has just signed in somewhere
    /// else.</summary>
    internal string Within(string to) =>
        site.Menu.Any(entry => entry.Path == to) || IsBelow(to, "/app") || IsBelow(to, Panel) ? to : "/app";

    private static bool IsBelow(string to, string place) =>
        to.StartsWith(place, StringComparison.Ordinal)
        && !to.Contains('\\', StringComparison.Ordinal)
        && (to.Length == place.Length || to[place.Length] is '/' or '?');

    /// <summary>A header takes nothing but printable ASCII; everything else is written as its bytes in UTF-8.</summary>
    internal static string Ascii(string address)
    {
        if (address.All(c => c is > ' ' and <= '~'))
            return address;
        var escaped = new StringBuilder(address.Length * 2);
        foreach (var b in Encoding.UTF8.GetBytes(address))
        {
            if (b is > (byte)' ' and <= (byte)'~')
                escaped.Append((char)b);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return escaped.ToString();
    }

    /// <summary>303: whatever was sent, the browser reads the next page.</summary>
    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
