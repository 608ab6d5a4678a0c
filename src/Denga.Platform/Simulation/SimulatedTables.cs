using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Platform.Simulation;

/// <summary>A module's tables in a real PostgreSQL that nobody else uses. Each transaction is one moment of the world, so that none ever waits for another; what two
/// of them at once do to each other is tried on real processes.</summary>
/// <param name="endless">A kind of work that asks for itself for ever.</param>
public sealed class SimulatedTables(SimulatedWorld world, NpgsqlDataSource source, string endless)
{
    private int open;
    private bool isInside;

    internal string Endless => endless;

    /// <summary>The way of a process to its tables.</summary>
    public Database<TModule> Database<TModule>(SimulatedProcess process, ITransactions transactions)
        where TModule : IModule =>
        new(source, world.Clock, new OutboxSignal(), new Signals(), replicas: null)
        {
            Simulated = new SimulatedConnections(world, process, this, transactions),
        };

    /// <summary>As <see cref="SimulatedWorld.Calls"/>, for code on these tables.</summary>
    public IOperations Calls(SimulatedProcess process, IOperations other) =>
        new CallsBetweenTransactions(this, world, world.Calls(process, other));

    /// <summary>Runs a handler on these tables.</summary>
    public Task<T> Handle<T>(Func<Task<T>> handler) => world.Time.Really(handler);

    internal async Task<(T Answer, UnitOfWork Unit)> Transaction<T>(Func<UnitOfWork, Task<T>> work)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var unit = new UnitOfWork(connection, world.Clock);
        isInside = true;
        try
        {
            var answer = await work(unit);
            await unit.CommitOwn(CancellationToken.None);
            return (answer, unit);
        }
        finally
        {
            isInside = false;
        }
    }

    internal async Task<NpgsqlConnection> Open(CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        Interlocked.Increment(ref open);
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == System.Data.ConnectionState.Closed)
                Interlocked.Decrement(ref open);
        };
        return connection;
    }

    /// <summary>Who holds a connection while he waits stands in the way of everybody else.</summary>
    internal void CheckNothingIsHeld(string what)
    {
        if (isInside || Volatile.Read(ref open) > 0)
            throw new SimulationException($"Somebody {what} while he holds a connection.");
    }
}

/// <summary>The way of one process to <see cref="SimulatedTables"/>: slow, and cut before and after.</summary>
internal sealed class SimulatedConnections(
    SimulatedWorld world,
    SimulatedProcess process,
    SimulatedTables tables,
    ITransactions transactions
)
{
    internal async Task<NpgsqlConnection> Open(CancellationToken cancel)
    {
        tables.CheckNothingIsHeld("opens a connection");
        await world.Time.Meanwhile(async () =>
        {
            await world.Travel(process);
            return 0;
        });
        return await tables.Open(cancel);
    }

    internal Task<T> Transaction<T>(Func<UnitOfWork, Task<T>> work, CancellationToken cancel)
    {
        tables.CheckNothingIsHeld("begins a transaction");
        return world.Time.Meanwhile(() => transactions.Transaction(work, cancel));
    }
}

/// <summary>Asks other modules from code on <see cref="SimulatedTables"/>.</summary>
internal sealed class CallsBetweenTransactions(SimulatedTables tables, SimulatedWorld world, IOperations calls) : IOperations
{
    public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel)
    {
        tables.CheckNothingIsHeld($"asks for {operation.GetType().Name}");
        return world.Time.Meanwhile(() => calls.Ask(operation, cancel));
    }
}
