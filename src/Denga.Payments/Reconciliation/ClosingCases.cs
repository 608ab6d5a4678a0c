using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Texts;
using Denga.Platform.Work;
using Npgsql;

namespace Denga.Payments.Reconciliation;

/// <summary>A difference is to be closed.</summary>
internal sealed record CorrectCase(CaseId Case) : IWork
{
    public static string Kind => "payments.case";
}

/// <summary>Closes differences: the decision is written down first, with who and why; the correction has an id made of the case, and is done by the caller
/// or, when he dies, by the work.</summary>
internal sealed class ClosingCases(
    Database<PaymentsModule> database,
    ProviderList providers,
    SystemAccounts accounts,
    Facts facts,
    IOperations operations,
    TimeProvider clock
) : Worker<CorrectCase>, IOperationHandler<CloseCase, ReconciliationCase>
{
    /// <summary>Of its postings.</summary>
    private const string PostingKind = "reconciliation";
    private const int ReasonCharactersMax = 200;
    private static readonly TimeSpan CallersTime = TimeSpan.FromMinutes(1);

    public async Task<Result<ReconciliationCase>> Handle(CloseCase operation, CancellationToken cancel)
    {
        var reason = PlainText.OneLine(operation.Reason);
        if (reason.Length is 0 or > ReasonCharactersMax)
            return PaymentsErrors.BadReason;
        var decided = await database.Attempt(unit => Decide(unit, operation, reason, cancel), cancel);
        if (!decided.IsOk)
            return decided.Error;
        if (await Correct(operation.Case, cancel) is { } error)
            return error;
        await using var connection = await database.Open(cancel);
        return (await CaseRow.Find(connection, operation.Case, cancel))!;
    }

    protected override async Task<WorkResult> Work(CorrectCase work, WorkItem item, CancellationToken cancel) =>
        await Correct(work.Case, cancel) is { Kind: ErrorKind.Unavailable } away ? WorkResult.Retry(away.Code) : WorkResult.Done();

    private async Task<Result<Done>> Decide(UnitOfWork unit, CloseCase operation, string reason, CancellationToken cancel)
    {
        var hash = OperationRecord.Hash(operation);
        await using var find = new NpgsqlCommand(
            "select state, closing_id, request_hash from reconciliation_case where id = $1 for update",
            unit.Connection
        ).With(operation.Case.Value);
        await using (var row = await find.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
                return PaymentsErrors.CaseNotFound;
            if (row.GetString(0) != nameof(CaseState.Open))
            {
                if (row.Nullable<Guid>(1) != operation.Id.Value)
                    return PaymentsErrors.CaseClosed;
                return OperationRecord.IsSame(row.GetFieldValue<byte[]>(2), hash) ? Done.It : OperationRecord.IdReused;
            }
        }
        unit.AtCommit(
                """
                update reconciliation_case set state = 'Closing', closing_id = $2, request_hash = $3, closed_by = $4, reason = $5, is_corrected = $6, error = null
                where id = $1
                """
            )
            .With(operation.Case.Value)
            .With(operation.Id.Value)
            .With(hash)
            .With(operation.Person.Value)
            .With(reason)
            .With(operation.Correct);
        unit.Later(new CorrectCase(operation.Case), operation.Id.ToString(), at: clock.GetUtcNow() + CallersTime);
        unit.Audit("payments.case-closed", operation.Case.ToString(), operation.Person, reason, after: new { operation.Correct });
        return Done.It;
    }

    /// <summary>Null when it is closed. After an error that will pass it goes on; after another one it is open again.</summary>
    private async Task<Error?> Correct(CaseId id, CancellationToken cancel)
    {
        ReconciliationCase found;
        bool isCorrected;
        await using (var connection = await database.Open(cancel))
        {
            found = (await CaseRow.Find(connection, id, cancel))!;
            if (found.State != CaseState.Closing)
                return null;
            await using var command = new NpgsqlCommand("select is_corrected from reconciliation_case where id = $1", connection).With(
                id.Value
            );
            isCorrected = (bool)(await command.ExecuteScalarAsync(cancel))!;
        }
        var done = !isCorrected
            ? (OperationId?)null
            : found.Proposed.Action switch
            {
                CorrectionAction.Post => await Post(found, cancel),
                CorrectionAction.Reverse => await Reverse(found, cancel),
                CorrectionAction.TakeFact => await Take(found, cancel),
                _ => (OperationId?)null,
            };
        if (done.Error is { Kind: ErrorKind.Unavailable } away)
            return away;
        await database.Transaction(
            unit =>
            {
                unit.AtCommit(
                        """
                        update reconciliation_case set state = $2, closed_at = $3, correction_id = $4, error = $5 where id = $1 and state = 'Closing'
                        """
                    )
                    .With(id.Value)
                    .With((done.IsOk ? CaseState.Closed : CaseState.Open).ToString())
                    .With(done.IsOk ? clock.GetUtcNow() : (DateTimeOffset?)null)
                    .With(done.IsOk ? done.Value?.Value : null)
                    .With(done.Error?.Code);
                return Task.FromResult(0);
            },
            cancel
        );
        return done.Error;
    }

    /// <summary>What people have spent of it meanwhile they owe.</summary>
    private async Task<Result<OperationId?>> Post(ReconciliationCase found, CancellationToken cancel)
    {
        var id = CaseRow.Correction(found.Id);
        var posted = await Post(id, found, found.Proposed.Legs, cancel);
        if (posted.IsOk || posted.Error.Kind == ErrorKind.Unavailable)
            return posted.IsOk ? id : posted.Error;
        if ((await operations.Ask(new PostingById(id), cancel)).IsOk)
            return id;
        if (posted.Error.Code is not ("wallet.not_enough" or "wallet.account_closed"))
            return posted.Error;
        var there = await operations.Ask(new LedgerAccounts([.. found.Proposed.Legs.Select(l => l.Account)]), cancel);
        if (!there.IsOk)
            return there.Error;
        var legs = new List<Leg>();
        var owed = new Dictionary<Currency, Money>();
        foreach (var leg in found.Proposed.Legs)
        {
            var account = there.Value.Single(a => a.Id == leg.Account);
            var free = account switch
            {
                { ClosedAt: not null } => Money.Zero(leg.Amount.Currency),
                { Available: { } available } => available.Minor > 0 ? available : Money.Zero(leg.Amount.Currency),
                _ => -leg.Amount,
            };
            var part = leg.Amount < -free ? -free : leg.Amount;
            if (!part.IsZero)
                legs.Add(leg with { Amount = part });
            if (part != leg.Amount)
                owed[leg.Amount.Currency] =
                    owed.GetValueOrDefault(leg.Amount.Currency, Money.Zero(leg.Amount.Currency)) + leg.Amount - part;
        }
        foreach (var (currency, amount) in owed)
        {
            var account = await accounts.Owed(currency, cancel);
            if (!account.IsOk)
                return account.Error;
            legs.Add(new Leg(account.Value, amount));
        }
        posted = await Post(id, found, legs, cancel);
        return posted.IsOk ? id : posted.Error;
    }

    private Task<Result<Posting>> Post(OperationId id, ReconciliationCase found, IReadOnlyList<Leg> legs, CancellationToken cancel)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["case"] = found.Id.ToString(),
            ["provider"] = found.Provider,
        };
        if (found.Invoice is { } invoice)
            metadata["invoice"] = invoice.ToString();
        return operations.Ask(new Post(id, PostingKind, legs, Metadata: metadata), cancel);
    }

    private async Task<Result<OperationId?>> Reverse(ReconciliationCase found, CancellationToken cancel)
    {
        var id = CaseRow.Correction(found.Id);
        var undone = await operations.Ask(new Reverse(id, found.Proposed.Posting!.Value), cancel);
        return undone.IsOk ? id : undone.Error;
    }

    /// <summary>As a webhook that comes now: what came is credited under its own id, what was given back is taken.</summary>
    private async Task<Result<OperationId?>> Take(ReconciliationCase found, CancellationToken cancel)
    {
        if (providers.Find(found.Provider) is not { } provider)
            return PaymentsErrors.UnknownProvider;
        PaymentRow payment;
        await using (var connection = await database.Open(cancel))
            payment = (await PaymentRow.Find(connection, found.Payment!.Value, cancel))!;
        ProviderPayment? told;
        try
        {
            told = await provider.Ask(payment.Reference, cancel);
        }
        catch (OutsideException)
        {
            return PaymentsErrors.ProviderAway;
        }
        var isThere =
            found.Kind == CaseKind.RefundMissingHere
                ? told?.Refunded == found.There
                : told?.Charges.Any(c => c.Id == found.Subject && c.Amount == (found.There ?? found.Here)) == true;
        if (!isThere)
            return PaymentsErrors.CaseChanged;
        var error = await facts.Take(provider, told!, webhook: null, cancel);
        return error is null ? (OperationId?)null : error;
    }
}
