using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

/// <summary>A tariff has the id of the operation that made it.</summary>
[JsonConverter(typeof(TypedIdConverter<TariffId>))]
public readonly record struct TariffId(Guid Value) : ITypedId<TariffId>
{
    public static string Prefix => "trf";

    public static TariffId From(Guid value) => new(value);

    public static TariffId New() => new(Guid.CreateVersion7());

    public static TariffId Parse(string s, IFormatProvider? provider) => TypedId.Parse<TariffId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TariffId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>By what time something is sold. Nights and days are counted alike, from the day of arrival to that of departure, which is not paid; hours as they
/// pass, a begun one whole.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TariffUnit>))]
public enum TariffUnit
{
    Night,
    Day,
    Hour,
}

/// <summary>What a stay costs and under which conditions. All amounts are in the currency of <paramref name="Base"/>. How a price follows from it is
/// written in decision 0084; percents are 0 to 100 with at most 4 decimals.</summary>
/// <param name="SoldBy">As the object.</param>
/// <param name="Base">For a night, day or hour; 0 or more.</param>
/// <param name="Weekdays">Units that begin on these days cost this in place of <paramref name="Base"/>; one a day of the week.</param>
/// <param name="Seasons">At most 60. Where two hold on one day, the shorter one counts; of equally long ones the one that is listed later.</param>
/// <param name="Length">The longest that the stay reaches counts; at most 20.</param>
/// <param name="Early">Booked so many days before the first day, or more; <paramref name="Late"/>: so many, or less. Of all that hold the largest
/// counts, once; at most 20 each.</param>
/// <param name="Taxes">At most 5.</param>
/// <param name="Deposit">Beside the price: held, and given back.</param>
/// <param name="PrepaymentPercent">Of the total, to be paid when it is booked.</param>
/// <param name="Balance">When the rest is to be paid, in percents of the rest that make 100; none: on the first day. At most 12.</param>
public sealed record TariffRules(
    TariffUnit SoldBy,
    Money Base,
    IReadOnlyList<WeekdayPrice> Weekdays,
    IReadOnlyList<Season> Seasons,
    IReadOnlyList<LengthDiscount> Length,
    GuestRule Guests,
    IReadOnlyList<TimeDiscount> Early,
    IReadOnlyList<TimeDiscount> Late,
    IReadOnlyList<TaxRate> Taxes,
    Money Deposit,
    decimal PrepaymentPercent,
    IReadOnlyList<BalanceShare> Balance,
    CancellationPolicy Cancellation
);

public sealed record WeekdayPrice(DayOfWeek Day, Money Price);

/// <summary>Days with prices of their own, both included.</summary>
/// <param name="Yearly">Every year, by day and month alone; it may go over the end of the year. 29 February is 28 February, or 1 March, where there is
/// none: the last day before, or the first after.</param>
/// <param name="Weekdays">In place of <paramref name="Price"/>.</param>
public sealed record Season(LocalText Name, DateOnly From, DateOnly To, bool Yearly, Money Price, IReadOnlyList<WeekdayPrice> Weekdays);

/// <param name="UnitsMin">Of so many units, or more.</param>
public sealed record LengthDiscount(int UnitsMin, decimal Percent);

/// <param name="Days">From the day of booking to the first day, both in the object's zone; 0 to 1,000.</param>
public sealed record TimeDiscount(int Days, decimal Percent);

/// <param name="Included">In the price; 1 to 1,000.</param>
/// <param name="Extra">For each guest more than are included, and each unit.</param>
public sealed record GuestRule(int Included, Money Extra);

/// <summary>A tax on everything that is paid for the stay.</summary>
/// <param name="Name">1 to 40 characters.</param>
/// <param name="Included">It is in the prices; otherwise it is added to them.</param>
public sealed record TaxRate(string Name, decimal Percent, bool Included);

/// <param name="DaysBefore">The first day; 0 to 365.</param>
/// <param name="Percent">Of what is not paid when it is booked.</param>
public sealed record BalanceShare(int DaysBefore, decimal Percent);

/// <summary>What comes back when a booking is cancelled.</summary>
/// <param name="Steps">At most 10; cancelled later than all of them, or when the stay has begun, nothing comes back.</param>
/// <param name="GraceHours">So long after booking all comes back, as long as the stay has not begun; 0 to 168.</param>
public sealed record CancellationPolicy(IReadOnlyList<CancellationStep> Steps, int GraceHours = 0);

/// <param name="HoursBefore">The stay begins, or earlier; 0 to 8,760.</param>
/// <param name="RefundPercent">Of the total; what is more than the rest of the total comes back of what was paid.</param>
public sealed record CancellationStep(int HoursBefore, decimal RefundPercent);

/// <summary>A tariff as it is now. Versions never change: a change is a new one, and a booking keeps the one by which it was priced.</summary>
/// <param name="Version">1 and up.</param>
/// <param name="Archived">It prices nothing new: no object gets it any more, and one that has it cannot be booked until it gets another. Bookings that are
/// there go on, and may be changed.</param>
public sealed record Tariff(
    TariffId Id,
    int Version,
    LocalText Name,
    TariffRules Rules,
    bool Archived,
    PersonId ChangedBy,
    DateTimeOffset ChangedAt
);

/// <summary>Makes a tariff; an object gets it with <see cref="ChangeObject"/>. A repeat answers it as it is now. Errors: <c>booking.bad_name</c> (1 to 80
/// characters in each language), <c>operation.id_reused</c>, and of the rules <c>booking.bad_prices</c>, <c>booking.bad_seasons</c>,
/// <c>booking.bad_discounts</c>, <c>booking.bad_guest_rule</c>, <c>booking.bad_taxes</c>, <c>booking.bad_payment_rule</c>,
/// <c>booking.bad_cancellation</c>.</summary>
/// <param name="Id">The tariff's.</param>
[Operation("POST /api/v1/booking/tariffs", Access = Access.Operator, Right = BookingRights.Prices, Summary = "Makes a tariff.")]
public sealed record CreateTariff(OperationId Id, PersonId Person, LocalText Name, TariffRules Rules) : IOperation<Tariff>;

/// <summary>Writes the next version of a tariff; bookings that are there keep theirs. A repeat is a success. Errors: those of <see cref="CreateTariff"/>,
/// <c>booking.tariff_not_found</c>, <c>booking.changed_meanwhile</c> (somebody else wrote the version after it), <c>booking.bad_prices</c> also for another
/// currency, or another <see cref="TariffRules.SoldBy"/>: those stay.</summary>
/// <param name="Version">That was read and is changed.</param>
[Operation("PUT /api/v1/booking/tariffs/{tariff}", Access = Access.Operator, Right = BookingRights.Prices, Summary = "Changes a tariff.")]
public sealed record ChangeTariff(PersonId Person, TariffId Tariff, int Version, LocalText Name, TariffRules Rules, bool Archived = false)
    : IOperation<Tariff>;

/// <summary>A tariff as it is now, or as a version had it. Error: <c>booking.tariff_not_found</c>.</summary>
[Operation(
    "GET /api/v1/booking/tariffs/{tariff}",
    Access = Access.Operator,
    Right = BookingRights.View,
    Summary = "A tariff, now or at a version."
)]
public sealed record TariffById(TariffId Tariff, int? Version = null) : IOperation<Tariff>;

/// <summary>The tariffs, the newest first; <paramref name="Limit"/> 1 to 100. Error: <c>booking.bad_cursor</c>.</summary>
[Operation("GET /api/v1/booking/tariffs", Access = Access.Operator, Right = BookingRights.View, Summary = "The tariffs.")]
public sealed record Tariffs(bool Archived = false, string? Cursor = null, int Limit = 50) : IOperation<Page<Tariff>>;
