using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.Platform.Work;
using Denga.TestKit;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Modules;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Foundation;

/// <summary>Work from the transaction that asks for it to its end, with everything that can go wrong between.</summary>
public sealed class WorkTests : IAsyncLifetime
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private readonly ShiftedClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    /// <summary>By so much a clock that stands is ahead of what is asked for next.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);
    private ModuleHost host = null!;

    private Hands Hands => host.Services.GetRequiredService<Hands>();

    public async ValueTask InitializeAsync()
    {
        host = await Start(clock);
        // The effect of a worker, written in the transaction of the end.
        await host.Execute(
            """
            create table analytics.carried (n bigint generated always as identity, what text not null);
            grant all on analytics.carried to denga_analytics
            """
        );
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task What_is_asked_for_in_a_transaction_that_fails_is_never_done()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Ask(unit =>
            {
                unit.Later(new Carry("one"), "one");
                throw new InvalidOperationException("the process dies");
            })
        );
        Assert.Equal(0, await host.Work());
        await Ask("one");
        Assert.Equal(1, await host.Work());
        Assert.Equal(["one"], await Carried());
    }

    [Fact]
    public async Task The_same_work_is_done_once_however_often_it_is_asked_for()
    {
        await Ask(unit =>
        {
            unit.Later(new Carry("one"), "key");
            unit.Later(new Carry("two"), "key");
        });
        await Ask(unit => unit.Later(new Carry("three"), "key"));
        await host.Work();
        await Ask(unit => unit.Later(new Carry("four"), "key"));
        Assert.Equal(0, await host.Work());
        Assert.Equal(["one"], await Carried());
        // What was in it is nobody's business any more.
        Assert.True(await host.Select<bool>("select body is null and state = 'done' from analytics.work"));
    }

    [Fact]
    public async Task Work_of_one_lane_is_done_in_order_while_other_lanes_go_on()
    {
        Hands.Do = (work, item, _) =>
            Task.FromResult(work.What == "a1" && item.Attempt == 1 ? WorkResult.Retry("test.not_yet") : Carry.Effect(work.What));
        await Ask("a1", "a");
        await Ask("a2", "a");
        await Ask("b1", "b");
        await Ask("a3", "a");
        await Ask("b2", "b");
        await Ask("free");
        await host.Work();
        Assert.Equal(["b1", "b2", "free"], (await Carried()).Order());
        clock.Advance(TimeSpan.FromSeconds(6));
        await host.Work();
        Assert.Equal(["a1", "a2", "a3"], (await Carried())[3..]);
    }

    [Fact]
    public async Task Of_two_that_take_at_once_each_has_its_own_and_no_lane_is_worked_twice_at_once()
    {
        var (atOnce, overlaps, times) = (new ConcurrentDictionary<string, int>(), 0, new ConcurrentDictionary<string, int>());
        async Task<WorkResult> Do(Carry work, WorkItem item, CancellationToken cancel)
        {
            var orderKey = work.What[..1];
            if (atOnce.AddOrUpdate(orderKey, 1, (_, n) => n + 1) > 1)
                Interlocked.Increment(ref overlaps);
            times.AddOrUpdate(work.What, 1, (_, n) => n + 1);
            await Task.Yield();
            atOnce.AddOrUpdate(orderKey, 0, (_, n) => n - 1);
            return Carry.Effect(work.What);
        }
        var other = await Start(clock, host.Database);
        Hands.Do = Do;
        other.Services.GetRequiredService<Hands>().Do = Do;
        await Ask(unit =>
        {
            foreach (var orderKey in "abcde")
                for (var i = 0; i < 8; i++)
                    unit.Later(new Carry($"{orderKey}{i}"), $"{orderKey}{i}", orderKey.ToString());
        });
        await Task.WhenAll(host.Work(), other.Work());
        await host.Work();
        Assert.Equal(0, overlaps);
        Assert.Equal(40, times.Count);
        Assert.All(times.Values, n => Assert.Equal(1, n));
        var done = await Carried();
        foreach (var orderKey in "abcde")
            Assert.Equal(Enumerable.Range(0, 8).Select(i => $"{orderKey}{i}"), done.Where(d => d[0] == orderKey));
        await other.Stop();
    }

    [Fact]
    public async Task What_a_dead_process_was_doing_another_does_after_its_lease_and_the_end_of_the_dead_is_refused()
    {
        // Its clock stands, so it never says that it is still there.
        var dead = await Start(new ManualClock(clock.GetUtcNow() + Later), host.Database);
        var (reached, goes) = (Signal(), Signal());
        dead.Services.GetRequiredService<Hands>().Do = async (work, _, _) =>
        {
            reached.SetResult();
            await goes.Task;
            return Carry.Effect("of the dead");
        };
        await Ask("one");
        var dying = dead.Work();
        await reached.Task.WaitAsync(HangMax);
        Assert.Equal(0, await host.Work());
        clock.Advance(Hands.Policy.Lease + 2 * Later);
        Assert.Equal(1, await host.Work());
        goes.SetResult();
        await dying;
        Assert.Equal(["one"], await Carried());
        Assert.Equal(2, await host.Select<int>("select attempts from analytics.work"));
        await dead.Stop();
    }

    [Fact]
    public async Task What_a_dead_process_would_still_write_in_the_middle_is_refused()
    {
        var dead = await Start(new ManualClock(clock.GetUtcNow() + Later), host.Database);
        var (reached, goes) = (Signal(), Signal());
        dead.Services.GetRequiredService<Hands>().Do = async (_, item, cancel) =>
        {
            reached.SetResult();
            await goes.Task;
            await item.Save(Carry.Write("half"), CancellationToken.None);
            return WorkResult.Done();
        };
        await Ask("one");
        var dying = dead.Work();
        await reached.Task.WaitAsync(HangMax);
        clock.Advance(Hands.Policy.Lease + 2 * Later);
        Hands.Do = (_, _, _) => Task.FromResult(WorkResult.Retry("test.not_yet"));
        await host.Work();
        goes.SetResult();
        await dying;
        Assert.Empty(await Carried());
        Assert.Equal("test.not_yet", await host.Select<string>("select error from analytics.work where state = 'waiting'"));
        await dead.Stop();
    }

    [Fact]
    public async Task Who_works_longer_than_a_lease_keeps_it()
    {
        var standing = new ManualClock(clock.GetUtcNow() + Later);
        var worker = await Start(standing, host.Database);
        var other = await Start(standing, host.Database);
        var (reached, goes) = (Signal(), Signal());
        worker.Services.GetRequiredService<Hands>().Do = async (work, _, _) =>
        {
            reached.SetResult();
            await goes.Task;
            return Carry.Effect(work.What);
        };
        await Ask("one");
        var working = worker.Work();
        await reached.Task.WaitAsync(HangMax);
        var end = standing.GetUtcNow() + 3 * Hands.Policy.Lease;
        while (standing.GetUtcNow() < end)
        {
            // The timer of the next renewal may not be there yet.
            var until = (await host.Select<DateTime>("select next_at from analytics.work")).ToString("O");
            // A renewal that was slow to be written may be of a moment that the clock has left behind.
            while (
                !await host.Select<bool>(
                    $"select next_at > greatest(timestamptz '{until}', timestamptz '{standing.GetUtcNow():O}') from analytics.work"
                )
            )
                standing.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(0, await other.Work());
        }
        goes.SetResult();
        await working;
        Assert.Equal(["one"], await Carried());
        await worker.Stop();
        await other.Stop();
    }

    [Fact]
    public async Task The_waits_grow_until_it_is_given_up_where_an_operator_sees_it_and_may_ask_again()
    {
        Hands.Policy = new WorkPolicy { FirstWait = TimeSpan.FromSeconds(10), AttemptsMax = 4 };
        Hands.Do = (_, _, _) => Task.FromResult(WorkResult.Retry("test.no_hands"));
        await Ask("one");
        var waits = new List<double>();
        while (await host.Work() == 1 && await host.Select<bool>("select state = 'waiting' from analytics.work"))
        {
            var next = await host.Select<DateTime>("select next_at from analytics.work");
            waits.Add(Math.Round((next - clock.GetUtcNow().UtcDateTime).TotalSeconds / 10) * 10);
            clock.Advance(TimeSpan.FromSeconds(waits[^1] + 1));
        }
        Assert.Equal([10, 20, 40], waits);
        var left = Assert.Single(await Given());
        Assert.Equal(
            ("analytics", "analytics.carry", "one", 4, "test.no_hands"),
            (left.Module, left.Kind, left.Key, left.Attempts, left.Error)
        );
        Assert.Equal(["one: test.no_hands"], await Carried());
        var figures = Assert.Single((await host.Ask<ModuleState, StateOfModule>(new("analytics"))).Value.Work!);
        Assert.Equal((0, 1), (figures.Waiting, figures.GivenUp));

        Hands.Do = Hands.DoIt;
        Assert.True((await Retry(left.Id)).IsOk);
        Assert.Equal("platform.no_work", (await Retry(left.Id)).Error?.Code);
        await host.Work();
        Assert.Equal(["one: test.no_hands", "one"], await Carried());
        Assert.Empty(await Given());
    }

    private async Task<IReadOnlyList<GivenUpWork>> Given() =>
        (await host.Ask<GivenUpWorkOf, IReadOnlyList<GivenUpWork>>(new("analytics"))).Value;

    private Task<Result<Done>> Retry(long id) => host.Ask<RedoWork, Done>(new("analytics", id));

    [Fact]
    public async Task What_throws_is_tried_again_and_given_up_at_last_and_a_secret_is_not_kept()
    {
        Hands.Policy = new WorkPolicy { AttemptsMax = 2, IsSecret = true };
        Hands.Do = (_, _, _) => throw new FormatException("with a secret in it");
        await Ask("one");
        await host.Work();
        clock.Advance(TimeSpan.FromMinutes(1));
        await host.Work();
        var left = Assert.Single(await Given());
        Assert.Equal(("FormatException", false), (left.Error, left.IsKept));
        Assert.False((await Retry(left.Id)).IsOk);
        Assert.Equal("{}", await host.Select<string>("select coalesce(body::text, '{}') from analytics.work"));
    }

    [Fact]
    public async Task What_kills_its_process_every_time_is_given_up_too()
    {
        Hands.Policy = new WorkPolicy { AttemptsMax = 3 };
        await Ask("one");
        await host.Execute("update analytics.work set attempts = 3, lease = gen_random_uuid()");
        await host.Work();
        Assert.Equal(["one: work.died"], await Carried());
        Assert.Equal("given_up", await host.Select<string>("select state from analytics.work"));
    }

    [Fact]
    public async Task A_database_that_is_away_costs_no_attempt()
    {
        Hands.Policy = new WorkPolicy { AttemptsMax = 1 };
        Hands.Do = (_, _, _) => throw new NpgsqlException("away");
        await Ask("one");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, await host.Work());
            clock.Advance(TimeSpan.FromMinutes(1));
        }
        Hands.Do = Hands.DoIt;
        await host.Work();
        Assert.Equal(["one"], await Carried());
    }

    [Fact]
    public async Task The_effect_is_written_with_the_end_or_not_at_all()
    {
        Hands.Do = (work, item, _) =>
            Task.FromResult(
                WorkResult.Done(async unit =>
                {
                    await Carry.Write(work.What)(unit);
                    if (item.Attempt == 1)
                        throw new InvalidOperationException("the process dies");
                })
            );
        await Ask("one");
        await host.Work();
        Assert.Empty(await Carried());
        clock.Advance(TimeSpan.FromMinutes(1));
        await host.Work();
        Assert.Equal(["one"], await Carried());
    }

    [Fact]
    public async Task A_commit_anywhere_wakes_a_worker_and_one_that_stops_gives_its_work_back()
    {
        using var stop = new CancellationTokenSource();
        var other = await Start(clock, host.Database);
        var reached = Signal();
        other.Services.GetRequiredService<Hands>().Do = async (_, _, cancel) =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            return WorkResult.Done();
        };
        var working = other.WorkUntil(stop.Token);
        await Ask("one");
        await reached.Task.WaitAsync(HangMax);
        Assert.Equal(0, await host.Work());
        await stop.CancelAsync();
        await working;
        Hands.Do = (work, item, _) => Task.FromResult(Carry.Effect(work.What + " at attempt " + item.Attempt));
        Assert.Equal(1, await host.Work());
        Assert.Equal(["one at attempt 1"], await Carried());
        await other.Stop();
    }

    [Fact]
    public async Task What_was_done_is_forgotten_after_its_time()
    {
        await Ask("one");
        await host.Work();
        clock.Advance(Hands.Policy.KeepDone + TimeSpan.FromMinutes(1));
        await Ask("two", at: clock.GetUtcNow() + TimeSpan.FromDays(1));
        using var stop = new CancellationTokenSource();
        var working = host.WorkUntil(stop.Token);
        await host.Until("(select array_agg(key) = '{two}' from analytics.work)");
        await stop.CancelAsync();
        await working;
        Assert.Equal(["one"], await Carried());
    }

    private static Task<ModuleHost> Start(TimeProvider clock, string? database = null) =>
        ModuleHost.Start(platform => platform.Add<Labour>(), clock: clock, database: database);

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task Ask(string what, string? orderKey = null, DateTimeOffset? at = null) =>
        Ask(unit => unit.Later(new Carry(what), what, orderKey, at));

    private Task Ask(Action<UnitOfWork> ask) =>
        host
            .Services.GetRequiredService<Database<Labour>>()
            .Transaction(
                unit =>
                {
                    ask(unit);
                    return Task.FromResult(0);
                },
                CancellationToken.None
            );

    private async Task<string[]> Carried() =>
        await host.Select<string[]>("select coalesce(array_agg(what order by n), '{}') from analytics.carried");
}

