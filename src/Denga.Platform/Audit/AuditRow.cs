using System.Diagnostics;
using System.Text.Json;
using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Platform.Audit;

/// <summary>Something that somebody must answer for, as a row of the module's table <c>audit</c>, to which the database only lets rows be added.</summary>
internal static class AuditRow
{
    internal static NpgsqlBatchCommand Write(
        string schema,
        DateTimeOffset at,
        string action,
        string subject,
        PersonId? by,
        string? reason,
        object? before,
        object? after
    )
    {
        var origin = CallOrigin.Current is { } asked && asked.Person == by ? asked : null;
        var actor =
            by is null ? "system"
            : origin?.Role >= Role.Operator ? "operator"
            : "person";
        return new NpgsqlBatchCommand(
            $"""
            insert into {schema}audit (id, at, actor, person_id, action, subject, address, session_id, reason, before, after, trace)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12)
            """
        ).With(Guid.CreateVersion7(at)).With(at).With(actor).With(by?.Value).With(action).With(subject).With(origin?.Address).With(origin?.Session?.Value).With(reason).With(Json(before)).With(Json(after)).With(Activity.Current?.Id);
    }

    private static string? Json(object? value) =>
        value is null ? null : JsonSerializer.Serialize(value, value.GetType(), DengaJson.Options);
}
