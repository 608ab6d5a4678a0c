using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Contracts.Wallet;
using Denga.Platform.Health;
using Denga.Rates;
using Denga.TestKit.Server;
using Denga.Wallet;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Tests.Integration.Rates;

/// <summary>Rates, and the wallet that converts by them. The sources are asked when the test says so, and at no other time: two rounds at once would
/// share the site's answers.</summary>
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
        await using var denga = await Start();
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
        await using var denga = await Start(site.Settings());
        await denga.RunJob("rates.fetch");
        var rate = (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub))).Value;
        Assert.Equal(new Rate(Currency.Usd, Currency.Rub, 80.5m, "cbr-mirror", Today, IsStale: false), rate);

        var health = await Health(denga);
        Assert.Equal(HealthState.Degraded, health.State);
        Assert.Contains("cbr", health.Detail, StringComparison.Ordinal);
        Assert.Contains("ecb", health.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_every_source_fails_the_last_good_rates_stay()
    {
        site.SetDollar("2026-11-20", "80.5");
        await using var denga = await Start(site.Settings("cbr-mirror"));
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
            time => time == 3 ? (200, """{"Date":"2026-11-20T11:30:00+03:00","Valute":{"USD":{"Nominal":1,"Value":80.5}}}""") : (503, "")
        );
        await using var denga = await Start(site.Settings("cbr-mirror"));
        await denga.RunJob("rates.fetch");
        Assert.Equal(3, site.Asked(Mirror));
        Assert.Equal("cbr-mirror", (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub))).Value.Source);
    }

    [Fact]
    public async Task A_new_day_changes_no_rate_of_a_past_day()
    {
        site.SetDollar("2026-11-19", "79.1");
        await using var denga = await Start(site.Settings("cbr-mirror"));
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
        await using var denga = await Start(site.Settings("cbr-mirror"));
        await denga.RunJob("rates.fetch");
        await denga.RunJob("rates.fetch");
        site.SetDollar("2026-11-20", "80.50");
        await denga.RunJob("rates.fetch");
        Assert.Equal(1, await Count(denga, "select count(*) from rates.rate_set where source = 'cbr-mirror'"));
        Assert.Equal(1, await Count(denga, "select count(*) from rates.outbox where key = 'cbr-mirror'"));
        Assert.Contains(await Sources(denga), s => s is { Name: "cbr-mirror", Currencies: 1, IsStale: false });
    }

    [Fact]
    public async Task A_currency_that_todays_set_leaves_out_keeps_the_rate_of_two_days_ago()
    {
        var tenge = Currency.Parse("KZT");
        site.Set(Mirror, _ => (200, Two("2026-11-18", "79.1", "0.15")));
        await using var denga = await Start(site.Settings("cbr-mirror"));
        await denga.RunJob("rates.fetch");
        site.SetDollar("2026-11-20", "80.5");
        await denga.RunJob("rates.fetch");
        async Task IsKept(ModuleHost here)
        {
            var kept = new Rate(tenge, Currency.Rub, 0.15m, "cbr-mirror", Today.AddDays(-2), IsStale: false);
            Assert.Equal(kept, (await here.Ask(new RateOn(tenge, Currency.Rub))).Value);
            Assert.Equal(80.5m, (await here.Ask(new RateOn(Currency.Usd, Currency.Rub))).Value.Value);
            // Of a past day the same is asked of the whole history.
            Assert.Equal(kept, (await here.Ask(new RateOn(tenge, Currency.Rub, Today.AddDays(-2)))).Value);
        }
        await IsKept(denga);
        clock.Advance(TimeSpan.FromMinutes(2));
        await using var next = await denga.Another();
        await IsKept(next);
    }

    [Fact]
    public async Task A_quote_is_executed_at_its_rate_whatever_the_rate_has_become()
    {
        site.SetDollar("2026-11-20", "80.5");
        await using var denga = await Start(site.Settings("cbr-mirror"));
        await denga.RunJob("rates.fetch");
        var anna = PersonId.New();
        var account = (await denga.Ask(new OpenAccount(anna, Currency.Rub))).Value.Id;
        var world = (await denga.Ask(new OpenSystemAccount("external:test", Currency.Rub))).Value.Id;
        var paid = new Money(10_000_00, Currency.Rub);
        Assert.True((await denga.Ask(new Post(OperationId.New(), "test", [new Leg(world, -paid), new Leg(account, paid)]))).IsOk);
        var sells = (await denga.Ask(new RequestQuote(anna, Currency.Usd, new Money(1_234_56, Currency.Rub)))).Value;
        var buys = (await denga.Ask(new RequestQuote(anna, Currency.Usd, new Money(7_77, Currency.Usd), FromCurrency: Currency.Rub))).Value;
        site.SetDollar("2026-11-20", "161");
        await denga.RunJob("rates.fetch");
        Assert.Equal(161m, (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub))).Value.Value);
        foreach (var quote in new[] { sells, buys })
            Assert.Equal(quote, (await denga.Ask(new Contracts.Wallet.Convert(OperationId.New(), anna, quote.Id))).Value.Quote);
        var accounts = (await denga.Ask(new Balances(anna))).Value;
        Assert.Equal(10_000_00 - sells.Gives.Minor - buys.Gives.Minor, accounts.Single(a => a.Currency == Currency.Rub).Balance.Minor);
        Assert.Equal(sells.Gets.Minor + 7_77, accounts.Single(a => a.Currency == Currency.Usd).Balance.Minor);
    }

    [Fact]
    public async Task Play_money_is_converted_by_the_built_in_set_and_real_money_waits()
    {
        foreach (var sandbox in new[] { true, false })
        {
            await using var denga = await Start(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["Wallet:Sandbox"] = sandbox ? "true" : "false" }
            );
            var anna = PersonId.New();
            await denga.Ask(new OpenAccount(anna, Currency.Rub));
            var quote = await denga.Ask(new RequestQuote(anna, Currency.Usd, new Money(100_00, Currency.Rub)));
            if (sandbox)
                Assert.Equal(("snapshot", true, 2026), (quote.Value.Source, quote.Value.IsStale, quote.Value.RateDate.Year));
            else
                Assert.Equal(("wallet.rates_stale", "2026-04-15"), (quote.Error?.Code, quote.Error?.Args?["date"]));
        }
    }

    [Theory]
    [InlineData("2016-11-20")]
    [InlineData("2026-10-01")]
    [InlineData("2026-12-20")]
    [InlineData("2036-11-20")]
    public async Task A_set_dated_absurdly_is_refused_and_health_says_so(string day)
    {
        site.SetDollar("2026-11-20", "80.5");
        await using var denga = await Start(site.Settings("cbr-mirror"));
        await denga.RunJob("rates.fetch");
        site.SetDollar(day, "8.05");
        await denga.RunJob("rates.fetch");
        Assert.Equal(80.5m, (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub))).Value.Value);
        Assert.Equal(1, await Count(denga, "select count(*) from rates.rate_set where source = 'cbr-mirror'"));
        var health = await Health(denga);
        Assert.Equal(HealthState.Degraded, health.State);
        Assert.Contains(day, health.Detail, StringComparison.Ordinal);
    }

    /// <summary>A dollar and a tenge.</summary>
    private static string Two(string day, string dollar, string tenge) =>
        $$$"""{"Date":"{{{day}}}T11:30:00+03:00","Valute":{"USD":{"Nominal":1,"Value":{{{dollar}}}},"KZT":{"Nominal":1,"Value":{{{tenge}}}} } }""";

    [Theory]
    [InlineData("update rates.rate_set set date = date - 1")]
    [InlineData("delete from rates.rate_set")]
    [InlineData("update rates.rate set per_unit = per_unit * 2")]
    [InlineData("delete from rates.rate")]
    [InlineData("truncate rates.rate")]
    public async Task The_history_refuses_every_change_whoever_makes_it(string sql)
    {
        await using var denga = await Start();
        await denga.Ask(new RateOn(Currency.Usd, Currency.Rub));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => denga.Execute(sql));
        Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
    }

    private Task<ModuleHost> Start(IReadOnlyDictionary<string, string>? settings = null) =>
        ModuleHost.Start(platform => platform.Add<RatesModule>().Add<WalletModule>(), clock: clock, settings: settings);

    private static async Task<IReadOnlyList<RateSource>> Sources(ModuleHost denga) => (await denga.Ask(new RateSources())).Value;

    private static Task<HealthAnswer> Health(ModuleHost denga) =>
        denga.Services.GetServices<IHealthCheck>().Single(c => c.Name == "rates").Check(CancellationToken.None);

    private static Task<long> Count(ModuleHost denga, string sql) => denga.Select<long>(sql);
}
