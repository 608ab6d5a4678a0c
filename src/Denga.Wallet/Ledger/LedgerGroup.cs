using System.Diagnostics;
using System.Threading.Channels;
using Denga.Platform.Data;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Wallet.Ledger;

/// <summary>The fast door: what concurrent callers bring is decided together and written in one transaction. One caller waits for nobody; a
/// full queue refuses instead of growing.</summary>
internal sealed class LedgerGroup : IAsyncDisposable
{
    private const short Chain = 0;
    private const int AttemptsMax = 5;
    private readonly Database<WalletModule> database;
    private readonly LedgerClock clock;
    private readonly int batchMax;
    private readonly Channel<Waiting> queue;
    private readonly Lazy<Task> work;

    public LedgerGroup(Database<WalletModule> database, LedgerClock clock, IOptions<WalletOptions> options)
    {
        this.database = database;
        this.clock = clock;
        batchMax = options.Value.BatchMax;
        queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.Value.QueueMax) { SingleReader = true });
        work = new Lazy<Task>(() => Task.Run(Work));
    }

    /// <summary>Waits until the write is durable or refused. When the caller gives up, it may still be written.</summary>
    internal async Task<Outcome> Run(LedgerWrite write, CancellationToken cancel)
    {
        _ = work.Value;
        var waiting = new Waiting(write, new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!queue.Writer.TryWrite(waiting))
            return Outcome.Of(WalletErrors.Busy);
        return await waiting.Answer.Task.WaitAsync(cancel);
    }

    /// <summary>Does what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (work.IsValueCreated)
            await work.Value;
    }

    private async Task Work()
    {
        // The worker outlives every request; a span of the first request must not become the parent of all.
        Activity.Current = null;
        var batch = new List<Waiting>(batchMax);
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < batchMax && queue.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            Metrics.BatchSize.Record(batch.Count, new KeyValuePair<string, object?>("what", "ledger"));
            await Commit(batch);
        }
    }

    private async Task Commit(List<Waiting> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcomes = await Write([.. batch.Select(w => w.Write)]);
                for (var i = 0; i < batch.Count; i++)
                    batch[i].Answer.SetResult(outcomes[i]);
                return;
            }
            catch (PostgresException e) when (attempt < AttemptsMax && Conflict.Is(e))
            {
                await Task.Yield();
            }
            // Not swallowed: it is given to the caller, once it is known which of the batch it belongs to.
            catch (Exception e) when (batch.Count == 1)
            {
                batch[0].Answer.SetException(e);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                foreach (var waiting in batch)
                    await Commit([waiting]);
                return;
            }
        }
    }

    private async Task<IReadOnlyList<Outcome>> Write(IReadOnlyList<LedgerWrite> writes)
    {
        await using var connection = await database.Open(CancellationToken.None);
        var reading = await LedgerReading.Read(connection, writes, lockAccounts: false, CancellationToken.None);
        var (head, latest) = await LedgerReading.Head(connection, Chain, CancellationToken.None);
        var decided = new LedgerBatch(reading, head, clock.Now(latest));
        var outcomes = writes.Select(decided.Decide).ToList();
        if (decided.IsEmpty)
            return outcomes;
        // One message, one answer, one transaction: a batch without BEGIN commits as a whole.
        await using var batch = new NpgsqlBatch(connection);
        decided.Write(batch);
        await batch.ExecuteNonQueryAsync();
        database.EventsWritten();
        return outcomes;
    }

    private sealed record Waiting(LedgerWrite Write, TaskCompletionSource<Outcome> Answer);
}
