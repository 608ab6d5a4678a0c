using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

/// <summary>An add-on has the id of the operation that made it.</summary>
[JsonConverter(typeof(TypedIdConverter<AddOnId>))]
public readonly record struct AddOnId(Guid Value) : ITypedId<AddOnId>
{
    public static string Prefix => "add";

    public static AddOnId From(Guid value) => new(value);

    public static AddOnId New() => new(Guid.CreateVersion7());

    public static AddOnId Parse(string s, IFormatProvider? provider) => TypedId.Parse<AddOnId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AddOnId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>What an add-on's price is multiplied by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AddOnPer>))]
public enum AddOnPer
{
    /// <summary>By nothing: once a booking.</summary>
    Stay,

    /// <summary>By pieces and the days of the stay; of hours, every begun 24.</summary>
    Day,

    /// <summary>By pieces.</summary>
    Unit,

    /// <summary>By all guests.</summary>
    Guest,
}

/// <summary>Something beside the stay: "dirty return", "we refuel for you", a child seat.</summary>
/// <param name="Version">1 and up; a booking keeps the terms that it was priced by.</param>
/// <param name="Stock">Pieces that there are at one time, over all bookings; null: any number.</param>
/// <param name="Types">The types of object that it is offered with; none: all.</param>
/// <param name="AtHandover">It is charged when the object is taken or given back and not offered before.</param>
public sealed record AddOn(
    AddOnId Id,
    int Version,
    LocalText Name,
    AddOnTerms Terms,
    int? Stock,
    IReadOnlyList<string> Types,
    bool AtHandover,
    bool Archived,
    DateTimeOffset ChangedAt
);

/// <param name="Price">0 or more, for one.</param>
/// <param name="QuantityMax">Pieces a booking, 1 to 1,000; of what is per stay or guest there is one.</param>
/// <param name="AmountMax">More than this it never costs; null: no cap.</param>
public sealed record AddOnTerms(AddOnPer Per, Money Price, int QuantityMax, Money? AmountMax = null);

/// <summary>Makes an add-on; a repeat answers it as it is now. Errors: <c>booking.bad_name</c>, <c>booking.bad_add_on</c> (its price, caps, stock of 1 to
/// 1,000,000, at most 50 types), <c>operation.id_reused</c>.</summary>
[Operation("POST /api/v1/booking/add-ons", Access = Access.Operator, Right = BookingRights.Prices, Summary = "Makes an add-on.")]
public sealed record CreateAddOn(
    OperationId Id,
    PersonId Person,
    LocalText Name,
    AddOnTerms Terms,
    int? Stock,
    IReadOnlyList<string> Types,
    bool AtHandover = false
) : IOperation<AddOn>;

/// <summary>Changes an add-on, or puts it away; bookings that are there keep their terms. A repeat is a success. Errors: as of <see cref="CreateAddOn"/>,
/// <c>booking.add_on_not_found</c>, <c>booking.changed_meanwhile</c>.</summary>
/// <param name="Version">That was read and is changed.</param>
[Operation("PUT /api/v1/booking/add-ons/{addOn}", Access = Access.Operator, Right = BookingRights.Prices, Summary = "Changes an add-on.")]
public sealed record ChangeAddOn(
    PersonId Person,
    AddOnId AddOn,
    int Version,
    LocalText Name,
    AddOnTerms Terms,
    int? Stock,
    IReadOnlyList<string> Types,
    bool AtHandover,
    bool Archived
) : IOperation<AddOn>;

/// <summary>All add-ons, at most 500, in the order of their names.</summary>
[Operation("GET /api/v1/booking/add-ons", Access = Access.Operator, Right = BookingRights.View, Summary = "The add-ons.")]
public sealed record AddOns(bool Archived = false) : IOperation<IReadOnlyList<AddOn>>;

/// <summary>What is offered with an object, in the order of names. Error: <c>booking.object_not_found</c>.</summary>
[Operation(
    "GET /api/v1/booking/objects/{object}/add-ons",
    Access = Access.Anyone,
    Summary = "The add-ons that are offered with an object."
)]
public sealed record AddOnsOffered(ObjectId Object) : IOperation<IReadOnlyList<OfferedAddOn>>;

public sealed record OfferedAddOn(AddOnId Id, LocalText Name, AddOnTerms Terms);
