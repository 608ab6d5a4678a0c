using System.Globalization;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operating;
using Denga.Platform.Operations;

namespace Denga.Platform.Audit;

/// <summary>Reads the audit of a module that runs here.</summary>
internal sealed class AuditTrailHandler(ModuleSources sources) : IOperationHandler<AuditTrail, Page<AuditEntry>>
{
    private const int PageMax = 100;

    public async Task<Result<Page<AuditEntry>>> Handle(AuditTrail operation, CancellationToken cancel)
    {
        if (!sources.Has(operation.Module))
            return OperatingErrors.UnknownModule;
        Guid? after = null;
        if (operation.After is { } cursor)
        {
            if (!Guid.TryParseExact(cursor, "N", out var id))
                return Error.Invalid("request.invalid", "after: it is no cursor of this list.");
            after = id;
        }
        await using var command = sources
            .Of(operation.Module)
            .CreateCommand(
                $"""
                select id, at, actor, person_id, action, subject, address, session_id, reason, before::text, after::text, trace from audit
                where ($1::uuid is null or id < $1) and ($2::text is null or action = $2) and ($3::text is null or subject = $3)
                    and ($4::uuid is null or person_id = $4) and ($5::timestamptz is null or at < $5)
                order by id desc limit {PageMax + 1}
                """
            )
            .With(after)
            .With(operation.Action)
            .With(operation.Subject)
            .With(operation.By?.Value)
            .With(operation.Until?.ToUniversalTime());
        var found = new List<AuditEntry>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new AuditEntry(
                    rows.GetGuid(0).ToString("N", CultureInfo.InvariantCulture),
                    rows.GetFieldValue<DateTimeOffset>(1),
                    rows.GetString(2),
                    rows.Nullable<Guid>(3) is { } person ? new PersonId(person) : null,
                    rows.GetString(4),
                    rows.GetString(5),
                    rows.Text(6),
                    rows.Nullable<Guid>(7) is { } session ? new SessionId(session) : null,
                    rows.Text(8),
                    Json(rows.Text(9)),
                    Json(rows.Text(10)),
                    rows.Text(11)
                )
            );
        return found.Count <= PageMax
            ? new Page<AuditEntry>(found, Next: null)
            : new Page<AuditEntry>(found[..PageMax], found[PageMax - 1].Id);
    }

    private static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);
}
