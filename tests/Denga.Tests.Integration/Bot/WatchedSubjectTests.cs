using System.Text.Json;
using Dapper;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Host;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.TestKit.Server;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Denga.Tests.Integration.Bot;

public sealed class WatchedSubjectTests
{
    private const string Find =
        "select id from bot.message where subject = any(@subjects) and subject is not null and is_watched is not false";

    [Fact]
    public async Task Messages_from_before_and_of_the_previous_build_are_found_by_events_and_no_others_are_indexed()
    {
        var database = await TestDatabase.Create();
        await using (var connection = new NpgsqlConnection(database))
        {
            // One session, for its setting.
            await connection.OpenAsync();
            await connection.ExecuteAsync(
                """
                drop index bot.message_of_watched_subject;
                alter table bot.message drop column is_watched;
                create index message_of_transfer on bot.message (subject) where subject like 'transfer %';
                delete from denga.migration where module = 'bot' and number between 9 and 11;
                """
            );
            await Write(connection, "transfer op_1");
            await Write(connection, "recording op_1");
            Assert.Equal(3, await Migrate(database));
            // The previous build does not know the column.
            await Write(connection, "transfer op_2");
            await connection.ExecuteAsync(
                "insert into bot.message (conversation_id, from_bot, text, subject, is_watched, at) values (gen_random_uuid(), true, '', 'entry exp_1', false, now())"
            );
            string[] subjects = ["transfer op_1", "recording op_1", "transfer op_2", "entry exp_1"];
            Assert.Equal([1L, 3L], (await connection.QueryAsync<long>(Find, new { subjects })).Order());
            await connection.ExecuteAsync("set enable_seqscan = off");
            var plan = string.Join('\n', await connection.QueryAsync<string>("explain " + Find, new { subjects }));
            Assert.Contains("message_of_watched_subject", plan, StringComparison.Ordinal);
        }
        await TestDatabase.Drop(database);
    }

    /// <summary>Of a transfer that went on while Denga was brought up to date.</summary>
    [Fact]
    public void A_step_that_the_previous_build_stored_is_read() =>
        Assert.Equal(
            UpdateKind.Notification,
            JsonSerializer
                .Deserialize<Update>(
                    """{"channel":"web","updateId":"event 1","conversation":"c","sender":"c","kind":"Happened","at":"2026-11-21T09:00:00Z","button":"send:step:op_1"}""",
                    DengaJson.Options
                )!
                .Kind
        );

    private static Task Write(NpgsqlConnection connection, string subject) =>
        connection.ExecuteAsync(
            "insert into bot.message (conversation_id, from_bot, text, subject, at) values (gen_random_uuid(), true, '', @subject, now())",
            new { subject }
        );

    private static async Task<int> Migrate(string database)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(DengaServer.BasicSettings(database)).Build();
        await using var denga = await DengaApplication.Build(settings, configure: null, CancellationToken.None);
        return await DengaPlatform.Migrate(denga.Services, CancellationToken.None);
    }
}
