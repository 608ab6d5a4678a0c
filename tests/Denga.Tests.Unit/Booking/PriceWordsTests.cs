using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Speech;

namespace Denga.Tests.Unit.Booking;

public sealed class PriceWordsTests
{
    private static readonly Currency Rub = Currency.Rub;

    [Fact]
    public void The_lines_of_a_price_are_said_in_both_languages()
    {
        var inputs = new PriceInputs(
            StayPricing.Rules,
            TariffId.New(),
            1,
            StayPeriods
                .Days(new DateOnly(2026, 7, 9), new DateOnly(2026, 7, 12), new TimeOnly(15, 0), new TimeOnly(11, 0), TimeZoneInfo.Utc)
                .Value,
            3,
            [
                new PricedAddOn(AddOnId.New(), 1, new LocalText("Грязный приём", "Dirty return"), PriceSamples.AddOns["clean"], 1),
                new PricedAddOn(AddOnId.New(), 1, new LocalText("Детское кресло", "Child seat"), PriceSamples.AddOns["seat"], 2),
            ],
            new PricedPromo("may10", PriceSamples.Promos["may10"]),
            new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            new DateOnly(2026, 3, 1)
        );
        var rules = PriceSamples.Tariffs["sea"] with
        {
            Guests = new GuestRule(2, new Money(500_00, Rub)),
            Taxes = [new TaxRate("НДС", 20, Included: false)],
            Seasons = [PriceSamples.Tariffs["sea"].Seasons[2] with { Name = new LocalText("Пик лета", "Peak of summer") }],
        };
        var price = StayPricing.Price(rules, inputs).Value;
        var today = new DateOnly(2026, 3, 1);
        Assert.Equal(
            [
                "9 июля: 1 ночь × 2 500 ₽",
                "10–11 июля, Пик лета: 2 ночи × 7 000 ₽",
                "Дополнительные гости: 3 × 500 ₽",
                "Промокод MAY10, 10 %",
                "Грязный приём",
                "Детское кресло: 6 × 200 ₽, не больше 1 000 ₽",
                "НДС 20 %",
            ],
            price.Lines.Select(l => Plain(Words.Of(l, price.SoldBy, "ru", today)))
        );
        Assert.Equal(
            [
                "9 July: 1 night × 2,500 ₽",
                "10–11 July, Peak of summer: 2 nights × 7,000 ₽",
                "Extra guests: 3 × 500 ₽",
                "Promo code MAY10, 10%",
                "Dirty return",
                "Child seat: 6 × 200 ₽, 1,000 ₽ at most",
                "НДС 20%",
            ],
            price.Lines.Select(l => Plain(Words.Of(l, price.SoldBy, "en", today)))
        );
    }

    [Fact]
    public void A_policy_of_cancellation_is_said_from_the_earliest_on()
    {
        var policy = new CancellationPolicy([new CancellationStep(168, 100), new CancellationStep(36, 50)], 24);
        Assert.Equal(
            [
                "В течение 24 часов после бронирования отмена бесплатная",
                "За 7 дней до начала и раньше отмена бесплатная",
                "За 36 часов до начала и раньше удержим 50 % стоимости",
                "Позже — без возврата",
            ],
            Words.Of(policy, "ru").Select(Plain)
        );
        Assert.Equal(
            [
                "Free cancellation within 24 hours of booking",
                "Free cancellation 7 days before the start or earlier",
                "36 hours before the start or earlier, 50% of the price is kept",
                "Later, nothing comes back",
            ],
            Words.Of(policy, "en").Select(Plain)
        );
        Assert.Equal(["Отмена без возврата"], Words.Of(new CancellationPolicy([]), "ru"));
        Assert.Equal(
            ["Free cancellation before the start", "After the start, nothing comes back"],
            Words.Of(new CancellationPolicy([new CancellationStep(0, 100)]), "en")
        );
    }

    [Fact]
    public void The_rules_of_a_tariff_are_said_line_by_line()
    {
        Assert.Equal(
            [
                "3 333,33 ₽ за ночь",
                "пт: 3 777,77 ₽",
                "peak, 1–31 июля 2026: 4 444,44 ₽",
                "Гость сверх 2: 333,33 ₽ за ночь",
                "От 3 ночей: −3,5 %",
                "Бронь за 20 дней и раньше: −7,25 %",
                "Бронь за 2 дня и позже: −11 %",
                "VAT 20 %, в цене",
                "resort 2 %, сверх цены",
                "Залог 5 000 ₽, возвращается",
                "Предоплата 25 %",
                "50 % остатка за 30 дней до начала",
                "50 % остатка за 7 дней до начала",
            ],
            Words.Of(PriceSamples.Tariffs["stack"], "ru").Select(Plain)
        );
        Assert.Equal(
            [
                "$60 an hour",
                "Sat, Sun: $75",
                "Each guest above 4: $5 an hour",
                "4 hours or more: −10%",
                "24 hours or more: −40%",
                "The rest on the first day",
            ],
            Words.Of(PriceSamples.Tariffs["boat"], "en").Select(Plain)
        );
    }

    private static string Plain(string text) => text.Replace('\u00A0', ' ');
}
