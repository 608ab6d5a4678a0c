using System.Net.Http.Json;
using Denga.Host;
using Denga.TestKit;
using Denga.TestKit.Kafka;
using Denga.TestKit.Server;
using Denga.TestKit.Telegram;
using Denga.TestKit.Telemetry;

namespace Denga.Tests.Integration.Telemetry;

/// <summary>Denga in two processes with Kafka between them, and a collector: what one message does anywhere is one trace.</summary>
public sealed class TraceTests : IAsyncLifetime
{
    private const string Back = "identity,rates,wallet,expenses";
    private static readonly string Front = DengaModules.AllBut(Back);
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Sender = "00f067aa0ba902b7";
    private string database = null!;
    private TelegramDouble telegram = null!;
    private OtlpCollector collector = null!;
    private DengaProcess front = null!;
    private DengaProcess back = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        collector = await OtlpCollector.Start();
        telegram = await TelegramDouble.StartAsync();
        var settings = KafkaBroker.Shared.Settings();
        settings["Modules:Secret"] = "a secret of at least thirty-two characters";
        var (frontAddress, backAddress) = (Ports.FreeAddress(), Ports.FreeAddress());
        foreach (var module in Front.Split(','))
            settings["Modules:" + module] = frontAddress.ToString();
        foreach (var module in Back.Split(','))
            settings["Modules:" + module] = backAddress.ToString();
        var starting = Start(Back, backAddress, settings, "denga-back");
        front = await Start(
            Front,
            frontAddress,
            new Dictionary<string, string>(settings, StringComparer.Ordinal)
            {
                ["Telegram:Token"] = telegram.Token,
                ["Telegram:ApiAddress"] = telegram.BaseUrl.ToString().TrimEnd('/'),
                ["Telegram:PollSeconds"] = "1",
            },
            "denga-front"
        );
        back = await starting;
        await Task.WhenAll(front.UntilOk("kafka"), back.UntilOk("kafka"));
    }

    public async ValueTask DisposeAsync()
    {
        await front.DisposeAsync();
        await back.DisposeAsync();
        await telegram.DisposeAsync();
        await collector.DisposeAsync();
        await TestDatabase.Drop(database);
    }

    [Fact]
    public async Task One_message_is_one_trace_through_both_processes_and_Kafka_that_a_bucket_names_and_a_stop_sends_what_is_left()
    {
        await using var anna = await ChatClient.Open(front.Http, "ru", "Europe/Moscow");
        using (var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/chat/{anna.Opened.Conversation}/messages"))
        {
            request.Headers.Authorization = new("Bearer", anna.Opened.Token);
            request.Headers.Add("traceparent", $"00-{Trace}-{Sender}-01");
            request.Content = JsonContent.Create(new { text = "350 кофе" });
            using var response = await front.Http.SendAsync(request);
            response.EnsureSuccessStatusCode();
        }
        Assert.StartsWith("Записал: 350", (await anna.Next()).Text, StringComparison.Ordinal);
        await anna.Today("350\u00a0₽");
        await telegram.User(1, "ru").Asks("/help");
        using (var asked = new HttpRequestMessage(HttpMethod.Get, "/metrics"))
        {
            asked.Headers.Accept.ParseAdd("application/openmetrics-text; version=1.0.0");
            using var told = await front.Http.SendAsync(asked);
            Assert.Contains(
                (await told.Content.ReadAsStringAsync()).Split('\n'),
                line =>
                    line.StartsWith("http_server_request_duration_seconds_bucket{", StringComparison.Ordinal)
                    && line.Contains("/api/v1/chat/{conversation}/messages", StringComparison.Ordinal)
                    && line.Contains($"# {{trace_id=\"{Trace}\"", StringComparison.Ordinal)
            );
        }
        // The exporters wait for more for an hour: all that arrives is what the stop sends.
        await front.Stop();
        await back.Stop();

        Assert.Empty(collector.Violations);
        var spans = collector.Spans.Where(s => s.Trace == Trace).ToList();
        var tree = string.Join('\n', spans.Select(s => $"{s.Service} {s.Kind} {s.Name} {s.Id} < {s.Parent}"));
        CollectedSpan One(string name, string service, CollectedSpan? under) =>
            spans.Where(s => s.Name == name && s.Service == service && s.Parent == (under?.Id ?? Sender)).ToList() is [var found]
                ? found
                : throw new InvalidOperationException($"Not one {name} of {service} under {under?.Name ?? "the sender"}:\n{tree}");

        var request1 = One("POST /api/v1/chat/{conversation}/messages", "denga-front", under: null);
        var turn = One("bot turn", "denga-front", One("Say", "denga-front", request1));
        var call = spans.Single(s =>
            s.Parent == turn.Id && s.Tags.GetValueOrDefault("url.full", "").EndsWith("RecordText", StringComparison.Ordinal)
        );
        var recorded = One("RecordText", "denga-back", One("POST /internal/operations/{name}", "denga-back", call));
        var published = One("publish expenses.expense-recorded.v1", "denga-back", recorded);
        One("analytics.totals", "denga-front", published);
        One("deliver web", "denga-front", turn);
        // Nothing of it hangs in the air.
        var known = spans.Select(s => s.Id).Append(Sender).ToHashSet(StringComparer.Ordinal);
        Assert.All(spans, s => Assert.Contains(s.Parent, known));

        Assert.Contains(("denga-back", "denga.operation.duration"), collector.Metrics);
        Assert.Contains(("denga-front", "denga.bot.messages"), collector.Metrics);
        // The bot's token is part of the address of each call to Telegram.
        Assert.Contains(collector.Spans, s => s.Name == "deliver telegram");
        Assert.DoesNotContain(collector.Spans, s => s.Tags.Values.Any(v => v.Contains(telegram.Token, StringComparison.Ordinal)));
        // What nobody asked for is not sent: such as the looks into the outbox.
        Assert.DoesNotContain(collector.Spans, s => s is { Kind: 3, Parent: "" });
    }

    private Task<DengaProcess> Start(string modules, Uri address, IReadOnlyDictionary<string, string> settings, string service) =>
        DengaProcess.Serve(
            modules,
            address,
            settings,
            database,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "3600000",
                ["OTEL_SERVICE_NAME"] = service,
            }
        );
}
