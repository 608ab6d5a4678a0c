using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.Reconciliation;

/// <summary>A difference that a comparison has found.</summary>
internal sealed record Difference(
    string Provider,
    CaseKind Kind,
    string Subject,
    DateTimeOffset HappenedAt,
    Correction Proposed,
    Money? There = null,
    Money? Here = null,
    Money? Ledger = null,
    InvoiceId? Invoice = null,
    PaymentId? Payment = null,
    OperationId? Posting = null
)
{
    internal CaseId Id => new(DerivedId.Of(Provider, $"{Kind}", $"{There} {Here} {Ledger}", Subject).Value);
}

/// <summary>Differences as they stand in their table.</summary>
internal static class CaseRow
{
    internal const string Select = """
        select id, provider, kind, subject, there::text, here::text, ledger::text, invoice_id, payment_id, posting_id, proposed::text, state, happened_at, found_at,
            seen_at, closed_at, closed_by, reason, correction_id, error
        from reconciliation_case
        """;

    /// <summary>Of the posting that corrects a case.</summary>
    internal static OperationId Correction(CaseId id) => DerivedId.Of(id.ToString(), "correction");

    /// <summary>A difference that was closed stays so; one that was gone is open again.</summary>
    internal static void Write(UnitOfWork unit, Difference found, DateTimeOffset now) =>
        unit.AtCommit(
                """
                insert into reconciliation_case (id, provider, kind, subject, there, here, ledger, invoice_id, payment_id, posting_id, proposed, state,
                    happened_at, found_at, seen_at)
                values ($1, $2, $3, $4, $5::json, $6::json, $7::json, $8, $9, $10, $11::json, 'Open', $12, $13, $13)
                on conflict (id) do update set seen_at = excluded.seen_at, proposed =
                        case when reconciliation_case.state in ('Open', 'Gone') then excluded.proposed else reconciliation_case.proposed end,
                    closed_at = case when reconciliation_case.state <> 'Gone' then reconciliation_case.closed_at end,
                    state = case when reconciliation_case.state = 'Gone' then 'Open' else reconciliation_case.state end
                """
            )
            .With(found.Id.Value)
            .With(found.Provider)
            .With(found.Kind.ToString())
            .With(found.Subject)
            .With(Json(found.There))
            .With(Json(found.Here))
            .With(Json(found.Ledger))
            .With(found.Invoice?.Value)
            .With(found.Payment?.Value)
            .With(found.Posting?.Value)
            .With(JsonSerializer.Serialize(found.Proposed, DengaJson.Options))
            .With(found.HappenedAt)
            .With(now);

    /// <summary>What was compared again and not found is gone.</summary>
    internal static void Leave(UnitOfWork unit, string provider, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        unit.AtCommit(
                """
                update reconciliation_case set state = 'Gone', closed_at = $4
                where provider = $1 and state = 'Open' and happened_at >= $2 and happened_at < $3 and seen_at < $4
                """
            )
            .With(provider)
            .With(from)
            .With(to)
            .With(now);

    internal static async Task<ReconciliationCase?> Find(NpgsqlConnection connection, CaseId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"{Select} where id = $1", connection).With(id.Value);
        return (await ReadAll(command, cancel)).SingleOrDefault();
    }

    internal static async Task<List<ReconciliationCase>> ReadAll(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<ReconciliationCase>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new ReconciliationCase(
                    new CaseId(rows.GetGuid(0)),
                    rows.GetString(1),
                    Enum.Parse<CaseKind>(rows.GetString(2)),
                    rows.GetString(3),
                    Amount(rows.Text(4)),
                    Amount(rows.Text(5)),
                    Amount(rows.Text(6)),
                    rows.Nullable<Guid>(7) is { } invoice ? new InvoiceId(invoice) : null,
                    rows.Nullable<Guid>(8) is { } payment ? new PaymentId(payment) : null,
                    rows.Nullable<Guid>(9) is { } posting ? new OperationId(posting) : null,
                    JsonSerializer.Deserialize<Correction>(rows.GetString(10), DengaJson.Options)!,
                    Enum.Parse<CaseState>(rows.GetString(11)),
                    rows.GetFieldValue<DateTimeOffset>(12),
                    rows.GetFieldValue<DateTimeOffset>(13),
                    rows.GetFieldValue<DateTimeOffset>(14),
                    rows.Nullable<DateTimeOffset>(15),
                    rows.Nullable<Guid>(16) is { } person ? new PersonId(person) : null,
                    rows.Text(17),
                    rows.Nullable<Guid>(18) is { } correction ? new OperationId(correction) : null,
                    rows.Text(19)
                )
            );
        return found;
    }

    private static string? Json(Money? money) => money is { } there ? JsonSerializer.Serialize(there, DengaJson.Options) : null;

    private static Money? Amount(string? json) => json is null ? null : JsonSerializer.Deserialize<Money>(json, DengaJson.Options);
}
