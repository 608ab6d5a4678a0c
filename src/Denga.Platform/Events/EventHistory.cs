using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Npgsql;

namespace Denga.Platform.Events;

/// <param name="Events">How many events were worked again.</param>
/// <param name="Parked">How many were left out, because the consumer had given them up; an operator may still send them again.</param>
public sealed record RebuildResult(long Events, long Parked);

/// <summary>Gives a consumer all events that ever happened once more, so that what it keeps is rebuilt from them.</summary>
public sealed class EventHistory
{
    private const int BatchSize = 1000;
    private readonly IReadOnlyList<RegisteredModule> modules;
    private readonly ModuleSources sources;
    private readonly IServiceProvider services;
    private readonly TimeProvider clock;

    internal EventHistory(IReadOnlyList<RegisteredModule> modules, ModuleSources sources, IServiceProvider services, TimeProvider clock)
    {
        this.modules = modules;
        this.sources = sources;
        this.services = services;
        this.clock = clock;
    }

    /// <summary>In one transaction: forgets, works again what was ever delivered to the consumer, or was delivered before there was such a
    /// consumer, and marks it as worked. Deliveries to the consumer's module wait meanwhile; what was not delivered yet comes after it as
    /// always, so nothing is lost or doubled. What the consumer publishes is not told again.</summary>
    /// <param name="forget">Deletes what the consumer keeps.</param>
    public async Task<RebuildResult> Replay(
        IConsumer consumer,
        Func<UnitOfWork, Task> forget,
        IProgress<long>? progress,
        CancellationToken cancel
    )
    {
        var module = modules.Single(m => m.Consumers.Contains(consumer.GetType()));
        var publishers = Publishers(consumer);
        RebuildResult? result = null;
        await module.Transaction(services)(
            async work =>
            {
                // Every delivery begins with its mark in the inbox. This lock waits for those that have begun and holds back the others, so that
                // the marks tell what the consumer has worked until the end of this transaction.
                await work.Connection.ExecuteAsync("lock table inbox in share row exclusive mode");
                var marked = await work.Connection.QueryAsync<Guid>(
                    "select event_id from inbox where consumer = @Name",
                    new { consumer.Name },
                    commandTimeout: 0
                );
                var parked = await work.Connection.QueryAsync<Guid>(
                    $"select event_id from dead_letter where consumer = @Name and {DeadLetters.NotWorked}",
                    new { consumer.Name }
                );
                await forget(work);
                result = await Work(consumer, publishers, [.. marked], [.. parked], work, progress, cancel);
                return 0;
            },
            cancel
        );
        return result!;
    }

    /// <summary>The types of each module whose events the consumer works.</summary>
    private IReadOnlyList<(string Module, string[] Types)> Publishers(IConsumer consumer)
    {
        var publishers = consumer
            .Events.Select(EventTypes.NameOf)
            .GroupBy(type => type.Split('.')[0], StringComparer.Ordinal)
            .Select(types => (Module: types.Key, Types: types.ToArray()))
            .ToArray();
        foreach (var (publisher, _) in publishers)
        {
            if (!modules.Any(m => m.Name == publisher))
                throw new SettingException(
                    $"The events of {publisher} are not kept by this process; rebuild with Modules:{publisher} set to local."
                );
        }
        return publishers;
    }

    private async Task<RebuildResult> Work(
        IConsumer consumer,
        IReadOnlyList<(string Module, string[] Types)> publishers,
        HashSet<Guid> marked,
        HashSet<Guid> parked,
        UnitOfWork work,
        IProgress<long>? progress,
        CancellationToken cancel
    )
    {
        var (worked, passed) = (0L, 0L);
        foreach (var (module, types) in publishers)
        {
            await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
            var batch = new List<Delivery>(BatchSize);
            await foreach (var (delivery, delivered) in Read(connection, types, cancel))
            {
                if (!delivered && !marked.Contains(delivery.Id))
                    continue;
                if (parked.Contains(delivery.Id))
                {
                    passed++;
                    continue;
                }
                batch.Add(delivery);
                if (batch.Count == BatchSize)
                    await Flush(batch);
            }
            await Flush(batch);
        }
        return new RebuildResult(worked, passed);

        async Task Flush(List<Delivery> batch)
        {
            if (batch.Count == 0)
                return;
            await Mark(consumer, batch, work.Connection, cancel);
            // What it publishes was published when it happened.
            var effect = new UnitOfWork(work.Connection, clock);
            await consumer.Consume(batch, effect, cancel);
            await effect.WriteRest(cancel);
            worked += batch.Count;
            progress?.Report(worked);
            batch.Clear();
        }
    }

    /// <summary>One statement, so it sees one moment of the outbox, however long the reading takes.</summary>
    private static async IAsyncEnumerable<(Delivery Delivery, bool Delivered)> Read(
        NpgsqlConnection connection,
        string[] types,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select o.seq, o.id, o.type, o.key, o.body::text, o.trace, o.at, u.seq is null
            from outbox o left join undelivered u on u.seq = o.seq
            where o.type = any($1) order by o.seq
            """,
            connection
        );
        command.CommandTimeout = 0;
        command.With(types);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            yield return (OutboxRelay.Read(reader), reader.GetBoolean(7));
    }

    private static async Task Mark(IConsumer consumer, List<Delivery> batch, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "insert into inbox (consumer, event_id) select $1, unnest($2) on conflict do nothing",
            connection
        );
        command.With(consumer.Name);
        command.With<Guid[]>([.. batch.Select(d => d.Id)]);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
