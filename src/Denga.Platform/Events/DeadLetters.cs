using Dapper;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Npgsql;

namespace Denga.Platform.Events;

/// <param name="Module">The consumer's module.</param>
public sealed record DeadLetter(
    string Module,
    string Consumer,
    Guid EventId,
    string Type,
    string Key,
    int Attempts,
    string Error,
    DateTimeOffset ParkedAt
);

/// <summary>Events that were given up, for the operator.</summary>
public sealed class DeadLetters
{
    private readonly IReadOnlyList<RegisteredModule> modules;
    private readonly ModuleSources sources;

    internal DeadLetters(IReadOnlyList<RegisteredModule> modules, ModuleSources sources)
    {
        this.modules = [.. modules.Where(m => m.HasSchema)];
        this.sources = sources;
    }

    internal static Task<int> Park(
        UnitOfWork unit,
        string consumer,
        Delivery delivery,
        int attempts,
        Exception failure,
        DateTimeOffset now
    ) =>
        unit.Connection.ExecuteAsync(
            """
            insert into dead_letter (consumer, event_id, type, key, body, trace, at, attempts, error, parked_at)
            values (@consumer, @Id, @Type, @Key, @Body::json, @Trace, @At, @attempts, @error, @now)
            on conflict (consumer, event_id) do update set attempts = excluded.attempts, error = excluded.error, parked_at = excluded.parked_at
            """,
            new
            {
                consumer,
                delivery.Id,
                delivery.Type,
                delivery.Key,
                delivery.Body,
                delivery.Trace,
                delivery.At,
                attempts,
                error = $"{failure.GetType().Name}: {failure.Message}",
                now,
            }
        );

    /// <summary>The newest 100 of each module.</summary>
    public async Task<IReadOnlyList<DeadLetter>> List(CancellationToken cancel)
    {
        var found = new List<DeadLetter>();
        foreach (var module in modules)
        {
            await using var connection = await sources.Of(module.Name).OpenConnectionAsync(cancel);
            var rows = await connection.QueryAsync<(
                string Consumer,
                Guid Id,
                string Type,
                string Key,
                int Attempts,
                string Error,
                DateTime ParkedAt
            )>("select consumer, event_id, type, key, attempts, error, parked_at from dead_letter order by parked_at desc limit 100");
            found.AddRange(
                rows.Select(r => new DeadLetter(
                    module.Name,
                    r.Consumer,
                    r.Id,
                    r.Type,
                    r.Key,
                    r.Attempts,
                    r.Error,
                    new DateTimeOffset(r.ParkedAt, TimeSpan.Zero)
                ))
            );
        }
        return found;
    }

    /// <summary>Sends a parked event again: consumers that have worked it pass over it by their inbox. False when there is no such dead letter.
    /// The letters go only after the event is on its way, so it is never lost between the two.</summary>
    public async Task<bool> SendAgain(Guid eventId, CancellationToken cancel)
    {
        string? type = null;
        var deletions = new List<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)>();
        try
        {
            foreach (var module in modules)
            {
                var connection = await sources.Of(module.Name).OpenConnectionAsync(cancel);
                var deletion = await connection.BeginTransactionAsync(cancel);
                deletions.Add((connection, deletion));
                type =
                    await connection.ExecuteScalarAsync<string?>(
                        "delete from dead_letter where event_id = @eventId returning type",
                        new { eventId },
                        deletion
                    ) ?? type;
            }
            if (type is null)
                return false;
            var publisher = type.Split('.')[0];
            if (!modules.Any(m => m.Name == publisher))
                throw new SettingException(
                    $"The events of {publisher} are not kept by this process; send it again with Modules:{publisher} set to local."
                );
            await using var outbox = await sources.Of(publisher).OpenConnectionAsync(cancel);
            var sent = await outbox.ExecuteAsync(
                """
                insert into undelivered (seq) select seq from outbox where id = @eventId
                on conflict (seq) do update set sends = undelivered.sends + 1
                """,
                new { eventId }
            );
            if (sent == 0)
                return false;
            foreach (var (_, deletion) in deletions)
                await deletion.CommitAsync(cancel);
            return true;
        }
        finally
        {
            foreach (var (connection, deletion) in deletions)
            {
                await deletion.DisposeAsync();
                await connection.DisposeAsync();
            }
        }
    }
}
