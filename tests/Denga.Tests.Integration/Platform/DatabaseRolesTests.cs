using System.Security.Cryptography;
using System.Text;
using Dapper;
using Denga.Host;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.TestKit.Postgres;
using Denga.TestKit.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Foundation;

/// <summary>A server that asks every role but the administrator's for its password.</summary>
public sealed class PasswordServer : IAsyncLifetime
{
    private PostgresCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await PostgresCluster.Start(replicas: 0);
        await File.WriteAllTextAsync(
            Path.Combine(cluster.Folder, "data", "pg_hba.conf"),
            "local all denga trust\nlocal all all scram-sha-256\n"
        );
        await Execute(cluster.ConnectionString, "select pg_reload_conf()");
    }

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();

    /// <summary>The administrator's connection string of an empty database, on a server without Denga's roles.</summary>
    public async Task<string> Empty()
    {
        await Forget();
        return await Another();
    }

    /// <summary>Another database of the same server.</summary>
    public async Task<string> Another()
    {
        var name = "roles_" + Guid.CreateVersion7().ToString("N");
        await Execute(cluster.ConnectionString, $"create database {name}");
        return new NpgsqlConnectionStringBuilder(cluster.ConnectionString)
        {
            Database = name,
            Password = "first",
            Pooling = false,
        }.ConnectionString;
    }

    public static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync(sql);
    }

    private async Task Forget()
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString);
        foreach (var database in await connection.QueryAsync<string>("select datname from pg_database where datname like 'roles\\_%'"))
            await connection.ExecuteAsync($"drop database {database} with (force)");
        foreach (var role in await connection.QueryAsync<string>("select rolname from pg_roles where rolname like 'denga\\_%'"))
            await connection.ExecuteAsync($"drop role {role}");
    }
}

/// <summary>Who signs in to the database as whom, and with what.</summary>
public sealed class DatabaseRolesTests(PasswordServer server) : IClassFixture<PasswordServer>
{
    [Fact]
    public async Task Processes_that_start_at_once_agree_on_random_passwords_that_outlive_the_administrators()
    {
        var database = await server.Empty();
        await Task.WhenAll(Start(database), Start(database));
        Assert.True(await IsLetIn(database, "wallet"));
        Assert.False(await SignsIn(database, "denga_wallet", Derived("wallet", "first")));
        Assert.True(await IsLetIn(With(database, password: "second"), "wallet"));
        Assert.Equal(
            64,
            await Ask<int>(database, "select min(length(password)) from denga_setup.role where name in ('denga_migrate', 'denga_bot')")
        );
    }

    [Fact]
    public async Task New_passwords_are_taken_by_the_next_start_and_the_old_ones_are_let_in_no_more()
    {
        var database = await server.Empty();
        await Start(database);
        var old = await Ask<string>(database, "select password from denga_setup.role where name = 'denga_bot'");
        Assert.True(await SignsIn(database, "denga_bot", old));
        await Start(database, renew: true);
        Assert.False(await SignsIn(database, "denga_bot", old));
        Assert.True(await IsLetIn(database, "bot"));
    }

    [Fact]
    public async Task What_an_earlier_release_left_is_taken_over_while_its_processes_run()
    {
        var database = await server.Empty();
        await Start(database);
        await PasswordServer.Execute(
            database,
            """
            insert into bot.outbox (id, type, key, body, at) values (gen_random_uuid(), 'x', 'x', '{}', now());
            reassign owned by denga_migrate to denga;
            drop owned by denga_migrate;
            drop schema denga_setup cascade;
            """
        );
        foreach (var module in DengaModules.Names.Except(DengaModules.WithoutSchema, StringComparer.Ordinal))
            await PasswordServer.Execute(
                database,
                $"""
                alter role denga_{module} password '{Derived(module, "first")}';
                alter default privileges in schema {module} grant select, insert, update, delete on tables to denga_{module};
                revoke select on denga.migration from denga_{module};
                """
            );
        await PasswordServer.Execute(database, "drop role denga_migrate");
        await using var earlier = new NpgsqlConnection(As(database, "denga_bot", Derived("bot", "first")));
        await earlier.OpenAsync();

        await Start(database);
        Assert.Equal(1, await earlier.ExecuteScalarAsync<int>("select count(*) from bot.outbox"));
        Assert.True(await IsLetIn(database, "bot"));
        Assert.True(await SignsIn(database, "denga_bot", Derived("bot", "first")));
        Assert.Equal("", await OthersThings(database));

        await Start(database, renew: true);
        Assert.True(await IsLetIn(database, "bot"));
        Assert.False(await SignsIn(database, "denga_bot", Derived("bot", "first")));
    }

    [Fact]
    public async Task Roles_that_were_there_before_a_dump_was_brought_back_get_the_passwords_that_it_holds()
    {
        var database = await server.Empty();
        await Start(database);
        await PasswordServer.Execute(database, "alter role denga_migrate password 'another'; alter role denga_bot password 'another'");
        Assert.True(await IsLetIn(database, "bot"));
        Assert.False(await SignsIn(database, "denga_bot", "another"));
    }

