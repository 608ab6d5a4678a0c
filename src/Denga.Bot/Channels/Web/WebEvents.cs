using System.Net.WebSockets;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Denga.Bot.Channels.Web;

/// <summary>What is new in a conversation, as server-sent events or, asked for by WebSocket, as frames: <c>message</c> (new, or changed when the id is
/// known), <c>today</c> (what was spent today).</summary>
internal static class WebEvents
{
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/chat/{conversation}/events", Stream)
            .WithName("ChatEvents");

    private static async Task Stream(
        HttpContext context,
        string conversation,
        OwnConversations own,
        IOperations operations,
        LiveFeed feed,
        IHostApplicationLifetime lifetime,
        TimeProvider clock
    )
    {
        // Browsers let any site open a WebSocket, and send our cookie with it.
        if (
            context.WebSockets.IsWebSocketRequest
            && context.Request.Headers.Authorization.Count == 0
            && BrowserSession.IsFromElsewhere(context)
        )
        {
            await Problem.Write(context, ChatErrors.Forged);
            return;
        }
        var caller = await context.Caller(operations);
        if (!caller.IsOk)
        {
            await Problem.Write(context, caller.Error);
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var found = TypedId.TryParse<ConversationId>(conversation, out var id) ? await own.Find(caller.Value.Id, id, either.Token) : null;
        if (found is null)
        {
            await Problem.Write(context, ChatErrors.NotFound);
            return;
        }
        using ILiveLine line = context.WebSockets.IsWebSocketRequest ? await SocketLine.Open(context, either) : new EventStream(context);
        var subscriber = feed.Subscribe(found.Id, caller.Value.Id);
        try
        {
            await Today(line, caller.Value, changed: null, operations, clock, either.Token);
            await line.Ping(either.Token);
            while (!either.IsCancellationRequested)
                await Next(line, subscriber, feed, operations, clock, either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The page was closed, or Denga stops: the page connects again by itself.
        }
        finally
        {
            feed.Unsubscribe(subscriber);
        }
    }

    private static async Task Next(
        ILiveLine line,
        LiveFeed.Subscriber subscriber,
        LiveFeed feed,
        IOperations operations,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        using var ping = new CancellationTokenSource(Ping, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ping.Token, cancel);
        LiveNews news;
        try
        {
            news = await subscriber.News.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            await line.Ping(cancel);
            return;
        }
        if (news.Message is { } message)
            await line.Tell("message", message, cancel);
        else if (
            await operations.Ask(new Profile(feed.PersonOf(subscriber)), cancel) is { IsOk: true } person
            && (news.Day is not { } day || day.Day == TodayOf(person.Value, clock))
        )
            await Today(line, person.Value, news.Day?.Currency, operations, clock, cancel);
    }

    /// <param name="changed">The currency of the total that changed, which may be nothing by now; null when the page opens.</param>
    private static async Task Today(
        ILiveLine line,
        Person person,
        Currency? changed,
        IOperations operations,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var today = TodayOf(person, clock);
        var totals = await operations.Ask(new LiveTotals(person.Id, today, today), cancel);
        if (!totals.IsOk)
            return;
        var sums = totals.Value.Where(t => t.Kind != EntryKind.Income).Select(t => t.Sum).ToList();
        if ((changed ?? sums.FirstOrDefault().Currency) is not { } currency)
            return;
        var spent = sums.Where(s => s.Currency == currency).Aggregate(new Money(0, currency), (a, b) => a + b);
        await line.Tell("today", new { text = Words.Of(spent, person.Language) }, cancel);
    }

    private static DateOnly TodayOf(Person person, TimeProvider clock) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(person.TimeZone)).DateTime);
}
