using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

/// <summary>Dates that somebody waits for; the id is that of the operation that asked.</summary>
[JsonConverter(typeof(TypedIdConverter<WaitId>))]
public readonly record struct WaitId(Guid Value) : ITypedId<WaitId>
{
    public static string Prefix => "wat";

    public static WaitId From(Guid value) => new(value);

    public static WaitId Parse(string s, IFormatProvider? provider) => TypedId.Parse<WaitId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out WaitId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>Dates that somebody waits for, or waited for.</summary>
/// <param name="Until">Nobody could book them any more: nothing is told from then on.</param>
/// <param name="ToldAt">When it was told that they are free; null: not yet.</param>
public sealed record DatesWanted(
    WaitId Id,
    ObjectId Object,
    string Slug,
    LocalText ObjectName,
    StayDates Dates,
    int Guests,
    DateTimeOffset Until,
    DateTimeOffset? ToldAt
);

/// <summary>Asks to be told, once, when dates of an object that are taken now become free (<see cref="DatesFree"/>). It keeps nothing: whoever books first
/// has them. A repeat answers as it is now, and the same dates under another id are the same wish. Errors: <c>booking.dates_free</c> (they are: book them),
/// <c>booking.too_many_waits</c> (10 of a person, 500 of an object), those of <see cref="QuoteStay"/> about object, dates and guests,
/// <c>operation.id_reused</c>.</summary>
[Operation("POST /api/v1/booking/waiting", Summary = "Asks to be told when taken dates become free.")]
public sealed record WaitForDates(OperationId Id, PersonId Person, ObjectId Object, StayDates Dates, int Guests) : IOperation<DatesWanted>;

/// <summary>What the person still waits for, the newest first; at most 10.</summary>
[Operation("GET /api/v1/booking/waiting", Summary = "The dates that the person waits for.")]
public sealed record DatesAwaited(PersonId Person) : IOperation<IReadOnlyList<DatesWanted>>;

/// <summary>Waits no more. Error, also of a repeat and of another person's: <c>booking.wait_not_found</c>.</summary>
[Operation("DELETE /api/v1/booking/waiting/{wait}", Summary = "Waits for dates no more.")]
public sealed record StopWaiting(PersonId Person, WaitId Wait) : IOperation<Done>;

/// <summary>Dates that a person waits for are free: told once, to everybody who waits for them.</summary>
[Event("booking.dates-free.v1")]
public sealed record DatesFree(DatesWanted Wanted, PersonId Person, DateTimeOffset At) : IEvent
{
    public string Key => Wanted.Id.ToString();
}
