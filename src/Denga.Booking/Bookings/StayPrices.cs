using Denga.Booking.Availability;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;

namespace Denga.Booking.Bookings;

/// <summary>Prices a stay of an object by its tariff as it is now.</summary>
internal sealed class StayPrices
{
    /// <summary>Errors: <c>booking.no_tariff</c>, those of <see cref="Pricing.Pricing.Price"/>.</summary>
    internal Task<Result<PricedStay>> Price(
        ObjectRow of,
        PricedPeriod period,
        int guests,
        IReadOnlyList<ChosenAddOn> addOns,
        string? promo,
        PersonId person,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        if (of.From is not { } each)
            return Task.FromResult<Result<PricedStay>>(BookingErrors.NoTariff);
        var none = Money.Zero(each.Currency);
        var rules = new TariffRules(
            of.Text.SoldBy,
            each,
            [],
            [],
            [],
            new GuestRule(of.Text.GuestsMax, none),
            [],
            [],
            [],
            none,
            100,
            [],
            new CancellationPolicy([new CancellationStep(24, 100)])
        );
        var inputs = new PriceInputs(
            Pricing.Pricing.Rules,
            default,
            1,
            period,
            guests,
            [],
            Promo: null,
            now,
            StayTimes.Today(of.Text, now)
        );
        return Task.FromResult(Pricing.Pricing.Price(rules, inputs));
    }

    /// <summary>What a night, day or hour of each day costs, for as many guests as are included; null without a tariff.</summary>
    internal Task<IReadOnlyList<Money?>> EachDay(RentalObject of, DateOnly from, DateOnly to, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Money?>>([.. Enumerable.Repeat(of.From, to.DayNumber - from.DayNumber)]);
}
