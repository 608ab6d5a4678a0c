using Denga.Contracts;
using Denga.Platform.Events;
using Denga.Platform.Modules;
using Denga.Platform.Simulation;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>Where a module's transactions run: in its database, or in the memory of a simulation.</summary>
public interface ITransactions
{
    /// <summary>All of it or nothing; events are delivered and work is done after the commit. It may run twice, so it must not touch the outside.</summary>
    Task<T> Transaction<T>(Func<UnitOfWork, Task<T>> work, CancellationToken cancel);

    /// <summary>As the other one, for work that has an expected error: an error rolls everything back.</summary>
    Task<Result<T>> Attempt<T>(Func<UnitOfWork, Task<Result<T>>> work, CancellationToken cancel);
}

/// <summary>A module's own schema, entered with its own role. <typeparamref name="TModule"/> is the module that owns it.</summary>
public sealed class Database<TModule>(NpgsqlDataSource source, TimeProvider clock, OutboxSignal signal, Signals signals, Replicas? replicas)
    : ITransactions,
        IAsyncDisposable
    where TModule : IModule
{
    private const int AttemptsMax = 5;

    public NpgsqlDataSource Source => source;

    /// <summary>Between a simulated process and this database; null in the real world.</summary>
    internal SimulatedConnections? Simulated { get; init; }

    public ValueTask<NpgsqlConnection> Open(CancellationToken cancel) =>
        Simulated is null ? source.OpenConnectionAsync(cancel) : new(Simulated.Open(cancel));

    /// <summary>Reads where the newest moment may be missing, from a replica when there is one. Runs again on the primary when the replica fails. Not for
    /// money, nor for what is kept in a copy, nor for what the person has just changed and looks for.</summary>
    public Task<T> Read<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel) =>
        replicas is null or { IsEmpty: true } ? ReadHere(read, cancel) : replicas.Read(TModule.Name, read, cancel);

    /// <summary>Tells the relay of events that were written to the outbox by hand and are committed.</summary>
    public void EventsWritten() => signal.Set();

    /// <summary>Runs work in one transaction and commits; published events become visible with it, and are delivered after it.
    /// Runs again after a deadlock or a serialization failure, so the work must not touch the outside.</summary>
    public async Task<T> Transaction<T>(Func<UnitOfWork, Task<T>> work, CancellationToken cancel)
    {
        if (Simulated is not null)
            return await Simulated.Transaction(work, cancel);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancel);
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                var unit = new UnitOfWork(connection, clock);
                var answer = await work(unit);
                await unit.Commit(cancel);
                if (unit.HasEvents)
                    signal.Set();
                foreach (var happened in unit.Signals)
                    signals.Tell(happened);
                return answer;
            }
            catch (PostgresException e)
                when (attempt < AttemptsMax && e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>As the other one, for work that has an expected error: an error rolls everything back.</summary>
    public async Task<Result<T>> Attempt<T>(Func<UnitOfWork, Task<Result<T>>> work, CancellationToken cancel)
    {
        try
        {
            return await Transaction<Result<T>>(
                async unit =>
                {
                    var result = await work(unit);
                    return result.IsOk ? result : throw new ExpectedException(result.Error);
                },
                cancel
            );
        }
        catch (ExpectedException e)
        {
            return e.Expected;
        }
    }

    /// <summary>Transactions that are only tried: each step sees what those before it wrote, nobody else sees anything, and nothing is left of it.</summary>
    public async Task<T> Rehearse<T>(Func<Rehearsal, Task<T>> work, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        return await work(new Rehearsal(connection, clock));
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<T> ReadHere<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return await read(connection);
    }

    private sealed class ExpectedException(Error error) : Exception
    {
        internal Error Expected => error;
    }
}

/// <summary>What would be several transactions, in one that is taken back.</summary>
public sealed class Rehearsal
{
    private readonly TimeProvider clock;

    internal Rehearsal(NpgsqlConnection connection, TimeProvider clock) => (Connection, this.clock) = (connection, clock);

    public NpgsqlConnection Connection { get; }

    public async Task<T> Step<T>(Func<UnitOfWork, Task<T>> work, CancellationToken cancel)
    {
        var unit = new UnitOfWork(Connection, clock);
        var answer = await work(unit);
        await unit.WriteAll(cancel);
        return answer;
    }
}
