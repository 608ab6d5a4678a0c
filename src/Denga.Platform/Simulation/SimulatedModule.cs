using System.Reflection;
using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Work;

namespace Denga.Platform.Simulation;

/// <summary>A module's database: transactions that are whole or nothing, the table of work with its leases, and events that follow the commit. Work and events are
/// in memory; the module's own tables are too, or they are those of a real PostgreSQL. The module's own workers and consumers run on it as they are.</summary>
public sealed class SimulatedModule
{
    /// <summary>Of so many attempts one stalls until its lease is over, and another process begins the same work beside it.</summary>
    private const int StallsOnce = 200;
    private readonly SimulatedWorld world;
    private readonly Func<SimulatedProcess, ITransactions, IReadOnlyList<IWorker>> workers;
    private readonly SimulatedTables? tables;
    private readonly Dictionary<SimulatedProcess, Dictionary<string, IWorker>> byProcess = [];
    private readonly Dictionary<(string Kind, string Key), Row> rows = [];
    private readonly Dictionary<(string Kind, string Order), SortedList<long, Row>> ordered = [];
    private readonly SortedList<long, Row> givenUp = [];
    private readonly List<Action> undo = [];
    private readonly List<(Type Event, SimulatedModule Module, IConsumer Consumer)> consumers = [];
    private long numbers;
    private long waiting;
    private long told;
    private bool isInside;

    /// <param name="workers">Those of a process, made when it begins.</param>
    /// <param name="tables">Where the module's tables are; null: in memory.</param>
    public SimulatedModule(
        SimulatedWorld world,
        Func<SimulatedProcess, ITransactions, IReadOnlyList<IWorker>> workers,
        SimulatedTables? tables = null
    )
    {
        (this.world, this.workers, this.tables) = (world, workers, tables);
        world.InEachProcess(process =>
        {
            foreach (var dead in byProcess.Keys.Where(p => p.IsDead).ToList())
                byProcess.Remove(dead);
            byProcess[process] = this.workers(process, In(process)).ToDictionary(w => w.Kind, StringComparer.Ordinal);
        });
        world.EndsWhen(
            () => waiting == 0 && told == 0,
            () => rows.Values.FirstOrDefault(r => r.State == RowState.Waiting) is { } row ? $"{row.Kind} {row.Key}" : "an event"
        );
    }

    /// <summary>How many attempts there were.</summary>
    public long Attempts { get; private set; }

    /// <summary>The events of this module are told to a consumer of another, once each.</summary>
    public void Tells<TEvent>(SimulatedModule module, IConsumer consumer)
        where TEvent : IEvent => consumers.Add((typeof(TEvent), module, consumer));

    /// <summary>A process's connection.</summary>
    public ITransactions In(SimulatedProcess process) => new Connection(this, process);

    /// <summary>A change of a table, within a transaction; <paramref name="back"/> undoes it.</summary>
    public void Changed(Action back)
    {
        if (!isInside)
            throw new SimulationException("Something is written outside of a transaction.");
        undo.Add(back);
    }

    /// <summary>An operator has done anew what was given up.</summary>
    public bool RetryGivenUp()
    {
        if (givenUp.Count == 0)
            return false;
        var row = givenUp.GetValueAtIndex(0);
        givenUp.RemoveAt(0);
        (row.State, row.Attempts, row.AddedAt, row.NextAt) = (RowState.Waiting, 0, world.Time.Now, world.Time.Now);
        Wait(row);
        return true;
    }

    private async Task<T> Transact<T>(SimulatedProcess process, Func<UnitOfWork, Task<T>> work)
    {
        await world.Travel(process);
        var (answer, unit) = tables is null ? await InMemory(work) : await world.Time.Really(() => tables.Transaction(work));
        foreach (var asked in unit.Asked)
            Add(asked);
        foreach (var happened in unit.Events)
            Tell(happened);
        await world.Travel(process);
        return answer;
    }

    private async Task<(T Answer, UnitOfWork Unit)> InMemory<T>(Func<UnitOfWork, Task<T>> work)
    {
        var unit = new UnitOfWork(null!, world.Clock);
        isInside = true;
        try
        {
            var done = work(unit);
            if (!done.IsCompleted)
                throw new SimulationException("A transaction waits for somebody outside.");
            return (await done, unit);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            for (var i = undo.Count - 1; i >= 0; i--)
                undo[i]();
            throw;
        }
        finally
        {
            undo.Clear();
            isInside = false;
        }
    }

