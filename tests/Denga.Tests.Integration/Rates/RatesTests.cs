using System.Text.Json;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.TestKit.Server;
using Npgsql;

namespace Denga.Tests.Integration.Rates;

public sealed class RatesTests : IAsyncLifetime
{
    private const string Bank = "/scripts/XML_daily.asp";
    private const string Mirror = "/daily_json.js";
    private static readonly DateOnly Today = new(2026, 11, 20);
    private readonly ShiftedClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private RateSite site = null!;

    public async ValueTask InitializeAsync() => site = await RateSite.Start();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Without_any_source_the_snapshot_answers_and_says_that_it_is_old()
    {
        await using var denga = await DengaServer.Start(clock: clock);
        var rate = (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub))).Value;
        Assert.Equal(("snapshot", true), (rate.Source, rate.IsStale));
        Assert.True(rate.Value > 0);
        Assert.Contains(await Sources(denga), s => s is { Name: "snapshot", IsStale: true });
    }

    [Fact]
    public async Task Garbage_and_failures_of_some_sources_do_not_stop_the_others()
    {
        site.Set(Bank, _ => (200, "<html>Please wait</html>"));
        site.SetDollar("2026-11-20", "80.5");
        await using var denga = await DengaServer.Start(site.Settings(), clock);
        await denga.RunJob("rates.fetch");
        var rate = (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub))).Value;
        Assert.Equal(new Rate(Currency.Usd, Currency.Rub, 80.5m, "cbr-mirror", Today, IsStale: false), rate);

        using var ready = await denga.Http.GetAsync(new Uri(denga.PlaceOf("rates"), "/health/ready"));
        Assert.True(ready.IsSuccessStatusCode);
        var health = JsonDocument
            .Parse(await ready.Content.ReadAsStringAsync())
            .RootElement.GetProperty("dependencies")
            .GetProperty("rates");
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Contains("cbr", health.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("ecb", health.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_every_source_fails_the_last_good_rates_stay()
    {
        site.SetDollar("2026-11-20", "80.5");
        await using var denga = await DengaServer.Start(site.Settings("cbr-mirror"), clock);
        await denga.RunJob("rates.fetch");
        site.Set(Mirror, _ => (500, "broken"));
        await denga.RunJob("rates.fetch");
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(80.5m, (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub))).Value.Value);
    }

    [Fact]
    public async Task A_source_that_fails_for_the_moment_is_asked_again_in_the_same_round()
    {
        site.Set(
            Mirror,
            time =>
                time % 3 == 0 ? (200, """{"Date":"2026-11-20T11:30:00+03:00","Valute":{"USD":{"Nominal":1,"Value":80.5}}}""") : (503, "")
        );
        await using var denga = await DengaServer.Start(
            new Dictionary<string, string>(site.Settings("cbr-mirror"), StringComparer.Ordinal) { ["Rates:FetchEvery"] = "1.00:00:00" },
            clock
        );
        await denga.RunJob("rates.fetch");
        Assert.True(site.Asked(Mirror) >= 3);
        Assert.Equal("cbr-mirror", (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub))).Value.Source);
    }

    [Fact]
    public async Task A_new_day_changes_no_rate_of_a_past_day()
    {
        site.SetDollar("2026-11-19", "79.1");
        await using var denga = await DengaServer.Start(site.Settings("cbr-mirror"), clock);
        await denga.RunJob("rates.fetch");
        var before = (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub, Today.AddDays(-1)))).Value;
        site.SetDollar("2026-11-20", "92.7");
        await denga.RunJob("rates.fetch");
        Assert.Equal(before, (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub, Today.AddDays(-1)))).Value);
        Assert.Equal(92.7m, (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub, Today))).Value.Value);
        var both = (await denga.Ask(new RatesInto(Currency.Rub, [new(Currency.Usd, Today), new(Currency.Usd, Today.AddDays(-1))]))).Value;
        Assert.Equal([92.7m, 79.1m], both.Select(r => r.Value));
    }

    [Fact]
    public async Task A_set_that_is_fetched_again_is_kept_and_told_once()
    {
        site.SetDollar("2026-11-20", "80.5");
        await using var denga = await DengaServer.Start(site.Settings("cbr-mirror"), clock);
        await denga.RunJob("rates.fetch");
        await denga.RunJob("rates.fetch");
        site.SetDollar("2026-11-20", "80.50");
        await denga.RunJob("rates.fetch");
        Assert.Equal(1, await Count(denga, "select count(*) from rates.rate_set where source = 'cbr-mirror'"));
        Assert.Equal(1, await Count(denga, "select count(*) from rates.outbox where key = 'cbr-mirror'"));
        Assert.Contains(await Sources(denga), s => s is { Name: "cbr-mirror", Currencies: 1, IsStale: false });
    }

    [Theory]
    [InlineData("update rates.rate_set set date = date - 1")]
    [InlineData("delete from rates.rate_set")]
    [InlineData("update rates.rate set per_unit = per_unit * 2")]
    [InlineData("delete from rates.rate")]
    [InlineData("truncate rates.rate")]
    public async Task The_history_refuses_every_change_whoever_makes_it(string sql)
    {
        await using var denga = await DengaServer.Start(clock: clock);
        await denga.Ask(new RateOn(Currency.Usd, Currency.Rub));
        await using var administrator = new NpgsqlConnection(denga.Database);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => administrator.ExecuteAsync(sql));
        Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<RateSource>> Sources(DengaServer denga) => (await denga.Ask(new RateSources())).Value;

    private static async Task<long> Count(DengaServer denga, string sql)
    {
        await using var connection = new NpgsqlConnection(denga.Database);
        return await connection.ExecuteScalarAsync<long>(sql);
    }
}
