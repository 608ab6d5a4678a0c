using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

/// <summary>A <see cref="StayDates"/> with its moments.</summary>
/// <param name="In">The day of arrival in the object's zone, and <paramref name="Out"/> that of leaving, which is not part of the stay. Of hours
/// both are the days of their begin and end.</param>
/// <param name="StartsAt">The moment at which the object is taken, and <paramref name="EndsAt"/> at which it is given back.</param>
/// <param name="Hours">The hours that begin on each day, where it is sold by the hour: written down, so that nobody needs the clock changes of
/// then to reckon them again. Null for nights and days.</param>
public sealed record PricedPeriod(
    DateOnly In,
    DateOnly Out,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    IReadOnlyList<HoursOfDay>? Hours = null
);

public sealed record HoursOfDay(DateOnly Day, int Hours);

/// <param name="Quantity">Pieces; 1 of what is per stay or guest.</param>
public sealed record ChosenAddOn(AddOnId AddOn, int Quantity = 1);

/// <summary>Everything that a price follows from. With the version of the tariff, which never changes, it gives the same price for ever.</summary>
/// <param name="Rules">The version of the way in which prices are reckoned, <c>StayPricing.Rules</c>.</param>
/// <param name="BookedAt">When, and <paramref name="BookedOn"/> the day that it was in the object's zone.</param>
public sealed record PriceInputs(
    int Rules,
    TariffId Tariff,
    int TariffVersion,
    PricedPeriod Stay,
    int Guests,
    IReadOnlyList<PricedAddOn> AddOns,
    PricedPromo? Promo,
    DateTimeOffset BookedAt,
    DateOnly BookedOn
);

/// <summary>An add-on with the terms that it had.</summary>
public sealed record PricedAddOn(AddOnId AddOn, int Version, LocalText Name, AddOnTerms Terms, int Quantity);

public sealed record PricedPromo(string Code, PromoTerms Terms);

/// <summary>What a line of a price is for. The words are those of Speech.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PriceLineKind>))]
public enum PriceLineKind
{
    /// <summary>Nights, days or hours that follow each other at one price.</summary>
    Time,

    /// <summary>Guests more than are included.</summary>
    Guests,
    LengthDiscount,
    EarlyDiscount,
    LateDiscount,
    PromoDiscount,
    AddOn,

    /// <summary>A tax that is added to the prices.</summary>
    Tax,
}

/// <summary>A line of a price; the amounts of all lines make the total, and discounts are below zero.</summary>
/// <param name="Quantity">Units of time, guests × units, or what an add-on is multiplied by.</param>
/// <param name="Each">The price of one.</param>
/// <param name="Percent">Of a discount or a tax.</param>
/// <param name="From">The first day of time, and <paramref name="To"/> the last, both included.</param>
/// <param name="Name">Of the season or the add-on, and <paramref name="Code"/> of the tax or the promo code.</param>
/// <param name="Capped">The add-on costs no more than its cap.</param>
public sealed record PriceLine(
    PriceLineKind Kind,
    Money Amount,
    long? Quantity = null,
    Money? Each = null,
    decimal? Percent = null,
    DateOnly? From = null,
    DateOnly? To = null,
    LocalText? Name = null,
    string? Code = null,
    AddOnId? AddOn = null,
    bool Capped = false
);

/// <summary>A tax in the total.</summary>
/// <param name="Included">In the prices; otherwise it has a line of its own.</param>
public sealed record PriceTax(string Name, decimal Percent, bool Included, Money Amount);

/// <param name="Due">The day in the object's zone; null: when it is booked.</param>
public sealed record PaymentDue(DateOnly? Due, Money Amount);

/// <summary>A price with everything that it was reckoned from.</summary>
/// <param name="Units">Nights, days or hours.</param>
/// <param name="Net">The total without its taxes.</param>
/// <param name="Prepayment">To be paid when it is booked; with <paramref name="Balance"/> it makes the total, as the schedule does.</param>
/// <param name="Schedule">In the order of days; nothing is due twice on a day, and no amount is zero.</param>
public sealed record PricedStay(
    PriceInputs Inputs,
    TariffUnit SoldBy,
    int Units,
    IReadOnlyList<PriceLine> Lines,
    Money Total,
    Money Net,
    IReadOnlyList<PriceTax> Taxes,
    Money Deposit,
    Money Prepayment,
    Money Balance,
    IReadOnlyList<PaymentDue> Schedule,
    CancellationPolicy Cancellation
);

/// <summary>What a cancellation brings at a moment.</summary>
/// <param name="Refund">Comes back of what was paid; never more than it.</param>
/// <param name="Kept">Of what was paid.</param>
/// <param name="Percent">Of the total, by the policy.</param>
/// <param name="Until">When it becomes less; null: it does not.</param>
public sealed record CancellationTerms(Money Refund, Money Kept, decimal Percent, DateTimeOffset? Until);
