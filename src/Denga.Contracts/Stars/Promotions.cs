namespace Denga.Contracts.Stars;

/// <summary>A code that takes a part off the price of one order a person.</summary>
/// <param name="Used">By orders that are under way or delivered; a failed or cancelled one gives its use back.</param>
public sealed record StarsPromo(string Code, decimal Percent, int UsesMax, int Used, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt);

/// <summary>Makes a promo code. The same again is a success. Errors: <c>stars.bad_code</c> (3 to 20 of a–z, 0–9, hyphen, in any case),
/// <c>stars.bad_terms</c> (0.1 to 50 percent, 1 to 1,000,000 uses, over in the future), <c>stars.code_taken</c>.</summary>
[Operation("POST /api/v1/stars/promos", Access = Access.Operator, Summary = "Makes a promo code for Stars.")]
public sealed record CreateStarsPromo(PersonId Person, string Code, decimal Percent, int UsesMax, DateTimeOffset ExpiresAt)
    : IOperation<StarsPromo>;

/// <summary>The promo codes, the newest first, at most 200.</summary>
[Operation("GET /api/v1/stars/promos", Access = Access.Operator, Summary = "The promo codes for Stars.")]
public sealed record StarsPromos(PersonId Person) : IOperation<IReadOnlyList<StarsPromo>>;

/// <summary>The person's own code, by which he brings others, and what came of it.</summary>
/// <param name="Percent">Of what those he brought pay for each delivered order: it is credited to his balance.</param>
/// <param name="Brought">How many people.</param>
/// <param name="Earned">One amount a currency.</param>
/// <param name="IsBrought">Somebody else's code was taken by the person.</param>
public sealed record StarsReferral(string Code, decimal Percent, int Brought, IReadOnlyList<Money> Earned, bool IsBrought);

/// <summary>The person's code; the first question makes it.</summary>
[Operation("GET /api/v1/stars/referral", Summary = "The person's code for bringing others, and what it earned.")]
public sealed record StarsReferralOf(PersonId Person) : IOperation<StarsReferral>;

/// <summary>Says who brought the person: once, before his first order. A repeat is a success. Errors: <c>stars.bad_code</c> (nobody's),
/// <c>stars.own_code</c>, <c>stars.brought_already</c> (by another, or he has ordered before).</summary>
[Operation("POST /api/v1/stars/referral", Summary = "Takes the code of who brought the person.")]
public sealed record TakeStarsReferral(PersonId Person, string Code) : IOperation<StarsReferral>;
