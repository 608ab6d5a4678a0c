using Dapper;
using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Audit;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Platform.Events;

/// <summary>Events that were given up by any module, wherever it runs, for the operator.</summary>
public sealed class DeadLetters
{
    private readonly ModuleSources sources;
    private readonly TimeProvider clock;

    internal DeadLetters(ModuleSources sources, TimeProvider clock) => (this.sources, this.clock) = (sources, clock);

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
    /// <param name="only">One module, else all.</param>
    public async Task<IReadOnlyList<DeadLetter>> List(CancellationToken cancel, string? only = null)
    {
        var found = new List<DeadLetter>();
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        foreach (var module in (await ModuleSources.SchemasOf(connection, cancel)).Where(m => only is null || m == only))
        {
            var rows = await connection.QueryAsync<(
                string Consumer,
                Guid Id,
                string Type,
                string Key,
                int Attempts,
                string Error,
                DateTime ParkedAt
            )>(
                $"select consumer, event_id, type, key, attempts, error, parked_at from {module}.dead_letter order by parked_at desc limit 100"
            );
            found.AddRange(
                rows.Select(r => new DeadLetter(
                    module,
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

    /// <summary>Sends a parked event again: consumers that have worked it pass over it by their inbox. False when there is no such dead letter.</summary>
    /// <param name="by">Who wants it; null for the command line.</param>
    public async Task<bool> SendAgain(Guid eventId, PersonId? by, CancellationToken cancel)
    {
        await using var connection = await sources.Administrator.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var modules = await ModuleSources.SchemasOf(connection, cancel);
        string? type = null;
        foreach (var module in modules)
            type =
                await connection.ExecuteScalarAsync<string?>(
                    $"delete from {module}.dead_letter where event_id = @eventId returning type",
                    new { eventId },
                    transaction
                ) ?? type;
        if (modules.FirstOrDefault(m => m == type?.Split('.')[0]) is not { } publisher)
            return false;
        var sent = await connection.ExecuteAsync(
            $"""
            insert into {publisher}.undelivered (seq) select seq from {publisher}.outbox where id = @eventId
            on conflict (seq) do update set sends = undelivered.sends + 1
            """,
            new { eventId },
            transaction
        );
        if (sent == 0)
            return false;
        await using var audit = new NpgsqlBatch(connection, transaction);
        audit.BatchCommands.Add(
            AuditRow.Write(
                publisher + ".",
                clock.GetUtcNow(),
                "platform.event-sent-again",
                eventId.ToString(),
                by,
                reason: null,
                before: null,
                after: new { type }
            )
        );
        await audit.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
