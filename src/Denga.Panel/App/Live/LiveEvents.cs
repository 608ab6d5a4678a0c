using System.Net;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Denga.Panel.App.Live;

/// <summary>Server-sent events of the cabinet: <c>money</c> says that balances or payments changed, and the parts of the page that show them ask for
/// themselves again; <c>notice</c> is a sentence to show.</summary>
internal static class LiveEvents
{
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);

    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/events", Stream);

    private static async Task Stream(HttpContext context, Visit visit, LiveFeed feed, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        await visit.Begin(context);
        if (visit.Person is not { } person)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        // nginx must not collect what should arrive at once.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var subscriber = feed.Subscribe(person.Id);
        try
        {
            // What happened while the page was away or being loaded is asked for now.
            await Write(context, "money", "changed", either.Token);
            while (!either.IsCancellationRequested && await Next(visit, subscriber, clock, either.Token)) { }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or Denga stops: the page connects again by itself.
        }
        finally
        {
            feed.Unsubscribe(subscriber);
        }
    }

    /// <summary>False when the person has signed out meanwhile.</summary>
    private static async Task<bool> Next(Visit visit, LiveFeed.Subscriber subscriber, TimeProvider clock, CancellationToken cancel)
    {
        using var ping = new CancellationTokenSource(Ping, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ping.Token, cancel);
        IEvent? news = null;
        try
        {
            news = await subscriber.News.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing happened.
        }
        await visit.Begin(visit.Http);
        if (visit.Person is null)
            return false;
        if (news is null)
        {
            await visit.Http.Response.WriteAsync(": ping\n\n", cancel);
            await visit.Http.Response.Body.FlushAsync(cancel);
            return true;
        }
        await Write(visit.Http, "money", "changed", cancel);
        if (NoticeTexts.Of(news, visit) is { } words)
            await Write(visit.Http, "notice", $"<p>{WebUtility.HtmlEncode(words)}</p>", cancel);
        return true;
    }

    private static async Task Write(HttpContext context, string name, string line, CancellationToken cancel)
    {
        await context.Response.WriteAsync($"event: {name}\ndata: {line}\n\n", cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}
