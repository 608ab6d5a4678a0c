using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Denga.Platform.Telemetry;
using Denga.TestKit.Kafka;
using Denga.TestKit.Redis;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Telemetry;

/// <summary>The alert rules and dashboards in <c>deploy/</c>, held against Prometheus' own tool and against a running Denga.</summary>
public sealed partial class WatchingTests
{
    private static readonly string Rules = Path.Combine(TestDatabase.Root, "deploy", "prometheus");
    private static readonly string Dashboards = Path.Combine(TestDatabase.Root, "deploy", "grafana", "dashboards");

    [Fact]
    public async Task The_alerts_fire_when_they_should_and_only_then()
    {
        await Promtool("check", "config", Path.Combine(Rules, "prometheus.yml"));
        await Promtool("test", "rules", Path.Combine(Rules, "rules.test.yml"));
        var alerts = Alert().Matches(await File.ReadAllTextAsync(Path.Combine(Rules, "rules.yml"))).Select(m => m.Groups["name"].Value);
        var tested = TestedAlert()
            .Matches(await File.ReadAllTextAsync(Path.Combine(Rules, "rules.test.yml")))
            .Select(m => m.Groups["name"].Value);
        Assert.Equal(alerts.Order(StringComparer.Ordinal), tested.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_query_of_the_dashboards_can_be_read()
    {
        var rules = "groups:\n  - name: dashboards\n    rules:\n";
        foreach (var query in Queries())
            rules +=
                $"      - record: query\n        expr: {JsonSerializer.Serialize(query.Replace("$__rate_interval", "5m", StringComparison.Ordinal))}\n";
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, rules);
            await Promtool("check", "rules", "--lint=none", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Every_metric_that_alerts_and_dashboards_name_is_told_by_a_running_Denga()
    {
        await using var redis = await RedisProcess.Start();
        var settings = KafkaBroker.Shared.Settings();
        settings["Redis:ConnectionString"] = redis.ConnectionString;
        await using var denga = await DengaServer.Start(settings);
        await using var anna = await denga.OpenChat();
        await anna.Say("350 кофе");
        foreach (var job in new[] { "health.watch", "health.disk", "queues", "wallet.watch-ledger" })
            await denga.RunJob(job);
        var metrics = await denga.Http.GetStringAsync("/metrics");
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match type in Type().Matches(metrics))
        {
            var name = type.Groups["name"].Value;
            if (type.Groups["type"].Value == "histogram")
                told.UnionWith([name + "_bucket", name + "_sum", name + "_count"]);
            else
                told.Add(name);
        }
        // What was not measured yet is not told: that it will be, by this name, follows from those that are.
        var ours = Instruments().SelectMany(NamesOf).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(told.Where(t => t.StartsWith("denga_", StringComparison.Ordinal)).Except(ours, StringComparer.Ordinal));
        told.UnionWith(ours);
        var rules = await File.ReadAllTextAsync(Path.Combine(Rules, "rules.yml"));
        var named = Expression()
            .Matches(rules)
            .Select(m => m.Groups["query"].Value)
            .Concat(Queries())
            .SelectMany(MetricsOf)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("denga_bot_handling_seconds_bucket", named);
        Assert.Empty(named.Except(told, StringComparer.Ordinal));
        string[] values =
        [
            "denga_dependency_health{dependency=\"postgresql\"} ",
            "denga_dependency_health{dependency=\"redis\"} ",
            "denga_dependency_health{dependency=\"kafka\"} ",
            "denga_dependency_health{dependency=\"rates\"} ",
            "denga_outbox_waiting{module=\"expenses\"} ",
            "denga_outbox_oldest_age_seconds{module=\"expenses\"} ",
            "denga_dead_letters{module=\"analytics\"} ",
            "denga_disk_free_bytes{what=\"files\"} ",
            "denga_ledger_findings{} ",
            "denga_redis_duration_seconds_count{outcome=\"ok\"} ",
            "http_server_request_duration_seconds_count{http_",
            "db_client_connection_npgsql_pending_requests{db_client_connection_pool_name=\"wallet\"} ",
            "dotnet_process_memory_working_set_bytes{} ",
        ];
        foreach (var value in values)
            Assert.Contains("\n" + value, metrics, StringComparison.Ordinal);
    }

    /// <summary>Denga's own that this process has.</summary>
    private static List<Instrument> Instruments()
    {
        var found = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == Metrics.Meter)
                    found.Add(instrument);
            },
        };
        listener.Start();
        return found;
    }

    private static string[] NamesOf(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = instrument.Name.Replace('.', '_');
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return instrument switch
        {
            Counter<long> => [name + "_total"],
            Histogram<double> => [name + "_bucket", name + "_sum", name + "_count"],
            _ => [name],
        };
    }

    private static List<string> Queries()
    {
        var queries = new List<string>();
        foreach (var file in Directory.GetFiles(Dashboards, "*.json"))
        {
            using var dashboard = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
            foreach (var target in panel.GetProperty("targets").EnumerateArray())
                queries.Add(target.GetProperty("expr").GetString()!);
        }
        Assert.NotEmpty(queries);
        return queries;
    }

    /// <summary>What is left of a query without its labels, ranges and functions.</summary>
    private static IEnumerable<string> MetricsOf(string query) =>
        MetricName()
            .Matches(NoMetric().Replace(query, " "))
            .Select(m => m.Value)
            .Where(name => name.Contains('_', StringComparison.Ordinal));

    private static async Task Promtool(params string[] arguments)
    {
        using var promtool = Process.Start(
            new ProcessStartInfo("promtool", arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = promtool.StandardError.ReadToEndAsync();
        var said = await promtool.StandardOutput.ReadToEndAsync() + await errors;
        await promtool.WaitForExitAsync();
        Assert.True(promtool.ExitCode == 0, said);
    }

    [GeneratedRegex("- alert: (?<name>\\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    // Only what is expected to fire counts.
    [GeneratedRegex("- alertname: (?<name>\\w+)\\n +eval_time: \\w+\\n +exp_alerts:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestedAlert();

    [GeneratedRegex("expr: (>\\n)?(?<query>(.|\\n)*?)\\n +(for|labels):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expression();

    [GeneratedRegex("\\{[^}]*\\}|\\[[^\\]]*\\]|\\bby \\([^)]*\\)", RegexOptions.None, 1000)]
    private static partial Regex NoMetric();

    [GeneratedRegex("\\b[a-z][a-z0-9_]*\\b(?! *\\()", RegexOptions.None, 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex("^# TYPE (?<name>\\w+) (?<type>\\w+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Type();
}
