using System.Diagnostics;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Wallet.Ledger;

/// <summary>Group commit: what concurrent callers bring is decided together and written in one transaction. One caller waits for nobody; a
/// full queue refuses instead of growing. While one batch is being written, the next is read and decided on what the first will leave behind; the
/// database confirms that it did (the entries' numbers), else both are decided anew.</summary>
internal sealed class LedgerGroup : IAsyncDisposable
{
    private const short Chain = 0;
    private const int AttemptsMax = 5;

    /// <summary>Accounts kept in memory: some 30 MB.</summary>
    private const int AccountsMax = 200_000;

    /// <summary>Ids kept in memory, to know the new ones: some 10 MB.</summary>
    private const int IdsMax = 100_000;

    private readonly ILedgerStore store;
    private readonly LedgerClock clock;
    private readonly int batchMax;
    private readonly int queueMax;
    private readonly Lazy<Task> work;

    private readonly Lock gate = new();
    private readonly Queue<Waiting> queue = new();
    private bool isClosing;
    private TaskCompletionSource? wake;

    // Of the worker alone.
    private readonly KnownAccounts accounts = new();
    private readonly RecentIds recent;
    private readonly Queue<Waiting> again = new();
    private readonly Queue<Waiting> doubtful = new();
    private ChainHead? head;
    private DateTimeOffset latest;
    private Flight? flight;

    public LedgerGroup(ILedgerStore store, LedgerClock clock, TimeProvider time, IOptions<WalletOptions> options)
    {
        this.store = store;
        this.clock = clock;
        recent = new RecentIds(IdsMax, time);
        batchMax = options.Value.BatchMax;
        queueMax = options.Value.QueueMax;
        work = new Lazy<Task>(() => Start(Work));
    }

    /// <summary>How the worker is started; the simulation keeps it on its own thread.</summary>
    internal Func<Func<Task>, Task> Start { private get; init; } = Task.Run;

    /// <summary>Waits until the write is durable or refused. When the caller gives up, it may still be written.</summary>
    internal async Task<Outcome> Run(LedgerWrite write, CancellationToken cancel)
    {
        _ = work.Value;
        var waiting = new Waiting(write);
        lock (gate)
        {
            if (isClosing || queue.Count >= queueMax)
                return Outcome.Of(WalletErrors.Busy);
            queue.Enqueue(waiting);
        }
        Wake();
        return await waiting.Answer.Task.WaitAsync(cancel);
    }

