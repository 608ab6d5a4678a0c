using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Denga.Wallet.Transfers;

internal sealed class TransferHandlers(
    Database<WalletModule> database,
    TransferTaking taking,
    Payees payees,
    Receipts receipts,
    IOptions<WalletOptions> options,
    TimeProvider clock
)
    : IOperationHandler<Transfer, TransferReceipt>,
        IOperationHandler<TransferById, TransferReceipt>,
        IOperationHandler<Contracts.Wallet.Transfers, Page<TransferReceipt>>,
        IOperationHandler<FindPayee, Payee>,
        IOperationHandler<CheckTransfer, CheckedTransfer>,
        IOperationHandler<TransferLimits, LimitsOfTransfers>
{
    private const int PageMax = 100;

    public async Task<Result<TransferReceipt>> Handle(Transfer operation, CancellationToken cancel)
    {
        if (TransferTaking.Check(operation.Amount, operation.Note) is { } wrong)
            return wrong;
        // The code is a secret of the moment and no part of what was asked for.
        var hash = OperationRecord.Hash(operation with { Code = null, Wait = true });
        var known = await taking.Known(operation.Id, hash, cancel);
        if (!known.IsOk)
            return known.Error;
        if (known.Value is { } earlier)
            return await receipts.Answer(operation.Wait ? await taking.Wait(earlier.Id, cancel) : earlier, cancel);
        var from = await taking.From(operation.Person, operation.From, operation.Amount.Currency, cancel);
        if (!from.IsOk)
            return from.Error;
        var payee = await payees.Find(operation.Person, operation.To, cancel);
        if (!payee.IsOk)
            return payee.Error;
        var own = payee.Value.Person == operation.Person;
        var worth = await taking.Worth(operation.Amount, cancel);
        if (!worth.IsOk)
            return worth.Error;
        var steppedUp = own ? false : await taking.StepUp(operation.Person, operation.Id, worth.Value, operation.Code, cancel);
        if (!steppedUp.IsOk)
            return steppedUp.Error;
        var taken = await taking.Take(
            new TransferRow
            {
                Id = operation.Id,
                Person = operation.Person,
                From = from.Value,
                Payee = payee.Value.Person,
                To = payee.Value.Account,
                PayeeName = payee.Value.Name,
                Amount = operation.Amount,
                BaseMinor = worth.Value.Minor,
                Own = own,
                Note = TransferTaking.Written(operation.Note),
                SteppedUp = steppedUp.Value,
                RequestHash = hash,
                RequestedAt = clock.GetUtcNow(),
            },
            operation.Wait,
            cancel
        );
        return taken.IsOk ? await receipts.Answer(taken.Value, cancel) : taken.Error;
    }

    public async Task<Result<TransferReceipt>> Handle(TransferById operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var found = await TransferRow.Find(connection, operation.Transfer, cancel);
        // The payee learns of it when the money is there.
        return
            found is not null
            && (found.Person == operation.Person || (found.Payee == operation.Person && found.Status == TransferStatus.Completed))
            ? await receipts.Of(found, operation.Person, cancel)
            : WalletErrors.TransferNotFound;
    }

    public async Task<Result<Page<TransferReceipt>>> Handle(Contracts.Wallet.Transfers operation, CancellationToken cancel)
    {
        var before = new OperationId(Guid.AllBitsSet);
        if (operation.After is { } cursor && !OperationId.TryParse(cursor, null, out before))
            return WalletErrors.BadCursor;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var command = database
            .Source.CreateCommand(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    select {TransferRow.Columns} from (
                        (select * from transfer where person_id = $1 and id < $2 order by id desc limit {limit + 1})
                        union all
                        (select * from transfer where payee_id = $1 and person_id <> $1 and state = {TransferStatus.Completed:D} and id < $2 order by id desc limit {limit
                        + 1})
                    ) t order by id desc limit {limit + 1}
                    """
                )
            )
            .With(operation.Person.Value)
            .With(before.Value);
        var rows = await TransferRow.ReadAll(command, cancel);
        var page = rows.Count > limit ? rows[..limit] : rows;
        return new Page<TransferReceipt>(
            await receipts.Of(page, operation.Person, cancel),
            rows.Count > limit ? page[^1].Id.ToString() : null
        );
    }

    public async Task<Result<Payee>> Handle(FindPayee operation, CancellationToken cancel)
    {
        var found = await payees.Find(operation.Person, operation.To, cancel);
        return found.IsOk ? new Payee(found.Value.Name, found.Value.Person == operation.Person, found.Value.Currency) : found.Error;
    }

    public async Task<Result<CheckedTransfer>> Handle(CheckTransfer operation, CancellationToken cancel)
    {
        var (person, amount) = (operation.Person, operation.Amount);
        if (TransferTaking.Check(amount, note: null) is { } wrong)
            return wrong;
        var payee = await payees.Find(person, operation.To, cancel);
        if (!payee.IsOk)
            return payee.Error;
        if (payee.Value is { Account: null } && payee.Value.Person == person)
            return WalletErrors.SameAccount;
        var from = await taking.Payer(person, operation.From, amount.Currency, cancel);
        if (!from.IsOk)
            return from.Error;
        if (TransferTaking.Between(person, from.Value.Id, payee.Value, amount.Currency) is { } impossible)
            return impossible;
        if (!operation.Later && from.Value.Available is { } available && amount > available)
            return WalletErrors.NotEnough(from.Value.Id, available);
        var own = payee.Value.Person == person;
        if (!own && await Limited(operation, cancel) is { } limited)
            return limited;
        return new CheckedTransfer(new Payee(payee.Value.Name, own, payee.Value.Currency), from.Value.Id, from.Value.Balance - amount);
    }

    private async Task<Error?> Limited(CheckTransfer operation, CancellationToken cancel)
    {
        var worth = await taking.Worth(operation.Amount, cancel);
        if (!worth.IsOk)
            return worth.Error;
        if (operation.Later)
            return taking.TooLarge(worth.Value);
        await using var connection = await database.Open(cancel);
        var sent = await TransactionManager.Sent.Of(connection, operation.Person, clock.GetUtcNow(), cancel);
        return TransactionManager.OverLimits(options.Value.Limits, worth.Value.Minor, sent);
    }

    public async Task<Result<LimitsOfTransfers>> Handle(TransferLimits operation, CancellationToken cancel)
    {
        var limits = options.Value.Limits;
        await using var connection = await database.Open(cancel);
        var sent = await TransactionManager.Sent.Of(connection, operation.Person, clock.GetUtcNow(), cancel);
        return new LimitsOfTransfers(
            limits.Whole(limits.PerOperation),
            limits.Whole(limits.PerDay),
            Left(limits.Whole(limits.PerDay), sent.InDay),
            limits.Whole(limits.PerMonth),
            Left(limits.Whole(limits.PerMonth), sent.InMonth),
            limits.PerMinute,
            limits.Whole(limits.StepUpFrom)
        );

        static Money Left(Money limit, long used) => new(Math.Max(0, limit.Minor - used), limit.Currency);
    }
}
