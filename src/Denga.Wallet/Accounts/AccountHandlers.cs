using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Npgsql;

namespace Denga.Wallet.Accounts;

internal sealed class AccountHandlers(Database<WalletModule> database, AccountOpening opening, TimeProvider clock)
    : IOperationHandler<OpenAccount, Account>,
        IOperationHandler<OpenSystemAccount, Account>,
        IOperationHandler<CloseAccount, Account>,
        IOperationHandler<AgreeFloor, Account>,
        IOperationHandler<Balances, IReadOnlyList<Account>>,
        IOperationHandler<AccountById, Account>,
        IOperationHandler<LedgerAccounts, IReadOnlyList<Account>>,
        IOperationHandler<FindAccounts, IReadOnlyList<Account>>,
        IOperationHandler<OwnAccounts, IReadOnlyList<Account>>
{
    private const int AccountsMax = AccountOpening.AccountsMax;
    private const int PurposeCharactersMax = 40;
    private const string Main = "main";

    public async Task<Result<Account>> Handle(OpenAccount operation, CancellationToken cancel)
    {
        var name = PlainText.Head(PlainText.OneLine(operation.Purpose), PurposeCharactersMax).TrimEnd();
        // What the system's own accounts have in their names.
        if (name.Length == 0 || name.Contains(':', StringComparison.Ordinal))
            return WalletErrors.BadPurpose;
        var accounts = await Handle(new Balances(operation.Person, Closed: true), cancel);
        var same = accounts.Value.FirstOrDefault(a =>
            ReferenceEquals(a.Currency, operation.Currency) && a.Purpose.Equals(name, StringComparison.OrdinalIgnoreCase)
        );
        var purpose = same?.Purpose ?? (name.Equals(Main, StringComparison.OrdinalIgnoreCase) ? Main : name);
        return await database.Attempt(unit => opening.Open(unit, operation.Person, purpose, operation.Currency, floor: 0, cancel), cancel);
    }

    public Task<Result<Account>> Handle(OpenSystemAccount operation, CancellationToken cancel) =>
        IsSystems(operation.Purpose)
            ? database.Attempt(unit => opening.Open(unit, person: null, operation.Purpose, operation.Currency, floor: null, cancel), cancel)
            : Task.FromResult<Result<Account>>(WalletErrors.BadPurpose);

    public Task<Result<Account>> Handle(CloseAccount operation, CancellationToken cancel) =>
        database.Attempt<Account>(
            async unit =>
            {
                await using var find = new NpgsqlCommand(
                    $"select {AccountRow.Columns} from account where id = $1 and person_id = $2 for update",
                    unit.Connection
                )
                    .With(operation.Account.Value)
                    .With(operation.Person.Value);
                var found = await AccountRow.ReadOne(find, cancel);
                if (!found.IsOk || found.Value.ClosedAt is not null)
                    return found;
                if (!found.Value.Balance.IsZero || !found.Value.Held.IsZero)
                    return WalletErrors.AccountNotEmpty;
                var now = clock.GetUtcNow();
                await using var close = new NpgsqlCommand(
                    $"update account set closed_at = $2 where id = $1 returning {AccountRow.Columns}",
                    unit.Connection
                )
                    .With(operation.Account.Value)
                    .With(now);
                var closed = await AccountRow.ReadOne(close, cancel);
                unit.Publish(new AccountClosed(operation.Account, operation.Person, now));
                return closed;
            },
            cancel
        );

    public Task<Result<Account>> Handle(AgreeFloor operation, CancellationToken cancel) =>
        database.Attempt<Account>(
            async unit =>
            {
                await using var find = new NpgsqlCommand(
                    $"select {AccountRow.Columns} from account where id = $1 for update",
                    unit.Connection
                ).With(operation.Account.Value);
                var found = await AccountRow.ReadOne(find, cancel);
                if (!found.IsOk)
                    return found;
                if (!ReferenceEquals(found.Value.Currency, operation.Floor.Currency))
                    return WalletErrors.WrongCurrency;
                if (operation.Floor.Minor is > 0 or < -Ledger.Rules.MinorMax || found.Value.Balance - found.Value.Held < operation.Floor)
                    return WalletErrors.BadFloor;
                await using var change = new NpgsqlCommand(
                    $"update account set floor = $2 where id = $1 returning {AccountRow.Columns}",
                    unit.Connection
                )
                    .With(operation.Account.Value)
                    .With(operation.Floor.Minor);
                return await AccountRow.ReadOne(change, cancel);
            },
            cancel
        );

    public async Task<Result<IReadOnlyList<Account>>> Handle(Balances operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                $"select {AccountRow.Columns} from account where person_id = $1 and (closed_at is null or $2) order by no limit {AccountsMax}"
            )
            .With(operation.Person.Value)
            .With(operation.Closed);
        return await AccountRow.ReadAll(command, cancel);
    }

    public async Task<Result<Account>> Handle(AccountById operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand($"select {AccountRow.Columns} from account where id = $1 and person_id = $2")
            .With(operation.Account.Value)
            .With(operation.Person.Value);
        return await AccountRow.ReadOne(command, cancel);
    }

    public async Task<Result<IReadOnlyList<Account>>> Handle(LedgerAccounts operation, CancellationToken cancel)
    {
        if (operation.Accounts.Count > AccountsMax)
            return WalletErrors.TooManyAccounts;
        await using var command = database
            .Source.CreateCommand($"select {AccountRow.Columns} from account where id = any($1) order by no")
            .With(operation.Accounts.Select(a => a.Value).ToArray());
        return await AccountRow.ReadAll(command, cancel);
    }

    public Task<Result<IReadOnlyList<Account>>> Handle(FindAccounts operation, CancellationToken cancel) =>
        Handle(new LedgerAccounts(operation.Accounts), cancel);

    public async Task<Result<IReadOnlyList<Account>>> Handle(OwnAccounts operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                $"select {AccountRow.Columns} from account where person_id is null and starts_with(purpose, $1) order by no"
            )
            .With(operation.Purpose);
        return await AccountRow.ReadAll(command, cancel);
    }

    private static bool IsSystems(string purpose) =>
        purpose.Length is > 0 and <= PurposeCharactersMax
        && purpose.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or ':');
}
