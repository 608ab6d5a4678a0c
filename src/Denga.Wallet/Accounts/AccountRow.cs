using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Wallet.Accounts;

/// <summary>An account as it is read.</summary>
internal static class AccountRow
{
    internal const string Columns = "id, person_id, purpose, currency, balance, held, floor, version, opened_at, closed_at";

    internal static async Task<List<Account>> ReadAll(NpgsqlCommand command, CancellationToken cancel)
    {
        var accounts = new List<Account>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var currency = Currency.Parse(rows.GetString(3));
            var (balance, held, floor) = (rows.GetInt64(4), rows.GetInt64(5), rows.Nullable<long>(6));
            accounts.Add(
                new Account(
                    new AccountId(rows.GetGuid(0)),
                    rows.Nullable<Guid>(1) is { } person ? new PersonId(person) : null,
                    rows.GetString(2),
                    new Money(balance, currency),
                    new Money(held, currency),
                    floor is { } least ? new Money(balance - held - least, currency) : null,
                    floor is { } minor ? new Money(minor, currency) : null,
                    rows.GetInt64(7),
                    rows.GetFieldValue<DateTimeOffset>(8),
                    rows.Nullable<DateTimeOffset>(9)
                )
            );
        }
        return accounts;
    }

    /// <summary>The one that the command finds, or that there is none.</summary>
    internal static async Task<Result<Account>> ReadOne(NpgsqlCommand command, CancellationToken cancel) =>
        await ReadAll(command, cancel) is [var account, ..] ? account : WalletErrors.AccountNotFound;
}
