using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Npgsql;

namespace Denga.Wallet.Transfers;

/// <summary>A transfer as it is kept.</summary>
internal sealed record TransferRow
{
    internal required OperationId Id { get; init; }
    internal required PersonId Person { get; init; }
    internal required AccountId From { get; init; }
    internal required PersonId Payee { get; init; }
    internal AccountId? To { get; init; }
    internal required string PayeeName { get; init; }
    internal required Money Amount { get; init; }
    internal required long BaseMinor { get; init; }
    internal required bool Own { get; init; }
    internal string? Note { get; init; }
    internal bool SteppedUp { get; init; }
    internal ScheduleId? Schedule { get; init; }
    internal PaymentRequestId? Request { get; init; }
    internal required byte[] RequestHash { get; init; }
    internal TransferStatus Status { get; init; }
    internal required DateTimeOffset RequestedAt { get; init; }
    internal DateTimeOffset? ValidatedAt { get; init; }
    internal DateTimeOffset? EndedAt { get; init; }
    internal Refusal? Refusal { get; init; }

    /// <summary>What the posting left on the payer's account.</summary>
    internal Money? Left { get; init; }

    /// <summary>Where the trace of who asked is, until it is written down: the transaction has many callers.</summary>
    internal string? Trace { get; init; }

    internal const string Columns =
        "id, person_id, from_id, payee_id, to_id, payee_name, minor, currency, base_minor, own, note, stepped_up, schedule_id, request_id, "
        + "request_hash, state, requested_at, validated_at, ended_at, refusal::text, left_minor";

    internal static async Task<List<TransferRow>> ReadAll(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<TransferRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new TransferRow
                {
                    Id = new OperationId(rows.GetGuid(0)),
                    Person = new PersonId(rows.GetGuid(1)),
                    From = new AccountId(rows.GetGuid(2)),
                    Payee = new PersonId(rows.GetGuid(3)),
                    To = rows.Nullable<Guid>(4) is { } to ? new AccountId(to) : null,
                    PayeeName = rows.GetString(5),
                    Amount = new Money(rows.GetInt64(6), Currency.Parse(rows.GetString(7))),
                    BaseMinor = rows.GetInt64(8),
                    Own = rows.GetBoolean(9),
                    Note = rows.Text(10),
                    SteppedUp = rows.GetBoolean(11),
                    Schedule = rows.Nullable<Guid>(12) is { } schedule ? new ScheduleId(schedule) : null,
                    Request = rows.Nullable<Guid>(13) is { } request ? new PaymentRequestId(request) : null,
                    RequestHash = rows.GetFieldValue<byte[]>(14),
                    Status = (TransferStatus)rows.GetInt16(15),
                    RequestedAt = rows.GetFieldValue<DateTimeOffset>(16),
                    ValidatedAt = rows.Nullable<DateTimeOffset>(17),
                    EndedAt = rows.Nullable<DateTimeOffset>(18),
                    Refusal = rows.Text(19) is { } json ? JsonSerializer.Deserialize<Refusal>(json, DengaJson.Options) : null,
                    Left = rows.Nullable<long>(20) is { } left ? new Money(left, Currency.Parse(rows.GetString(7))) : null,
                }
            );
        return found;
    }

    /// <summary>The first trace of each transfer of a batch of events.</summary>
    internal static Dictionary<OperationId, string?> Traces(IReadOnlyList<Delivery> batch, Func<Delivery, OperationId> transfer) =>
        batch.DistinctBy(transfer).ToDictionary(transfer, d => d.Trace);

    /// <summary>Writes the request down and asks the transaction manager; false when the id is taken. What was refused by a limit is asked anew.</summary>
    internal async Task<bool> Insert(UnitOfWork unit, CancellationToken cancel) =>
        (await Insert(unit, [this with { Trace = unit.Cause }], cancel))[0];

    /// <summary>As the other one, in one round trip for all of them.</summary>
    internal static async Task<IReadOnlyList<bool>> Insert(UnitOfWork unit, IReadOnlyList<TransferRow> transfers, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(unit.Connection);
        foreach (var transfer in transfers)
            transfer.Insert(batch);
        await batch.ExecuteNonQueryAsync(cancel);
        var written = new bool[transfers.Count];
        for (var i = 0; i < transfers.Count; i++)
        {
            written[i] = batch.BatchCommands[i].RecordsAffected > 0;
            if (!written[i])
                continue;
            var transfer = transfers[i];
            unit.Cause = transfer.Trace;
            unit.Publish(new TransferRequested(transfer.Id, transfer.Person, transfer.From, transfer.Amount, transfer.RequestedAt));
        }
        return written;
    }

    private void Insert(NpgsqlBatch batch) =>
        batch
            .Command(
                $"""
                insert into transfer (id, person_id, from_id, payee_id, to_id, payee_name, minor, currency, base_minor, own, note, stepped_up, schedule_id,
                    request_id, request_hash, requested_at, by_account)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $18)
                on conflict (id) do update set from_id = excluded.from_id, payee_id = excluded.payee_id, to_id = excluded.to_id,
                    payee_name = excluded.payee_name, base_minor = excluded.base_minor, own = excluded.own, stepped_up = excluded.stepped_up, by_account = excluded.by_account,
                    requested_at = excluded.requested_at, state = {TransferStatus.Requested:D}, validated_at = null, ended_at = null, refusal = null
                where transfer.state = {TransferStatus.Refused:D} and transfer.request_hash = excluded.request_hash and transfer.refusal ->> 'code' = any($17)
                """
            )
            .With(Id.Value)
            .With(Person.Value)
            .With(From.Value)
            .With(Payee.Value)
            .With(To?.Value)
            .With(PayeeName)
            .With(Amount.Minor)
            .With(Amount.Currency.Code)
            .With(BaseMinor)
            .With(Own)
            .With(Note)
            .With(SteppedUp)
            .With(Schedule?.Value)
            .With(Request?.Value)
            .With(RequestHash)
            .With(RequestedAt)
            .With(WalletErrors.OfLimits)
            // Later every transfer has an account: the one to which it went.
            .With(To is not null && !Own);

    internal async Task Refuse(UnitOfWork unit, Error error, DateTimeOffset at, CancellationToken cancel)
    {
        var refusal = new Refusal(error.Code, error.Detail, error.Args);
        await using var command = new NpgsqlCommand(
            $"update transfer set state = {TransferStatus.Refused:D}, ended_at = $2, refusal = $3::json where id = $1",
            unit.Connection
        )
            .With(Id.Value)
            .With(at)
            .With(JsonSerializer.Serialize(refusal, DengaJson.Options));
        await command.ExecuteNonQueryAsync(cancel);
        unit.Publish(new TransferRefused(Id, Person, From, Amount, Schedule, Request, refusal, RequestedAt, at));
    }

    internal static async Task<TransferRow?> Find(NpgsqlConnection connection, OperationId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from transfer where id = $1", connection).With(id.Value);
        return (await ReadAll(command, cancel)).SingleOrDefault();
    }

    /// <summary>Those of a batch of events that stand at a state, locked in the order of their ids, answered in the order of the events.</summary>
    internal static async Task<List<TransferRow>> Lock(
        UnitOfWork unit,
        IReadOnlyList<OperationId> ids,
        TransferStatus status,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"select {Columns} from transfer where id = any($1) and state = $2 order by id for update",
            unit.Connection
        )
            .With(ids.Select(i => i.Value).ToArray())
            .With((short)status);
        var found = (await ReadAll(command, cancel)).ToDictionary(r => r.Id);
        return [.. ids.Distinct().Where(found.ContainsKey).Select(i => found[i])];
    }
}
