namespace Denga.Contracts.Booking;

/// <summary>A code that takes something off the price of a stay; once a person.</summary>
/// <param name="Version">1 and up.</param>
/// <param name="Used">By bookings that stand; a cancelled one gives its use back.</param>
public sealed record PromoCode(string Code, int Version, PromoTerms Terms, int UsesMax, int Used, DateTimeOffset CreatedAt);

/// <summary>Either a percent or an amount, off what the stay costs after its other discounts; never off add-ons, and never below zero.</summary>
/// <param name="Percent">0.01 to 100.</param>
/// <param name="Amount">Only of stays that are priced in its currency.</param>
/// <param name="From">Booked not before, and before <paramref name="Until"/>.</param>
/// <param name="StayFrom">The first day not before, and <paramref name="StayUntil"/> not after; null: any.</param>
/// <param name="UnitsMin">Nights, days or hours that the stay has at least.</param>
public sealed record PromoTerms(
    decimal? Percent,
    Money? Amount,
    DateTimeOffset From,
    DateTimeOffset Until,
    DateOnly? StayFrom = null,
    DateOnly? StayUntil = null,
    int UnitsMin = 0
);

/// <summary>Makes a promo code. The same again is a success. Errors: <c>booking.bad_code</c> (3 to 20 of a–z, 0–9, hyphen, in any case),
/// <c>booking.bad_promo_terms</c> (a percent or an amount, 1 to 1,000,000 uses, a period that ends in the future), <c>booking.code_taken</c>.</summary>
[Operation(
    "POST /api/v1/booking/promo-codes",
    Access = Access.Operator,
    Right = BookingRights.Prices,
    Summary = "Makes a promo code for stays."
)]
public sealed record CreatePromoCode(PersonId Person, string Code, PromoTerms Terms, int UsesMax) : IOperation<PromoCode>;

/// <summary>Changes a promo code; one that is to end gets an end in the past. A repeat is a success. Errors: <c>booking.promo_not_found</c>,
/// <c>booking.bad_promo_terms</c> (also fewer uses than there were), <c>booking.changed_meanwhile</c>.</summary>
/// <param name="Version">That was read and is changed.</param>
[Operation(
    "PUT /api/v1/booking/promo-codes/{code}",
    Access = Access.Operator,
    Right = BookingRights.Prices,
    Summary = "Changes a promo code for stays."
)]
public sealed record ChangePromoCode(PersonId Person, string Code, int Version, PromoTerms Terms, int UsesMax) : IOperation<PromoCode>;

/// <summary>The promo codes, the newest first, at most 500.</summary>
[Operation("GET /api/v1/booking/promo-codes", Access = Access.Operator, Right = BookingRights.View, Summary = "The promo codes for stays.")]
public sealed record PromoCodes : IOperation<IReadOnlyList<PromoCode>>;