    private Task<T> InTheWorld<T>(Func<Task<T>> wait)
    {
        tables?.CheckNothingIsHeld("saves what it has done");
        return tables is null ? wait() : world.Time.Meanwhile(wait);
    }

    private void Add(AddedWork asked)
    {
        var row = new Row(++numbers, asked, world.Time.Now);
        if (!rows.TryAdd((row.Kind, row.Key), row))
            return;
        Wait(row);
    }

    private void Wait(Row row)
    {
        if (!IsEndless(row))
            waiting++;
        if (row.Order is { } order)
        {
            if (!ordered.TryGetValue((row.Kind, order), out var queue))
                ordered[(row.Kind, order)] = queue = [];
            queue.Add(row.Number, row);
        }
        Due(row);
    }

    /// <summary>It asks for itself again and again, and nobody waits for its end.</summary>
    private bool IsEndless(Row row) => tables?.Endless == row.Kind;

    /// <summary>The first of its ordering key, while nobody works another one of it.</summary>
    private bool IsItsTurn(Row row) =>
        row.Order is not { } order
        || ordered[(row.Kind, order)] is var queue
            && queue.GetValueAtIndex(0) == row
            && !queue.Values.Any(r => r != row && r.Lease is not null && r.NextAt > world.Time.Now);

    /// <summary>It is taken when its time has come.</summary>
    private void Due(Row row)
    {
        var wait = row.NextAt - world.Time.Now;
        world.Time.After(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, () => Take(row));
    }

    private void Take(Row row)
    {
        if (row.State != RowState.Waiting || row.NextAt > world.Time.Now || !IsItsTurn(row))
            return;
        var process = world.Some();
        var worker = byProcess[process][row.Kind];
        row.Attempts++;
        row.Lease = new Guid((int)++numbers, 0, 0, new byte[8]);
        row.NextAt = world.Time.Now + worker.Policy.Lease;
        Attempts++;
        var taken = new TakenWork(row.Number, row.Kind, row.Key, row.Order, row.Body, null, row.Attempts, row.AddedAt, row.Lease.Value);
        if (world.Once(StallsOnce))
            row.IsStalled = true;
        Renew(row, taken, worker, process);
        world.Begin(() => Attempt(row, taken, worker, process));
    }

    /// <summary>Whoever lives renews his lease; after one who is dead, or has stalled, another takes it.</summary>
    private void Renew(Row row, TakenWork taken, IWorker worker, SimulatedProcess process) =>
        world.Time.After(
            worker.Policy.Lease,
            () =>
            {
                if (row.Lease != taken.Lease || row.State != RowState.Waiting)
                    return;
                if (process.IsDead || row.IsStalled || !row.IsRunning)
                {
                    row.IsStalled = false;
                    Take(row);
                    return;
                }
                row.NextAt = world.Time.Now + worker.Policy.Lease;
                Renew(row, taken, worker, process);
            }
        );

    private async Task Attempt(Row row, TakenWork taken, IWorker worker, SimulatedProcess process)
    {
        var item = new WorkItem(
            taken,
            (write, _) =>
                InTheWorld(() =>
                    Transact<int>(
                        process,
                        async unit =>
                        {
                            Hold(row, taken);
                            await write(unit);
                            return 0;
                        }
                    )
                )
        );
        row.IsRunning = true;
        try
        {
            WorkResult result;
            if (worker.Policy.AttemptsMax < taken.Attempts)
                result = WorkResult.GiveUp("work.died");
            else
                result = await (
                    tables is null
                        ? worker.Work(taken.Body, item, CancellationToken.None)
                        : world.Time.Really(() => worker.Work(taken.Body, item, CancellationToken.None))
                );
            await End(row, taken, item, worker, process, result);
        }
        catch (LeaseLostException)
        {
            // Another has it.
        }
        catch (TimeoutException)
        {
            // The database was away: the work waits until its lease is over.
            if (row.Lease == taken.Lease)
                row.IsRunning = false;
        }
    }

    private async Task End(Row row, TakenWork taken, WorkItem item, IWorker worker, SimulatedProcess process, WorkResult result)
    {
        var isLast =
            result.End == WorkResult.Ending.Retry
            && (worker.Policy.AttemptsMax <= taken.Attempts || world.Time.Now - taken.AddedAt >= worker.Policy.GiveUpAfter);
        var end = isLast ? WorkResult.Ending.GivenUp : result.End;
        await Transact<int>(
            process,
            async unit =>
            {
                Hold(row, taken);
                if (end == WorkResult.Ending.GivenUp)
                    await worker.GivenUp(taken.Body, item, result.Code!, unit);
                else if (result.Effect is { } effect)
                    await effect(unit);
                Ended(row, end, result.Wait ?? worker.Policy.Wait(taken.Attempts), worker.Policy.KeepDone);
                return 0;
            }
        );
    }

