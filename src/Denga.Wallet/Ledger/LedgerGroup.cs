using System.Diagnostics;
using System.Threading.Channels;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Wallet.Ledger;

/// <summary>The fast door: what concurrent callers bring is decided together and written in one transaction. One caller waits for nobody; a
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

    private readonly Database<WalletModule> database;
    private readonly LedgerClock clock;
    private readonly int batchMax;
    private readonly Channel<Waiting> queue;
    private readonly Lazy<Task> work;

    // Of the worker alone.
    private readonly KnownAccounts accounts = new();
    private readonly RecentIds recent;
    private readonly Queue<Waiting> again = new();
    private readonly Queue<Waiting> doubtful = new();
    private ChainHead? head;
    private DateTimeOffset latest;
    private Flight? flight;

    public LedgerGroup(Database<WalletModule> database, LedgerClock clock, TimeProvider time, IOptions<WalletOptions> options)
    {
        recent = new RecentIds(IdsMax, time);
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
        var waiting = new Waiting(write);
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
        while (true)
        {
            var items = await Next();
            if (items.Count == 0 && flight is null)
            {
                // Either a batch fell, whose writes come again, or the work is over.
                if (again.Count == 0 && doubtful.Count == 0 && queue.Reader.Completion.IsCompleted)
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
                flight = draft.Depart(database);
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
                accounts.Forget(waiting.Write);
            return items;
        }
        while (items.Count < batchMax && again.TryDequeue(out var waiting))
            items.Add(waiting);
        if (items.Count > 0)
            return items;
        while (true)
        {
            while (items.Count < batchMax && queue.Reader.TryRead(out var waiting))
                items.Add(waiting);
            if (items.Count > 0)
                return items;
            var more = queue.Reader.WaitToReadAsync().AsTask();
            if (flight is not null)
            {
                await Task.WhenAny(more, flight.Written);
                if (flight.Written.IsCompleted)
                    return items;
            }
            if (!await more)
                return items;
        }
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
            reading ??= await Read(writes);
            var batch = new LedgerBatch(reading, head!.Value, clock.Now(latest), flight?.Draft.Batch);
            var draft = new Draft(batch, items.Count);
            foreach (var item in items)
            {
                var outcome = batch.Decide(item.Write);
                if (outcome.Error is { Kind: not Denga.Contracts.ErrorKind.NotFound } && accounts.IsDoubtful(item.Write))
                    doubtful.Enqueue(item);
                else
                    draft.Add(item, outcome);
                if (item.Write.Key is { } key)
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

    private async Task<LedgerReading> Read(List<LedgerWrite> writes)
    {
        await using var connection = await database.Open(CancellationToken.None);
        var reading = await LedgerReading.Read(connection, writes, lockAccounts: false, accounts, recent, CancellationToken.None);
        if (head is null)
            (head, latest) = await LedgerReading.Head(connection, Chain, CancellationToken.None);
        return reading;
    }

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
                    await draft.Depart(database).Written;
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

        internal Flight Depart(Database<WalletModule> database) => new(this, Write(database));

        /// <summary>One message, one answer, one transaction: a batch without BEGIN commits as a whole.</summary>
        private async Task Write(Database<WalletModule> database)
        {
            await using var connection = await database.Open(CancellationToken.None);
            await using var statements = new NpgsqlBatch(connection);
            batch.Write(statements);
            await statements.ExecuteNonQueryAsync();
            database.EventsWritten();
        }
    }

    private sealed record Flight(Draft Draft, Task Written);
}
