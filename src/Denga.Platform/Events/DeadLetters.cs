using Dapper;
using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.Platform.Operating;
using Denga.Platform.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Platform.Events;

/// <summary>Events that consumers of this process's modules gave up.</summary>
internal sealed class DeadLetters(ModuleSources sources, IReadOnlyList<RegisteredModule> modules, IServiceProvider services)
{
    /// <summary>Another module's operator may have sent the event to all meanwhile: what was worked since is nobody's concern any more.</summary>
    internal const string NotWorked =
        "not exists (select from inbox i where i.consumer = dead_letter.consumer and i.event_id = dead_letter.event_id)";

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

    /// <summary>The newest 100.</summary>
    internal async Task<DeadLetter[]> List(string module, CancellationToken cancel)
    {
        await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<(
            string Consumer,
            Guid Id,
            string Type,
            string Key,
            int Attempts,
            string Error,
            DateTime ParkedAt
        )>(
            $"select consumer, event_id, type, key, attempts, error, parked_at from dead_letter where {NotWorked} order by parked_at desc limit 100"
        );
        return
        [
            .. rows.Select(r => new DeadLetter(
                module,
                r.Consumer,
                r.Id,
                r.Type,
                r.Key,
                r.Attempts,
                r.Error,
                new DateTimeOffset(r.ParkedAt, TimeSpan.Zero)
            )),
        ];
    }

    /// <summary>Sends a parked event again: consumers that have worked it pass over it by their inbox. It stays in the list until whoever published it
    /// has taken it up; done twice at once, it is sent twice and worked once. Error: <c>platform.no_dead_letter</c>.</summary>
    /// <param name="module">The consumer's.</param>
    /// <param name="by">Who wants it; null for the command line.</param>
    internal async Task<Result<Done>> SendAgain(string module, Guid eventId, PersonId? by, CancellationToken cancel)
    {
        await using var connection = await sources.Of(module).OpenConnectionAsync(cancel);
        var (type, until) = await connection.QueryFirstOrDefaultAsync<(string? Type, DateTime Until)>(
            $"select type, parked_at from dead_letter where event_id = @eventId and {NotWorked} order by parked_at desc limit 1",
            new { eventId }
        );
        if (type is null)
            return OperatingErrors.NoDeadLetter;
        var publisher = type.Split('.')[0];
        var taken = modules.Any(m => m.Name == publisher)
            ? await Redeliver(publisher, eventId)
            : await services.GetRequiredService<IOperations>().Ask(new DeliverAgain(publisher, eventId), cancel);
        if (!taken.IsOk)
            return taken;
        // Who fails on it once more parks it later than what was seen here.
        await Transaction(
            module,
            async unit =>
            {
                unit.Audit("platform.event-sent-again", eventId.ToString(), by, after: new { type });
                return await unit.Connection.ExecuteAsync(
                    "delete from dead_letter where event_id = @eventId and parked_at <= @until",
                    new { eventId, until }
                );
            },
            cancel
        );
        return Done.It;
    }

    /// <summary>Puts an event of the module's own back among those that are to be delivered.</summary>
    internal async Task<Result<Done>> Redeliver(string module, Guid eventId)
    {
        var found = await Transaction(
            module,
            unit =>
            {
                unit.EventsWritten();
                return unit.Connection.ExecuteAsync(
                    """
                    insert into undelivered (seq) select seq from outbox where id = @eventId
                    on conflict (seq) do update set sends = undelivered.sends + 1
                    """,
                    new { eventId }
                );
            },
            CancellationToken.None
        );
        return found == 0 ? OperatingErrors.NoDeadLetter : Done.It;
    }

    private Task<int> Transaction(string module, Func<UnitOfWork, Task<int>> work, CancellationToken cancel) =>
        modules.Single(m => m.Name == module).Transaction(services)(work, cancel);
}