    [Fact]
    public async Task Everything_belongs_to_a_role_that_may_do_nothing_else()
    {
        var database = await server.Empty();
        await Start(database);
        Assert.Equal("", await OthersThings(database));
        Assert.False(
            await Ask<bool>(database, "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = 'denga_migrate'")
        );
        var password = await Ask<string>(database, "select password from denga_setup.role where name = 'denga_migrate'");
        await using var owner = new NpgsqlConnection(As(database, "denga_migrate", password));
        foreach (var statement in new[] { "create role mine", "select * from denga_setup.role", "create schema mine", "set role denga" })
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege,
                (await Assert.ThrowsAsync<PostgresException>(() => owner.ExecuteAsync(statement))).SqlState
            );
    }

    [Fact]
    public async Task Another_database_of_the_server_takes_no_role_away_from_the_first()
    {
        var first = await server.Empty();
        await Start(first);
        var refused = await Assert.ThrowsAsync<SettingException>(async () => await Start(await server.Another()));
        Assert.Contains("Database:Passwords:migrate", refused.Message, StringComparison.Ordinal);
        Assert.True(await IsLetIn(first, "wallet"));
    }

    [Fact]
    public async Task A_process_needs_the_passwords_of_its_own_modules_and_not_the_administrator()
    {
        var database = await server.Empty();
        await Start(database, settings: [("Database:Passwords:wallet", "of the wallet"), ("Database:Passwords:rates", "of the rates")]);
        var place = TestDatabase.PlaceFor("wallet", database)!;
        var only = ("Modules:Only", "wallet");
        Assert.True(await IsLetIn(place, "wallet", only, ("Database:Passwords:wallet", "of the wallet")));
        var none = await Assert.ThrowsAsync<SettingException>(() => Start(place, settings: [only]));
        Assert.Contains("Database:Passwords:wallet", none.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SettingException>(() =>
            Start(place, settings: [only, ("Database:Passwords:wallet", "of the rates"), ("Database:Passwords:rates", "of the rates")])
        );
        // What was given once and is not any more is made anew by whoever may.
        await Start(database);
        Assert.True(await IsLetIn(database, "wallet"));
        Assert.False(await SignsIn(database, "denga_wallet", "of the wallet"));
    }

    [Fact]
    public async Task A_process_that_may_not_migrate_says_what_is_missing()
    {
        var database = await server.Empty();
        var wallet = ("Database:Passwords:wallet", "of the wallet");
        var migrate = ("Database:Passwords:migrate", "of migrations");
        var only = ("Modules:Only", "wallet");
        await Start(database, settings: [wallet, migrate]);
        await PasswordServer.Execute(database, "delete from denga.migration where module = 'wallet' and number = 4");
        var place = TestDatabase.PlaceFor("wallet", database)!;
        var stopped = await Assert.ThrowsAsync<SettingException>(() => Start(place, settings: [only, wallet]));
        Assert.Contains("0004_departures.sql of wallet", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("denga migrate", stopped.Message, StringComparison.Ordinal);
        // Whoever has the owner's password migrates, without the administrator.
        var again = await Assert.ThrowsAsync<PostgresException>(() => Start(place, settings: [only, wallet, migrate]));
        Assert.Equal(PostgresErrorCodes.DuplicateTable, again.SqlState);
    }

    private static async Task<int> Start(string database, bool renew = false, (string Name, string Value)[]? settings = null)
    {
        await using var denga = await Build(database, settings ?? []);
        return await DengaPlatform.Migrate(denga.Services, CancellationToken.None, renew);
    }

    /// <summary>Whether a module of a process that starts now is let in.</summary>
    private static async Task<bool> IsLetIn(string database, string module, params (string Name, string Value)[] settings)
    {
        await using var denga = await Build(database, settings);
        await DengaPlatform.Migrate(denga.Services, CancellationToken.None);
        await using var connection = await denga.Services.GetRequiredService<ModuleSources>().Of(module).OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string>("select session_user") == "denga_" + module;
    }

    private static Task<DengaApplication> Build(string database, (string Name, string Value)[] settings) =>
        DengaApplication.Build(
            new ConfigurationBuilder()
                .AddInMemoryCollection(DengaServer.BasicSettings(database))
                .AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Name, s.Value)))
                .Build(),
            configure: null,
            CancellationToken.None
        );

    private static async Task<bool> SignsIn(string database, string role, string password)
    {
        try
        {
            await using var connection = new NpgsqlConnection(As(database, role, password));
            await connection.OpenAsync();
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }

    private static Task<string> OthersThings(string database) =>
        Ask<string>(
            database,
            """
            select coalesce(string_agg(name, ', '), '') from (
                select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('denga', 'wallet', 'identity', 'bot') and c.relkind in ('r', 'S', 'v') and c.relowner <> 'denga_migrate'::regrole
                union all select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where n.nspname in ('denga', 'wallet', 'identity', 'bot') and p.proowner <> 'denga_migrate'::regrole
                union all select nspname from pg_namespace
                where nspname in ('denga', 'wallet', 'identity', 'bot') and nspowner <> 'denga_migrate'::regrole
            ) others
            """
        );

    private static async Task<T> Ask<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    private static string As(string database, string role, string password) =>
        new NpgsqlConnectionStringBuilder(database)
        {
            Username = role,
            Password = password,
            Pooling = false,
        }.ConnectionString;

    private static string With(string database, string password) =>
        new NpgsqlConnectionStringBuilder(database) { Password = password }.ConnectionString;

    /// <summary>As releases until 2026-11 made it.</summary>
    private static string Derived(string module, string administrator) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(administrator), Encoding.UTF8.GetBytes("denga role " + module))
        );
}
