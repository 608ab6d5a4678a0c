using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Bot.Engine;

/// <summary>Updates that nobody sent: something happened to what a conversation shows. They are worked in the conversation's turn.</summary>
internal sealed class Notifications(ConversationStore store, UpdateLoop loop, TimeProvider clock)
{
    /// <summary>Tells a conversation. The same id again is the same notification.</summary>
    /// <returns>False when there is no such conversation.</returns>
    internal async Task<bool> Send(ConversationId conversation, string id, IAction action, string? text, CancellationToken cancel)
    {
        if (await store.PlaceOf(conversation, cancel) is not { } place)
            return false;
        await loop.Arrive(Of(place, id, ActionCodec.Write(action)) with { Text = text }, own: null, cancel);
        return true;
    }

    /// <summary>Stores one in the transaction of an event.</summary>
    internal Task Store(
        UnitOfWork work,
        (string Channel, string ExternalId) place,
        string id,
        IAction action,
        string? trace,
        CancellationToken cancel
    ) => Store(work, place, id, ActionCodec.Write(action), trace, cancel);

    /// <summary>The same with the action as it is written.</summary>
    internal async Task Store(
        UnitOfWork work,
        (string Channel, string ExternalId) place,
        string id,
        string action,
        string? trace,
        CancellationToken cancel
    )
    {
        var update = Of(place, id, action);
        var seq = await work.Connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                """
                with fresh as (
                    insert into incoming (channel, update_id, trace, at) values (@Channel, @id, @trace, @now) on conflict do nothing returning 1
                )
                insert into unworked (channel, update_id, body, trace) select @Channel, @id, @body::json, @trace from fresh returning seq
                """,
                new
                {
                    place.Channel,
                    id,
                    body = JsonSerializer.Serialize(update, DengaJson.Options),
                    trace,
                    now = update.At,
                },
                cancellationToken: cancel
            )
        );
        if (seq is { } stored)
            work.Tell(new UpdateStored(stored, update, trace));
    }

    private Update Of((string Channel, string ExternalId) place, string id, string action) =>
        new(place.Channel, id, place.ExternalId, place.ExternalId, UpdateKind.Notification, clock.GetUtcNow(), Button: action);
}

/// <summary>An update was stored in the transaction of an event; the loop works it.</summary>
internal sealed record UpdateStored(long Seq, Update Update, string? Trace) : ISignal;
