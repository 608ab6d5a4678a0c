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
    private const string External = "external:sandbox";

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
        if (await keep.ExecuteNonQueryAsync(cancel) == 1 && worth.Minor > left)
            return WalletErrors.SandboxLimit(limit, new Money(left, limit.Currency));
        var currency = operation.Amount.Currency;
        var account = await opening.Open(unit, operation.Person, "main", currency, floor: 0, cancel);
        var external = await opening.Open(unit, person: null, External, currency, floor: null, cancel);
        if ((account.Error ?? external.Error) is { } error)
            return error;
        var posting = await ledger.Post(
            unit,
            new Post(operation.Id, "sandbox", [new Leg(external.Value.Id, -operation.Amount), new Leg(account.Value.Id, operation.Amount)]),
            cancel
        );
        if (!posting.IsOk)
            return posting.Error;
        if (posting.Value.IsReplay)
            OperationRecord.Replayed();
        var leg = posting.Value.Legs[1];
        return new TopUpReceipt(operation.Id, leg.Account, leg.Amount, leg.BalanceAfter, posting.Value.RecordedAt);
    }
}
