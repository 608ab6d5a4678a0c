using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Denga.Platform.Modules;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;
using Denga.TestKit;
using Denga.TestKit.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Foundation;

/// <summary>A provider's webhooks on the real server; the provider and what it says are the test's.</summary>
public sealed class WebhookTests(WebhookServer server) : IClassFixture<WebhookServer>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        server.Till.Do = null;
        await server.Until("not exists (select from reports.work where state = 'waiting')");
        server.Till.Worked.Clear();
        await server.Execute("delete from reports.webhook; delete from reports.work");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_delivery_is_answered_and_worked_once_however_often_it_is_sent()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Send("paid 350", key: "d1")));
        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        await server.Until("exists (select from reports.work where kind = 'webhook.till' and state = 'done')");
        Assert.Equal(HttpStatusCode.OK, await server.Send("paid 350", key: "d1"));
        Assert.Equal(1L, await server.Select<long>("select count(*) from reports.work"));
        var worked = Assert.Single(server.Till.Worked);
        Assert.Equal(("d1", "paid 350"), (worked.DeliveryKey, Encoding.UTF8.GetString(worked.Body)));
        Assert.Equal("1", worked.Headers["x-till-version"]);
    }

    [Fact]
    public async Task What_is_not_signed_over_exactly_these_bytes_is_refused_and_not_kept()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Send("paid 350", signature: "00"));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Send("paid 350", signature: Till.Sign("paid 3500")));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Send("paid 350", signature: null));
        Assert.Equal(0L, await server.Select<long>("select count(*) from reports.webhook"));
    }

    [Fact]
    public async Task Of_what_is_refused_the_newest_are_kept_and_of_a_flood_little()
    {
        await server.Execute("delete from reports.webhook_refused");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Send("paid 350", signature: "00"));
        Assert.Equal(
            "signature paid 350",
            await server.Select<string>("select reason || ' ' || convert_from(body, 'UTF8') from reports.webhook_refused")
        );
        await server.Execute(
            """
            insert into reports.webhook_refused
            select gen_random_uuid(), p, 'old', null, '', 0, now() - interval '1 year' from generate_series(1, 999), unnest('{till,other}'::text[]) p
            """
        );

        var clock = new ManualClock();
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.Denga.Database) { SearchPath = "reports" }.ConnectionString
        );
        var refused = new RefusedWebhooks(source, clock);
        for (var minute = 0; minute < 2; minute++)
        {
            for (var i = 0; i < 70; i++)
                await refused.Keep("till", "flood", address: null, new byte[5000], CancellationToken.None);
            clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(
            "120 4096 5000",
            await server.Select<string>(
                "select count(*) || ' ' || max(length(body)) || ' ' || max(bytes) from reports.webhook_refused where reason = 'flood'"
            )
        );
        Assert.Equal(
            "other 999 till 1000",
            await server.Select<string>(
                "select string_agg(provider || ' ' || n, ' ' order by provider) from (select provider, count(*) n from reports.webhook_refused group by 1) r"
            )
        );
    }

    [Fact]
    public async Task What_is_too_large_is_refused_whether_it_says_so_or_not()
    {
        var large = new string('x', 2000);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await server.Send(large));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await server.Send(large, saysLength: false));
        Assert.Equal(HttpStatusCode.OK, await server.Send(large[..1000], saysLength: false));
        Assert.Equal(1L, await server.Select<long>("select count(*) from reports.webhook"));
    }

    [Fact]
    public async Task Of_headers_only_those_that_are_asked_for_are_kept()
    {
        await server.Send("paid 350");
        Assert.Equal("""{"x-till-version":"1"}""", await server.Select<string>("select headers::text from reports.webhook"));
    }

    [Fact]
    public async Task Where_the_provider_has_no_name_for_a_delivery_the_same_body_is_the_same_delivery()
    {
        await server.Send("paid 1", key: null);
        await server.Send("paid 1", key: null);
        await server.Send("paid 2", key: null);
        Assert.Equal(2L, await server.Select<long>("select count(*) from reports.webhook"));
        Assert.Equal(HttpStatusCode.BadRequest, await server.Send("paid 3", key: new string('k', 201)));
    }

    [Fact]
    public async Task What_was_given_up_is_seen_by_an_operator_and_worked_again_when_he_says_so_also_what_was_done()
    {
        server.Till.Do = _ => WorkResult.GiveUp("till.unknown_invoice");
        await server.Send("paid 350", key: "d1");
        await server.Until("exists (select from reports.work where state = 'given_up')");
        var deliveries = server.Denga.Services.GetRequiredService<WebhookDeliveries>();
        var listed = Assert.Single(await deliveries.List("till", default));
        Assert.Equal(
            ("reports", "d1", 8, "given_up", "till.unknown_invoice"),
            (listed.Module, listed.DeliveryKey, listed.Bytes, listed.State, listed.Error)
        );
        Assert.Empty(await deliveries.List("another", default));

        server.Till.Do = null;
        for (var times = 1; times <= 2; times++)
        {
            Assert.True(await deliveries.Replay(listed.Id, default));
            await server.Until("exists (select from reports.work where state = 'done')");
            Assert.Equal(times, server.Till.Worked.Count);
        }
        Assert.False(await deliveries.Replay(Guid.CreateVersion7(), default));
        await server.Execute("delete from reports.work");
        Assert.Equal("forgotten", Assert.Single(await deliveries.List(null, default)).State);
        Assert.True(await deliveries.Replay(listed.Id, default));
        await server.Until("exists (select from reports.work where state = 'done')");
        Assert.Equal(3, server.Till.Worked.Count);
    }

    [Fact]
    public async Task While_it_cannot_be_kept_the_provider_is_told_to_send_it_again()
    {
        await server.Execute(
            """
            create function reports.refuse() returns trigger language plpgsql as $$ begin raise sqlstate '57P01'; end $$;
            create trigger away before insert on reports.webhook for each row execute function reports.refuse()
            """
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.Send("paid 350"));
        await server.Execute("drop function reports.refuse() cascade");
        Assert.Equal(HttpStatusCode.OK, await server.Send("paid 350"));
        await server.Until("exists (select from reports.work where state = 'done')");
    }

    [Fact]
    public async Task Old_deliveries_go_as_new_ones_come()
    {
        await server.Send("paid 1", key: "old");
        await server.Execute("update reports.webhook set received_at = now() - interval '91 days'");
        await server.Send("paid 2", key: "new");
        Assert.Equal("new", await server.Select<string>("select string_agg(delivery_key, ' ') from reports.webhook"));
    }
}

