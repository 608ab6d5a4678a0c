using Dapper;
using Denga.Contracts;
using Denga.Identity.TwoFactor;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Identity.Accounts;

/// <summary>The row of an e-mail address with its password.</summary>
internal sealed record EmailAccount(PersonId Person, string Address, string AddressKey, string PasswordHash);

internal sealed class EmailAccounts(Database<IdentityModule> database, TimeProvider clock)
{
    private const string Columns = "person_id PersonId, address, address_key AddressKey, password_hash PasswordHash";

    internal async Task<EmailAccount?> Find(EmailAddress address, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await Find(address, connection);
    }

    internal static async Task<EmailAccount?> Find(EmailAddress address, NpgsqlConnection connection) =>
        Account(
            await connection.QuerySingleOrDefaultAsync<Row>(
                $"select {Columns} from email_account where address_key = @Key",
                new { address.Key }
            )
        );

    internal async Task<EmailAccount?> Of(PersonId person, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await Of(person, connection);
    }

    internal static async Task<EmailAccount?> Of(PersonId person, NpgsqlConnection connection) =>
        Account(
            await connection.QuerySingleOrDefaultAsync<Row>(
                $"select {Columns} from email_account where person_id = @Value",
                new { person.Value }
            )
        );

    /// <summary>False when the address or the person has been taken meanwhile.</summary>
    internal async Task<bool> Add(PersonId person, EmailAddress address, string passwordHash, NpgsqlConnection connection) =>
        await connection.ExecuteAsync(
            """
            insert into email_account (person_id, address, address_key, password_hash, confirmed_at, password_changed_at)
            values (@person, @Text, @Key, @passwordHash, @now, @now) on conflict do nothing
            """,
            new
            {
                person = person.Value,
                address.Text,
                address.Key,
                passwordHash,
                now = clock.GetUtcNow(),
            }
        ) == 1;

    internal async Task SetPassword(PersonId person, string passwordHash, NpgsqlConnection connection)
    {
        await Authenticators.RemoveUnconfirmed(person, connection);
        await connection.ExecuteAsync(
            "update email_account set password_hash = @passwordHash, password_changed_at = @now where person_id = @person",
            new
            {
                person = person.Value,
                passwordHash,
                now = clock.GetUtcNow(),
            }
        );
    }

    private static EmailAccount? Account(Row? row) =>
        row is null ? null : new EmailAccount(PersonId.From(row.PersonId), row.Address, row.AddressKey, row.PasswordHash);

    private sealed record Row(Guid PersonId, string Address, string AddressKey, string PasswordHash);
}
