using Dapper;
using Denga.Platform.Modules;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform.Data;

/// <summary>What only the administrator may do: makes the role of each module and the owner of all schemas, gives them passwords, makes the schemas and the
/// extension that constraints need, and hands over what an earlier release or a dump made the administrator's own. He touches no row of a module, and calls nothing that others could have
/// made: whatever does runs as <see cref="DatabaseAccess.Owner"/>.</summary>
internal sealed partial class DatabaseRoles(DatabaseAccess access, ILogger<DatabaseRoles> log)
{
    /// <summary>Any number, the same in every process: one of them sets up at a time.</summary>
    private const long LockKey = 0x64656E6762;
    private const int HandOverAttemptsMax = 30;

    /// <summary>Passwords that nobody gave are kept in a schema that only the administrator may enter, so that all processes agree on them.</summary>
    private const string Schema = "denga_setup";

    /// <param name="renew">Gives every role whose password is not in the settings a new one; who is signed in stays so.</param>
    internal async Task SetUp(IReadOnlyList<string> modules, bool renew, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(access.Administrator!.ConnectionString);
        await connection.OpenAsync(cancel);
        await connection.ExecuteAsync(
            new CommandDefinition("select pg_advisory_lock(@LockKey)", new { LockKey }, cancellationToken: cancel)
        );
        // Closing the connection gives the lock back.
        string[] schemas = ["denga", .. modules];
        var isNew = await connection.ExecuteScalarAsync<bool>("select to_regclass('denga.migration') is null");
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            var isMade = await Make(connection, DatabaseAccess.Owner);
            // A dump that was brought back holds other passwords than the roles that were here before it.
            var isForeign =
                !isMade && await Kept(connection, DatabaseAccess.Owner) is { } kept && !await IsLetIn(DatabaseAccess.Owner, kept, cancel);
            await GivePassword(connection, DatabaseAccess.Owner, isMade || isForeign, isNew, renew, cancel);
            foreach (var role in modules.Select(DatabaseAccess.RoleOf))
                await GivePassword(connection, role, await Make(connection, role) || isForeign, isNew, renew, cancel);
            await BecomeMember(connection);
            // So that a constraint may look at what is equal and at what overlaps at once.
            await connection.ExecuteAsync("create extension if not exists btree_gist with schema public");
            foreach (var schema in schemas)
                await connection.ExecuteAsync($"create schema if not exists {schema} authorization {DatabaseAccess.Owner}");
            await transaction.CommitAsync(cancel);
        }
        await HandOver(connection, schemas, cancel);
    }

    /// <summary>True when there was no such role. Roles are the server's: another database of it may be set up at the same moment.</summary>
    private static async Task<bool> Make(NpgsqlConnection connection, string role)
    {
        if (await connection.ExecuteScalarAsync<bool>("select exists (select from pg_roles where rolname = @role)", new { role }))
            return false;
        await connection.ExecuteAsync(
            $"""
            do $$ begin
                create role {role} login;
            exception when duplicate_object or unique_violation then
                null;
            end $$
            """
        );
        return true;
    }

    /// <summary>The one from the settings, else the one that is kept, else a new random one.</summary>
    /// <param name="hasNone">The role is new, or what it has is not this database's.</param>
    private async Task GivePassword(
        NpgsqlConnection connection,
        string role,
        bool hasNone,
        bool isNewDatabase,
        bool renew,
        CancellationToken cancel
    )
    {
        if (access.Given.TryGetValue(role, out var given))
        {
            await Set(connection, role, given);
            if (await Kept(connection, role) is not null)
                await connection.ExecuteAsync($"delete from {Schema}.role where name = @role", new { role });
            return;
        }
        // Who signs in without a password himself is let in by the server for what he is, and so are the roles.
        if (access.Administrator!.Password is null)
            return;
        await connection.ExecuteAsync(
            $"""
            create schema if not exists {Schema};
            create table if not exists {Schema}.role (name text primary key, password text not null, since timestamptz not null default now())
            """
        );
        var kept = await Kept(connection, role);
        if (kept is null && !hasNone && !renew)
        {
            // Made by a release that kept nothing: processes of it may still run, and are not to be locked out.
            if (access.DerivedByEarlierReleases(role) is { } derived && await IsLetIn(role, derived, cancel))
            {
                await Keep(connection, role, derived);
                Derived(role);
                return;
            }
            if (isNewDatabase)
                throw new SettingException(
                    $"The role {role} is on this server already, with a password that this database does not know: another Denga's database is there. Set Database:Passwords:{role["denga_".Length..]} to it, or use a server of its own."
                );
        }
        var password = kept is null || renew ? DatabaseAccess.NewPassword() : kept;
        if (password != kept || hasNone)
        {
            await Set(connection, role, password);
            await Keep(connection, role, password);
        }
        access.Knows(role, password);
    }

    private static async Task<string?> Kept(NpgsqlConnection connection, string role) =>
        await connection.ExecuteScalarAsync<bool>($"select to_regclass('{Schema}.role') is not null")
            ? await connection.ExecuteScalarAsync<string?>($"select password from {Schema}.role where name = @role", new { role })
            : null;

    private static Task<int> Set(NpgsqlConnection connection, string role, string password) =>
        connection.ExecuteAsync($"alter role {role} password '{DatabaseAccess.Verifier(password)}'");

    private Task<int> Keep(NpgsqlConnection connection, string role, string password)
    {
        access.Knows(role, password);
        return connection.ExecuteAsync(
            $"""
            insert into {Schema}.role (name, password) values (@role, @password)
            on conflict (name) do update set password = excluded.password, since = now()
            """,
            new { role, password }
        );
    }

    private async Task<bool> IsLetIn(string role, string password, CancellationToken cancel)
    {
        var settings = access.As(role);
        settings.Password = password;
        settings.Pooling = false;
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancel);
            return true;
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("28", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>Who is no superuser must be a member to hand something over; since PostgreSQL 16 having made the role does not suffice.</summary>
    private static Task<int> BecomeMember(NpgsqlConnection connection) =>
        connection.ExecuteAsync(
            $"""
            do $$ begin
                if not pg_has_role(
                    current_user, '{DatabaseAccess.Owner}',
                    case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end
                ) then
                    grant {DatabaseAccess.Owner} to current_user;
                end if;
            end $$
            """
        );

    /// <summary>One thing after the other, each for a moment, so that the previous release can work beside it; what is left, the next start hands over.
    /// Functions come last: they act as their owner, and the administrator may reach what is the owner's already, but not the other way round.</summary>
    private async Task HandOver(NpgsqlConnection connection, string[] schemas, CancellationToken cancel)
    {
        var statements = (
            await connection.QueryAsync<string>(
                $"""
                select statement from (
                    select 1 as turn, format('alter schema %I owner to {DatabaseAccess.Owner}', n.nspname) as statement
                    from pg_namespace n where n.nspname = any(@schemas) and n.nspowner <> '{DatabaseAccess.Owner}'::regrole
                    union all
                    select 2, format('alter %s %s owner to {DatabaseAccess.Owner}',
                        case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end, c.oid::regclass)
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = any(@schemas) and c.relowner <> '{DatabaseAccess.Owner}'::regrole
                        -- A sequence that belongs to a column goes with its table.
                        and (c.relkind in ('r', 'p', 'v', 'm') or c.relkind = 'S' and not exists (
                            select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i') and d.classid = 'pg_class'::regclass))
                    union all
                    select 3, format('alter type %s owner to {DatabaseAccess.Owner}', t.oid::regtype)
                    from pg_type t join pg_namespace n on n.oid = t.typnamespace
                    where n.nspname = any(@schemas) and t.typtype in ('d', 'e', 'r') and t.typowner <> '{DatabaseAccess.Owner}'::regrole
                    union all
                    select 4, format('alter routine %s owner to {DatabaseAccess.Owner}', p.oid::regprocedure)
                    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                    where n.nspname = any(@schemas) and p.proowner <> '{DatabaseAccess.Owner}'::regrole
                ) s
                order by turn, statement
                """,
                new { schemas }
            )
        ).ToList();
        if (statements.Count == 0)
            return;
        // Whoever waits for a table holds up all who come after: then rather again in a moment.
        await connection.ExecuteAsync("set lock_timeout = '1s'");
        foreach (var statement in statements)
            await HandOver(connection, statement, cancel);
        HandedOver(statements.Count);
    }

    private static async Task HandOver(NpgsqlConnection connection, string statement, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await connection.ExecuteAsync(statement);
                return;
            }
            catch (PostgresException e)
                when (attempt < HandOverAttemptsMax
                    && e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected
                )
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancel);
            }
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The password of {Role} is the one that an earlier release derived from the administrator's. Once no process of that release runs: denga migrate --new-passwords"
    )]
    private partial void Derived(string role);

    [LoggerMessage(LogLevel.Information, "Handed {Count} things that were the administrator's to denga_migrate")]
    private partial void HandedOver(int count);
}
