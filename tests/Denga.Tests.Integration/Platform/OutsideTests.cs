using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Denga.Contracts;
using Denga.Platform.Events;
using Denga.Platform.Modules;
using Denga.Platform.Outside;
using Denga.TestKit;
using Denga.Tests.Integration.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Denga.Tests.Integration.Foundation;

/// <summary>A provider that fails in every way there is, and what its client makes of it.</summary>
public sealed class OutsideTests : IAsyncLifetime
{
    private readonly ManualClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly Provider provider = new();
    private ModuleHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await ModuleHost.Start(
            platform => platform.Add<ShopModule>(),
            clock: clock,
            settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Shop:Address"] = await provider.Start(),
                ["Outside:acquirer:Waiting"] = "1",
                ["Outside:acquirer:RetryDelay"] = "00:00:00",
            }
        );

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_comes_as_it_is_whatever_its_status()
    {
        provider.Answers(_ => (402, "application/json", """{"error":"no money"}"""));
        using var answer = await Send(HttpMethod.Post);
        Assert.Equal((HttpStatusCode.PaymentRequired, 1), (answer.StatusCode, provider.Asked));
        Assert.Equal("""{"error":"no money"}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_only_reads_is_asked_again_after_a_failure_of_the_moment(int status)
    {
        provider.Answers(time => time < 3 ? (status, "text/plain", "") : (200, "text/plain", "done"));
        using var answer = await Send(HttpMethod.Get);
        Assert.Equal((HttpStatusCode.OK, 3), (answer.StatusCode, provider.Asked));
    }

    [Fact]
    public async Task A_write_is_sent_again_only_when_it_carries_an_id_that_the_provider_knows()
    {
        provider.Answers(_ => (503, "text/plain", ""));
        using (var once = await Send(HttpMethod.Post))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (once.StatusCode, provider.Asked));
        using var repeated = await Send(HttpMethod.Post, r => r.MayBeRepeated());
        Assert.Equal(1 + 3, provider.Asked);
    }

    [Fact]
    public async Task A_provider_that_asks_for_a_moment_is_given_it()
    {
        provider.Answers(time => time == 1 ? (429, "text/plain", "") : (200, "text/plain", "done"), retryAfter: "3");
        var answering = Send(HttpMethod.Post);
        await clock.WaitForTimer(clock.GetUtcNow() + TimeSpan.FromSeconds(3));
        Assert.Equal(1, provider.Asked);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(answering.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        using var answer = await answering;
        Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, provider.Asked));
    }

    [Fact]
    public async Task A_provider_that_asks_for_an_hour_is_not_waited_for_and_the_caller_learns_when_to_come()
    {
        provider.Answers(_ => (429, "text/plain", ""), retryAfter: "3600");
        using var answer = await Send(HttpMethod.Get);
        Assert.Equal((HttpStatusCode.TooManyRequests, 1), (answer.StatusCode, provider.Asked));
        Assert.Equal(TimeSpan.FromHours(1), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_provider_that_stalls_is_given_up_in_time_and_the_write_may_have_arrived()
    {
        provider.Stalls();
        var sending = Send(HttpMethod.Post);
        await provider.WasAsked();
        clock.Advance(TimeSpan.FromSeconds(10));
        var failure = await Assert.ThrowsAsync<OutsideException>(() => sending);
        Assert.Equal((OutsideFailure.Late, true, 1), (failure.Why, failure.MayHaveArrived, provider.Asked));
    }

    [Fact]
    public async Task An_answer_that_drips_is_given_up_as_well()
    {
        provider.Drips();
        var sending = Send(HttpMethod.Post);
        await provider.WasAsked();
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(OutsideFailure.Late, (await Assert.ThrowsAsync<OutsideException>(() => sending)).Why);
    }

    [Fact]
    public async Task A_connection_that_breaks_may_have_brought_the_write()
    {
        provider.Breaks();
        var failure = await Assert.ThrowsAsync<OutsideException>(() => Send(HttpMethod.Post));
        Assert.Equal((OutsideFailure.Broken, true, 1), (failure.Why, failure.MayHaveArrived, provider.Asked));
    }

    [Fact]
    public async Task What_never_left_is_tried_again_and_told_as_such()
    {
        await provider.DisposeAsync();
        var failure = await Assert.ThrowsAsync<OutsideException>(() => Send(HttpMethod.Post));
        Assert.Equal((OutsideFailure.Unreachable, false), (failure.Why, failure.MayHaveArrived));
    }

    [Fact]
    public async Task What_is_no_http_is_a_failure_and_no_bug()
    {
        using var garbage = new TcpListener(IPAddress.Loopback, 0);
        garbage.Start();
        var talking = Task.Run(async () =>
        {
            using var client = await garbage.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray());
        });
        var address = "http://" + garbage.LocalEndpoint;
        var failure = await Assert.ThrowsAsync<OutsideException>(() => Send(HttpMethod.Post, r => r.RequestUri = new Uri(address)));
        await talking;
        Assert.Equal((OutsideFailure.Broken, true), (failure.Why, failure.MayHaveArrived));
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_read_to_its_end_nor_asked_for_again()
    {
        provider.Answers(_ => (200, "text/plain", new string('a', 1024 * 1024 + 1)));
        var failure = await Assert.ThrowsAsync<OutsideException>(() => Send(HttpMethod.Get));
        Assert.Equal((OutsideFailure.TooLarge, 1), (failure.Why, provider.Asked));
    }

    [Fact]
    public async Task A_provider_that_keeps_failing_is_left_alone_and_one_call_finds_out_when_it_is_back()
    {
        provider.Answers(_ => (500, "text/plain", ""));
        for (var i = 0; i < 5; i++)
            (await Send(HttpMethod.Post)).Dispose();
        var refused = await Assert.ThrowsAsync<OutsideException>(() => Send(HttpMethod.Post));
        Assert.Equal((OutsideFailure.LeftAlone, false, 5), (refused.Why, refused.MayHaveArrived, provider.Asked));

        provider.Stalls();
        clock.Advance(TimeSpan.FromSeconds(11));
        var finding = Send(HttpMethod.Post);
        await provider.WasAsked(6);
        for (var i = 0; i < 3; i++)
            Assert.Equal(OutsideFailure.LeftAlone, (await Assert.ThrowsAsync<OutsideException>(() => Send(HttpMethod.Post))).Why);
        Assert.Equal(6, provider.Asked);
        provider.Answers(_ => (200, "text/plain", "back"));
        (await finding).Dispose();
        using var answer = await Send(HttpMethod.Post);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task More_calls_than_there_are_places_are_refused_at_once()
    {
        provider.Stalls();
        var (one, two) = (Send(HttpMethod.Get), Send(HttpMethod.Get));
        await provider.WasAsked(2);
        var waiting = Send(HttpMethod.Get);
        var refused = await Assert.ThrowsAsync<OutsideException>(() => Send(HttpMethod.Get));
        Assert.Equal((OutsideFailure.Busy, false, 2), (refused.Why, refused.MayHaveArrived, provider.Asked));
        provider.Answers(_ => (200, "text/plain", "done"));
        (await one).Dispose();
        (await two).Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task A_call_about_money_is_kept_under_its_operation_and_its_secrets_are_not()
    {
        provider.Answers(time =>
            time == 1
                ? (503, "text/html", "<p>busy</p>")
                : (
                    200,
                    "application/json",
                    """{"id":"p-1","confirmation":{"client_secret":"s3"},"card":{"number":"4111 1111","last4":"1111"}}"""
                )
        );
        var operation = OperationId.New();
        using var answer = await Send(
            HttpMethod.Post,
            request =>
            {
                request.RequestUri = new Uri("payments?api_key=k1&order=7", UriKind.Relative);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "w1");
                request.Headers.Add("X-Shop", "merchant-1");
                request.Headers.Add("Idempotence-Key", operation.ToString());
                request.Content = new StringContent(
                    """{"amount":{"value":"10.00"},"payment_token":"t1","terms":["a",{"cvc":"x23"}],"note":"кофе","sum":1.50}""",
                    Encoding.UTF8,
                    "application/json"
                );
                request.Keep(operation).MayBeRepeated();
            }
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var of = $"from shop.outside_call where operation_id = '{operation.Value}'";
        Assert.Equal(
            "503,200",
            await host.Select<string>(
                $"select string_agg(status::text, ',' order by id) {of} and provider = 'acquirer' and ended_at is not null"
            )
        );
        var kept = await host.Select<string>($"select string_agg(request || answer, E'\n' order by id) {of}");
        // None of them can be a part of an id.
        foreach (var secret in (string[])["k1", "w1", "merchant-1", "t1", "x23", "s3", "4111 1111"])
            Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        foreach (
            var said in (string[])
                [
                    "POST http://",
                    "/payments?api_key=***&order=7",
                    operation.ToString(),
                    "\"value\":\"10.00\"",
                    "кофе",
                    "1.50",
                    "\"last4\":\"1111\"",
                ]
        )
            Assert.Contains(said, kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_call_without_an_answer_says_so_and_goes_when_its_time_is_over()
    {
        provider.Breaks();
        var operation = OperationId.New();
        await Assert.ThrowsAsync<OutsideException>(() => Send(HttpMethod.Post, r => r.Keep(operation)));
        var of = $"from shop.outside_call where operation_id = '{operation.Value}'";
        Assert.Equal(
            1,
            await host.Select<int>($"select count(*) {of} and status is null and failure is not null and ended_at is not null")
        );
        var job = host.Services.GetServices<Denga.Platform.Jobs.IJob>().Single(j => j.Name == "shop.forget_outside_calls");
        await job.Run(CancellationToken.None);
        Assert.Equal(1, await host.Select<int>($"select count(*) {of}"));
        clock.Advance(TimeSpan.FromDays(401));
        await job.Run(CancellationToken.None);
        Assert.Equal(0, await host.Select<int>($"select count(*) {of}"));
    }

    [Fact]
    public async Task What_cannot_be_kept_is_not_sent()
    {
        await host.Execute("alter table shop.outside_call rename to moved");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Send(HttpMethod.Post, r => r.Keep(OperationId.New())));
        Assert.Equal(0, provider.Asked);
        await host.Execute("alter table shop.moved rename to outside_call");
    }

    private Task<HttpResponseMessage> Send(HttpMethod method, Action<HttpRequestMessage>? more = null)
    {
        var request = new HttpRequestMessage(method, new Uri("payments", UriKind.Relative));
        more?.Invoke(request);
        return host.Services.GetRequiredService<ShopClient>().Http.SendAsync(request);
    }

    private sealed class ShopClient(HttpClient http)
    {
        internal HttpClient Http => http;
    }

    private sealed class ShopModule : IModule
    {
        public static string Name => "shop";

        public static void Register(ModuleBuilder module)
        {
            // Nothing but the calls waits for the clock.
            module.Services.Remove(module.Services.Single(s => s.ImplementationType == typeof(InProcessTransport)));
            module.Outside<ShopClient>(
                new OutsideProvider("acquirer")
                {
                    Defaults = new OutsideOptions { Concurrency = 2 },
                    SecretNames = ["X-Shop"],
                },
                http => http.BaseAddress = new Uri(module.Settings["Shop:Address"]!)
            );
        }
    }

    /// <summary>A real server that does what the test says.</summary>
    private sealed class Provider : IAsyncDisposable
    {
        private readonly Channel<bool> arrivals = Channel.CreateUnbounded<bool>();
        private readonly WebApplication web;
        private volatile Func<HttpContext, int, Task> answer = (_, _) => Task.CompletedTask;
        private TaskCompletionSource released = new();
        private int asked;

        internal Provider()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            web = builder.Build();
            web.Urls.Add("http://127.0.0.1:0");
            web.Run(context =>
            {
                var time = Interlocked.Increment(ref asked);
                arrivals.Writer.TryWrite(true);
                return answer(context, time);
            });
        }

        internal int Asked => Volatile.Read(ref asked);

        internal async Task<string> Start()
        {
            await web.StartAsync();
            return web.Urls.Single() + "/";
        }

        internal void Answers(Func<int, (int Status, string Type, string Body)> answers, string? retryAfter = null)
        {
            answer = (context, time) => Write(context, answers(time), retryAfter);
            released.TrySetResult();
        }

        /// <summary>Answers what is set when it is set.</summary>
        internal void Stalls()
        {
            released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            answer = async (context, time) =>
            {
                await released.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!context.RequestAborted.IsCancellationRequested)
                    await answer(context, time);
            };
        }

        internal void Drips() =>
            answer = async (context, _) =>
            {
                context.Response.ContentLength = 100;
                await context.Response.WriteAsync("a");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            };

        internal void Breaks() =>
            answer = (context, _) =>
            {
                context.Abort();
                return Task.CompletedTask;
            };

        internal async Task WasAsked(int times = 1)
        {
            while (Asked < times)
                await arrivals.Reader.ReadAsync();
        }

        public ValueTask DisposeAsync() => web.DisposeAsync();

        private static Task Write(HttpContext context, (int Status, string Type, string Body) answer, string? retryAfter)
        {
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.Type;
            if (retryAfter is not null)
                context.Response.Headers.RetryAfter = retryAfter;
            context.Response.ContentLength = Encoding.UTF8.GetByteCount(answer.Body);
            return context.Response.WriteAsync(answer.Body);
        }
    }
}
