using System.Diagnostics;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Rates;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Denga.Wallet.Accounts;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Wallet.Transfers;

/// <summary>Takes requests from front ends: finds out what other modules know (whom, what it is worth, whether a code is right) and writes the request
/// down. Whether it is allowed, the transaction manager decides.</summary>
internal sealed class TransferTaking(
    Database<WalletModule> database,
    IOperations operations,
    TransferWaits waits,
    IOptions<WalletOptions> options,
    TimeProvider clock
) : IAsyncDisposable
{
    private readonly GroupCommit<TransferRow, bool> requests = new(
        "transfer requests",
        (transfers, cancel) => database.Transaction(unit => TransferRow.Insert(unit, transfers, cancel), cancel)
    );

    public ValueTask DisposeAsync() => requests.DisposeAsync();

    internal const int NoteCharactersMax = 200;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2);

    /// <summary>The amount in the limits' currency, rounded up. Errors: <c>wallet.no_rate</c>.</summary>
    internal async Task<Result<Money>> Worth(Money amount, CancellationToken cancel)
    {
        var into = options.Value.Limits.Whole(1).Currency;
        var rate = await operations.Ask(new RateOn(amount.Currency, into), cancel);
        if (!rate.IsOk)
            return rate.Error.Kind == ErrorKind.Unavailable ? rate.Error : WalletErrors.NoRate(amount.Currency);
        try
        {
            return amount.Convert(rate.Value.Value, into, MidpointRounding.ToPositiveInfinity);
        }
        catch (OverflowException)
        {
            return WalletErrors.Overflow;
        }
    }

    /// <summary>The account itself, or the person's main one of the currency. Errors: <c>wallet.account_not_found</c>.</summary>
    internal async Task<Result<AccountId>> From(PersonId person, AccountId? from, Currency currency, CancellationToken cancel)
    {
        if (from is { } named)
            return named;
        await using var command = database
            .Source.CreateCommand("select id from account where person_id = $1 and purpose = 'main' and currency = $2")
            .With(person.Value)
            .With(currency.Code);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new AccountId(id) : WalletErrors.AccountNotFound;
    }

    /// <summary>As <see cref="From"/>, looked at. Errors: <c>wallet.account_not_found</c>, <c>wallet.account_closed</c>,
    /// <c>wallet.wrong_currency</c>.</summary>
    internal async Task<Result<Account>> Payer(PersonId person, AccountId? from, Currency currency, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                $"""
                select {AccountRow.Columns} from account
                where person_id = $1 and (id = $2 or ($2 is null and purpose = 'main' and currency = $3))
                """
            )
            .With(person.Value)
            .With(from?.Value)
            .With(currency.Code);
        var found = await AccountRow.ReadOne(command, cancel);
        return !found.IsOk ? found
            : found.Value.ClosedAt is not null ? WalletErrors.AccountClosed
            : ReferenceEquals(found.Value.Currency, currency) ? found
            : WalletErrors.WrongCurrency;
    }

    /// <summary>What is wrong between the two sides. Errors: <c>wallet.same_account</c>, <c>wallet.wrong_currency</c>.</summary>
    internal static Error? Between(PersonId person, AccountId from, FoundPayee payee, Currency currency) =>
        payee.Account == from || (payee.Account is null && payee.Person == person) ? WalletErrors.SameAccount
        : payee.Currency is { } other && !ReferenceEquals(other, currency) ? WalletErrors.WrongCurrency
        : null;

    /// <summary>What no day would let through. Error: <c>wallet.limit_operation</c>.</summary>
    internal Error? TooLarge(Money worth) =>
        TransactionManager.OverLimits(options.Value.Limits, worth.Minor, new TransactionManager.Sent(0, 0, 0));

    /// <summary>Whether the code allows it, when one is needed. Errors: <c>wallet.step_up_needed</c>, those of <see cref="VerifyStepUp"/>.</summary>
    internal async Task<Result<bool>> StepUp(PersonId person, OperationId id, Money worth, string? code, CancellationToken cancel)
    {
        if (worth < options.Value.Limits.Whole(options.Value.Limits.StepUpFrom))
            return false;
        var purpose = $"transfer {id}";
        if (string.IsNullOrEmpty(code))
            return WalletErrors.StepUpNeeded(purpose);
        var verified = await operations.Ask(new VerifyStepUp(person, purpose, code), cancel);
        return verified.IsOk ? true : verified.Error;
    }

    /// <summary>The note as it is kept: another person reads it, so it is one line that cannot pass for something else. Null when nothing is left.</summary>
    internal static string? Written(string? note) =>
        note is not null && PlainText.Head(PlainText.OneLine(note), NoteCharactersMax) is { Length: > 0 } line ? line : null;

    /// <summary>What is wrong whatever anybody knows. Errors: <c>wallet.bad_amount</c>, <c>wallet.overflow</c>, <c>wallet.bad_note</c>.</summary>
    internal static Error? Check(Money amount, string? note) =>
        amount.Minor <= 0 ? WalletErrors.BadAmount
        : amount.Minor > Ledger.Rules.MinorMax ? WalletErrors.Overflow
        : note?.Length > NoteCharactersMax ? WalletErrors.BadNote
        : null;

    /// <summary>The transfer under the id, if there is one that is under way or has its answer. Error: <c>operation.id_reused</c>.</summary>
    internal async Task<Result<TransferRow?>> Known(OperationId id, byte[] hash, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var known = await TransferRow.Find(connection, id, cancel);
        if (known is null)
            return (TransferRow?)null;
        // The refusal of a limit is no answer.
        if (known.Refusal is { } refusal && WalletErrors.OfLimits.Contains(refusal.Code) && OperationRecord.IsSame(known.RequestHash, hash))
            return (TransferRow?)null;
        return OperationRecord.Repeat(known.RequestHash, hash, (TransferRow?)known);
    }

    /// <summary>Writes the request down; when somebody was faster with the same id, answers his. Error: <c>operation.id_reused</c>.</summary>
    internal async Task<Result<TransferRow>> Take(TransferRow transfer, bool wait, CancellationToken cancel)
    {
        using var ended = waits.For(transfer.Id);
        var taken = await requests.Run(transfer with { Trace = Activity.Current?.Id }, cancel);
        if (!taken)
        {
            var known = await Known(transfer.Id, transfer.RequestHash, cancel);
            if (!known.IsOk)
                return known.Error;
            return wait ? await Look(transfer.Id, ended, cancel) : known.Value!;
        }
        return wait ? await Wait(transfer.Id, ended, cancel) : await Find(transfer.Id, cancel);
    }

    internal async Task<TransferRow> Wait(OperationId id, CancellationToken cancel)
    {
        using var ended = waits.For(id);
        return await Look(id, ended, cancel);
    }

    internal async Task<TransferRow> Find(OperationId id, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return (await TransferRow.Find(connection, id, cancel))!;
    }

    private async Task<TransferRow> Look(OperationId id, TransferWaits.Wait ended, CancellationToken cancel)
    {
        var now = await Find(id, cancel);
        return now.Status is TransferStatus.Completed or TransferStatus.Refused ? now : await Wait(id, ended, cancel);
    }

    private async Task<TransferRow> Wait(OperationId id, TransferWaits.Wait ended, CancellationToken cancel)
    {
        await ended
            .Task.WaitAsync(WaitMax, clock, cancel)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        cancel.ThrowIfCancellationRequested();
        return await Find(id, cancel);
    }
}
