using System.Diagnostics;
using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Audit;
using Denga.Platform.Events;
using Denga.Platform.Work;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>One transaction of a module: its connection, and the events that become true with its commit.</summary>
public sealed class UnitOfWork(NpgsqlConnection connection, TimeProvider clock)
{
    /// <summary>For a transaction whose effect is done again when it is lost.</summary>
    internal const string Unflushed = "set local synchronous_commit to off";

    /// <summary>The same as a column that a statement returns which is a transaction by itself.</summary>
    public const string UnflushedHere = "set_config('synchronous_commit', 'off', true)";
    private readonly List<(IEvent Event, string? Trace)> events = [];
    private readonly List<ISignal> signals = [];
    private readonly List<AddedWork> later = [];
    private readonly List<(NpgsqlBatchCommand Command, Action<NpgsqlDataReader>? Row)> last = [];
    private bool hasWritten;
    private bool isUnflushed;

    public NpgsqlConnection Connection => connection;

    /// <summary>The <c>traceparent</c> of what the next events follow from. A transaction that works for many callers says whose turn it is;
    /// by default it is the current activity.</summary>
    public string? Cause { get; set; } = Activity.Current?.Id;

    internal IEnumerable<IEvent> Events => events.Select(e => e.Event);

    internal IReadOnlyList<AddedWork> Asked => later;

    internal bool HasEvents => events.Count > 0 || hasWritten;

    /// <summary>The event is written to the outbox just before the commit.</summary>
    public void Publish(IEvent happened) => events.Add((happened, Cause));

    /// <summary>The commit does not wait until it is on the disk: a crash of PostgreSQL in the next second may leave it undone, together with whatever was
    /// committed after it. For what is then done again by itself.</summary>
    public void CommitUnflushed() => isUnflushed = true;

    /// <summary>Asks for work that the module does after the commit, in this process or another, again and again until it is done or given up.</summary>
    /// <param name="key">The same kind and key again is the same work, and is done once.</param>
    /// <param name="orderKey">Work of one kind and ordering key is done one after the other, in the order of asking.</param>
    /// <param name="at">Not before; null: at once.</param>
    public void Later<TWork>(TWork work, string key, string? orderKey = null, DateTimeOffset? at = null)
        where TWork : IWork => Later(TWork.Kind, work, key, orderKey, at);

    internal void Later(string kind, object work, string key, string? orderKey = null, DateTimeOffset? at = null) =>
        later.Add(new AddedWork(kind, key, JsonSerializer.Serialize(work, DengaJson.Options), orderKey, at, Cause));

    /// <summary>What waits under an ordering key is not done any more, and what was given up there is forgotten. What somebody does at this moment he ends in vain.</summary>
    public void CallOff<TWork>(string orderKey)
        where TWork : IWork => AtCommit("delete from work where kind = $1 and order_key = $2").With(TWork.Kind).With(orderKey);

    /// <summary>What waits under an ordering key is done in another one.</summary>
    public void MoveWork<TWork>(string orderKey, string into)
        where TWork : IWork =>
        AtCommit("update work set order_key = $3 where kind = $1 and order_key = $2 and state <> 'done'")
            .With(TWork.Kind)
            .With(orderKey)
            .With(into);

    /// <summary>Writes down, with the commit, what somebody must answer for. From where it was asked is known by itself.</summary>
    /// <param name="action">A name that stays, such as <c>identity.role-changed</c>.</param>
    /// <param name="subject">What it was done to: an id as it is shown.</param>
    /// <param name="by">Who did it; null for a job or the command line.</param>
    /// <param name="reason">As given by whoever did it.</param>
    /// <param name="before">What it was, and <paramref name="after"/> what it became: neither secrets nor what identifies a person but his id.</param>
    public void Audit(string action, string subject, PersonId? by, string? reason = null, object? before = null, object? after = null) =>
        AtCommit(AuditRow.Write(schema: "", clock.GetUtcNow(), action, subject, by, reason, before, after));

    /// <summary>The signal is told after the commit.</summary>
    public void Tell(ISignal signal) => signals.Add(signal);

    internal IReadOnlyList<ISignal> Signals => signals;

    /// <summary>Events were written to the outbox by hand: they are delivered after the commit as well.</summary>
    public void EventsWritten() => hasWritten = true;

    /// <summary>A write that is done with the commit, in the same round trip, after everything else.</summary>
    public NpgsqlBatchCommand AtCommit(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        AtCommit(command);
        return command;
    }

    /// <param name="row">Takes the rows that the command returns; who has no use for them returns none. What it was told counts once the
    /// transaction has ended well.</param>
    public void AtCommit(NpgsqlBatchCommand command, Action<NpgsqlDataReader>? row = null) => last.Add((command, row));

    /// <summary>The rest of the writes, the events and the commit. Where one fails, none of it is done.</summary>
    internal Task Commit(CancellationToken cancel)
    {
        Gather();
        if (isUnflushed)
            AtCommit(Unflushed);
        AtCommit("commit");
        return WriteRest(cancel);
    }

    /// <summary>The rest of the writes and the commit. Work and events are for whoever simulates them.</summary>
    internal Task CommitOwn(CancellationToken cancel)
    {
        AtCommit("commit");
        return WriteRest(cancel);
    }

    /// <summary>As a commit, but for the commit.</summary>
    internal Task WriteAll(CancellationToken cancel)
    {
        Gather();
        return WriteRest(cancel);
    }

    private void Gather()
    {
        if (later.Count > 0)
            AtCommit(WorkTable.Add(later, clock.GetUtcNow()), _ => { });
        if (events.Count > 0)
            AtCommit(OutboxRows.Of(events, clock.GetUtcNow()));
    }

    /// <summary>The rest of the writes, in a transaction of somebody else.</summary>
    internal async Task WriteRest(CancellationToken cancel)
    {
        if (last.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (command, _) in last)
            batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        foreach (var (_, row) in last)
        {
            if (row is null)
                continue;
            while (await reader.ReadAsync(cancel))
                row(reader);
            await reader.NextResultAsync(cancel);
        }
        while (await reader.NextResultAsync(cancel)) { }
    }
}
