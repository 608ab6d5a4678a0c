using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Wallet.Conversion;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Convert = Denga.Contracts.Wallet.Convert;

namespace Denga.Tests.Integration.Wallet;

[Collection(BankCollection.Name)]
public sealed class ConversionTests(Bank bank)
{
    [Fact]
    public async Task A_quote_is_executed_exactly_once_and_explained()
    {
        var (anna, _) = await bank.Somebody(10_000_00);
        var quote = await bank.Get(new RequestQuote(anna, Currency.Usd, new Money(5000_00, Currency.Rub)));
        Assert.Equal(5000_00, quote.Gives.Minor);
        Assert.True(quote.Rate < quote.SourceRate);
        var convert = new Convert(OperationId.New(), anna, quote.Id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bank.Get(convert)));
        Assert.All(answers, a => Assert.Equal((quote.Gets, quote.Rate), (a.ToBalance, a.Quote.Rate)));
        Assert.Equal((5000_00L, quote.Gets.Minor), (await bank.Balance(anna), await bank.Balance(anna, Currency.Usd)));
        Assert.Equal("wallet.quote_used", (await bank.Ask(convert with { Id = OperationId.New() })).Error?.Code);
        var explained = await bank.Get(new ExplainPosting(anna, convert.Id));
        Assert.Equal(("conversion.sell", quote.Rate), (explained.Rule, explained.Rate!.Value));
        Assert.Contains(explained.Legs, l => l.Name == "liquidity");
        Assert.All(explained.Legs.GroupBy(l => l.Amount.Currency), legs => Assert.Equal(0, legs.Sum(l => l.Amount.Minor)));
        Assert.Equal(64, explained.Hash.Length);
        var (stranger, _) = await bank.Somebody();
        Assert.Equal("wallet.posting_not_found", (await bank.Ask(new ExplainPosting(stranger, convert.Id))).Error?.Code);
        Assert.Equal("wallet.quote_not_found", (await bank.Ask(new Convert(OperationId.New(), stranger, quote.Id))).Error?.Code);
    }

    [Fact]
    public async Task Of_a_quote_above_the_balance_the_most_that_is_possible_is_known()
    {
        foreach (var (gives, fee, has) in new (long, long, long)[] { (100, 0, 99), (101, 1, 100), (1030, 30, 999), (3, 1, 2), (7, 0, 0) })
        {
            var quote = new Quote(
                QuoteId.New(),
                AccountId.New(),
                new Money(gives, Currency.Rub),
                new Money(1, Currency.Usd),
                new Money(fee, Currency.Rub),
                1,
                1,
                "cbr",
                default,
                1,
                IsStale: false,
                default,
                default
            );
            var most = quote.MostOf(new Money(has, Currency.Rub)).Minor;
            Assert.True(most + (long)Math.Ceiling(most * (decimal)fee / (gives - fee)) <= has, $"{gives} {fee} {has}: {most}");
        }
        var (anna, account) = await bank.Somebody(1_000_00);
        var above = await bank.Get(new RequestQuote(anna, Currency.Usd, new Money(99_999_999_00, Currency.Rub), account));
        var all = await bank.Get(new RequestQuote(anna, Currency.Usd, above.MostOf(new Money(1_000_00, Currency.Rub)), account));
        await bank.Get(new Convert(OperationId.New(), anna, all.Id));
        Assert.Equal(0, await bank.Balance(anna));
    }

    [Fact]
    public async Task What_is_brought_goes_to_the_account_that_is_there_and_a_new_one_is_told()
    {
        var (anna, _) = await bank.Somebody(1_000_00);
        var savings = await bank.Get(new OpenAccount(anna, Currency.Eur, "Отпуск"));
        var topUp = new SandboxTopUp(OperationId.New(), anna, new Money(10_00, Currency.Eur));
        var first = await bank.Get(topUp);
        Assert.Equal((savings.Id, false), (first.Account, first.Opened));
        var quote = await bank.Get(new RequestQuote(anna, Currency.Eur, new Money(100_00, Currency.Rub)));
        Assert.Equal(savings.Id, (await bank.Get(new Convert(OperationId.New(), anna, quote.Id))).To);
        Assert.Single(await bank.Get(new Balances(anna)), a => a.Currency == Currency.Eur);
        var dollars = new SandboxTopUp(OperationId.New(), anna, new Money(10_00, Currency.Usd));
        Assert.True((await bank.Get(dollars)).Opened);
        Assert.True((await bank.Get(dollars)).Opened);
        Assert.False((await bank.Get(dollars with { Id = OperationId.New() })).Opened);
        // The main one goes before all others.
        var main = await bank.Get(new OpenAccount(anna, Currency.Eur));
        Assert.Equal(main.Id, (await bank.Get(topUp with { Id = OperationId.New() })).Account);
        Assert.Equal(savings.Id, (await bank.Get(topUp)).Account);
    }

    [Theory]
    [InlineData("USD", "RUB", AlertSide.Above, "900000000", "wallet.bad_rate")]
    [InlineData("USD", "RUB", AlertSide.Below, "0.0000001", "wallet.bad_rate")]
    [InlineData("USD", "RUB", AlertSide.Below, "-1", "wallet.bad_rate")]
    [InlineData("USD", "USD", AlertSide.Below, "2", "wallet.same_currency")]
    [InlineData("USDT", "USD", AlertSide.Above, "2", "wallet.rate_fixed")]
    public async Task An_alert_that_can_never_tell_is_refused(string of, string into, AlertSide side, string mark, string code)
    {
        var (anna, _) = await bank.Somebody();
        var alert = new AddRateAlert(
            OperationId.New(),
            anna,
            Currency.Parse(of),
            Currency.Parse(into),
            side,
            decimal.Parse(mark, System.Globalization.CultureInfo.InvariantCulture)
        );
        Assert.Equal(code, (await bank.Ask(alert)).Error?.Code);
        Assert.Empty(await bank.Get(new RateAlerts(anna)));
    }

    [Fact]
    public async Task What_is_to_be_got_can_be_named_too()
    {
        var (anna, _) = await bank.Somebody(10_000_00);
        var quote = await bank.Get(new RequestQuote(anna, Currency.Usd, new Money(10_00, Currency.Usd), FromCurrency: Currency.Rub));
        await bank.Get(new Convert(OperationId.New(), anna, quote.Id));
        Assert.Equal((10_00L, 10_000_00 - quote.Gives.Minor), (await bank.Balance(anna, Currency.Usd), await bank.Balance(anna)));
    }

    [Fact]
    public async Task An_expired_quote_and_a_poor_account_move_nothing()
    {
        var (anna, _) = await bank.Somebody(100_00);
        var poor = await bank.Get(new RequestQuote(anna, Currency.Usd, new Money(100_01, Currency.Rub)));
        Assert.Equal("wallet.not_enough", (await bank.Ask(new Convert(OperationId.New(), anna, poor.Id))).Error?.Code);
        var old = await bank.Get(new RequestQuote(anna, Currency.Usd, new Money(100_00, Currency.Rub)));
        await bank.Execute(
            "update wallet.quote set quote = jsonb_set(quote::jsonb, '{expiresAt}', '\"2020-01-01T00:00:00+00:00\"')::json where id = @id",
            new { id = old.Id.Value }
        );
        Assert.Equal("wallet.quote_expired", (await bank.Ask(new Convert(OperationId.New(), anna, old.Id))).Error?.Code);
        Assert.Equal("wallet.same_currency", (await bank.Ask(new RequestQuote(anna, Currency.Rub, old.Gives))).Error?.Code);
        Assert.Equal(
            "wallet.amount_too_small",
            (await bank.Ask(new RequestQuote(anna, Currency.Usd, new Money(1, Currency.Rub)))).Error?.Code
        );
        Assert.Equal(100_00, await bank.Balance(anna));
    }

    [Fact]
    public async Task Opposite_conversions_never_deadlock()
    {
        var ((anna, account), (boris, _)) = (await bank.Somebody(10_000_00), await bank.Somebody(100_00, Currency.Usd));
        await bank.Get(new OpenAccount(anna, Currency.Usd));
        await bank.Get(new OpenAccount(boris, Currency.Rub));
        async Task<string?> Exchange(PersonId person, Currency from, Currency to)
        {
            var quote = await bank.Get(new RequestQuote(person, to, new Money(1_00 * (from == Currency.Rub ? 100 : 1), from)));
            return (await bank.Ask(new Convert(OperationId.New(), person, quote.Id))).Error?.Code;
        }
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 90)
                .Select(async n =>
                    (n % 3) switch
                    {
                        0 => await Exchange(anna, Currency.Rub, Currency.Usd),
                        1 => await Exchange(boris, Currency.Usd, Currency.Rub),
                        _ => (await bank.Ask(new PlaceHold(OperationId.New(), account, new Money(1, Currency.Rub), "test", Later)))
                            .Error
                            ?.Code,
                    }
                )
        );
        Assert.All(answers, Assert.Null);
        Assert.Equal((7_000_00L, 70_00L), (await bank.Balance(anna), await bank.Balance(boris, Currency.Usd)));
    }

    private DateTimeOffset Later => bank.Clock.GetUtcNow().AddDays(1);

    [Fact]
    public async Task An_alert_tells_once_per_crossing()
    {
        var (anna, _) = await bank.Somebody();
        var alert = await bank.Get(new AddRateAlert(OperationId.New(), anna, Currency.Usd, Currency.Rub, AlertSide.Above, 0.01m));
        Assert.True(alert.IsPast);
        // As if the rate had been on the other side when it was last seen.
        await bank.Execute("update wallet.rate_alert set past = false, rate = 0.001 where id = @id", new { id = alert.Id.Value });
        for (var i = 0; i < 3; i++)
            await bank.Denga.RunJob("wallet.rate-alerts");
        Assert.Equal(
            1L,
            await bank.Select<long>(
                "select count(*) from wallet.outbox where type = 'wallet.rate-crossed.v1' and key = @id",
                new { id = alert.Id.ToString() }
            )
        );
    }

    [Property(MaxTest = 2_000)]
    public bool There_and_back_never_gains(PositiveInt minor, PositiveInt rate, NonNegativeInt percents)
    {
        var (rub, usd) = (Currency.Rub, Currency.Usd);
        var source = rate.Get / 977m;
        var fee = percents.Get % 300 / 100m;
        var start = new Money(minor.Get * 7919L, usd);
        var there = Price.Sell(start, rub, Price.RateOf(source, 0.01m), fee);
        if (!there.IsOk)
            return true;
        var back = Price.Sell(there.Value.Bought, usd, Price.RateOf(1 / source, 0.01m), fee);
        var bought = Price.Buy(start, rub, Price.RateOf(1 / source, 0.01m), fee);
        return (!back.IsOk || back.Value.Bought <= start) && (!bought.IsOk || bought.Value.Gives >= there.Value.Bought);
    }
}
