using System.Net;
using Denga.Platform.Limits;
using Denga.TestKit.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Caching;

public class RateLimitTests : RedisStand
{
    /// <summary>Nothing grows back while a test runs.</summary>
    private static readonly Limit FiftyADay = new("test.person", 50, TimeSpan.FromDays(1), 50);

    [Fact]
    public async Task Two_processes_give_exactly_what_there_is()
    {
        var (one, two) = (await Connect(), await Connect());
        var taken = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : two).Limits.Take(FiftyADay, "anna", default).AsTask())
        );
        Assert.Equal(50, taken.Count(a => a.IsAllowed));
        Assert.Equal(Enumerable.Range(0, 50), taken.Where(a => a.IsAllowed).Select(a => a.Remaining).Order());
        // One grows back each 1,728 s.
        Assert.All(taken.Where(a => !a.IsAllowed), a => Assert.InRange(a.RetryAfter.TotalSeconds, 1600, 1728));
        Assert.True((await one.Limits.Take(FiftyADay, "boris", default)).IsAllowed);
    }

    [Fact]
    public async Task Who_waits_as_long_as_he_is_told_is_let_in()
    {
        var process = await Connect();
        var limit = new Limit("test.quick", 20, TimeSpan.FromSeconds(1), 1);
        Assert.True((await process.Limits.Take(limit, "anna", default)).IsAllowed);
        var refused = await process.Limits.Take(limit, "anna", default);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMicroseconds(1), TimeSpan.FromMilliseconds(50));
        await Task.Delay(refused.RetryAfter + TimeSpan.FromMilliseconds(1));
        Assert.True((await process.Limits.Take(limit, "anna", default)).IsAllowed);
    }

    [Fact]
    public async Task A_full_bucket_leaves_nothing_behind()
    {
        var process = await Connect();
        await process.Limits.Take(new Limit("test.quick", 1000, TimeSpan.FromSeconds(1), 1), "anna", default);
        await Wait.Until(async () => await Server.Command("dbsize") == "0");
    }

    [Fact]
    public async Task Without_Redis_each_process_counts_for_itself()
    {
        var process = await Connect();
        await Server.Kill();
        foreach (var limits in new[] { process.Limits, new RateLimits(redis: null, TimeProvider.System) })
        {
            for (var left = 49; left >= 0; left--)
                Assert.Equal(left, (await limits.Take(FiftyADay, "anna", default)).Remaining);
            var refused = await limits.Take(FiftyADay, "anna", default);
            Assert.False(refused.IsAllowed);
            Assert.InRange(refused.RetryAfter.TotalSeconds, 1600, 1728);
            Assert.True((await limits.Take(FiftyADay, "boris", default)).IsAllowed);
        }
    }

    [Fact]
    public async Task A_person_over_the_limit_is_refused_with_the_seconds_left()
    {
        await using var denga = await DengaServer.Start(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Limits:CommandPerMinute"] = "1" }
        );
        await using var anna = await denga.OpenChat();
        await using var boris = await denga.OpenChat();
        using var first = await anna.Send(HttpMethod.Post, "messages", new { text = "/help" }, "1");
        using var second = await anna.Send(HttpMethod.Post, "messages", new { text = "/help" }, "2");
        using var third = await boris.Send(HttpMethod.Post, "messages", new { text = "/help" }, "1");
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK],
            [first.StatusCode, second.StatusCode, third.StatusCode]
        );
        Assert.Equal(["\"api.command\";q=1;w=60"], second.Headers.GetValues("RateLimit-Policy"));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task Two_fronts_limit_an_address_together_and_tell_it_in_headers()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Redis:ConnectionString"] = Server.ConnectionString,
            ["Http:ConversationsPerMinute"] = "3",
        };
        await using var one = await DengaServer.Start(settings, configure: FromAfar);
        await using var two = await DengaServer.Start(settings, database: one.Database, configure: FromAfar);
        await Task.WhenAll(one.UntilOk("redis"), two.UntilOk("redis"));
        HttpResponseMessage[] answers = [await Open(one), await Open(two), await Open(one), await Open(two)];
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[3].StatusCode);
        Assert.All(answers[..3], a => Assert.True(a.IsSuccessStatusCode));
        Assert.Equal(["\"api.conversations\";q=3;w=60"], answers[0].Headers.GetValues("RateLimit-Policy"));
        Assert.StartsWith("\"api.conversations\";r=2;t=", answers[0].Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        Assert.StartsWith("\"api.conversations\";r=0;t=", answers[3].Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        Assert.InRange(answers[3].Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 20);

        // Redis gone: each front counts for itself, and goes on.
        await Server.Kill();
        using var alone = await Open(two);
        Assert.True(alone.IsSuccessStatusCode);
        Assert.StartsWith("\"api.conversations\";r=2;t=", alone.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        Assert.Contains("\"redis\":{\"status\":\"degraded\"", await two.Http.GetStringAsync("/health/ready"), StringComparison.Ordinal);
        foreach (var answer in answers)
            answer.Dispose();
    }

    private static Task<HttpResponseMessage> Open(DengaServer denga) => denga.Http.PostAsync("/api/v1/chat", content: null);

    /// <summary>This machine's own requests are not limited, so they come from another.</summary>
    private static void FromAfar(IServiceCollection services) => services.AddSingleton<IStartupFilter, Elsewhere>();

    private sealed class Elsewhere : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, rest) =>
                    {
                        context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
                        return rest(context);
                    }
                );
                next(app);
            };
    }
}