    /// <summary>The last that is done in the transaction.</summary>
    private void Ended(Row row, WorkResult.Ending end, TimeSpan wait, TimeSpan keep)
    {
        row.Lease = null;
        if (end == WorkResult.Ending.Retry)
        {
            row.NextAt = world.Time.Now + wait;
            Due(row);
            // One that was given up before and is done anew may have waited for this one.
            if (row.Order is { } same && ordered[(row.Kind, same)].GetValueAtIndex(0) is var first && first != row)
                Due(first);
            return;
        }
        if (!IsEndless(row))
            waiting--;
        row.State = end == WorkResult.Ending.Done ? RowState.Done : RowState.GivenUp;
        if (end == WorkResult.Ending.Done)
            world.Time.After(keep, () => rows.Remove((row.Kind, row.Key)));
        else
            givenUp.Add(row.Number, row);
        if (row.Order is not { } order)
            return;
        var queue = ordered[(row.Kind, order)];
        queue.Remove(row.Number);
        if (queue.Count > 0)
            Due(queue.GetValueAtIndex(0));
        else
            ordered.Remove((row.Kind, order));
    }

    private static void Hold(Row row, TakenWork taken)
    {
        if (row.Lease != taken.Lease)
            throw new LeaseLostException();
    }

    private void Tell(IEvent happened)
    {
        foreach (var (type, module, consumer) in consumers)
        {
            if (type != happened.GetType())
                continue;
            told++;
            var name = type.GetCustomAttribute<EventAttribute>()!.Type;
            var delivery = new Delivery(
                new Guid((int)++numbers, 0, 0, new byte[8]),
                name,
                happened.Key,
                JsonSerializer.Serialize(happened, type, DengaJson.Options),
                Trace: null,
                world.Time.Now
            );
            world.Begin(() => Deliver(module, consumer, delivery));
        }
    }

    /// <summary>Until it is in the inbox; the inbox takes it once.</summary>
    private async Task Deliver(SimulatedModule module, IConsumer consumer, Delivery delivery)
    {
        for (var isTaken = false; !isTaken; )
        {
            // The relay of whichever process lives then.
            await world.Time.Delay(TimeSpan.FromMilliseconds(world.Random.Next(20)));
            await world.Ask(async process =>
                (Result<int>)
                    await module.Transact<int>(
                        process,
                        async unit =>
                        {
                            if (!isTaken)
                                await consumer.Consume([delivery], unit, CancellationToken.None);
                            isTaken = true;
                            return 0;
                        }
                    )
            );
        }
        told--;
    }

    private enum RowState
    {
        Waiting,
        Done,
        GivenUp,
    }

    private sealed class Row(long number, AddedWork asked, DateTimeOffset now)
    {
        internal long Number => number;
        internal string Kind => asked.Kind;
        internal string Key => asked.Key;
        internal string Body => asked.Body;
        internal string? Order => asked.OrderKey;
        internal RowState State { get; set; }
        internal int Attempts { get; set; }
        internal DateTimeOffset AddedAt { get; set; } = now;
        internal DateTimeOffset NextAt { get; set; } = asked.At ?? now;
        internal Guid? Lease { get; set; }

        /// <summary>By whom it was taken last.</summary>
        internal bool IsRunning { get; set; }
        internal bool IsStalled { get; set; }
    }

    private sealed class Connection(SimulatedModule module, SimulatedProcess process) : ITransactions
    {
        public Task<T> Transaction<T>(Func<UnitOfWork, Task<T>> work, CancellationToken cancel) => module.Transact(process, work);

        public async Task<Result<T>> Attempt<T>(Func<UnitOfWork, Task<Result<T>>> work, CancellationToken cancel)
        {
            try
            {
                return await module.Transact<Result<T>>(
                    process,
                    async unit =>
                    {
                        var result = await work(unit);
                        return result.IsOk ? result : throw new RefusedException(result.Error);
                    }
                );
            }
            catch (RefusedException e)
            {
                return e.Refused;
            }
        }
    }

    private sealed class RefusedException(Error refused) : Exception
    {
        internal Error Refused => refused;
    }
}
