using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Paying;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.Refunds;

/// <summary>Money given back, as it stands in its table.</summary>
internal sealed record RefundRow
{
    internal required RefundId Id { get; init; }

    /// <summary>The first part, where one charge did not do; its id is that of the operation.</summary>
    internal RefundId? PartOf { get; init; }
    internal required InvoiceId Invoice { get; init; }
    internal required string Provider { get; init; }
    internal required string Charge { get; init; }
    internal required Money Amount { get; init; }
    internal required string Reason { get; init; }

    /// <summary>Null when the provider gave it back by itself.</summary>
    internal PersonId? AskedBy { get; init; }
    internal required byte[] RequestHash { get; init; }
    internal RefundState State { get; init; }

    /// <summary>The money is set aside on the person's account.</summary>
    internal bool IsHeld { get; init; }
    internal string? ProviderId { get; init; }

    /// <summary>Why it fails: decided, and the money is set free or about to be.</summary>
    internal Refusal? Error { get; init; }
    internal required DateTimeOffset AskedAt { get; init; }
    internal DateTimeOffset? EndedAt { get; init; }

    private const string Columns =
        "id, invoice_id, provider, charge_id, minor, currency, reason, asked_by, request_hash, state, is_held, provider_id, error::text, asked_at, ended_at, part_of";

    /// <summary>Of the hold that sets the money aside.</summary>
    internal OperationId Hold => DerivedId.Of(Id.ToString(), "hold");

    /// <summary>Of the posting that takes it.</summary>
    internal OperationId Posting => DerivedId.Of(Id.ToString(), "posting");

    internal Refund Shown => new(Id, Invoice, Amount, Provider, State, Reason, AskedAt, EndedAt);

    internal RefundRecord Record => new(Shown, AskedBy, ProviderId, Posting, Error?.Code);

    internal static async Task<RefundRow?> Find(NpgsqlConnection connection, RefundId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from refund where id = $1", connection).With(id.Value);
        return (await ReadAll(command, cancel)).SingleOrDefault();
    }

    /// <summary>The oldest first.</summary>
    internal static async Task<List<RefundRow>> Of(NpgsqlConnection connection, InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select {Columns} from refund where invoice_id = $1 order by asked_at, id",
            connection
        ).With(invoice.Value);
        return await ReadAll(command, cancel);
    }

    /// <param name="which">A condition, an order and a limit.</param>
    internal static async Task<List<RefundRow>> All(
        NpgsqlConnection connection,
        string which,
        Action<NpgsqlCommand> values,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand($"select {Columns} from refund {which}", connection);
        values(command);
        return await ReadAll(command, cancel);
    }

    /// <summary>Writes it down and has it done. The invoice is locked.</summary>
    internal async Task Begin(IPaymentTables tables, UnitOfWork unit, CancellationToken cancel)
    {
        await tables.Insert(unit, this, cancel);
        // One after the other: what one takes, the next one finds taken.
        unit.Later(new GiveBack(Id), Id.ToString(), Invoice.ToString());
    }

    internal async Task Insert(UnitOfWork unit, CancellationToken cancel)
    {
        await using var insert = new NpgsqlCommand(
            """
            insert into refund (id, invoice_id, provider, charge_id, minor, currency, reason, asked_by, request_hash, state, asked_at, posting_id,
                part_of)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'Pending', $10, $11, $12) on conflict (id) do nothing
            """,
            unit.Connection
        ).With(Id.Value).With(Invoice.Value).With(Provider).With(Charge).With(Amount.Minor).With(Amount.Currency.Code).With(Reason).With(AskedBy?.Value).With(RequestHash).With(AskedAt).With(Posting.Value).With(PartOf?.Value);
        await insert.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>False when somebody else ended it, or set the money aside meanwhile: that is not taken back, and neither is a refusal that was written
    /// meanwhile.</summary>
    internal async Task<bool> Save(UnitOfWork unit, CancellationToken cancel)
    {
        await using var update = new NpgsqlCommand(
            """
            update refund set state = $2, is_held = $3, provider_id = $4, error = coalesce($5::json, error), ended_at = $6
            where id = $1 and state = 'Pending' and (not is_held or $3)
            """,
            unit.Connection
        ).With(Id.Value).With(State.ToString()).With(IsHeld).With(ProviderId).With(Error is null ? null : JsonSerializer.Serialize(Error, DengaJson.Options)).With(EndedAt);
        return await update.ExecuteNonQueryAsync(cancel) == 1;
    }

    private static async Task<List<RefundRow>> ReadAll(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<RefundRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new RefundRow
                {
                    Id = new RefundId(rows.GetGuid(0)),
                    Invoice = new InvoiceId(rows.GetGuid(1)),
                    Provider = rows.GetString(2),
                    Charge = rows.GetString(3),
                    Amount = new Money(rows.GetInt64(4), Currency.Parse(rows.GetString(5))),
                    Reason = rows.GetString(6),
                    AskedBy = rows.Nullable<Guid>(7) is { } person ? new PersonId(person) : null,
                    RequestHash = rows.GetFieldValue<byte[]>(8),
                    State = Enum.Parse<RefundState>(rows.GetString(9)),
                    IsHeld = rows.GetBoolean(10),
                    ProviderId = rows.Text(11),
                    Error = rows.Text(12) is { } error ? JsonSerializer.Deserialize<Refusal>(error, DengaJson.Options) : null,
                    AskedAt = rows.GetFieldValue<DateTimeOffset>(13),
                    EndedAt = rows.Nullable<DateTimeOffset>(14),
                    PartOf = rows.Nullable<Guid>(15) is { } first ? new RefundId(first) : null,
                }
            );
        return found;
    }
}
