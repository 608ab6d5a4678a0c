using Denga.Platform.Data;
using Npgsql;

namespace Denga.Platform.Work;

/// <summary>A row that this process took.</summary>
internal sealed record TakenWork(
    long Id,
    string Kind,
    string Key,
    string? OrderKey,
    string Body,
    string? Trace,
    int Attempts,
    DateTimeOffset AddedAt,
    Guid Lease
);

/// <param name="NextAt">When the next of these kinds becomes due, or its lease ends; null when nothing waits for a time.</param>
internal sealed record Taking(IReadOnlyList<TakenWork> Work, DateTimeOffset? NextAt);

/// <summary>One piece of work that is asked for.</summary>
internal sealed record AddedWork(string Kind, string Key, string Body, string? OrderKey, DateTimeOffset? At, string? Trace);

/// <summary>The table <c>work</c> of a module.</summary>
internal sealed class WorkTable(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>PostgreSQL wakes those who listen to it when the transaction commits, in whichever process they are; the module's name follows.</summary>
    internal const string Channel = "denga_work_";
    private const int ForgottenAtOnce = 1000;
    private const string IsDone = "state = 'done', forget_at = $3, body = null, lease = null, error = null";

    /// <summary>Travels with the commit of its cause.</summary>
    internal static NpgsqlBatchCommand Add(IReadOnlyList<AddedWork> added, DateTimeOffset now) => new NpgsqlBatchCommand(
            $"""
            with asked as (
                insert into work (kind, key, order_key, body, trace, added_at, next_at)
                select w.kind, w.key, w.order_key, w.body::json, w.trace, $7, coalesce(w.at, $7)
                from unnest($1, $2, $3, $4, $5, $6) with ordinality as w (kind, key, order_key, body, trace, at, n)
                order by w.n
                on conflict on constraint work_once do nothing
                returning 1
            )
            select pg_notify('{Channel}' || current_schema(), '') from asked limit 1
            """
        ).With(added.Select(w => w.Kind).ToArray()).With(added.Select(w => w.Key).ToArray()).With(added.Select(w => w.OrderKey).ToArray()).With(added.Select(w => w.Body).ToArray()).With(added.Select(w => w.Trace).ToArray()).With(added.Select(w => w.At).ToArray()).With(now);

    /// <summary>Takes what is due, the first of each ordering key, so that nobody else works it at the same time.</summary>
    /// <param name="wanted">How many of each kind, and for how long they are leased.</param>
    /// <param name="kinds">Of which <see cref="Taking.NextAt"/> is asked.</param>
    internal async Task<Taking> Take(
        IReadOnlyCollection<(string Kind, int Max, TimeSpan Lease)> wanted,
        string[] kinds,
        CancellationToken cancel
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        // One takes at a time: two that look at once would not see each other's, and take two of one ordering key.
        batch.Command("select pg_advisory_xact_lock(hashtextextended('denga work ' || current_schema(), 0))");
        var now = clock.GetUtcNow();
        batch
            .Command(
                """
                update work t set attempts = attempts + 1, next_at = due.until, lease = gen_random_uuid()
                from (
                    select w.id, k.until from unnest($1, $2, $3) k (kind, most, until), lateral (
                        select id from work w where w.kind = k.kind and w.state = 'waiting' and w.next_at <= $4
                            and (w.order_key is null or not exists (
                                select from work o where o.kind = w.kind and o.order_key = w.order_key and o.state = 'waiting'
                                    and (o.id < w.id or o.id > w.id and o.lease is not null and o.next_at > $4)
                            ))
                        order by w.next_at, w.id limit k.most for update skip locked
                    ) w
                ) due
                where t.id = due.id
                returning t.id, t.kind, t.key, t.order_key, t.body::text, t.trace, t.attempts, t.added_at, t.lease
                """
            )
            .With(wanted.Select(w => w.Kind).ToArray())
            .With(wanted.Select(w => w.Max).ToArray())
            .With(wanted.Select(w => now + w.Lease).ToArray())
            .With(now);
        batch.Command("select min(next_at) from work where kind = any($1) and state = 'waiting' and next_at > $2").With(kinds).With(now);
        // A lease that a crash of PostgreSQL forgets is one that was never given: who works under it writes nothing any more.
        batch.Command(UnitOfWork.Unflushed);
        batch.Command("commit");
        var taken = new List<TakenWork>();
        DateTimeOffset? next = null;
        await using (var rows = await batch.ExecuteReaderAsync(cancel))
        {
            await rows.NextResultAsync(cancel);
            while (await rows.ReadAsync(cancel))
                taken.Add(
                    new TakenWork(
                        rows.GetInt64(0),
                        rows.GetString(1),
                        rows.GetString(2),
                        rows.Text(3),
                        rows.GetString(4),
                        rows.Text(5),
                        rows.GetInt32(6),
                        rows.GetFieldValue<DateTimeOffset>(7),
                        rows.GetGuid(8)
                    )
                );
            await rows.NextResultAsync(cancel);
            await rows.ReadAsync(cancel);
            next = rows.Nullable<DateTimeOffset>(0);
            await rows.NextResultAsync(cancel);
        }
        // "returning" keeps no order.
        return new Taking([.. taken.OrderBy(w => w.Id)], next == DateTimeOffset.MaxValue ? null : next);
    }

    /// <summary>False when another process has taken it.</summary>
    internal async Task<bool> Renew(TakenWork taken, TimeSpan lease, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return await Change(connection, taken, "next_at = $3", c => c.With(clock.GetUtcNow() + lease), cancel);
    }

    /// <summary>It may be taken at once, and this attempt was none.</summary>
    internal async Task GiveBack(TakenWork taken, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await Change(
            connection,
            taken,
            "next_at = $3, lease = null, attempts = attempts - 1",
            c => c.With(clock.GetUtcNow()),
            cancel,
            wake: true
        );
    }

    /// <summary>It is done, and nothing is to be written with it. False when another process has taken it. When a crash of PostgreSQL forgets it, it is
    /// done again.</summary>
    internal async Task<bool> Done(TakenWork taken, TimeSpan keep, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        return await Change(connection, taken, IsDone, c => c.With(clock.GetUtcNow() + keep), cancel, isUnflushed: true);
    }

    // What follows is part of a transaction, and throws when another process has taken the work: nothing else of the transaction is done then.

    internal Task Hold(UnitOfWork unit, TakenWork taken, CancellationToken cancel) =>
        Change(unit, taken, "lease = lease", _ => { }, cancel);

    internal Task Done(UnitOfWork unit, TakenWork taken, TimeSpan keep, CancellationToken cancel) =>
        Change(unit, taken, IsDone, c => c.With(clock.GetUtcNow() + keep), cancel);

    /// <param name="wasAttempt">Whether it counts.</param>
    internal Task Retry(UnitOfWork unit, TakenWork taken, string code, TimeSpan wait, bool wasAttempt, CancellationToken cancel) =>
        Change(
            unit,
            taken,
            "next_at = $3, lease = null, error = $4, attempts = attempts - $5",
            c => c.With(clock.GetUtcNow() + wait).With(code).With(wasAttempt ? 0 : 1),
            cancel
        );

    internal Task GiveUp(UnitOfWork unit, TakenWork taken, string code, WorkPolicy policy, CancellationToken cancel) =>
        Change(
            unit,
            taken,
            $"state = 'given_up', forget_at = $3, lease = null, error = $4{(policy.IsSecret ? ", body = null" : "")}",
            c => c.With(clock.GetUtcNow() + policy.KeepGivenUp).With(code),
            cancel
        );

    /// <summary>Deletes what nobody needs to remember.</summary>
    internal async Task Forget(CancellationToken cancel)
    {
        int deleted;
        do
        {
            await using var command = source.CreateCommand(
                $"""
                delete from work where id in (
                    select id from work where state <> 'waiting' and forget_at <= $1 order by forget_at limit {ForgottenAtOnce}
                )
                """
            );
            command.With(clock.GetUtcNow());
            deleted = await command.ExecuteNonQueryAsync(cancel);
        } while (deleted == ForgottenAtOnce);
    }

    private static async Task Change(
        UnitOfWork unit,
        TakenWork taken,
        string changes,
        Action<NpgsqlCommand> values,
        CancellationToken cancel
    )
    {
        if (!await Change(unit.Connection, taken, changes, values, cancel))
            throw new LeaseLostException();
    }

    private static async Task<bool> Change(
        NpgsqlConnection connection,
        TakenWork taken,
        string changes,
        Action<NpgsqlCommand> values,
        CancellationToken cancel,
        bool wake = false,
        bool isUnflushed = false
    )
    {
        var update = $"update work set {changes} where id = $1 and lease = $2 and state = 'waiting'";
        if (isUnflushed)
            update += " returning " + UnitOfWork.UnflushedHere;
        await using var command = new NpgsqlCommand(
            wake ? $"with changed as ({update} returning 1) select pg_notify('{Channel}' || current_schema(), '') from changed" : update,
            connection
        );
        values(command.With(taken.Id).With(taken.Lease));
        return await command.ExecuteNonQueryAsync(cancel) > 0;
    }
}
