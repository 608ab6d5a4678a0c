using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Panel.Frame;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Panel;

/// <summary>Lets operators in, to pages and to the socket behind them, and nobody else. A socket ends with the session that opened it.</summary>
internal sealed class PanelAccess(IOperations operations, OpenStreams streams, PanelPages pages)
{
    // Everything comes from this host. Radzen sets sizes and places by attributes (style="…"), which therefore may; no style element and no inline
    // script may. The circuit's socket is of this origin.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    internal const string Socket = "/_blazor";

    /// <summary>For a page whose socket ended: whether it would be let in again.</summary>
    internal async Task<IResult> Answer(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await OperatorOf(context) is null ? Results.StatusCode(StatusCodes.Status403Forbidden) : Results.NoContent();
    }

    internal async Task Enter(HttpContext context)
    {
        SetHeaders(context.Response);
        // Found by the outer routes; the panel's own find the page.
        context.SetEndpoint(endpoint: null);
        context.Request.RouteValues.Clear();
        var isSocket = context.Request.Path.StartsWithSegments(Socket, StringComparison.Ordinal);
        if (!isSocket && !HttpMethods.IsGet(context.Request.Method))
        {
            await Refuse(context, StatusCodes.Status405MethodNotAllowed);
            return;
        }
        var asked = await context.Operations(operations);
        if (asked.Caller is not { } caller)
            await (isSocket ? Refuse(context, StatusCodes.Status401Unauthorized) : ToSignIn(context));
        else if (caller.Person.Role < Role.Operator)
            await (isSocket ? Refuse(context, StatusCodes.Status403Forbidden) : Explain(context, asked, caller.Person));
        else if (isSocket && BrowserSession.SocketIsForged(context))
            await Refuse(context, StatusCodes.Status403Forbidden);
        else
        {
            context.User = Operator.Principal(caller, BrowserSession.TokenOf(context)!, context.Connection.RemoteIpAddress?.ToString());
            Speak(caller.Person.Language);
            await (context.WebSockets.IsWebSocketRequest ? UntilItEnds(context, caller.Person) : pages.Show(context));
        }
    }

    /// <summary>While the session lives: it is asked for every 15 seconds, and at once when it ends.</summary>
    private async Task UntilItEnds(HttpContext context, Person person)
    {
        var opened = streams.Open(context, person);
        if (!opened.IsOk)
        {
            await Problem.Write(context, opened.Error);
            return;
        }
        using var stream = opened.Value;
        await using var ended = stream.Over.Register(context.Abort);
        await pages.Show(context);
    }

    private async Task<Person?> OperatorOf(HttpContext context) =>
        (await context.Operations(operations)).Caller?.Person is { Role: >= Role.Operator } person ? person : null;

    private static Task ToSignIn(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location =
            "/app/sign-in?to=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString.Value);
        return Task.CompletedTask;
    }

    private async Task Explain(HttpContext context, OperationsOf asked, Person person)
    {
        var security = await asked.Ask(new Security(person.Id), context.RequestAborted);
        Speak(person.Language);
        var page = new RazorComponentResult<OperatorsOnly>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["Language"] = person.Language,
                ["Email"] = security.IsOk ? security.Value.Email : null,
            }
        )
        {
            StatusCode = StatusCodes.Status403Forbidden,
        };
        await pages.Within(context, page.ExecuteAsync);
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Dates and the kit's words follow the culture, which flows into the circuit.</summary>
    private static void Speak(string language)
    {
        var culture = CultureInfo.GetCultureInfo(language == "ru" ? "ru-RU" : "en-GB");
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
    }

    private static void SetHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        headers.Vary = "Cookie";
    }
}
