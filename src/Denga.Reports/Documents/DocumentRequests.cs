using Dapper;
using Denga.Contracts;
using Denga.Contracts.Reports;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Reports.Documents;

/// <summary>The table of requests for documents: what people asked for, and what became of it. That it is done is <see cref="BuildDocument"/>'s.</summary>
internal sealed class DocumentRequests(Database<ReportsModule> database, TimeProvider clock)
{
    private const string Columns = """
        id, person_id Person, conversation_id Conversation, period_from "From", period_to "To", format, language, state, percent, file, entries, error,
            done_at DoneAt
        """;

    /// <summary>Keeps a request and has it worked; a known one, the same, is not kept again. False for another request under the same id.</summary>
    public async Task<bool> Add(DocumentRequest request, UnitOfWork unit)
    {
        var added = await unit.Connection.ExecuteAsync(
            """
            insert into document_request (id, person_id, conversation_id, period_from, period_to, format, language, asked_at, worked_until)
            values (@Id, @Person, @Conversation, @From, @To, @Format, @Language, @now, 'infinity') on conflict (id) do nothing
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
                now = clock.GetUtcNow(),
            }
        );
        // A person's documents are built one after the other, so that the same one is not built twice at once.
        if (added > 0)
            unit.Later(new DocumentWork(request.Id), request.Id.ToString(), request.Person.ToString());
        var kept = await unit.Connection.QuerySingleAsync<DocumentRequest>(
            $"select {Columns} from document_request where id = @Id",
            new { request.Id }
        );
        return kept.AsksTheSame(request);
    }

    public async Task<Result<Document>> Add(DocumentRequest request, CancellationToken cancel) =>
        await database.Transaction(unit => Add(request, unit), cancel)
            ? await Find(request.Id, new PersonId(request.Person), cancel)
            : OperationRecord.IdReused;

    public async Task<Result<Document>> Find(Guid id, PersonId person, CancellationToken cancel) =>
        await Find(id, cancel) is { } found && found.Person == person.Value
            ? new Document(new OperationId(found.Id), found.State, found.Percent, found.File, found.Error)
            : ReportsErrors.NoDocument;

    public async Task<DocumentRequest?> Find(Guid id, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await connection.QuerySingleOrDefaultAsync<DocumentRequest>(
            $"select {Columns} from document_request where id = @id",
            new { id }
        );
    }

    public static Task Began(DocumentRequest request, UnitOfWork unit) =>
        unit.Connection.ExecuteAsync("update document_request set state = 'building' where id = @Id", new { request.Id });

    public static Task Progress(DocumentRequest request, int percent, UnitOfWork unit) =>
        unit.Connection.ExecuteAsync("update document_request set percent = @percent where id = @Id", new { request.Id, percent });

    /// <summary>There is a file, or there is none.</summary>
    public static Task Built(DocumentRequest request, UnitOfWork unit) =>
        unit.Connection.ExecuteAsync(
            """
            update document_request set state = @State, percent = case when @State = 'finished' then 100 else percent end,
                file = @File, entries = @Entries, error = @Error
            where id = @Id
            """,
            request
        );

    /// <summary>Whoever waits for it has heard of it.</summary>
    public Task Done(Guid id, UnitOfWork unit) =>
        unit.Connection.ExecuteAsync("update document_request set done_at = @now where id = @id", new { id, now = clock.GetUtcNow() });
}

/// <summary>A request as it stands.</summary>
internal sealed record DocumentRequest(
    Guid Id,
    Guid Person,
    Guid? Conversation,
    DateOnly From,
    DateOnly To,
    string Format,
    string Language,
    string State = "waiting",
    int Percent = 0,
    string? File = null,
    int? Entries = null,
    string? Error = null,
    DateTime? DoneAt = null
)
{
    public bool AsksTheSame(DocumentRequest other) =>
        (Person, From, To, Format, Language) == (other.Person, other.From, other.To, other.Format, other.Language);
}
