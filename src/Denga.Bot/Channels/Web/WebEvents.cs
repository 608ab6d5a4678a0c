using System.Globalization;
using System.Net.WebSockets;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Denga.Bot.Channels.Web;

/// <summary>What is new in a conversation, as server-sent events or, asked for by WebSocket, as frames: <c>message</c> (of the bot: new, or changed when
/// the id is known), <c>ready</c> (everything up to here is told), <c>today</c> (what was spent today), <c>replaced</c> (the person opened too many
/// streams, and this was the oldest). A message has the event's id: with <c>Last-Event-ID</c>, or <c>?after=</c> where no header can be sent, the
/// stream goes on behind it. <c>today</c> has none: it is told anew at each connection.</summary>
internal static class WebEvents
{
    private static readonly TimeSpan Ping = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastWordMax = TimeSpan.FromSeconds(5);

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/chat/{conversation}/events", Stream)
            .WithName("ChatEvents")
            .WithTags("Bot")
            .WithSummary("What is new in a conversation: server-sent events, or frames of a WebSocket.");

    private static async Task Stream(
        HttpContext context,
        string conversation,
        OwnConversations own,
        ChatHistory history,
        IOperations operations,
        LiveFeed feed,
        OpenStreams streams,
        TimeProvider clock
    )
    {
        if (context.WebSockets.IsWebSocketRequest && BrowserSession.SocketIsForged(context))
        {
            await Problem.Write(context, ChatErrors.Forged);
            return;
        }
        var caller = await context.Caller();
        if (!caller.IsOk)
        {
            await Problem.Write(context, caller.Error);
            return;
        }
        var found = TypedId.TryParse<ConversationId>(conversation, out var id)
            ? await own.Find(caller.Value.Id, id, context.RequestAborted)
            : null;
        if (found is null)
        {
            await Problem.Write(context, ChatErrors.NotFound);
            return;
        }
        // Listens before it looks: what comes between the two is not missed.
        using var subscriber = feed.Subscribe(found.Id, caller.Value.Id);
        var newest = await history.Newest(found.Id, context.RequestAborted);
        if (After(context, newest) is not { } after)
        {
            await Problem.Write(context, ChatErrors.BadReference);
            return;
        }
        var opened = streams.Open(context, caller.Value);
        if (!opened.IsOk)
        {
            await Problem.Write(context, opened.Error);
            return;
        }
        using var stream = opened.Value;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stream.Over);
        using ILiveLine line = context.WebSockets.IsWebSocketRequest ? await SocketLine.Open(context, over) : new EventStream(context);
        var news = new PageNews(line, subscriber, history, operations, clock, after);
        try
        {
            await news.Begin(caller.Value, over.Token);
            while (true)
                await news.Next(over.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // The page was closed, Denga stops, or the session ended: who may connects again by himself.
        }
        await End(line, stream.End, clock);
    }

    private static async Task End(ILiveLine line, StreamEnd why, TimeProvider clock)
    {
        if (why == StreamEnd.None)
            return;
        using var limit = new CancellationTokenSource(LastWordMax, clock);
        try
        {
            await line.End(why, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Nobody is there to hear it.
        }
    }

    /// <summary>The number after which to go on; the newest where none is given, null where it cannot be one.</summary>
    private static long? After(HttpContext context, long newest)
    {
        var given = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last
            ? last
            : context.Request.Query["after"].ToString();
        if (given.Length == 0)
            return newest;
        return long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var after) && after <= newest ? after : null;
    }

    /// <summary>What one open page has been told.</summary>
    private sealed class PageNews(
        ILiveLine line,
        LiveFeed.Subscriber subscriber,
        ChatHistory history,
        IOperations operations,
        TimeProvider clock,
        long last
    )
    {
        private long last = last;

        internal async Task Begin(Person person, CancellationToken cancel)
        {
            await Messages(cancel);
            await line.Tell("ready", new { }, last, cancel);
            await Today(person, changed: null, cancel);
            await line.Ping(cancel);
        }

        internal async Task Next(CancellationToken cancel)
        {
            var news = await subscriber.Next(Ping, clock, cancel);
            try
            {
                await Tell(news, cancel);
            }
            catch (Exception e) when (Outage.Is(e))
            {
                // What is new is told when the database is back: the next look begins behind the last that was told.
            }
            if (news is null)
                await line.Ping(cancel);
        }

        private async Task Tell(LiveNews? news, CancellationToken cancel)
        {
            if (news?.Day is { } day)
            {
                if (
                    await operations.Ask(new Profile(subscriber.Person), cancel) is { IsOk: true } person
                    && day.Day == TodayOf(person.Value, clock)
                )
                    await Today(person.Value, day.Currency, cancel);
                return;
            }
            // Also when nothing was heard: the hint may have been in another process.
            await Messages(cancel);
        }

        private async Task Messages(CancellationToken cancel)
        {
            while (true)
            {
                var changes = await history.Changes(subscriber.Conversation, last, cancel);
                foreach (var (number, message) in changes)
                {
                    await line.Tell("message", message, number, cancel);
                    last = number;
                }
                if (changes.Count < ChatHistory.PageMax)
                    return;
            }
        }

        /// <param name="changed">The currency of the total that changed, which may be nothing by now; null when the page opens.</param>
        private async Task Today(Person person, Currency? changed, CancellationToken cancel)
        {
            var today = TodayOf(person, clock);
            var totals = await operations.Ask(new LiveTotals(person.Id, today, today), cancel);
            if (!totals.IsOk)
                return;
            var sums = totals.Value.Where(t => t.Kind != EntryKind.Income).Select(t => t.Sum).ToList();
            if ((changed ?? sums.FirstOrDefault().Currency) is not { } currency)
                return;
            var spent = sums.Where(s => s.Currency == currency).Aggregate(new Money(0, currency), (a, b) => a + b);
            await line.Tell("today", new { text = Words.Of(spent, person.Language) }, number: null, cancel);
        }
    }

    private static DateOnly TodayOf(Person person, TimeProvider clock) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(person.TimeZone)).DateTime);
}