    /// <summary>Does what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
            isClosing = true;
        Wake();
        if (work.IsValueCreated)
            await work.Value;
    }

    /// <summary>Something was queued, was written, or the work is over.</summary>
    private void Wake()
    {
        TaskCompletionSource? asleep;
        lock (gate)
            (asleep, wake) = (wake, null);
        asleep?.TrySetResult();
    }

    private async Task Work()
    {
        // The worker outlives every request; a span of the first request must not become the parent of all.
        Activity.Current = null;
        while (true)
        {
            var items = await Next();
            if (items.Count == 0 && flight is null)
            {
                // Either a batch fell, whose writes come again, or the work is over.
                if (again.Count == 0 && doubtful.Count == 0 && IsDone())
                    return;
                continue;
            }
            var draft = items.Count == 0 ? null : await Prepare(items);
            if (!await Land())
            {
                // What was decided on top of it fell with it.
                draft?.Items.ForEach(again.Enqueue);
                continue;
            }
            if (draft is null)
                continue;
            if (draft.Batch.IsEmpty)
                draft.Give();
            else
                flight = Depart(draft);
        }
    }

    /// <summary>What to decide next; nothing when the batch on its way is to be waited for, or the work is over.</summary>
    private async Task<List<Waiting>> Next()
    {
        var items = new List<Waiting>(batchMax);
        if (doubtful.Count > 0)
        {
            // Refused on what memory says: read what the database says, with nothing on its way that it does not show yet.
            if (!await Land())
                return items;
            while (items.Count < batchMax && doubtful.TryDequeue(out var waiting))
                items.Add(waiting);
            foreach (var waiting in items)
            {
                accounts.Forget(waiting.Write);
                waiting.Write.IsLookedUp = true;
            }
            return items;
        }
        while (items.Count < batchMax && again.TryDequeue(out var waiting))
            items.Add(waiting);
        if (items.Count > 0)
            return items;
        while (true)
        {
            Task more;
            lock (gate)
            {
                while (items.Count < batchMax && queue.TryDequeue(out var waiting))
                    items.Add(waiting);
                if (items.Count > 0 || flight is { IsOver: true } || (isClosing && flight is null))
                    return items;
                wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                more = wake.Task;
            }
            await more;
        }
    }

    private bool IsDone()
    {
        lock (gate)
            return isClosing && queue.Count == 0;
    }

    /// <summary>Reads what is not known and decides. An outage is told to those whom it concerns; the others' batch goes on.</summary>
    private async Task<Draft?> Prepare(List<Waiting> items)
    {
        Metrics.BatchSize.Record(items.Count, new KeyValuePair<string, object?>("what", "ledger"));
        if (flight is null && accounts.Count > AccountsMax)
            accounts.Clear();
        // Holds and reversals are read as they are in the database, where what is on its way does not show yet.
        if (flight is not null && items.Exists(i => !i.Write.IsPlain) && !await Land())
        {
            items.ForEach(again.Enqueue);
            return null;
        }
        try
        {
            accounts.NextRound();
            var writes = items.ConvertAll(i => i.Write);
            var reading = head is null ? null : LedgerReading.OfNothing(writes, accounts, recent);
            reading ??= await store.Read(writes, accounts, recent);
            if (head is null)
                (head, latest) = await store.Head(Chain);
            var batch = new LedgerBatch(reading, head.Value, clock.Now(latest), flight?.Draft.Batch);
            var draft = new Draft(batch, items.Count);
            foreach (var item in items)
            {
                var outcome = batch.Decide(item.Write);
                // A refusal rests on what was read for it: an id that was not looked up may have an answer already.
                if (outcome.Error is not null && (LedgerReading.IsNew(item.Write, recent) || IsDoubtful(item.Write, outcome.Error)))
                    doubtful.Enqueue(item);
                else
                    draft.Add(item, outcome);
                // Not of what is refused: its double in this batch was not looked up either.
                if (outcome.Error is null && item.Write.Key is { } key)
                    recent.Add(key);
            }
            head = batch.Head;
            return draft;
        }
        catch (Exception e) when (Outage.Is(e) || e is InvalidOperationException)
        {
            Forget();
            items.ForEach(i => i.Answer.TrySetException(e));
            return null;
        }
    }

    private bool IsDoubtful(LedgerWrite write, Error error) => error.Kind != ErrorKind.NotFound && accounts.IsDoubtful(write);

    /// <summary>Waits for the batch on its way. False when it was not written: everything is read anew.</summary>
    private async Task<bool> Land()
    {
        if (flight is not { } landing)
            return true;
        try
        {
            await landing.Written;
            flight = null;
            landing.Draft.Give();
            return true;
        }
        catch (PostgresException e) when (Conflict.Is(e) && landing.Draft.Items.TrueForAll(i => i.Attempts < AttemptsMax))
        {
            Fell();
            foreach (var item in landing.Draft.Items)
            {
                item.Attempts++;
                item.Write.IsLookedUp = true;
                again.Enqueue(item);
            }
            return false;
        }
        catch (Exception e) when (Outage.Is(e) && e is not PostgresException { SqlState: PostgresErrorCodes.SerializationFailure })
        {
            // Nobody knows whether it was written; the same ids will tell.
            Fell();
            landing.Draft.Items.ForEach(i => i.Answer.TrySetException(e));
            return false;
        }
        // Not swallowed: it is given to the caller, once it is known which of the batch it belongs to.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Fell();
            foreach (var item in landing.Draft.Items)
                await Alone(item);
            return false;
        }
    }

    private async Task Alone(Waiting item)
    {
        item.Write.IsReadAgain = true;
        item.Write.IsLookedUp = true;
        for (var attempt = 1; !item.Answer.Task.IsCompleted; attempt++)
        {
            if (await Prepare([item]) is not { } draft)
                return;
            try
            {
                if (!draft.Batch.IsEmpty)
                    await store.Write(draft.Batch);
                draft.Give();
            }
            catch (PostgresException e) when (attempt < AttemptsMax && Conflict.Is(e))
            {
                Forget();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Forget();
                item.Answer.TrySetException(e);
            }
        }
    }

    private Flight Depart(Draft draft)
    {
        var departing = new Flight(draft);
        departing.Written = Write();
        return departing;

        async Task Write()
        {
            try
            {
                await store.Write(draft.Batch);
            }
            finally
            {
                departing.IsOver = true;
                Wake();
            }
        }
    }

    private void Fell()
    {
        flight = null;
        Forget();
    }

    private void Forget()
    {
        if (flight is null)
            accounts.Clear();
        head = null;
    }

    private sealed class Waiting(LedgerWrite write)
    {
        internal LedgerWrite Write => write;
        internal TaskCompletionSource<Outcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        internal int Attempts { get; set; }
    }

    /// <summary>What is decided and not yet on its way.</summary>
    private sealed class Draft(LedgerBatch batch, int capacity)
    {
        private readonly List<Outcome> outcomes = new(capacity);

        internal LedgerBatch Batch => batch;
        internal List<Waiting> Items { get; } = new(capacity);

        internal void Add(Waiting item, Outcome outcome)
        {
            Items.Add(item);
            outcomes.Add(outcome);
        }

        internal void Give()
        {
            for (var i = 0; i < Items.Count; i++)
                Items[i].Answer.TrySetResult(outcomes[i]);
        }
    }

    /// <summary>A batch on its way to the database.</summary>
    private sealed class Flight(Draft draft)
    {
        private volatile bool isOver;

        internal Draft Draft => draft;
        internal Task Written { get; set; } = Task.CompletedTask;

        /// <summary>Set before the worker is woken, when the task itself is not completed yet.</summary>
        internal bool IsOver
        {
            get => isOver;
            set => isOver = value;
        }
    }
}
