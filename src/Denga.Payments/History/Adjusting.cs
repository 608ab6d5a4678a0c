using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Denga.Platform.Work;
using Npgsql;

namespace Denga.Payments.History;

/// <summary>A bonus or a correction is to be posted.</summary>
internal sealed record PostAdjustment(Guid Adjustment) : IWork
{
    public static string Kind => "payments.adjustment";
}

/// <summary>Bonuses and corrections: written down with who and why, posted under an id of their own, by the caller or, when he died, by the work.</summary>
internal sealed class Adjusting(Database<PaymentsModule> database, SystemAccounts accounts, IOperations operations, TimeProvider clock)
    : Worker<PostAdjustment>,
        IOperationHandler<AdjustBalance, MoneyRecord>
{
    private const int ReasonCharactersMax = 200;
    private static readonly TimeSpan CallersTime = TimeSpan.FromMinutes(1);

    public async Task<Result<MoneyRecord>> Handle(AdjustBalance operation, CancellationToken cancel)
    {
        var reason = PlainText.OneLine(operation.Reason);
        if (reason.Length is 0 or > ReasonCharactersMax)
            return PaymentsErrors.BadReason;
        if (operation.Type is not (MoneyType.Bonus or MoneyType.Adjustment))
            return PaymentsErrors.BadType;
        if (operation.Amount.IsZero)
            return PaymentsErrors.BadAmount;
        if (operation.Amount.Minor is > InvoiceHandlers.MinorMax or < -InvoiceHandlers.MinorMax)
            return PaymentsErrors.AmountTooLarge(new Money(InvoiceHandlers.MinorMax, operation.Amount.Currency));
        var hash = OperationRecord.Hash(operation with { Code = null });
        // What is written down already goes on without another code.
        if (await Known(operation.Id, cancel) is not { } kept)
        {
            var verified = await operations.Ask(new VerifyStepUp(operation.Person, $"adjust {operation.Customer}", operation.Code), cancel);
            if (!verified.IsOk)
                return verified.Error;
        }
        else if (!OperationRecord.IsSame(kept, hash))
            return OperationRecord.IdReused;
        var known = await database.Transaction(unit => Write(unit, operation, reason, hash, cancel), cancel);
        if (known is { } other && !OperationRecord.IsSame(other, hash))
            return OperationRecord.IdReused;
        var posted = await Post(operation.Id.Value, cancel);
        if (posted.Error is { Kind: not ErrorKind.Unavailable } refused)
            return refused;
        await using var connection = await database.Open(cancel);
        return await HistoryHandler.One(connection, operation.Customer, operation.Id.Value, cancel);
    }

    private async Task<byte[]?> Known(OperationId id, CancellationToken cancel)
    {
        await using var find = database.Source.CreateCommand("select request_hash from adjustment where id = $1").With(id.Value);
        return (byte[]?)await find.ExecuteScalarAsync(cancel);
    }

    protected override async Task<WorkResult> Work(PostAdjustment work, WorkItem item, CancellationToken cancel) =>
        (await Post(work.Adjustment, cancel)).Error is { Kind: ErrorKind.Unavailable } away
            ? WorkResult.Retry(away.Code)
            : WorkResult.Done();

    /// <summary>The hash of the request that was written under the id before; null when it is written now.</summary>
    private async Task<byte[]?> Write(UnitOfWork unit, AdjustBalance operation, string reason, byte[] hash, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var insert = new NpgsqlCommand(
            """
            insert into adjustment (id, person_id, type, minor, currency, reason, asked_by, request_hash, status, created_at, changed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, 'Processing', $9, $9) on conflict (id) do nothing
            """,
            unit.Connection
        ).With(operation.Id.Value).With(operation.Customer.Value).With(operation.Type.ToString()).With(operation.Amount.Minor).With(operation.Amount.Currency.Code).With(reason).With(operation.Person.Value).With(hash).With(now);
        if (await insert.ExecuteNonQueryAsync(cancel) == 1)
        {
            // The caller does it himself, unless he dies.
            unit.Later(new PostAdjustment(operation.Id.Value), operation.Id.ToString(), at: now + CallersTime);
            unit.Audit(
                "payments.balance-adjusted",
                operation.Customer.ToString(),
                operation.Person,
                reason,
                after: new { operation.Type, operation.Amount }
            );
            return null;
        }
        await using var find = new NpgsqlCommand("select request_hash from adjustment where id = $1", unit.Connection).With(
            operation.Id.Value
        );
        return (byte[])(await find.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Posts it, and writes down how that ended; what has ended answers as it did.</summary>
    private async Task<Result<Done>> Post(Guid id, CancellationToken cancel)
    {
        PersonId person;
        Money amount;
        string type;
        await using (
            var find = database
                .Source.CreateCommand("select person_id, minor, currency, type, status, error::text from adjustment where id = $1")
                .With(id)
        )
        await using (var row = await find.ExecuteReaderAsync(cancel))
        {
            await row.ReadAsync(cancel);
            if (row.GetString(4) == nameof(MoneyStatus.Completed))
                return Done.It;
            if (row.Text(5) is { } kept)
            {
                var refusal = JsonSerializer.Deserialize<Refusal>(kept, DengaJson.Options)!;
                return new Error(refusal.Code, ErrorKind.Conflict, refusal.Detail, refusal.Args);
            }
            (person, amount, type) = (new(row.GetGuid(0)), new(row.GetInt64(1), Currency.Parse(row.GetString(2))), row.GetString(3));
        }
        var own = await accounts.Find(type == nameof(MoneyType.Bonus) ? "bonuses" : "adjustments", amount.Currency, cancel);
        var account = await operations.Ask(new OpenAccount(person, amount.Currency), cancel);
        if ((own.Error ?? account.Error) is { Kind: ErrorKind.Unavailable } away)
            return away;
        var posted = account.Error is { } closed
            ? closed
            : (
                await operations.Ask(
                    new Post(
                        DerivedId.Of(id.ToString("N"), "adjustment"),
                        type.ToLowerInvariant(),
                        [new Leg(account.Value.Id, amount), new Leg(own.Value, -amount)]
                    ),
                    cancel
                )
            ).Error;
        if (posted is { Kind: ErrorKind.Unavailable })
            return posted;
        await using var end = database
            .Source.CreateCommand(
                "update adjustment set status = $2, error = $3::json, changed_at = $4 where id = $1 and status = 'Processing'"
            )
            .With(id)
            .With((posted is null ? MoneyStatus.Completed : MoneyStatus.Failed).ToString())
            .With(posted is null ? null : JsonSerializer.Serialize(new Refusal(posted.Code, posted.Detail, posted.Args), DengaJson.Options))
            .With(clock.GetUtcNow());
        await end.ExecuteNonQueryAsync(cancel);
        return posted is null ? Done.It : posted;
    }
}
