using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Tests.Unit.Booking;

/// <summary>The tariffs, add-ons and promo codes that <c>prices.txt</c> describes.</summary>
internal static class PriceSamples
{
    private static readonly Currency Rub = Currency.Rub;
    private static readonly Currency Usd = Currency.Usd;
    private static readonly Currency Jpy = Currency.Parse("JPY");
    private static readonly Currency Kwd = Currency.Parse("KWD");

    internal static readonly IReadOnlyDictionary<string, TariffRules> Tariffs = new Dictionary<string, TariffRules>(StringComparer.Ordinal)
    {
        ["plain"] = Plain(Rub, 3000) with { Guests = new GuestRule(10, Of(0, Rub)) },
        ["flat"] = Plain(Rub, 3000) with
        {
            Weekdays = [On(DayOfWeek.Friday, 4000, Rub), On(DayOfWeek.Saturday, 4000, Rub)],
            Guests = new GuestRule(2, Of(500, Rub)),
            Length = [new LengthDiscount(7, 10), new LengthDiscount(28, 25)],
            PrepaymentPercent = 30,
        },
        ["sea"] = Plain(Rub, 2500) with
        {
            Weekdays = [On(DayOfWeek.Friday, 3000, Rub)],
            Guests = new GuestRule(4, Of(0, Rub)),
            Seasons =
            [
                Yearly("summer", 6, 1, 8, 31, 5000) with
                {
                    Weekdays = [On(DayOfWeek.Friday, 6000, Rub), On(DayOfWeek.Saturday, 6000, Rub)],
                },
                Yearly("newyear", 12, 30, 1, 8, 9000),
                Yearly("peak", 7, 10, 7, 20, 7000),
                Once("holidays", new DateOnly(2026, 5, 1), new DateOnly(2026, 5, 11), 4500),
            ],
            Taxes = [new TaxRate("VAT", 20, Included: true)],
        },
        ["double"] = Plain(Rub, 1000) with
        {
            Seasons =
            [
                Once("a", new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 10), 1100),
                Once("b", new DateOnly(2026, 3, 6), new DateOnly(2026, 3, 15), 1200),
                Once("c", new DateOnly(2026, 3, 8), new DateOnly(2026, 3, 8), 2000),
                Once("d", new DateOnly(2026, 2, 20), new DateOnly(2026, 3, 31), 900),
            ],
        },
        ["lodge"] = Plain(Rub, 1000) with { Seasons = [Yearly("winter", 12, 1, 2, 29, 800), Yearly("thaw", 2, 29, 3, 5, 600)] },
        ["villa"] = Plain(Currency.Eur, 123.45m) with
        {
            Guests = new GuestRule(6, Of(19.99m, Currency.Eur)),
            Early = [new TimeDiscount(60, 12.5m), new TimeDiscount(30, 5)],
            Late = [new TimeDiscount(3, 7), new TimeDiscount(1, 15)],
            Taxes = [new TaxRate("VAT", 10, Included: false), new TaxRate("city", 1.5m, Included: false)],
            PrepaymentPercent = 50,
            Balance = [new BalanceShare(3, 40), new BalanceShare(14, 60)],
        },
        ["car"] = Plain(Usd, 39.99m) with
        {
            SoldBy = TariffUnit.Day,
            Guests = new GuestRule(5, Of(0, Usd)),
            Length = [new LengthDiscount(3, 5), new LengthDiscount(7, 12), new LengthDiscount(30, 30)],
            Taxes = [new TaxRate("sales", 8.875m, Included: false)],
            Deposit = Of(300, Usd),
            PrepaymentPercent = 100,
        },
        ["boat"] = Plain(Usd, 60) with
        {
            SoldBy = TariffUnit.Hour,
            Weekdays = [On(DayOfWeek.Saturday, 75, Usd), On(DayOfWeek.Sunday, 75, Usd)],
            Guests = new GuestRule(4, Of(5, Usd)),
            Length = [new LengthDiscount(4, 10), new LengthDiscount(24, 40)],
        },
        ["saw"] = Plain(Rub, 100) with { SoldBy = TariffUnit.Hour, Weekdays = [On(DayOfWeek.Sunday, 150, Rub)] },
        ["ryokan"] = Plain(Jpy, 8888) with
        {
            Weekdays = [On(DayOfWeek.Saturday, 11111, Jpy)],
            Guests = new GuestRule(1, Of(3333, Jpy)),
            Length = [new LengthDiscount(3, 7)],
            Taxes = [new TaxRate("consumption", 10, Included: true)],
            PrepaymentPercent = 33,
        },
        ["dinar"] = Plain(Kwd, 12.345m) with
        {
            SoldBy = TariffUnit.Day,
            Early = [new TimeDiscount(10, 3.3333m)],
            Taxes = [new TaxRate("VAT", 5, Included: true), new TaxRate("levy", 2, Included: true)],
            PrepaymentPercent = 33.3333m,
        },
        ["stack"] = Plain(Rub, 3333.33m) with
        {
            Weekdays = [On(DayOfWeek.Friday, 3777.77m, Rub)],
            Seasons = [Once("peak", new DateOnly(2026, 7, 1), new DateOnly(2026, 7, 31), 4444.44m)],
            Guests = new GuestRule(2, Of(333.33m, Rub)),
            Length = [new LengthDiscount(3, 3.5m)],
            Early = [new TimeDiscount(20, 7.25m)],
            Late = [new TimeDiscount(2, 11)],
            Taxes = [new TaxRate("VAT", 20, Included: true), new TaxRate("resort", 2, Included: false)],
            Deposit = Of(5000, Rub),
            PrepaymentPercent = 25,
            Balance = [new BalanceShare(30, 50), new BalanceShare(7, 50)],
        },
        ["tie"] = Plain(Rub, 1000) with { Early = [new TimeDiscount(5, 10)], Late = [new TimeDiscount(10, 10)] },
        ["free"] = Plain(Rub, 0),
        ["palace"] = Plain(Rub, 9_000_000_000_000_000),
    };

    internal static readonly IReadOnlyDictionary<string, AddOnTerms> AddOns = new Dictionary<string, AddOnTerms>(StringComparer.Ordinal)
    {
        ["clean"] = new(AddOnPer.Stay, Of(1500, Rub), 1),
        ["seat"] = new(AddOnPer.Day, Of(200, Rub), 3, Of(1000, Rub)),
        ["fuel"] = new(AddOnPer.Unit, Of(60, Rub), 100),
        ["breakfast"] = new(AddOnPer.Guest, Of(450, Rub), 1),
        ["bike"] = new(AddOnPer.Day, Of(300, Rub), 5),
        ["transfer"] = new(AddOnPer.Stay, Of(49.90m, Currency.Eur), 1),
        ["towel"] = new(AddOnPer.Unit, Of(3.33m, Currency.Eur), 50),
        ["sauna"] = new(AddOnPer.Guest, Of(12.50m, Currency.Eur), 1, Of(40, Currency.Eur)),
        ["gps"] = new(AddOnPer.Day, Of(4.99m, Usd), 2, Of(50, Usd)),
        ["futon"] = new(AddOnPer.Unit, Of(1000, Jpy), 10),
        ["wash"] = new(AddOnPer.Unit, Of(1.005m, Kwd), 10),
    };

    internal static readonly IReadOnlyDictionary<string, PromoTerms> Promos = new Dictionary<string, PromoTerms>(StringComparer.Ordinal)
    {
        ["may10"] = Promo(10),
        ["third"] = Promo(33.3333m),
        ["stay5"] = Promo(15) with { UnitsMin = 5 },
        ["spring"] = Promo(20) with { StayFrom = new DateOnly(2026, 3, 1), StayUntil = new DateOnly(2026, 5, 31) },
        ["gift"] = Promo(null, Of(2000, Rub)),
        ["big"] = Promo(null, Of(1_000_000, Rub)),
        ["euro5"] = Promo(null, Of(5, Currency.Eur)),
    };

    internal static TimeZoneInfo ZoneOf(string tariff) =>
        TimeZoneInfo.FindSystemTimeZoneById(
            tariff switch
            {
                "boat" => "America/New_York",
                "saw" => "Europe/Berlin",
                _ => "UTC",
            }
        );

    internal static TariffRules Plain(Currency currency, decimal each) =>
        new(
            TariffUnit.Night,
            Of(each, currency),
            [],
            [],
            [],
            new GuestRule(1000, Of(0, currency)),
            [],
            [],
            [],
            Of(0, currency),
            0,
            [],
            new CancellationPolicy([new CancellationStep(168, 100), new CancellationStep(24, 50)], 24)
        );

    internal static Money Of(decimal amount, Currency currency) =>
        Money.TryFrom(amount, currency, out var money)
            ? money
            : throw new ArgumentException($"{amount} is no amount of {currency}.", nameof(amount));

    private static WeekdayPrice On(DayOfWeek day, decimal price, Currency currency) => new(day, Of(price, currency));

    private static Season Once(string name, DateOnly from, DateOnly to, decimal price) =>
        new(new LocalText(name, name), from, to, Yearly: false, Of(price, Rub), []);

    private static Season Yearly(string name, int fromMonth, int fromDay, int toMonth, int toDay, decimal price) =>
        new(
            new LocalText(name, name),
            new DateOnly(2024, fromMonth, fromDay),
            new DateOnly(2024, toMonth, toDay),
            Yearly: true,
            Of(price, Rub),
            []
        );

    private static PromoTerms Promo(decimal? percent, Money? amount = null) =>
        new(
            percent,
            amount,
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)
        );
}
