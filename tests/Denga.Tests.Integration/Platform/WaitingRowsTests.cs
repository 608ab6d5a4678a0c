using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Expenses;
using Denga.Contracts.Identity;
using Denga.Notifications;
using Denga.Platform;
using Denga.Platform.Modules;
using Denga.Reports;
using Denga.TestKit.Postgres;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Modules;

namespace Denga.Tests.Integration.Foundation;

/// <summary>What waited before work had a table of its own is done after the migration, once.</summary>
public sealed class WaitingRowsTests
{
    private const int PlatformBefore = 4;
    private readonly PersonId anna = PersonId.New();
    private readonly List<SendNotice> asked = [];
    private readonly List<TellDocument> told = [];

    [Fact]
    public async Task Notices_that_waited_are_sent_under_the_ids_of_their_events_and_those_that_were_sent_are_not()
    {
        var database = await Before<NotificationsModule>(last: 1);
        var (waiting, sent) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var failed = new RecurringFailed(
            anna,
            new RecurringId(waiting),
            new NewExpense(new Money(5_00, Currency.Rub), new DateOnly(2026, 11, 1)),
            new DateOnly(2026, 11, 5),
            "expenses.no_rate"
        );
        var body = JsonSerializer.Serialize(failed, DengaJson.Options);
        await Sql.Execute(
            database,
            $"""
            insert into notifications.notice (event_id, person_id, type, body, state, attempts, created_at, next_at, settled_at) values
                ('{waiting}', '{anna.Value}', 'expenses.recurring-failed.v1', '{body}', 'pending', 2, now(), now(), null),
                ('{sent}', '{anna.Value}', 'expenses.recurring-failed.v1', '{body}', 'sent', 1, now(), now(), now());
            insert into notifications.delivery (event_id, attempt, at, outcome) values
                ('{waiting}', 2, now(), 'later'), ('{sent}', 1, now(), 'sent')
            """
        );
        await using var host = await ModuleHost.Start(
            platform => platform.Add<NotificationsModule>(),
            new Answers()
                .On<Profile, Person>(p => new Person(p.Person, "ru", "Europe/Moscow", default))
                .On<SendNotice, Done>(notice =>
                {
                    asked.Add(notice);
                    return Done.It;
                }),
            database: database
        );
        await host.Work();
        Assert.Equal(new OperationId(waiting), Assert.Single(asked).Id);
        Assert.Equal(2L, await host.Select<long>("select count(*) from notifications.notice where state = 'sent'"));
        Assert.Equal(3L, await host.Select<long>("select count(*) from notifications.delivery where channel = 'messenger'"));
    }

    [Fact]
    public async Task Documents_that_waited_or_were_being_built_are_built_and_told_and_those_that_were_told_are_not()
    {
        var database = await Before<ReportsModule>(last: 4);
        await Sql.Execute(
            database,
            $"""
            insert into reports.document_request (id, person_id, conversation_id, period_from, period_to, format, language, asked_at, state, worked_until, done_at)
            select gen_random_uuid(), '{anna.Value}', gen_random_uuid(), '2026-11-01', '2026-11-30', 'xlsx', 'ru', now(), state, until, done
            from (values ('waiting', '-infinity'::timestamptz, null::timestamptz), ('building', now() - interval '1 second', null), ('finished', now(), now()))
                r (state, until, done)
            """
        );
        var book = new Reports.Book();
        book.Add(StandInExpenses.Entry(350_00, new DateOnly(2026, 11, 1)));
        await using var host = await ModuleHost.Start(
            platform => platform.Add<ReportsModule>(),
            book.Answers()
                .On<TellDocument, Done>(news =>
                {
                    told.Add(news);
                    return Done.It;
                }),
            database: database
        );
        await host.Work();
        Assert.Equal(2, told.Count(t => t.Finished is not null));
        Assert.Equal(0L, await host.Select<long>("select count(*) from reports.document_request where done_at is null"));
    }

    /// <summary>A database in which the module's schema is as it was before.</summary>
    /// <param name="last">The last of the module's own migrations then.</param>
    private static async Task<string> Before<TModule>(int last)
        where TModule : IModule
    {
        var (database, module) = (await TestDatabase.Create(), TModule.Name);
        await Sql.Execute(
            database,
            $"drop schema {module} cascade; create schema {module}; delete from denga.migration where module in ('{module}', '{module}/platform')"
        );
        foreach (
            var (owner, assembly, until) in new[]
            {
                (module + "/platform", typeof(DengaPlatform).Assembly, PlatformBefore),
                (module, typeof(TModule).Assembly, last),
            }
        )
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(n => n.StartsWith("Sql/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            var number = int.Parse(name.AsSpan(4, 4), CultureInfo.InvariantCulture);
            if (number > until)
                continue;
            var sql = await Read(assembly, name);
            await Sql.Execute(
                database,
                $"""
                set search_path to {module}, public;
                {sql};
                insert into denga.migration (module, number, name, checksum)
                values ('{owner}', {number}, '{name}', '{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))}')
                """
            );
        }
        await Sql.Execute(
            database,
            $"""
            grant select, insert, update, delete on all tables in schema {module} to denga_{module};
            grant usage on all sequences in schema {module} to denga_{module}
            """
        );
        return database;
    }

    private static async Task<string> Read(Assembly assembly, string name)
    {
        await using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
