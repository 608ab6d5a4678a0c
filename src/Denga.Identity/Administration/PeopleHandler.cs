using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Identity.People;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Identity.Administration;

/// <summary>People, for operators; and how one signs in, for himself.</summary>
internal sealed class PeopleHandler(Database<IdentityModule> database)
    : IOperationHandler<Contracts.Identity.People, Page<PersonEntry>>,
        IOperationHandler<PersonById, VersionedPerson>,
        IOperationHandler<Security, SecuritySettings>
{
    private const int PageMax = 100;
    private const string Rows = """
        select p.id, p.language, p.time_zone TimeZone, p.registered_at RegisteredAt, p.role, p.version, e.address, array_to_string(p.rights, ' ') Rights,
            (select string_agg(distinct i.channel, ' ' order by i.channel) from identity i where i.person_id = p.id) Channels,
            exists (select from authenticator a where a.person_id = p.id and a.confirmed_at is not null) TwoFactor
        from person p left join email_account e on e.person_id = p.id
        where p.merged_into is null and p.erased_at is null
        """;

    public async Task<Result<Page<PersonEntry>>> Handle(Contracts.Identity.People operation, CancellationToken cancel)
    {
        PersonId? after = null;
        if (operation.After is { } cursor)
        {
            if (!PersonId.TryParse(cursor, null, out var read))
                return IdentityErrors.BadCursor;
            after = read;
        }
        var rows = await database.Read(
            async connection =>
                (
                    await connection.QueryAsync<Row>(
                        $"""
                        {Rows} and (@after::uuid is null or p.id < @after) and (@beginning::text is null or e.address_key like @beginning)
                        order by p.id desc limit {PageMax + 1}
                        """,
                        new { after = after?.Value, beginning = operation.Email is { } email ? Beginning(email) : null }
                    )
                ).ToList(),
            cancel
        );
        var entries = rows.Take(PageMax).Select(Entry).ToList();
        return new Page<PersonEntry>(entries, rows.Count > PageMax ? entries[^1].Person.Id.ToString() : null);
    }

    public async Task<Result<VersionedPerson>> Handle(PersonById operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await Read(connection, operation.Subject) is { } person ? person : IdentityErrors.UnknownPerson;
    }

    internal static async Task<VersionedPerson?> Read(NpgsqlConnection connection, PersonId person) =>
        await connection.QuerySingleOrDefaultAsync<Row>($"{Rows} and p.id = @Value", new { person.Value }) is { } row
            ? new VersionedPerson(Entry(row), row.Version)
            : null;

    public async Task<Result<SecuritySettings>> Handle(Security operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var account = await EmailAccounts.Of(operation.Person, connection);
        var channels = await connection.QueryAsync<string>(
            "select distinct channel from identity where person_id = @Value order by 1",
            new { operation.Person.Value }
        );
        var on = await TwoFactor.Authenticators.IsOn(operation.Person, connection);
        var left = await connection.ExecuteScalarAsync<int>(
            "select count(*)::int from recovery_code where person_id = @Value",
            new { operation.Person.Value }
        );
        return new SecuritySettings(account?.Address, channels.ToList(), on, left);
    }

    private static string Beginning(string email) =>
        email
            .Trim()
            .Normalize()
            .ToLowerInvariant()
            .Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal) + "%";

    private static PersonEntry Entry(Row row) =>
        new(
            new Person(
                PersonId.From(row.Id),
                row.Language,
                row.TimeZone,
                row.RegisteredAt.Utc(),
                (Role)row.Role,
                row.Rights?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            ),
            row.Address,
            row.Channels?.Split(' ') ?? [],
            row.TwoFactor
        );

    private sealed record Row(
        Guid Id,
        string Language,
        string TimeZone,
        DateTime RegisteredAt,
        short Role,
        int Version,
        string? Address,
        string? Rights,
        string? Channels,
        bool TwoFactor
    );
}
