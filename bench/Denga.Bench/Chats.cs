using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Denga.Bench.Measuring;
using Denga.Bench.Servers;

namespace Denga.Bench;

/// <summary>People who write to the bot and wait for its answer at the stand-in.</summary>
internal sealed class Chats
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);
    private static readonly string[] Notes = ["кофе", "обед", "хлеб", "такси", "метро", "аптека", "кино", "книга", "подарок", "молоко"];
    private readonly long firstChat;
    private readonly TaskCompletionSource<long>?[] waiting;
    private readonly ConcurrentQueue<int> free;
    private static long lastUpdate = 1_000_000;
    private long sent;

    internal Chats(StandIn standIn, long firstChat, int people)
    {
        this.firstChat = firstChat;
        waiting = new TaskCompletionSource<long>?[people];
        free = new ConcurrentQueue<int>(Enumerable.Range(0, people));
        standIn.Listen((chat, at) => Interlocked.Exchange(ref waiting[chat - firstChat], null)?.SetResult(at));
    }

    /// <summary>Messages sent so far.</summary>
    internal long Sent => Interlocked.Read(ref sent);

    /// <summary>So many people at once, each sends when his last message was answered. Answers what each waited, and the whole time.</summary>
    internal async Task<(Durations Latency, TimeSpan Took)> ClosedLoop(
        Webhook webhook,
        int callers,
        TimeSpan length,
        int atLeast,
        CancellationToken cancel
    )
    {
        var latencies = new ConcurrentBag<long>();
        var began = Sent;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            while (!cancel.IsCancellationRequested && (Stopwatch.GetElapsedTime(start) < length || Sent - began < atLeast))
                                latencies.Add(await Say(webhook, Stopwatch.GetTimestamp()));
                        },
                        cancel
                    )
                )
        );
        return (new Durations(latencies), Stopwatch.GetElapsedTime(start));
    }

    /// <summary>So many messages a second, whether the earlier ones are answered or not; waiting counts from the moment a message was due.</summary>
    internal async Task<Durations> OpenLoop(Webhook webhook, double perSecond, TimeSpan length, CancellationToken cancel)
    {
        var count = (int)(perSecond * length.TotalSeconds);
        var spoken = new List<Task<long>>(count);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = start + (long)(i / perSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancel);
            spoken.Add(Task.Run(() => Say(webhook, due), cancel));
        }
        return new Durations(await Task.WhenAll(spoken));
    }

    /// <summary>Answers how long the person waited, in ticks of <see cref="Stopwatch"/>.</summary>
    private async Task<long> Say(Webhook webhook, long from)
    {
        int person;
        while (!free.TryDequeue(out person))
            await Task.Yield();
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[person] = answer;
        var number = Interlocked.Increment(ref lastUpdate);
        Interlocked.Increment(ref sent);
        var posted = webhook.Post(Update(number, firstChat + person));
        var answered = answer.Task.WaitAsync(AnswerMax);
        // A refused update would only show as an answer that does not come.
        if (await Task.WhenAny(posted, answered) == posted)
            await posted;
        var at = await answered;
        free.Enqueue(person);
        return at - from;
    }

    private static string Update(long number, long chat) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"update_id":{{{number}}},"message":{"message_id":{{{number}}},"from":{"id":{{{chat}}},"is_bot":false,"first_name":"Анна","username":"anna{{{chat}}}","language_code":"ru"},"chat":{"id":{{{chat}}},"first_name":"Анна","username":"anna{{{chat}}}","type":"private"},"date":{{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}}},"text":"{{{50
                + number % 140}}} {{{Notes[number % Notes.Length]}}}"}}
            """
        );
}
