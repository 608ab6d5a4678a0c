using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Dapper;
using Denga.TestKit.Server;
using Npgsql;

namespace Denga.Tests.Integration.Foundation;

public sealed partial class MetricsTests : IAsyncLifetime
{
    private DengaServer denga = null!;

    public async ValueTask InitializeAsync() => denga = await DengaServer.Start();

    public ValueTask DisposeAsync() => denga.DisposeAsync();

    [Fact]
    public async Task Every_line_of_the_metrics_is_Prometheus_text()
    {
        await using var anna = await denga.OpenChat();
        await anna.Say("350 кофе");
        using var response = await denga.Http.GetAsync("/metrics");
        Assert.StartsWith("text/plain; version=0.0.4", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        Assert.Equal("", lines[^1]);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines[..^1])
        {
            if (Type().Match(line) is { Success: true } type)
                Assert.True(types.TryAdd(type.Groups["name"].Value, type.Groups["type"].Value), "A second TYPE: " + line);
            else if (!Help().IsMatch(line))
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                var name = sample.Groups["name"].Value;
                var family = types.ContainsKey(name) ? name : Suffix().Replace(name, "");
                Assert.True(types.ContainsKey(family), "No TYPE before: " + line);
                Assert.True(types[family] == "histogram" || family == name, "A suffix without a histogram: " + line);
            }
        }
        Assert.Contains(
            lines,
            l =>
                l.StartsWith("denga_bot_messages_total{", StringComparison.Ordinal) && l.Contains("command=\"e\"", StringComparison.Ordinal)
        );
        // Whoever reads the metrics learns nothing of anybody.
        Assert.DoesNotContain(lines, l => l.Contains("per_", StringComparison.Ordinal) || l.Contains("conv_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_trace_goes_from_the_request_to_the_answer()
    {
        await using var anna = await denga.OpenChat();
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/chat/{anna.Opened.Conversation}/messages");
        request.Headers.Authorization = new("Bearer", anna.Opened.Token);
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        request.Content = JsonContent.Create(new { text = "350 кофе" });
        using var response = await denga.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        await anna.Next();
        await using var connection = new NpgsqlConnection(denga.Database);
        string[] rows =
        [
            $"bot.incoming where trace like '%{trace}%'",
            "expenses.outbox where type = 'expenses.expense-recorded.v1'",
            "bot.message where from_bot and text like 'Записал%'",
        ];
        foreach (var row in rows)
        {
            var kept = await connection.QuerySingleAsync<string?>("select trace from " + row);
            Assert.True(kept?.Split('-').ElementAtOrDefault(1) == trace, $"{row}: {kept}");
        }
    }

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Type();

    [GeneratedRegex("^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* [^\\n]*$", RegexOptions.None, 1000)]
    private static partial Regex Help();

    [GeneratedRegex(
        "^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*\\})? (?:[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?|NaN|[+-]Inf)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suffix();
}
