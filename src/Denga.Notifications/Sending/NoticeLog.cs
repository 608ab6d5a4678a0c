using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Npgsql;

namespace Denga.Notifications.Sending;

/// <summary>A notice is to be sent.</summary>
/// <param name="Id">Under which the channel sends it.</param>
internal sealed record NoticeWork(Guid Id, Guid Event, Guid Person, string Channel, string Type, JsonElement Happened) : IWork
{
    public static string Kind => "notifications.notice";

    /// <summary>One person reads in order what comes by one channel.</summary>
    public static string OrderKey(Guid person, string channel) => $"{person} {channel}";

    public Delivery Cause(DateTimeOffset at) => new(Event, Type, PersonId.From(Person).ToString(), Happened.GetRawText(), Trace: null, at);
}

/// <summary>How an attempt ended.</summary>
internal enum Outcome
{
    Sent,

    /// <summary>It is tried again.</summary>
    Later,

    /// <summary>The person cannot be written to.</summary>
    Unreachable,

    /// <summary>It was refused for a reason that will not go away.</summary>
    Refused,

    /// <summary>It could not be sent for so long that it is old news.</summary>
    Expired,
}

/// <summary>The table of notices, each of one event, person and channel, and the log of attempts to send them.</summary>
internal sealed class NoticeLog(TimeProvider clock)
{
    internal DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Keeps that the person is to be told, and has it sent; what is known already is not sent again.</summary>
    public async Task Add(PersonId person, string channel, Delivery delivery, UnitOfWork unit)
    {
        var id = OperationRecord.IdOf(person, $"{delivery.Id} {channel}").Value;
        await using var command = new NpgsqlCommand(
            """
            insert into notice (event_id, person_id, channel, id, type, created_at, next_at) values ($1, $2, $3, $4, $5, $6, 'infinity')
            on conflict on constraint notice_once do nothing
            """,
            unit.Connection
        );
        command.With(delivery.Id).With(person.Value).With(channel).With(id).With(delivery.Type).With(clock.GetUtcNow());
        if (await command.ExecuteNonQueryAsync() == 0)
            return;
        using var happened = JsonDocument.Parse(delivery.Body);
        unit.Later(
            new NoticeWork(id, delivery.Id, person.Value, channel, delivery.Type, happened.RootElement.Clone()),
            id.ToString(),
            NoticeWork.OrderKey(person.Value, channel)
        );
    }

    /// <summary>Writes down how an attempt ended.</summary>
    public async Task Write(NoticeWork notice, int attempt, Outcome outcome, string? code, UnitOfWork unit)
    {
        await using var command = new NpgsqlCommand(
            """
            with told as (
                update notice set state = $3, settled_at = case when $3 = 'pending' then null else $2 end
                where id = $1 and state = 'pending' returning event_id, person_id, channel
            )
            insert into delivery (event_id, person_id, channel, attempt, at, outcome, code)
            select event_id, person_id, channel, $4, $2, $5, $6 from told on conflict on constraint delivery_once do nothing
            """,
            unit.Connection
        );
        command.With(notice.Id).With(clock.GetUtcNow()).With(StateAfter(outcome)).With(attempt).With(outcome.ToString().ToLowerInvariant());
        command.With(code);
        await command.ExecuteNonQueryAsync();
    }

    private static string StateAfter(Outcome outcome) =>
        outcome switch
        {
            Outcome.Sent => "sent",
            Outcome.Later => "pending",
            _ => "gave_up",
        };
}
