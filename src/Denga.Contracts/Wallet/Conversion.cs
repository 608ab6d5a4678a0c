using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Wallet;

[JsonConverter(typeof(TypedIdConverter<QuoteId>))]
public readonly record struct QuoteId(Guid Value) : ITypedId<QuoteId>
{
    public static string Prefix => "quo";

    public static QuoteId From(Guid value) => new(value);

    public static QuoteId New() => new(Guid.CreateVersion7());

    public static QuoteId Parse(string s, IFormatProvider? provider) => TypedId.Parse<QuoteId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out QuoteId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(TypedIdConverter<RateAlertId>))]
public readonly record struct RateAlertId(Guid Value) : ITypedId<RateAlertId>
{
    public static string Prefix => "alr";

    public static RateAlertId From(Guid value) => new(value);

    public static RateAlertId Parse(string s, IFormatProvider? provider) => TypedId.Parse<RateAlertId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RateAlertId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>Promises a rate for a short time. The amount is either what is given (in the account's currency) or what is to be got (in
/// <paramref name="To"/>). Every call makes a new quote. Errors: <c>wallet.bad_amount</c>, <c>wallet.wrong_currency</c> (the amount is in neither),
/// <c>wallet.same_currency</c>, <c>wallet.account_not_found</c>, <c>wallet.account_closed</c>, <c>wallet.amount_too_small</c> (less than one smallest unit
/// comes out), <c>wallet.overflow</c>, <c>rates.unknown_pair</c>, <c>wallet.rates_stale</c> (<c>args.date</c>, <c>args.ageHours</c>, <c>args.maxHours</c>),
/// <c>wallet.too_many_lookups</c>.</summary>
/// <param name="From">Without it, the <c>main</c> account of <paramref name="FromCurrency"/>.</param>
[Operation("POST /api/v1/quotes", Summary = "Promises a rate for a conversion for a short time.")]
public sealed record RequestQuote(PersonId Person, Currency To, Money Amount, AccountId? From = null, Currency? FromCurrency = null)
    : IOperation<Quote>;

/// <summary>What a conversion gives and gets, exactly, until it expires.</summary>
/// <param name="Gives">Leaves the account in all, the fee included.</param>
/// <param name="Gets">Comes in.</param>
/// <param name="Fee">In the currency that is given; may be zero.</param>
/// <param name="Rate">Units of the bought currency for one of the sold: the source's rate less the spread.</param>
/// <param name="SourceRate">As the source has it.</param>
/// <param name="Source">Such as <c>cbr</c>, or <c>cbr+ecb</c> for a cross rate.</param>
/// <param name="RateDate">The day for which the source set it.</param>
/// <param name="SpreadPercent">How much worse than the source's rate.</param>
/// <param name="IsStale">The rate is older than <c>Rates:StaleAfterDays</c>; possible only where <c>Wallet:Conversion:RatesMaxAge</c> allows it, or the money
/// is play money (<c>Wallet:Sandbox</c>).</param>
public sealed record Quote(
    QuoteId Id,
    AccountId From,
    Money Gives,
    Money Gets,
    Money Fee,
    decimal Rate,
    decimal SourceRate,
    string Source,
    DateOnly RateDate,
    decimal SpreadPercent,
    bool IsStale,
    DateTimeOffset MadeAt,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>The most that can be sold out of so much, with its fee on top of it.</summary>
    public Money MostOf(Money available) =>
        new(
            Gives.Minor <= 0 || available.Minor <= 0
                ? 0
                : decimal.ToInt64(decimal.Floor((decimal)available.Minor * (Gives.Minor - Fee.Minor) / Gives.Minor)),
            Gives.Currency
        );
}

/// <summary>Executes a quote exactly, or refuses: there is no third way. What is got goes to the <c>main</c> account of its
/// currency, else to the oldest open one in it; where there is none, <c>main</c> is opened.
/// A repeat with the same <paramref name="Id"/> answers as the first time, also after the quote expired. Errors: <c>wallet.quote_not_found</c>,
/// <c>wallet.quote_expired</c>, <c>wallet.quote_used</c> (by another id), <c>operation.id_reused</c> (the id was used for something else), and those
/// of <see cref="Post"/>, such as <c>wallet.not_enough</c>.</summary>
[Operation("POST /api/v1/conversions", Summary = "Executes a quote at exactly its rate.")]
public sealed record Convert(OperationId Id, PersonId Person, QuoteId Quote) : IOperation<ConversionReceipt>;

/// <param name="Id">Also the id of its posting, for <see cref="ExplainPosting"/>.</param>
public sealed record ConversionReceipt(OperationId Id, Quote Quote, AccountId To, Money FromBalance, Money ToBalance, DateTimeOffset At);

/// <summary>A conversion was executed.</summary>
[Event("wallet.converted.v1")]
public sealed record Converted(
    OperationId Conversion,
    PersonId Person,
    AccountId From,
    AccountId To,
    Money Gave,
    Money Got,
    Money Fee,
    UsedRate Rate,
    DateTimeOffset At
) : IEvent
{
    public string Key => Person.ToString();
}

[JsonConverter(typeof(JsonStringEnumConverter<AlertSide>))]
public enum AlertSide
{
    Below,
    Above,
}

/// <summary>Tells when a rate passes a mark: <c>USD &lt; 85</c> in RUB. Once per crossing: again only after it was on the other side. What is past the mark
/// already when the alert is made is no crossing. A repeat answers the same alert. Errors: <c>wallet.bad_rate</c> (positive, and not ten
/// thousand times away from the rate now), <c>wallet.same_currency</c>, <c>wallet.rate_fixed</c> (it never changes: <c>USDT</c> in <c>USD</c>),
/// <c>rates.unknown_pair</c>,
/// <c>wallet.too_many_alerts</c> (50), <c>operation.id_reused</c>.</summary>
/// <param name="Of">One unit of this…</param>
/// <param name="In">…costs so many of this.</param>
[Operation("POST /api/v1/rate-alerts", Summary = "Tells when a rate passes a mark, once per crossing.")]
public sealed record AddRateAlert(OperationId Id, PersonId Person, Currency Of, Currency In, AlertSide Side, decimal Mark)
    : IOperation<RateAlert>;

/// <param name="IsPast">The rate is past the mark now.</param>
/// <param name="Rate">As it was last seen.</param>
public sealed record RateAlert(RateAlertId Id, Currency Of, Currency In, AlertSide Side, decimal Mark, bool IsPast, decimal Rate);

/// <summary>The person's alerts, the oldest first; at most 50.</summary>
[Operation("GET /api/v1/rate-alerts", Summary = "The person's rate alerts.")]
public sealed record RateAlerts(PersonId Person) : IOperation<IReadOnlyList<RateAlert>>;

/// <summary>Removes an alert. Error: <c>wallet.alert_not_found</c>.</summary>
[Operation("DELETE /api/v1/rate-alerts/{alert}", Summary = "Removes a rate alert.")]
public sealed record RemoveRateAlert(PersonId Person, RateAlertId Alert) : IOperation<Done>;

/// <summary>A rate passed the mark of an alert.</summary>
[Event("wallet.rate-crossed.v1")]
public sealed record RateCrossed(
    RateAlertId Alert,
    PersonId Person,
    Currency Of,
    Currency In,
    AlertSide Side,
    decimal Mark,
    decimal Rate,
    string Source,
    DateOnly RateDate,
    DateTimeOffset At
) : IEvent
{
    public string Key => Alert.ToString();
}
