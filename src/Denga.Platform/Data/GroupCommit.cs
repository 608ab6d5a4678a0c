using System.Diagnostics;
using System.Threading.Channels;
using Denga.Platform.Telemetry;

namespace Denga.Platform.Data;

/// <summary>Gathers writes that arrive while a transaction is running and does them together in the next one. With few callers it adds no
/// delay; in a crowd it waits for more for a moment, because a larger batch costs everybody less than the wait. A write that makes its
/// batch fail is found by running each of the batch alone.</summary>
public sealed class GroupCommit<TItem, TAnswer> : IAsyncDisposable
{
    private const int Crowd = 8;
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(2);
    private readonly Channel<Waiting> queue;
    private readonly Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TAnswer>>> commit;
    private readonly string name;
    private readonly int batchMax;
    private readonly CancellationTokenSource stop = new();
    private readonly Task[] workers;

    /// <param name="name">For the metric of batch sizes.</param>
    /// <param name="commit">Does the items in one transaction and answers in their order.</param>
    /// <param name="workers">How many transactions may run at once.</param>
    /// <param name="queueMax">Callers beyond it wait for a place.</param>
    public GroupCommit(
        string name,
        Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TAnswer>>> commit,
        int batchMax = 256,
        int workers = 1,
        int queueMax = 4096
    )
    {
        this.name = name;
        this.commit = commit;
        this.batchMax = batchMax;
        queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(queueMax) { SingleReader = workers == 1 });
        this.workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(Work))];
    }

    /// <summary>Waits until the item is committed. When the caller gives up, the item may still be committed.</summary>
    public async Task<TAnswer> Run(TItem item, CancellationToken cancel)
    {
        var waiting = new Waiting(item, new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(waiting, cancel);
        return await waiting.Answer.Task.WaitAsync(cancel);
    }

    /// <summary>Does what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await Task.WhenAll(workers);
        stop.Dispose();
    }

    private async Task Work()
    {
        // The workers outlive every request; a span of the first request must not become the parent of all.
        Activity.Current = null;
        var batch = new List<Waiting>(batchMax);
        while (await queue.Reader.WaitToReadAsync())
        {
            if (batch.Count >= Crowd && queue.Reader.Count < batchMax)
                await Task.Delay(GatherTime, TimeProvider.System);
            batch.Clear();
            while (batch.Count < batchMax && queue.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            if (batch.Count > 0)
                await Commit(batch);
        }
    }

    private async Task Commit(List<Waiting> batch)
    {
        Metrics.BatchSize.Record(batch.Count, new KeyValuePair<string, object?>("what", name));
        try
        {
            var answers = await commit([.. batch.Select(w => w.Item)], stop.Token);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Answer.SetResult(answers[i]);
        }
        // Not swallowed: it is given to the caller, once it is known which of the batch it belongs to.
        catch (Exception e)
        {
            if (batch.Count == 1)
                batch[0].Answer.SetException(e);
            else
                foreach (var waiting in batch)
                    await Commit([waiting]);
        }
    }

    private sealed record Waiting(TItem Item, TaskCompletionSource<TAnswer> Answer);
}