/// <summary>Denga with one more webhook, of the module with the least else to do.</summary>
public sealed class WebhookServer : DengaStand
{
    internal Till Till { get; } = new();

    /// <summary>In one process in both forms.</summary>
    protected override Dictionary<string, string> Settings { get; } =
        new(StringComparer.Ordinal) { ["Modules:Secret"] = "a secret of at least thirty-two characters" };

    protected override void Configure(IServiceCollection services)
    {
        var modules =
            (IReadOnlyList<RegisteredModule>)
                services.Single(s => s.ServiceType == typeof(IReadOnlyList<RegisteredModule>)).ImplementationInstance!;
        var reports = new ModuleBuilder(modules.Single(m => m.Name == "reports"), services, new ConfigurationBuilder().Build());
        services.AddSingleton(Till);
        reports.Webhook<TillWebhook>();
    }

    internal async Task<HttpStatusCode> Send(string body, string? key = "d", string? signature = "", bool saysLength = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/till");
        request.Content = new StringContent(body);
        if (!saysLength)
            request.Headers.TransferEncodingChunked = true;
        if ((signature is "" ? Till.Sign(body) : signature) is { } signed)
            request.Headers.Add("X-Till-Signature", signed);
        if (key is not null)
            request.Headers.Add("X-Till-Delivery", key);
        request.Headers.Add("X-Till-Version", "1");
        request.Headers.Add("X-Till-Secret", "nobody may read this");
        using var answer = await Denga.Http.SendAsync(request);
        return answer.StatusCode;
    }

    internal Task Execute(string sql) => Denga.Execute(sql);

    internal Task<T> Select<T>(string sql) => Denga.Select<T>(sql);

    internal Task Until(string condition) => Denga.Until(condition);

    private sealed class TillWebhook(Till till) : IWebhook
    {
        public string Provider => "till";

        public IReadOnlyList<string> KeptHeaders { get; } = ["X-Till-Version"];

        public int BodyBytesMax => 1000;

        public VerifiedWebhook? Verify(WebhookRequest request) =>
            request.Header("X-Till-Signature") is { } signature
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(signature),
                Encoding.UTF8.GetBytes(Till.Sign(Encoding.UTF8.GetString(request.Body.Span)))
            )
                ? new VerifiedWebhook(request.Header("X-Till-Delivery"))
                : null;

        public Task<WorkResult> Work(ReceivedWebhook webhook, WorkItem item, CancellationToken cancel)
        {
            if (till.Do?.Invoke(webhook) is { } otherwise)
                return Task.FromResult(otherwise);
            till.Worked.Enqueue(webhook);
            return Task.FromResult(WorkResult.Done());
        }
    }
}

/// <summary>The provider's side.</summary>
internal sealed class Till
{
    private static readonly byte[] Key = "shared"u8.ToArray();

    internal ConcurrentQueue<ReceivedWebhook> Worked { get; } = new();

    /// <summary>What Denga does instead of working it.</summary>
    internal Func<ReceivedWebhook, WorkResult>? Do { get; set; }

    internal static string Sign(string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(body)));
}
