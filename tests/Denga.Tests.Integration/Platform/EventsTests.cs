using System.Collections.Concurrent;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Modules;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Modules;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Foundation;

/// <summary>Events from the outbox to a consumer's effect, with everything that can go wrong between.</summary>
public class EventsTests : IAsyncLifetime
{
    private const int Attempts = 8;
    private readonly PersonId anna = PersonId.New();
    private readonly PersonId boris = PersonId.New();
    private ModuleHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await Start();
        // The marks are the effect of the consumer, written in its transaction.
        await host.Execute(
            "set role denga_migrate; create table identity.heard (n bigint generated always as identity, person uuid not null, word text not null)"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Of the transport; none are the process's own.</summary>
    protected virtual IReadOnlyDictionary<string, string> Transport { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    private Task<ModuleHost> Start(string? database = null) =>
        ModuleHost.Start(platform => platform.Add<Profiles>(), database: database, settings: Transport);

    [Fact]
    public async Task Events_of_one_key_come_in_order()
    {
        var people = Enumerable.Range(0, 10).Select(_ => PersonId.New()).ToList();
        await Task.WhenAll(
            people.Select(async person =>
            {
                for (var i = 0; i < 30; i++)
                    await host.Publish<Profiles>(Said(person, i.ToString("D3", System.Globalization.CultureInfo.InvariantCulture)));
            })
        );
        await Heard(300);
        foreach (var person in people)
            Assert.Equal(
                Enumerable.Range(0, 30).Select(i => i.ToString("D3", System.Globalization.CultureInfo.InvariantCulture)),
                await WordsOf(person)
            );
    }

    [Fact]
    public async Task A_failing_event_is_tried_again_with_growing_waits_while_others_go_on()
    {
        var attempts = new ConcurrentQueue<DateTimeOffset>();
        Hearing.Act = happened =>
        {
            if (happened.TimeZone != "hard")
                return;
            attempts.Enqueue(TimeProvider.System.GetUtcNow());
            if (attempts.Count < 5)
                throw new InvalidOperationException("not yet");
        };
        await host.Publish<Profiles>(Said(anna, "hard"), Said(anna, "after"), Said(boris, "other"));
        await Heard(3);
        Assert.Equal(["hard", "after"], await WordsOf(anna));
        Assert.Equal(["other"], await WordsOf(boris));
        // The waits are 10, 20 and 40 ms; an attempt together with others, if there was one, is repeated alone at once.
        var times = attempts.ToArray();
        Assert.Equal(5, times.Length);
        Assert.True(times[^1] - times[0] >= TimeSpan.FromMilliseconds(30), "The waits do not grow.");
    }

    [Fact]
    public async Task Poison_is_parked_its_key_goes_on_and_it_can_be_sent_again()
    {
        Hearing.Act = happened =>
        {
            if (happened.TimeZone == "poison")
                throw new InvalidOperationException("this will never do");
        };
        await host.Publish<Profiles>(Said(anna, "before"), Said(anna, "poison"), Said(anna, "after"), Said(boris, "other"));
        await Heard(3);
        Assert.Equal(["before", "after"], await WordsOf(anna));
        var letter = Assert.Single(await Letters());
        Assert.Equal(("identity.hear", Attempts, anna.ToString()), (letter.Consumer, letter.Attempts, letter.Key));
        Assert.Contains("this will never do", letter.Error, StringComparison.Ordinal);

        Hearing.Act = _ => { };
        Assert.True((await SendAgain(letter.EventId)).IsOk);
        await Heard(4);
        Assert.Equal(["before", "after", "poison"], await WordsOf(anna));
        Assert.Empty(await Letters());
        Assert.Equal("platform.no_dead_letter", (await SendAgain(letter.EventId)).Error?.Code);
    }

    [Fact]
    public async Task What_is_sent_again_while_another_consumer_still_has_it_reaches_the_one_that_gave_up()
    {
        Hearing.Act = happened =>
        {
            if (happened.TimeZone == "poison")
                throw new InvalidOperationException("this will never do");
        };
        var slow = new TaskCompletionSource();
        Hearing.Slow = slow.Task;
        await host.Publish<Profiles>(Said(anna, "poison"));
        await Until("exists (select from identity.dead_letter)");
        Hearing.Act = _ => { };
        Assert.True((await SendAgain((await Letters()).Single().EventId)).IsOk);
        slow.SetResult();
        await Heard(1);
        Assert.Equal(["poison"], await WordsOf(anna));
    }

    [Fact]
    public async Task What_was_worked_after_all_is_given_up_no_more()
    {
        await host.Publish<Profiles>(Said(anna, "one"));
        await Heard(1);
        // As another module's operator leaves it who sent the event to all.
        await host.Execute(
            """
            insert into identity.dead_letter (consumer, event_id, type, key, body, at, attempts, error, parked_at)
            select i.consumer, o.id, o.type, o.key, o.body, o.at, 8, 'too early', now()
            from identity.outbox o join identity.inbox i on i.event_id = o.id where i.consumer = 'identity.hear'
            """
        );
        Assert.Equal(1, await host.Select<int>("select count(*) from identity.dead_letter"));
        Assert.Empty(await Letters());
        var state = await host.Ask<ModuleState, StateOfModule>(new("identity"));
        Assert.Equal(0, state.Value.Queue!.DeadLetters);
    }

    private async Task<IReadOnlyList<DeadLetter>> Letters() =>
        (await host.Ask<DeadLettersOf, IReadOnlyList<DeadLetter>>(new("identity"))).Value;

    private Task<Result<Done>> SendAgain(Guid id) => host.Ask<SendAgain, Done>(new("identity", id));

    [Fact]
    public async Task An_event_that_is_delivered_again_has_no_second_effect()
    {
        await host.Publish<Profiles>(Said(anna, "one"), Said(boris, "two"));
        await Heard(2);
        await Until("not exists (select from identity.undelivered)");
        await host.Execute("insert into identity.undelivered (seq) select seq from identity.outbox");
        await Until("not exists (select from identity.undelivered)");
        await host.Publish<Profiles>(Said(anna, "three"));
        await Heard(3);
        Assert.Equal(["one", "three"], await WordsOf(anna));
        Assert.Equal(["two"], await WordsOf(boris));
    }

    [Fact]
    public async Task An_event_that_commits_late_is_not_missed()
    {
        await using var late = new NpgsqlConnection(host.Database);
        await late.OpenAsync();
        await using var transaction = await late.BeginTransactionAsync();
        await late.ExecuteAsync(
            """
            with written as (
                insert into identity.outbox (id, type, key, body, at)
                values (@id, 'identity.profile-changed.v1', @key, @body::json, now()) returning seq
            )
            insert into identity.undelivered (seq) select seq from written
            """,
            new
            {
                id = Guid.CreateVersion7(),
                key = anna.ToString(),
                body = $$"""{"person":"{{anna}}","language":"ru","timeZone":"late","key":"{{anna}}"}""",
            },
            transaction
        );
        await host.Publish<Profiles>(Said(boris, "early"));
        await Heard(1);
        await Until("not exists (select from identity.undelivered)");
        await transaction.CommitAsync();
        await Heard(2);
        Assert.Equal(["late"], await WordsOf(anna));
    }

    [Fact]
    public async Task The_same_event_twice_in_one_batch_has_one_effect()
    {
        await host.Execute(
            $$"""
            with written as (
                insert into identity.outbox (id, type, key, body, at)
                select '{{Guid.CreateVersion7()}}', 'identity.profile-changed.v1', '{{anna}}',
                    '{"person":"{{anna}}","language":"ru","timeZone":"twice","key":"{{anna}}"}', now()
                from generate_series(1, 2)
                returning seq
            )
            insert into identity.undelivered (seq) select seq from written
            """
        );
        await Until("not exists (select from identity.undelivered)");
        await host.Publish<Profiles>(Said(anna, "then"));
        await Heard(2);
        Assert.Equal(["twice", "then"], await WordsOf(anna));
    }

    [Fact]
    public async Task Another_process_takes_over_when_the_one_that_relays_stops_or_loses_its_connection()
    {
        var first = host;
        // Disposed at the end, with the database.
        host = await Start(first.Database);
        await host.Publish<Profiles>(Said(anna, "both run"));
        await Heard(1);
        await host.Execute(
            "select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database where l.locktype = 'advisory' and l.granted and d.datname = current_database()"
        );
        await host.Publish<Profiles>(Said(anna, "the leader lost its connection"));
        await Heard(2);
        await first.Stop();
        await host.Publish<Profiles>(Said(anna, "the first has stopped"));
        await Heard(3);
        Assert.Equal(["both run", "the leader lost its connection", "the first has stopped"], await WordsOf(anna));
    }

    private static ProfileChanged Said(PersonId person, string word) => new(person, "ru", word);

    private Hearing Hearing => host.Services.GetRequiredService<Hearing>();

    private Task Heard(int count) =>
        Until(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"(select count(*) from identity.heard) >= {count}"));

    private Task Until(string condition) => host.Until(condition);

    private async Task<IEnumerable<string>> WordsOf(PersonId person)
    {
        await using var connection = new NpgsqlConnection(host.Database);
        return await connection.QueryAsync<string>(
            "select word from identity.heard where person = @Value order by n",
            new { person.Value }
        );
    }
}

/// <summary>Publishes events of identity and hears them itself.</summary>
internal sealed class Profiles : IModule
{
    public static string Name => "identity";

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<Hearing>();
        module.Consumes<Hear>().Consumes<HearSlowly>();
    }

    private sealed class Hear(Hearing hearing) : Consumer<ProfileChanged>("identity.hear")
    {
        protected override async Task Consume(ProfileChanged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
        {
            // The effect first: a failure after it must take it back.
            await work.Connection.ExecuteAsync(
                "insert into identity.heard (person, word) values (@Value, @TimeZone)",
                new { happened.Person.Value, happened.TimeZone }
            );
            hearing.Act(happened);
        }
    }

    private sealed class HearSlowly(Hearing hearing) : Consumer<ProfileChanged>("identity.hear-slowly")
    {
        protected override Task Consume(ProfileChanged happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
            hearing.Slow.WaitAsync(cancel);
    }
}

/// <summary>What the test wants the consumers to do.</summary>
internal sealed class Hearing
{
    public Action<ProfileChanged> Act { get; set; } = _ => { };

    public Task Slow { get; set; } = Task.CompletedTask;
}