/// <summary>A module that carries things.</summary>
internal sealed class Labour : IModule
{
    public static string Name => "analytics";

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<Hands>();
        module.Works<Carrier>();
    }

    private sealed class Carrier(Hands hands) : Worker<Carry>
    {
        public override WorkPolicy Policy => hands.Policy;

        protected override Task<WorkResult> Work(Carry work, WorkItem item, CancellationToken cancel) => hands.Do(work, item, cancel);

        protected override Task GivenUp(Carry work, WorkItem item, string code, UnitOfWork unit) =>
            Carry.Write($"{work.What}: {code}")(unit);
    }
}

internal sealed record Carry(string What) : IWork
{
    public static string Kind => "analytics.carry";

    internal static WorkResult Effect(string what) => WorkResult.Done(Write(what));

    internal static Func<UnitOfWork, Task> Write(string what) =>
        async unit =>
        {
            await using var command = new NpgsqlCommand("insert into carried (what) values ($1)", unit.Connection);
            await command.With(what).ExecuteNonQueryAsync();
        };
}

/// <summary>What the test wants the worker to do.</summary>
internal sealed class Hands
{
    internal static Func<Carry, WorkItem, CancellationToken, Task<WorkResult>> DoIt { get; } =
        (work, _, _) => Task.FromResult(Carry.Effect(work.What));

    internal Func<Carry, WorkItem, CancellationToken, Task<WorkResult>> Do { get; set; } = DoIt;

    internal WorkPolicy Policy { get; set; } = new();
}
