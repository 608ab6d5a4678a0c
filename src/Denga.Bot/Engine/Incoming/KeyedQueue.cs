using System.Collections.Concurrent;

namespace Denga.Bot.Engine;

/// <summary>Works items of one key in order, of different keys side by side, at most <paramref name="workersMax"/> at once. An idle key costs nothing.</summary>
/// <param name="failed">Told of what <paramref name="work"/> throws; the key goes on with its next item.</param>
internal sealed class KeyedQueue<TItem>(int workersMax, Func<TItem, CancellationToken, Task> work, Action<Exception> failed)
{
    private readonly Dictionary<string, Queue<TItem>> waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim places = new(workersMax);
    private static readonly TimeSpan FinishMax = TimeSpan.FromSeconds(8);
    private readonly CancellationTokenSource abort = new();
    private bool stopping;
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    internal int Count
    {
        get
        {
            lock (gate)
                return waiting.Values.Sum(q => q.Count);
        }
    }

    internal bool Has(string key)
    {
        lock (gate)
            return waiting.ContainsKey(key);
    }

    internal void Add(string key, TItem item)
    {
        lock (gate)
        {
            if (stopping)
                return;
            if (waiting.TryGetValue(key, out var queue))
            {
                queue.Enqueue(item);
                return;
            }
            waiting[key] = new Queue<TItem>([item]);
            // The task is remembered under the lock, so that it cannot end and be forgotten before it is known.
            running[key] = Task.Run(() => Drain(key));
        }
    }

    /// <summary>Finishes what is being worked, within 8 s; what waits stays in the database for the next start.</summary>
    internal async Task Stop()
    {
        lock (gate)
            stopping = true;
        abort.CancelAfter(FinishMax);
        await Task.WhenAll(running.Values);
    }

    private async Task Drain(string key)
    {
        while (true)
        {
            TItem item;
            lock (gate)
            {
                if (stopping || !waiting[key].TryPeek(out item!))
                {
                    waiting.Remove(key);
                    running.TryRemove(key, out _);
                    return;
                }
            }
            await places.WaitAsync(CancellationToken.None);
            var worked = work(item, abort.Token);
            await worked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            places.Release();
            if (worked.Exception is { } broken)
                failed(broken.GetBaseException());
            lock (gate)
                waiting[key].Dequeue();
        }
    }
}
