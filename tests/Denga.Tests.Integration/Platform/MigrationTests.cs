using Dapper;
using Denga.Host;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.TestKit.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Foundation;

public sealed class MigrationTests
{
    [Fact]
    public async Task A_migration_that_was_changed_after_it_had_been_applied_stops_the_start_with_one_sentence()
    {
        var database = await TestDatabase.Create();
        await Execute(database, "update denga.migration set checksum = 'another' where module = 'bot' and number = 1");
        var stopped = await Assert.ThrowsAsync<SettingException>(() => Migrate(database));
        Assert.Contains("0001_bot.sql", stopped.Message, StringComparison.Ordinal);
        await TestDatabase.Drop(database);
    }

    [Fact]
    public async Task A_migration_that_stands_for_the_one_that_was_applied_stops_nothing()
    {
        var database = await TestDatabase.Create();
        await Execute(
            database,
            "update denga.migration set checksum = 'ae21ef51e77e5252eac215e4ac6d7eae1e1ca69528be36eca90fcd9781315f11' where module = 'bot' and number = 9"
        );
        Assert.Equal(0, await Migrate(database));
        await TestDatabase.Drop(database);
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_migrate_once()
    {
        var other = await TestDatabase.Create();
        var name = "empty_" + Guid.CreateVersion7().ToString("N");
        await Execute(other, $"create database {name}");
        var database = new NpgsqlConnectionStringBuilder(other) { Database = name }.ConnectionString;
        var applied = await Task.WhenAll(Migrate(database), Migrate(database));
        Assert.Equal(0, applied.Min());
        Assert.True(applied.Max() > 0);
        await using (var connection = new NpgsqlConnection(database))
            Assert.Equal(applied.Max(), await connection.ExecuteScalarAsync<int>("select count(*) from denga.migration"));
        Assert.Equal(0, await Migrate(database));
        await TestDatabase.Drop(database);
        await TestDatabase.Drop(other);
    }

    [Fact]
    public async Task A_transfer_of_before_that_is_under_way_knows_whether_its_payee_was_named_by_an_account()
    {
        var database = await TestDatabase.Create();
        await Execute(
            database,
            """
            alter table wallet.transfer drop column by_account;
            delete from denga.migration where module = 'wallet' and number in (5, 6);
            insert into wallet.transfer (id, person_id, from_id, payee_id, payee_name, minor, currency, base_minor, own, request_hash, requested_at)
            select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), name, 1, 'RUB', 1, own, '', now()
            from (values ('acc_01a2', false), ('Anna P.', false), ('main RUB', true)) payee (name, own)
            """
        );
        Assert.Equal(2, await Migrate(database));
        await using (var connection = new NpgsqlConnection(database))
            Assert.Equal(
                "acc_01a2",
                await connection.ExecuteScalarAsync<string>("select string_agg(payee_name, ' ') from wallet.transfer where by_account")
            );
        await TestDatabase.Drop(database);
    }

    [Theory]
    [InlineData("select * from expenses.expense")]
    [InlineData("insert into expenses.outbox (id, type, key, body, at) values (gen_random_uuid(), 'x', 'x', '{}', now())")]
    [InlineData("select * from identity.token")]
    [InlineData("update denga.migration set checksum = ''")]
    [InlineData("create table mine (n int)")]
    [InlineData("drop table bot.message")]
    [InlineData("truncate bot.message")]
    public async Task A_module_can_touch_nothing_but_its_own_rows(string statement)
    {
        await using var denga = await DengaServer.Start();
        await using var connection = await denga.ServicesOf("bot").GetRequiredService<ModuleSources>().Of("bot").OpenConnectionAsync();
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from message"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(statement));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private static async Task<int> Migrate(string database)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(DengaServer.BasicSettings(database)).Build();
        await using var denga = await DengaApplication.Build(settings, configure: null, CancellationToken.None);
        return await DengaPlatform.Migrate(denga.Services, CancellationToken.None);
    }

    private static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync(sql);
    }
}
