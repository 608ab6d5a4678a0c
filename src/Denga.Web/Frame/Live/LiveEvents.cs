using System.Globalization;
using System.Net;
using Denga.Contracts;
using Denga.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Denga.Web.Frame.Live;

/// <summary>Server-sent events of the cabinet: a topic (<c>money</c>) says that something of its kind changed, and the parts of the page that show it ask
/// for themselves again; <c>notice</c> is a sentence to show. Neither carries a state, so neither has an id: after a cut the page is told every topic and
/// reads everything again, and what a notice said is in the bot's messages and in the statement.</summary>
internal static class LiveEvents
{
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);

    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/app/events", Stream);

    /// <summary>Whoever was replaced by his own newer streams would else replace one of them at once.</summary>
    private const int ReplacedRetryMilliseconds = 60_000;

    private static async Task Stream(HttpContext context, Visit visit, LiveFeed feed, Site site, OpenStreams streams, TimeProvider clock)
    {
        await visit.Begin(context);
        if (visit.Person is not { } person)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        var opened = streams.Open(context, person);
        if (!opened.IsOk)
        {
            await Problem.Write(context, opened.Error);
            return;
        }
        using var stream = opened.Value;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        // nginx must not collect what should arrive at once.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var subscriber = feed.Subscribe(person.Id);
        try
        {
            // What happened while the page was away or being loaded is asked for now.
            foreach (var topic in site.Watched.Values.Select(w => w.Topic).Distinct(StringComparer.Ordinal))
                await Write(context, topic, "changed", stream.Over);
            while (await Next(visit, subscriber, site, clock, stream.Over)) { }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, Denga stops, or the session ended: who may connects again by himself.
            if (stream.End == StreamEnd.Replaced)
                await context.Response.WriteAsync(
                    string.Create(CultureInfo.InvariantCulture, $"retry: {ReplacedRetryMilliseconds}\n\n"),
                    context.RequestAborted
                );
        }
        finally
        {
            feed.Unsubscribe(subscriber);
        }
    }

    /// <summary>False when the person has signed out meanwhile.</summary>
    private static async Task<bool> Next(
        Visit visit,
        LiveFeed.Subscriber subscriber,
        Site site,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        using var ping = new CancellationTokenSource(Ping, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ping.Token, cancel);
        IEvent news;
        try
        {
            news = await subscriber.News.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await visit.Http.Response.WriteAsync(": ping\n\n", cancel);
            await visit.Http.Response.Body.FlushAsync(cancel);
            return true;
        }
        // In the language, and for the person, that it is now.
        await visit.Begin(visit.Http);
        if (visit.Person is null)
            return false;
        var watched = site.Watched[news.GetType()];
        await Write(visit.Http, watched.Topic, "changed", cancel);
        if (watched.Notice(news, visit) is { } words)
            await Write(visit.Http, "notice", $"<p>{WebUtility.HtmlEncode(words)}</p>", cancel);
        return true;
    }

    private static async Task Write(HttpContext context, string name, string line, CancellationToken cancel)
    {
        await context.Response.WriteAsync($"event: {name}\ndata: {line}\n\n", cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}
