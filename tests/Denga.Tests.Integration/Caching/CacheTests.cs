using Denga.Platform.Caching;
using Denga.Platform.Health;

namespace Denga.Tests.Integration.Caching;

public class CacheTests : RedisStand
{
    private string truth = "old";
    private int reads;

    [Fact]
    public async Task A_hundred_callers_read_once()
    {
        var process = await Connect();
        var ready = new TaskCompletionSource();
        async Task<Note?> Slowly()
        {
            Interlocked.Increment(ref reads);
            await ready.Task;
            return new Note("once");
        }
        var callers = Enumerable.Range(0, 100).Select(_ => process.Note("a", Slowly)).ToArray();
        ready.SetResult();
        Assert.All(await Task.WhenAll(callers), note => Assert.Equal("once", note?.Text));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Another_process_finds_what_one_has_read()
    {
        var (one, two) = (await Connect(), await Connect());
        Assert.Equal("old", (await one.Note("a", Read))?.Text);
        Assert.Equal("old", (await two.Note("a", Read))?.Text);
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task What_changed_is_forgotten_by_every_process()
    {
        var (one, two) = (await Connect(), await Connect());
        await one.Note("a", Read);
        await two.Note("a", Read);
        truth = "new";
        await one.Notes.Remove("a", default);
        Assert.Equal("new", (await one.Note("a", Read))?.Text);
        // The message is on its way to the other.
        await Wait.Until(async () => (await two.Note("a", Read))?.Text == "new");
    }

    [Fact]
    public async Task What_was_read_before_a_change_is_not_kept_after_it()
    {
        var (one, two) = (await Connect(), await Connect());
        var (began, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = two.Note(
            "a",
            async () =>
            {
                var seen = new Note(truth);
                began.SetResult();
                await goOn.Task;
                return seen;
            }
        );
        await began.Task;
        truth = "new";
        await one.Notes.Remove("a", default);
        goOn.SetResult();
        Assert.Equal("old", (await slow)?.Text);
        Assert.Equal("", await Server.Command("get", "denga:test.note:{a}:value"));
        await Wait.Until(async () => (await two.Note("a", Read))?.Text == "new");
        Assert.Equal("new", (await one.Note("a", Read))?.Text);
    }

    [Fact]
    public async Task A_reading_that_fails_fails_for_all_who_wait_and_is_tried_again()
    {
        var process = await Connect();
        await Assert.ThrowsAsync<IOException>(() => process.Note("a", () => throw new IOException("away")));
        Assert.Equal("old", (await process.Note("a", Read))?.Text);
    }

    [Fact]
    public async Task Two_Dengas_that_share_a_Redis_know_nothing_of_each_other()
    {
        var (one, two) = (await Connect(Server.ConnectionString, "one"), await Connect(Server.ConnectionString, "two"));
        Assert.Equal("old", (await one.Note("a", Read))?.Text);
        truth = "another's";
        Assert.Equal("another's", (await two.Note("a", Read))?.Text);
        await two.Notes.Remove("a", default);
        Assert.Equal("old", (await one.Note("a", Read))?.Text);
    }

    [Fact]
    public async Task A_flushed_Redis_costs_a_reading_and_nothing_else()
    {
        var (one, two) = (await Connect(), await Connect());
        await one.Note("a", Read);
        await Server.Command("flushall");
        Assert.Equal("old", (await two.Note("a", Read))?.Text);
        Assert.Equal(2, reads);
        Assert.Equal(HealthState.Ok, await one.Health());
    }

    [Fact]
    public async Task A_killed_Redis_is_done_without_and_told_when_it_is_back()
    {
        var process = await Connect();
        await process.Note("a", Read);
        await Server.Kill();
        await Wait.Until(() => !process.Redis.IsListening);
        truth = "new";
        await process.Notes.Remove("a", default);
        Assert.Equal("new", (await process.Note("a", Read))?.Text);
        Assert.Equal(HealthState.Degraded, await process.Health());

        await Server.StartAgain();
        await Server.Command("set", "denga:test.note:{a}:value", """{"text":"old"}""");
        await Wait.Until(async () => await process.Health() == HealthState.Ok);
        Assert.Equal("new", (await process.Note("a", Read))?.Text);
    }

    [Fact]
    public async Task A_Redis_that_comes_later_is_taken_up()
    {
        await Server.Kill();
        var process = await Connect();
        Assert.Equal("old", (await process.Note("a", Read))?.Text);
        Assert.Equal(HealthState.Degraded, await process.Health());
        await Server.StartAgain();
        await Wait.Until(async () => await process.Health() == HealthState.Ok);
    }

    [Fact]
    public async Task A_Redis_that_hangs_is_done_without()
    {
        var process = await Connect();
        await process.Note("a", Read);
        await Server.Stall();
        Assert.Equal("old", (await process.Note("b", Read))?.Text);
        Assert.Equal(HealthState.Degraded, await process.Health());
        await Server.Continue();
        await Wait.Until(async () => await process.Health() == HealthState.Ok);
    }

    [Fact]
    public async Task Without_Redis_a_process_remembers_for_itself()
    {
        var notes = new Caches(TimeProvider.System, redis: null).Of<Note>("test.note", TimeSpan.FromMinutes(1));
        await notes.Get("a", Read, default);
        await notes.Get("a", Read, default);
        Assert.Equal(1, reads);
        truth = "new";
        await notes.Remove("a", default);
        Assert.Equal("new", (await notes.Get("a", Read, default))?.Text);
    }

    private Task<Note?> Read()
    {
        Interlocked.Increment(ref reads);
        return Task.FromResult<Note?>(new Note(truth));
    }
}
