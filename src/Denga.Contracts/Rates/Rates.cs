namespace Denga.Contracts.Rates;

/// <summary>A rate: <paramref name="Value"/> units of <paramref name="To"/> for one unit of <paramref name="From"/>.</summary>
/// <param name="Source">Who published it: <c>cbr</c>, <c>ecb</c>, <c>snapshot</c> …; for a cross rate both sources joined by <c>+</c>; <c>same</c> for one currency.</param>
/// <param name="Date">The day for which the source set it (the older of the two for a cross rate).</param>
/// <param name="IsStale">It is older than the configured limit at the day that was asked for.</param>
public sealed record Rate(Currency From, Currency To, decimal Value, string Source, DateOnly Date, bool IsStale);

/// <summary>The rate in force on a day: the newest known set not later than the day; for a day before all history, the oldest set.
/// Errors: <c>rates.unknown_pair</c>.</summary>
[Operation(
    "GET /api/v1/rates/{from}/{to}",
    Access = Access.Anyone,
    Summary = "The rate between two currencies on a day (today without one)."
)]
public sealed record RateOn(Currency From, Currency To, DateOnly? Day = null) : IOperation<Rate>;

/// <summary>Many rates into one currency in one question, in the order asked. At most 10,000. Errors: <c>rates.unknown_pair</c>.</summary>
[Operation]
public sealed record RatesInto(Currency To, IReadOnlyList<RateAsked> Asked) : IOperation<IReadOnlyList<Rate>>;

public sealed record RateAsked(Currency From, DateOnly Day);

/// <summary>How old the newest set of each source is.</summary>
[Operation("GET /api/v1/rates", Access = Access.Anyone, Summary = "The sources of exchange rates and the age of what they gave.")]
public sealed record RateSources : IOperation<IReadOnlyList<RateSource>>;

public sealed record RateSource(string Name, DateOnly Date, DateTimeOffset FetchedAt, int Currencies, bool IsStale);

/// <summary>A source gave a set of rates that was not known before.</summary>
[Event("rates.rates-published.v1")]
public sealed record RatesPublished(string Source, DateOnly Date, int Currencies) : IEvent
{
    public string Key => Source;
}
