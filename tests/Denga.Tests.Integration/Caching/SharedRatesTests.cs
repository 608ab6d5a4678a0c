using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Rates;
using Denga.Contracts.Wallet;
using Denga.Rates.Book;
using Denga.Rates.Sources;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Rates;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Caching;

/// <summary>Rates for conversion are copied through Redis; the tables are the truth.</summary>
public sealed class SharedRatesTests : RedisStand
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private readonly ShiftedClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private RateSite site = null!;
    private DengaServer one = null!;
    private DengaServer two = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        site = await RateSite.Start();
        site.SetDollar("2026-11-20", "80.5");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Redis:ConnectionString"] = Server.ConnectionString,
            // Play money would be converted by old rates too.
            ["Wallet:Sandbox"] = "false",
        };
        two = await DengaServer.Start(settings, clock);
        foreach (var (name, value) in site.Settings("cbr-mirror"))
            settings[name] = value;
        one = await DengaServer.Start(settings, clock, two.Database);
        await Task.WhenAll(one.UntilOk("redis"), two.UntilOk("redis"));
        await one.RunJob("rates.fetch");
        await Wait.Until(async () => (await Dollar(two)).Value == 80.5m);
    }

    public override async ValueTask DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
        await site.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_new_rate_is_quoted_at_once_by_another_process_and_a_past_day_keeps_its_own()
    {
        await UntilCopied();
        Assert.Equal("snapshot", (await Dollar(two, Today.AddDays(-400))).Source);
        site.SetDollar("2026-11-20", "92.7");
        await one.RunJob("rates.fetch");
        Assert.Equal(92.7m, (await Dollar(one)).Value);
        await Wait.Until(async () => (await Dollar(two)).Value == 92.7m);
        var anna = await Somebody(two);
        Assert.Equal(92.7m, (await two.Ask(Quote(anna))).Value.SourceRate);

        // The process ended before it could tell anybody: the event tells.
        var set = new RateSet("cbr-mirror", Currency.Rub, Today.AddDays(-3), new Dictionary<Currency, decimal> { [Currency.Usd] = 70m });
        await one.Services.GetRequiredService<RateHistory>().Store(set, default);
        await Wait.Until(async () => (await Dollar(two, Today.AddDays(-3))).Value == 70m);
        Assert.Equal(92.7m, (await Dollar(two)).Value);
    }

    [Fact]
    public async Task Redis_flushed_and_gone_changes_no_rate()
    {
        var before = await Dollar(two);
        await Server.Command("flushall");
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((before, before), (await Dollar(one), await Dollar(two)));
        await UntilCopied();
        await Server.Kill();
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((before, before), (await Dollar(one), await Dollar(two)));
        site.SetDollar("2026-11-20", "92.7");
        await one.RunJob("rates.fetch");
        Assert.Equal(92.7m, (await Dollar(one)).Value);
        await Wait.Until(async () => (await Dollar(two)).Value == 92.7m);
    }

    [Fact]
    public async Task A_copy_that_grew_old_is_not_quoted()
    {
        var anna = await Somebody(two);
        Assert.True((await two.Ask(Quote(anna))).IsOk);
        clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal(Today, (await Dollar(two)).Date);
        Assert.True((await Dollar(two)).IsStale);
        Assert.Equal("wallet.rates_stale", (await two.Ask(Quote(anna))).Error?.Code);
    }

    /// <summary>The event of the set may still come, and have the copy forgotten once more.</summary>
    private Task UntilCopied() =>
        Wait.Until(async () =>
        {
            await Dollar(one);
            await Dollar(two);
            return (await Server.Command("keys", "*")).Contains("denga:rates.current:{all}:value", StringComparison.Ordinal);
        });

    private static async Task<Rate> Dollar(DengaServer denga, DateOnly? day = null) =>
        (await denga.Ask(new RateOn(Currency.Usd, Currency.Rub, day))).Value;

    private static async Task<PersonId> Somebody(DengaServer denga)
    {
        var person = (await denga.Ask(new Identify("test", Guid.CreateVersion7().ToString(), "en"))).Value.Person.Id;
        await denga.Ask(new OpenAccount(person, Currency.Usd));
        return person;
    }

    private static RequestQuote Quote(PersonId person) => new(person, Currency.Rub, new Money(10_00, Currency.Usd));
}
