using Dapper;
using Denga.Contracts;
using Denga.Contracts.Reports;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Reports.Documents;

/// <summary>The table of requests for documents.</summary>
internal sealed class DocumentRequests(Database<ReportsModule> database, TimeProvider clock)
{
    /// <summary>Renewed three times as often while the process lives. Short, so that a person need not wait long when it has died; whoever is only slow
    /// is told apart by <see cref="DocumentRequest.Attempts"/>.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    private const string Columns = """
        id, person_id Person, conversation_id Conversation, period_from "From", period_to "To", format, language, trace, state, percent, file, entries, error,
            attempts
        """;

    /// <summary>Keeps a request; a known one, the same, is not kept again. False for another request under the same id.</summary>
    public static async Task<bool> Add(NpgsqlConnection connection, DocumentRequest request, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            """
            insert into document_request (id, person_id, conversation_id, period_from, period_to, format, language, trace, asked_at)
            values (@Id, @Person, @Conversation, @From, @To, @Format, @Language, @Trace, @now) on conflict (id) do nothing
            """,
            new
            {
                request.Id,
                request.Person,
                request.Conversation,
                request.From,
                request.To,
                request.Format,
                request.Language,
                request.Trace,
                now,
            }
        );
        var kept = await connection.QuerySingleAsync<DocumentRequest>(
            $"select {Columns} from document_request where id = @Id",
            new { request.Id }
        );
        return kept.AsksTheSame(request);
    }

    public async Task<Result<Document>> Add(DocumentRequest request, CancellationToken cancel)
    {
        var isNew = await database.Transaction(
            async work =>
            {
                var same = await Add(work.Connection, request, clock.GetUtcNow());
                work.Tell(new DocumentWaits());
                return same;
            },
            cancel
        );
        return isNew ? await Find(request.Id, new PersonId(request.Person), cancel) : OperationRecord.IdReused;
    }

    public async Task<Result<Document>> Find(Guid id, PersonId person, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var found = await connection.QuerySingleOrDefaultAsync<DocumentRequest>(
            $"select {Columns} from document_request where id = @id and person_id = @Value",
            new { id, person.Value }
        );
        return found is null
            ? ReportsErrors.NoDocument
            : new Document(new OperationId(found.Id), found.State, found.Percent, found.File, found.Error);
    }

    /// <summary>The oldest request that nobody works, for this process to work; null when there is none. A person's requests are worked one after the
    /// other, so that the same document is not built twice at once.</summary>
    public Task<DocumentRequest?> Take(CancellationToken cancel) =>
        database.Transaction(
            async work =>
            {
                var now = clock.GetUtcNow();
                // One takes at a time: two that look at once would not see each other's.
                await work.Connection.ExecuteAsync("select pg_advisory_xact_lock(hashtext('reports.documents'))");
                return await work.Connection.QuerySingleOrDefaultAsync<DocumentRequest>(
                    $"""
                    update document_request set worked_until = @until, attempts = attempts + 1, state = case when state = 'waiting' then 'building' else state end
                    where id = (
                        select r.id from document_request r
                        where r.done_at is null and r.worked_until < @now and not exists (
                            select from document_request o
                            where o.person_id = r.person_id and o.done_at is null and o.worked_until >= @now
                        )
                        order by r.asked_at limit 1
                    )
                    returning {Columns}
                    """,
                    new { now, until = now + Lease }
                );
            },
            cancel
        );

    // What follows is for whoever took the request: false, and nothing is written, once another has taken it.

    public Task<bool> Progress(DocumentRequest taken, int percent, CancellationToken cancel) =>
        Write(taken, "percent = @percent", new { percent }, cancel);

    public Task<bool> Finished(DocumentRequest taken, BuiltDocument built, CancellationToken cancel) =>
        Write(taken, "state = 'finished', percent = 100, file = @File, entries = @Entries", built, cancel);

    public Task<bool> Failed(DocumentRequest taken, string error, CancellationToken cancel) =>
        Write(taken, "state = 'failed', error = @error", new { error }, cancel);

    public Task<bool> Done(DocumentRequest taken, CancellationToken cancel) =>
        Write(taken, "done_at = @now", new { now = clock.GetUtcNow() }, cancel);

    /// <summary>Nobody else takes it for a while.</summary>
    public Task<bool> Later(DocumentRequest taken, TimeSpan wait, CancellationToken cancel) =>
        Write(taken, "worked_until = @until", new { until = clock.GetUtcNow() + wait }, cancel);

    private async Task<bool> Write(DocumentRequest taken, string changes, object values, CancellationToken cancel)
    {
        var parameters = new DynamicParameters(values);
        parameters.Add("id", taken.Id);
        parameters.Add("attempts", taken.Attempts);
        await using var connection = await database.Open(cancel);
        return await connection.ExecuteAsync(
                $"update document_request set {changes} where id = @id and attempts = @attempts and done_at is null",
                parameters
            ) > 0;
    }
}

/// <summary>A request as it stands.</summary>
/// <param name="Attempts">How often it was taken: whose number is no longer the last has lost it to another.</param>
internal sealed record DocumentRequest(
    Guid Id,
    Guid Person,
    Guid? Conversation,
    DateOnly From,
    DateOnly To,
    string Format,
    string Language,
    string? Trace = null,
    string State = "waiting",
    int Percent = 0,
    string? File = null,
    int? Entries = null,
    string? Error = null,
    int Attempts = 0
)
{
    public bool AsksTheSame(DocumentRequest other) =>
        (Person, From, To, Format, Language) == (other.Person, other.From, other.To, other.Format, other.Language);
}

/// <summary>A request was kept.</summary>
internal sealed record DocumentWaits : ISignal;
