using System.Text.Json;
using Denga.Contracts;
using Denga.Platform;

namespace Denga.Tests.Unit.Platform;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    public void What_one_process_writes_another_reads(long minor)
    {
        foreach (var currency in new[] { Currency.Rub, Currency.Usd })
        {
            var money = new Money(minor, currency);
            Assert.Equal(money, JsonSerializer.Deserialize<Money>(JsonSerializer.Serialize(money, DengaJson.Options), DengaJson.Options));
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.False(Money.TryFrom(92_233_720_368_547_758.08m, Currency.Rub, out _));
        Assert.False(Money.TryFrom(-92_233_720_368_547_758.09m, Currency.Rub, out _));
        Assert.False(Money.TryFrom(decimal.MaxValue, Currency.Rub, out _));
        Assert.False(Money.TryFrom(0.001m, Currency.Rub, out _));
    }
}
