using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Speech;
using Xunit;

namespace Denga.Tests.Unit.Speech;

/// <summary>The one way in which amounts, days, rates and names are written.</summary>
public sealed class WordsTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("ru", 125050, "RUB", "1 250,50 ₽", "1 250,50 ₽")]
    [InlineData("ru", 125000, "RUB", "1 250 ₽", "1 250,00 ₽")]
    [InlineData("ru", -125005, "RUB", "−1 250,05 ₽", "−1 250,05 ₽")]
    [InlineData("ru", 1500000, "USDT", "1,50 USDT", "1,50 USDT")]
    [InlineData("ru", 1000000, "USDT", "1 USDT", "1,00 USDT")]
    [InlineData("ru", 1234567, "USDT", "1,234567 USDT", "1,234567 USDT")]
    [InlineData("ru", 1250, "JPY", "1 250 JP¥", "1 250 JP¥")]
    [InlineData("ru", 125000, "USD", "1 250 $", "1 250,00 $")]
    [InlineData("en", 125000, "RUB", "1,250 ₽", "1,250.00 ₽")]
    [InlineData("en", -125050, "USD", "−$1,250.50", "−$1,250.50")]
    [InlineData("en", 125000, "CNY", "CN¥1,250", "CN¥1,250.00")]
    [InlineData("en", 125050, "BYN", "1,250.50 BYN", "1,250.50 BYN")]
    [InlineData("ru", long.MaxValue, "RUB", "92 233 720 368 547 758,07 ₽", "92 233 720 368 547 758,07 ₽")]
    [InlineData("ru", long.MinValue, "TON", "−9 223 372 036,854775808 TON", "−9 223 372 036,854775808 TON")]
    public void Amounts_have_a_style_for_talking_and_one_for_figures(
        string language,
        long minor,
        string currency,
        string said,
        string exact
    )
    {
        var money = new Money(minor, Currency.Parse(currency));
        Assert.Equal((said, exact), (Plain(Words.Of(money, language)), Plain(Words.Exact(money, language))));
        Assert.DoesNotContain(' ', Words.Of(money, language) + Words.Exact(money, language));
    }

    [Fact]
    public void What_came_in_has_a_plus_among_figures()
    {
        Assert.Equal("+500,00 ₽", Plain(Words.Signed(new Money(500_00, Currency.Rub), "ru")));
        Assert.Equal("−$5.00", Plain(Words.Signed(new Money(-5_00, Currency.Usd), "en")));
        Assert.Equal("0,00 ₽", Plain(Words.Signed(new Money(0, Currency.Rub), "ru")));
    }

    [Theory]
    [InlineData("ru", "2026-11-01", "2026-11-30", "Ноябрь 2026")]
    [InlineData("ru", "2024-02-01", "2024-02-29", "Февраль 2024")]
    [InlineData("ru", "2026-11-16", "2026-11-22", "16–22 ноября 2026")]
    [InlineData("ru", "2026-10-28", "2026-11-03", "28 октября – 3 ноября 2026")]
    [InlineData("ru", "2025-12-28", "2026-01-03", "28 декабря 2025 – 3 января 2026")]
    [InlineData("ru", "2026-01-01", "2026-12-31", "2026 год")]
    [InlineData("ru", "2017-01-01", "2026-12-31", "2017–2026")]
    [InlineData("ru", "2026-11-21", "2026-11-21", "21 ноября 2026")]
    [InlineData("en", "2026-11-01", "2026-11-30", "November 2026")]
    [InlineData("en", "2026-11-16", "2026-11-22", "16–22 November 2026")]
    [InlineData("en", "2026-01-01", "2026-12-31", "2026")]
    public void A_period_is_named_as_people_name_it(string language, string from, string to, string title) =>
        Assert.Equal(title, Words.Period(Day(from), Day(to), language).Replace('\u00A0', ' '));

    [Theory]
    [InlineData("ru", "2026-11-01", "2026-11-15", "1–15 ноября")]
    [InlineData("ru", "2026-10-28", "2026-11-03", "28 октября – 3 ноября")]
    [InlineData("ru", "2025-10-28", "2025-11-03", "28 октября – 3 ноября 2025")]
    [InlineData("ru", "2025-12-28", "2026-01-03", "28 декабря 2025 – 3 января")]
    [InlineData("en", "2026-11-21", "2026-11-21", "21 November")]
    public void The_year_is_said_when_it_is_not_this_one(string language, string from, string to, string said) =>
        Assert.Equal(said, Words.Period(Day(from), Day(to), language, Today));

    [Theory]
    [InlineData("ru", "2026-11-21", "сегодня")]
    [InlineData("ru", "2026-11-20", "вчера")]
    [InlineData("ru", "2026-11-19", "19 ноября, чт")]
    [InlineData("ru", "2026-11-14", "14 ноября")]
    [InlineData("ru", "2025-11-19", "19 ноября 2025")]
    [InlineData("en", "2026-11-20", "yesterday")]
    [InlineData("en", "2026-11-17", "17 November, Tue")]
    [InlineData("en", "2027-01-02", "2 January 2027")]
    public void Days_near_today_have_words(string language, string day, string said) =>
        Assert.Equal(said, Words.Near(Day(day), Today, language));

    [Fact]
    public void A_moment_is_on_the_persons_clock()
    {
        var tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        var now = new DateTimeOffset(2026, 11, 21, 20, 0, 0, TimeSpan.Zero);
        Assert.Equal("03:30", Words.Moment(now.AddMinutes(-90), tokyo, now, "ru"));
        Assert.Equal("21 ноября, 23:30", Words.Moment(now.AddHours(-5.5), tokyo, now, "ru"));
        Assert.Equal("22 November 2025, 05:00", Words.Moment(now.AddDays(-365), tokyo, now, "en"));
    }

    [Theory]
    [InlineData("ru", "89.26139999", "89,2614")]
    [InlineData("ru", "90", "90,00")]
    [InlineData("ru", "95.123", "95,123")]
    [InlineData("ru", "0.0112026990", "0,0112027")]
    [InlineData("en", "7001234.5678", "7,001,234.57")]
    [InlineData("en", "1.346123", "1.34612")]
    [InlineData("en", "0", "0.00")]
    public void Rates_have_six_digits_worth_reading(string language, string rate, string said) =>
        Assert.Equal(said, Plain(Words.Rate(decimal.Parse(rate, CultureInfo.InvariantCulture), language)));

    [Fact]
    public void A_rate_is_said_from_the_side_where_it_is_more_than_one()
    {
        Assert.Equal("1 USD = 89,2614 RUB", Words.Rate(89.2614m, Currency.Usd, Currency.Rub, "ru"));
        Assert.Equal("1 USD = 80.00 RUB", Words.Rate(0.0125m, Currency.Rub, Currency.Usd, "en"));
    }

    [Theory]
    [InlineData("ru", 1, "1 секунду")]
    [InlineData("ru", 45, "45 секунд")]
    [InlineData("ru", 121, "3 минуты")]
    [InlineData("ru", 7200, "2 часа")]
    [InlineData("en", 0.2, "1 second")]
    [InlineData("en", 900, "15 minutes")]
    [InlineData("en", 86_400, "24 hours")]
    public void A_wait_is_rounded_up(string language, double seconds, string said) =>
        Assert.Equal(said, Words.Wait(TimeSpan.FromSeconds(seconds), language));

    [Fact]
    public void Percent_and_shares()
    {
        Assert.Equal(
            ["80 %", "0,5 %", "<1 %"],
            [Plain(Words.Percent(80, "ru")), Plain(Words.Percent(0.5m, "ru")), Plain(Words.Share(0, "ru"))]
        );
        Assert.Equal(["80%", "0.5%", "<1%"], [Words.Percent(80, "en"), Words.Percent(0.5m, "en"), Words.Share(0, "en")]);
    }

    [Theory]
    [InlineData("ru", 2500, "2,5 тыс.")]
    [InlineData("en", 2500, "2.5K")]
    [InlineData("en", 500, "500")]
    [InlineData("ru", 1_250_000, "1,25 млн")]
    public void Marks_of_an_axis_are_short(string language, int value, string said) =>
        Assert.Equal(said, Plain(Words.Short(value, language)));

    [Fact]
    public void Names_are_for_people()
    {
        Assert.Equal("рубли, ₽", Words.Name(Currency.Rub, "ru"));
        Assert.Equal("US dollars", Words.Title(Currency.Usd, "en"));
        Assert.Equal("Банк России (зеркало) + ЕЦБ", Words.Source("cbr-mirror+ecb", "ru"));
        Assert.Equal("Denga's reserve for conversion", Words.SystemAccount("liquidity", "en"));
        Assert.Equal("Деньги извне", Words.SystemAccount("external:somebank", "ru"));
        Assert.Equal("Счёт Denga", Words.SystemAccount("new-purpose", "ru"));
        Assert.Equal("Пополнение", Words.Kind("sandbox", "ru", title: true));
        Assert.Equal("operation", Words.Kind("of-tomorrow", "en"));
        Assert.Equal("возврат", Words.Kind(EntryKind.Refund, "ru"));
        Assert.Equal("Продукты", CategoryTexts.Of("groceries", "ru"));
        Assert.Equal("No category", CategoryTexts.Of("own-17", "en"));
    }

    private static string Plain(string words) => words.Replace('\u00A0', ' ');

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
