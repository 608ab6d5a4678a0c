using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Denga.Platform.Work;
using Microsoft.Extensions.Options;
using Npgsql;
using AllApprovals = Denga.Contracts.Payments.Approvals;

namespace Denga.Payments.Approvals;

/// <summary>A refund that two people want is to be done.</summary>
internal sealed record DoApprovedRefund(ApprovalId Approval) : IWork
{
    public static string Kind => "payments.approved-refund";
}

/// <summary>Money that two people let go. Who asked never agrees: the table refuses it as well.</summary>
internal sealed class ApprovalHandlers(
    Database<PaymentsModule> database,
    IOperations operations,
    IOptions<PaymentsOptions> options,
    TimeProvider clock
)
    : IOperationHandler<RequestApproval, Done>,
        IOperationHandler<AllApprovals, Page<Approval>>,
        IOperationHandler<Approve, Approval>,
        IOperationHandler<Disapprove, Approval>
{
    /// <summary>Of invoices.</summary>
    internal const string Refund = "refund";
    private const int PageMax = 200;
    private const int ReasonCharactersMax = 200;
    private const string Columns =
        "id, purpose, subject, minor, currency, reason, state, asked_by, asked_at, answered_by, answered_at, answer, request_hash";

    public async Task<Result<Done>> Handle(RequestApproval operation, CancellationToken cancel)
    {
        var (id, hash) = (ApprovalId.From(operation.Id.Value), OperationRecord.Hash(operation));
        // Without a rate nobody knows what it is worth: the code that is asked for then has to do.
        if (
            await Find(id, cancel) is null
            && !(
                await Worth.InRoubles(operations, operation.Amount, options.Value.DollarsForStar, cancel)
                >= options.Value.RefundApprovalFrom
            )
        )
            return Done.It;
        var asked = await database.Attempt<Approval>(
            async unit =>
            {
                await using var insert = new NpgsqlCommand(
                    """
                    insert into approval (id, request_hash, purpose, subject, minor, currency, reason, state, asked_by, asked_at)
                    values ($1, $2, $3, $4, $5, $6, $7, 'Waiting', $8, $9) on conflict (id) do nothing
                    """,
                    unit.Connection
                ).With(id.Value).With(hash).With(operation.Purpose).With(operation.Subject).With(operation.Amount.Minor).With(operation.Amount.Currency.Code).With(operation.Reason).With(operation.Person.Value).With(clock.Moment());
                var isNew = await insert.ExecuteNonQueryAsync(cancel) == 1;
                var (approval, kept) = (await Find(unit.Connection, id, forUpdate: false, cancel))!.Value;
                if (!OperationRecord.IsSame(kept, hash))
                    return OperationRecord.IdReused;
                if (isNew)
                {
                    unit.Audit(
                        "payments.approval-asked",
                        approval.Subject,
                        operation.Person,
                        approval.Reason,
                        after: new { approval.Id, approval.Amount }
                    );
                    unit.Publish(new ApprovalChanged(approval, approval.AskedAt));
                }
                return approval;
            },
            cancel
        );
        if (!asked.IsOk)
            return asked.Error;
        return asked.Value.State switch
        {
            ApprovalState.Given => Done.It,
            ApprovalState.Waiting => PaymentsErrors.ApprovalNeeded,
            _ => PaymentsErrors.ApprovalRefused,
        };
    }

    public async Task<Result<Page<Approval>>> Handle(AllApprovals operation, CancellationToken cancel)
    {
        ApprovalId before = default;
        if (operation.Cursor is { } cursor && !ApprovalId.TryParse(cursor, null, out before))
            return PaymentsErrors.BadCursor;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var command = database
            .Source.CreateCommand(
                $"""
                select {Columns} from approval
                where ($1::uuid is null or (asked_at, id) < (select asked_at, id from approval where id = $1)) and ($2::text is null or state = $2)
                order by asked_at desc, id desc limit $3
                """
            )
            .With(operation.Cursor is null ? (Guid?)null : before.Value)
            .With(operation.State?.ToString())
            .With(limit + 1);
        var found = new List<Approval>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(Read(rows).Approval);
        return new Page<Approval>([.. found.Take(limit)], found.Count > limit ? found[limit - 1].Id.ToString() : null);
    }

    public async Task<Result<Approval>> Handle(Approve operation, CancellationToken cancel)
    {
        if (await Find(operation.Approval, cancel) is not { } known)
            return PaymentsErrors.ApprovalNotFound;
        if (known.AskedBy == operation.Person)
            return PaymentsErrors.ApprovalOwn;
        if (known.State == ApprovalState.Waiting)
        {
            var verified = await operations.Ask(new VerifyStepUp(operation.Person, $"approve {known.Id}", operation.Code), cancel);
            if (!verified.IsOk)
                return verified.Error;
        }
        return await Answer(operation.Approval, ApprovalState.Given, operation.Person, answer: null, cancel);
    }

    public async Task<Result<Approval>> Handle(Disapprove operation, CancellationToken cancel)
    {
        var reason = PlainText.OneLine(operation.Reason);
        if (reason.Length is 0 or > ReasonCharactersMax)
            return PaymentsErrors.BadReason;
        return await Answer(operation.Approval, ApprovalState.Refused, operation.Person, reason, cancel);
    }

    /// <summary>Of two who answer at once the first one counts.</summary>
    private Task<Result<Approval>> Answer(ApprovalId id, ApprovalState state, PersonId by, string? answer, CancellationToken cancel) =>
        database.Attempt<Approval>(
            async unit =>
            {
                if (await Find(unit.Connection, id, forUpdate: true, cancel) is not var (before, _))
                    return PaymentsErrors.ApprovalNotFound;
                if (before.State != ApprovalState.Waiting)
                    return before.State == state ? before : PaymentsErrors.ApprovalAnswered;
                var now = clock.Moment();
                unit.AtCommit("update approval set state = $2, answered_by = $3, answered_at = $4, answer = $5 where id = $1")
                    .With(id.Value)
                    .With(state.ToString())
                    .With(by.Value)
                    .With(now)
                    .With(answer);
                var after = before with { State = state, AnsweredBy = by, AnsweredAt = now, Answer = answer };
                unit.Audit(
                    "payments.approval-answered",
                    before.Subject,
                    by,
                    answer,
                    after: new
                    {
                        before.Id,
                        before.Amount,
                        State = state,
                    }
                );
                unit.Publish(new ApprovalChanged(after, now));
                if (state == ApprovalState.Given && before.Purpose == Refund)
                    unit.Later(new DoApprovedRefund(id), id.ToString());
                return after;
            },
            cancel
        );

    internal async Task<Approval?> Find(ApprovalId id, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return (await Find(connection, id, forUpdate: false, cancel))?.Approval;
    }

    private static async Task<(Approval Approval, byte[] Hash)?> Find(
        NpgsqlConnection connection,
        ApprovalId id,
        bool forUpdate,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"select {Columns} from approval where id = $1{(forUpdate ? " for update" : "")}",
            connection
        ).With(id.Value);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? Read(row) : null;
    }

    private static (Approval Approval, byte[] Hash) Read(NpgsqlDataReader row) =>
        (
            new Approval(
                ApprovalId.From(row.GetGuid(0)),
                row.GetString(1),
                row.GetString(2),
                new Money(row.GetInt64(3), Currency.Parse(row.GetString(4))),
                row.GetString(5),
                Enum.Parse<ApprovalState>(row.GetString(6)),
                PersonId.From(row.GetGuid(7)),
                row.GetFieldValue<DateTimeOffset>(8),
                row.Nullable<Guid>(9) is { } by ? PersonId.From(by) : null,
                row.Nullable<DateTimeOffset>(10),
                row.Text(11)
            ),
            row.GetFieldValue<byte[]>(12)
        );
}

/// <summary>Does what was agreed to, as it was asked for; what cannot be done any more is given up where operators see it.</summary>
internal sealed class ApprovedRefunds(ApprovalHandlers approvals, RefundHandlers refunds) : Worker<DoApprovedRefund>
{
    protected override async Task<WorkResult> Work(DoApprovedRefund work, WorkItem item, CancellationToken cancel)
    {
        var approval = (await approvals.Find(work.Approval, cancel))!;
        var asked = new RefundInvoice(
            new OperationId(approval.Id.Value),
            approval.AskedBy,
            InvoiceId.Parse(approval.Subject, provider: null),
            approval.Reason,
            approval.Amount
        );
        return (await refunds.Handle(asked, cancel)).Error switch
        {
            null => WorkResult.Done(),
            { Kind: ErrorKind.Unavailable or ErrorKind.Limited } later => WorkResult.Retry(later.Code),
            var refused => WorkResult.GiveUp(refused.Code),
        };
    }
}
