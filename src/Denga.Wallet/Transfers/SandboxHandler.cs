using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Wallet.Accounts;
using Denga.Wallet.Ledger;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Wallet.Transfers;

internal sealed class SandboxHandler(
    Database<WalletModule> database,
    GeneralLedger ledger,
    AccountOpening opening,
    TransferTaking taking,
    IOptions<WalletOptions> options,
    TimeProvider clock
) : IOperationHandler<SandboxTopUp, TopUpReceipt>
{
    /// <summary>Earlier releases gave it from <c>external:sandbox</c>, which is the account of payments' own sandbox; what was posted there stays.</summary>
    private const string External = "external:play";

    public async Task<Result<TopUpReceipt>> Handle(SandboxTopUp operation, CancellationToken cancel)
    {
        if (!options.Value.Sandbox)
            return WalletErrors.SandboxOff;
        if (TransferTaking.Check(operation.Amount, note: null) is { } wrong)
            return wrong;
        var worth = await taking.Worth(operation.Amount, cancel);
        if (!worth.IsOk)
            return worth.Error;
        return await database.Attempt(unit => TopUp(unit, operation, worth.Value, cancel), cancel);
    }

    private async Task<Result<TopUpReceipt>> TopUp(UnitOfWork unit, SandboxTopUp operation, Money worth, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using (
            var turn = new NpgsqlCommand(
                "select pg_advisory_xact_lock(hashtextextended('wallet sandbox ' || $1::text, 0))",
                unit.Connection
            ).With(operation.Person.Value)
        )
            await turn.ExecuteNonQueryAsync(cancel);
        await using var used = new NpgsqlCommand(
            "select coalesce(sum(base_minor), 0)::bigint from sandbox_top_up where person_id = $1 and at > $2 and id <> $3",
            unit.Connection
        )
            .With(operation.Person.Value)
            .With(now - TimeSpan.FromHours(24))
            .With(operation.Id.Value);
        var limit = options.Value.Limits.Whole(options.Value.SandboxPerDay);
        var left = Math.Max(0, limit.Minor - (long)(await used.ExecuteScalarAsync(cancel))!);
        await using var keep = new NpgsqlCommand(
            "insert into sandbox_top_up (id, person_id, base_minor, at) values ($1, $2, $3, $4) on conflict (id) do nothing",
            unit.Connection
        )
            .With(operation.Id.Value)
            .With(operation.Person.Value)
            .With(worth.Minor)
            .With(now);
        // A repeat has been counted.
        var isNew = await keep.ExecuteNonQueryAsync(cancel) == 1;
        if (isNew && worth.Minor > left)
            return WalletErrors.SandboxLimit(limit, new Money(left, limit.Currency));
        var currency = operation.Amount.Currency;
        // A repeat means the accounts of the first time, whichever would be taken now.
        var first = isNew ? null : await LedgerReading.PostingOf(unit.Connection, operation.Id, cancel);
        var account = first is { Legs: [_, var brought] } ? (Result<AccountId>)brought.Account : await Account(unit, operation, cancel);
        var external = first is { Legs: [var given, _] } ? (Result<AccountId>)given.Account : await Play(unit, currency, cancel);
        if ((account.Error ?? external.Error) is { } error)
            return error;
        var posting = await ledger.Post(
            unit,
            new Post(operation.Id, "sandbox", [new Leg(external.Value, -operation.Amount), new Leg(account.Value, operation.Amount)]),
            cancel
        );
        if (!posting.IsOk)
            return posting.Error;
        if (posting.Value.IsReplay)
            OperationRecord.Replayed();
        var leg = posting.Value.Legs[1];
        return new TopUpReceipt(
            operation.Id,
            leg.Account,
            leg.Amount,
            leg.BalanceAfter,
            posting.Value.RecordedAt,
            leg.Number == 1 && await WasOpenedFor(unit, operation.Id, leg.Account, cancel)
        );
    }

    private async Task<Result<AccountId>> Play(UnitOfWork unit, Currency currency, CancellationToken cancel)
    {
        var opened = await opening.Open(unit, person: null, External, currency, floor: null, cancel);
        return opened.IsOk ? opened.Value.Id : opened.Error;
    }

    private async Task<Result<AccountId>> Account(UnitOfWork unit, SandboxTopUp operation, CancellationToken cancel)
    {
        var account = await opening.Receiving(unit, operation.Person, operation.Amount.Currency, cancel);
        return account.IsOk ? account.Value.Id : account.Error;
    }

    /// <summary>Told by the times, so that a repeat says the same.</summary>
    private static async Task<bool> WasOpenedFor(UnitOfWork unit, OperationId id, AccountId account, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select a.opened_at >= t.at from account a, sandbox_top_up t where a.id = $1 and t.id = $2",
            unit.Connection
        )
            .With(account.Value)
            .With(id.Value);
        return await command.ExecuteScalarAsync(cancel) is true;
    }
}
