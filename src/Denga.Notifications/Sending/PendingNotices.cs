using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Notifications.Sending;

/// <summary>A notice that somebody is about to send.</summary>
internal sealed record Notice(PersonId Person, Delivery Cause, DateTimeOffset CreatedAt, int Attempt);

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

/// <summary>The table of notices.</summary>
internal sealed class PendingNotices(Database<NotificationsModule> database, TimeProvider clock)
{
    /// <summary>PostgreSQL wakes those who listen to it when the transaction that wrote a notice commits, in whichever process they are.</summary>
    public const string Channel = "denga_notices";

    private const int TakenMax = 64;

    /// <summary>Longer than any call to another module may take: whoever has not settled the notice by then is dead.</summary>
    private static readonly TimeSpan TakenFor = TimeSpan.FromMinutes(2);

    public static async Task Add(PersonId person, Delivery delivery, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with added as (
                insert into notice (event_id, person_id, type, body, created_at, next_at) values ($1, $2, $3, $4::json, $5, $5)
                on conflict on constraint notice_once do nothing
                returning 1
            )
            select pg_notify('{Channel}', '') from added
            """,
            work.Connection
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = delivery.Id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = delivery.Type });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = delivery.Body });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Takes what is due, so that nobody else sends it at the same time.</summary>
    public async Task<IReadOnlyList<Notice>> Take(CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand(
            """
            update notice set attempts = attempts + 1, next_at = $2
            where event_id in (
                select event_id from notice where state = 'pending' and next_at <= $1 order by next_at limit $3 for update skip locked
            )
            returning event_id, person_id, type, body::text, created_at, attempts
            """
        );
        var now = clock.GetUtcNow();
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now + TakenFor });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = TakenMax });
        var taken = new List<Notice>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var person = PersonId.From(reader.GetGuid(1));
            var createdAt = reader.GetFieldValue<DateTimeOffset>(4);
            var cause = new Delivery(
                reader.GetGuid(0),
                reader.GetString(2),
                person.ToString(),
                reader.GetString(3),
                Trace: null,
                createdAt
            );
            taken.Add(new Notice(person, cause, createdAt, reader.GetInt32(5)));
        }
        // "returning" keeps no order; event ids are ordered by time.
        return [.. taken.OrderBy(n => n.Cause.Id)];
    }

    /// <summary>When the next one is due; null when nothing waits.</summary>
    public async Task<DateTimeOffset?> NextAt(CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand("select min(next_at) from notice where state = 'pending'");
        return await command.ExecuteScalarAsync(cancel) is DateTime next ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }

    /// <summary>Writes down how the attempt ended.</summary>
    /// <param name="nextAt">For <see cref="Outcome.Later"/>.</param>
    public Task Settle(Notice notice, Outcome outcome, string? code, DateTimeOffset nextAt, CancellationToken cancel) =>
        database.Transaction(
            async work =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    with attempt as (
                        insert into delivery (event_id, attempt, at, outcome, code) values ($1, $2, $3, $4, $5)
                        on conflict on constraint delivery_once do nothing
                    )
                    update notice set state = $6, next_at = $7, settled_at = case when $6 = 'pending' then null else $3 end
                    where event_id = $1 and state = 'pending'
                    """,
                    work.Connection
                );
                command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = notice.Cause.Id });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = notice.Attempt });
                command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = outcome.ToString().ToLowerInvariant() });
                command.Parameters.Add(new NpgsqlParameter { Value = (object?)code ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StateAfter(outcome) });
                command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = nextAt });
                return await command.ExecuteNonQueryAsync(cancel);
            },
            cancel
        );

    private static string StateAfter(Outcome outcome) =>
        outcome switch
        {
            Outcome.Sent => "sent",
            Outcome.Later => "pending",
            _ => "gave_up",
        };
}
