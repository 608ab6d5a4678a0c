using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

/// <summary>A text in both languages; plain, each at most 4,000 characters.</summary>
public sealed record LocalText(string Ru, string En);

[JsonConverter(typeof(JsonStringEnumConverter<ObjectState>))]
public enum ObjectState
{
    /// <summary>Found and booked.</summary>
    Active,

    /// <summary>Found by operators only; bookings that are there go on.</summary>
    Hidden,

    /// <summary>As hidden, for good; it is kept for its bookings.</summary>
    Archived,
}

[JsonConverter(typeof(JsonStringEnumConverter<PropertyKind>))]
public enum PropertyKind
{
    Flag,
    Number,
    Text,
    Choice,
}

/// <summary>What objects of a type say of themselves.</summary>
/// <param name="Key">1 to 40 of a–z, 0–9 and hyphen, such as <c>wifi</c>.</param>
/// <param name="Choices">Of a <see cref="PropertyKind.Choice"/>, at most 50.</param>
public sealed record PropertyDefinition(string Key, PropertyKind Kind, LocalText Name, IReadOnlyList<string>? Choices = null);

/// <summary>A kind of objects: flats, cars, tools, whatever the owner writes down.</summary>
/// <param name="Key">1 to 40 of a–z, 0–9 and hyphen, such as <c>flat</c>.</param>
/// <param name="Properties">At most 50.</param>
public sealed record ObjectType(string Key, LocalText Name, IReadOnlyList<PropertyDefinition> Properties);

/// <param name="City">As guests look for it; 1 to 100 characters in each language.</param>
/// <param name="Address">Shown to who has booked; at most 300 characters.</param>
/// <param name="Latitude">Degrees, both or none.</param>
public sealed record Place(LocalText City, string? Address = null, decimal? Latitude = null, decimal? Longitude = null);

/// <summary>When and for how long an object may be had. Times are local to the object.</summary>
/// <param name="CheckIn">From when on the unit is the guest's, for nights and days.</param>
/// <param name="CheckOut">Until when.</param>
/// <param name="Least">The fewest nights, days or hours: 1 to 365, for hours to 720.</param>
/// <param name="Most">The most; not fewer.</param>
/// <param name="ArrivalDays">On which days of the week a stay may begin; none: on all.</param>
/// <param name="Buffer">For cleaning after each stay: zero to 7 days, in whole minutes. Part of what the database keeps free.</param>
/// <param name="Notice">How long before its beginning a stay is booked at the latest: zero to 60 days.</param>
/// <param name="HorizonDays">How many days ahead may be booked: 1 to 1,000.</param>
/// <param name="NeedsApproval">An operator says yes to each booking before it is paid.</param>
public sealed record StayRules(
    TimeOnly CheckIn,
    TimeOnly CheckOut,
    int Least,
    int Most,
    IReadOnlyList<DayOfWeek> ArrivalDays,
    TimeSpan Buffer,
    TimeSpan Notice,
    int HorizonDays,
    bool NeedsApproval
);

/// <param name="Name">What the owner calls it, such as <c>12</c> or a number plate; 1 to 60 characters.</param>
public sealed record RentalUnit(UnitId Id, string Name, bool IsActive);

/// <param name="File">File key of a JPEG or PNG, without what a camera wrote into it: <c>/files/{key}</c>.</param>
/// <param name="Thumbnail">File key of a PNG of at most 480 × 360; null where it could not be made.</param>
public sealed record ObjectPhoto(string File, string? Thumbnail);

/// <summary>Something that is rented out.</summary>
/// <param name="Slug">Its name in addresses, <c>/o/{slug}</c>: 3 to 60 of a–z, 0–9 and hyphen.</param>
/// <param name="TimeZone">IANA; its days and times are those of this zone.</param>
/// <param name="GuestsMax">1 to 1,000.</param>
/// <param name="Properties">By the keys of its type; flags are <c>true</c> or <c>false</c>, numbers decimal.</param>
/// <param name="Tariff">By which its stays are priced, sold by the same; null: it cannot be booked yet. Guests are not told.</param>
/// <param name="From">The least that a night, day or hour costs; null without a tariff.</param>
/// <param name="Units">One, or a pool of identical ones; empty for guests.</param>
/// <param name="UnitCount">That may be booked.</param>
/// <param name="Photos">At most 10, in their order.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record RentalObject(
    ObjectId Id,
    string Slug,
    string Type,
    ObjectState State,
    LocalText Name,
    LocalText Description,
    LocalText HouseRules,
    Place Place,
    string TimeZone,
    TariffUnit SoldBy,
    Currency Currency,
    int GuestsMax,
    StayRules Rules,
    IReadOnlyDictionary<string, string> Properties,
    TariffId? Tariff,
    Money? From,
    IReadOnlyList<RentalUnit> Units,
    int UnitCount,
    IReadOnlyList<ObjectPhoto> Photos,
    long Version
);

/// <summary>The types of objects, by their names; at most 200.</summary>
[Operation("GET /api/v1/booking/types", Access = Access.Anyone, Summary = "The types of objects and their properties.")]
public sealed record ObjectTypes : IOperation<IReadOnlyList<ObjectType>>;

/// <summary>Writes a type down, or what has become of it. The same again is a success. Errors: <c>booking.bad_type</c>, <c>booking.too_many_types</c>.</summary>
[Operation(
    "PUT /api/v1/booking/types",
    Access = Access.Operator,
    Right = BookingRights.Objects,
    Summary = "Writes down a type of objects."
)]
public sealed record SaveObjectType(PersonId Person, ObjectType Type) : IOperation<ObjectType>;

/// <summary>Active objects, those with the most bookings of the last 90 days first. What is free is as it was a moment ago and is looked at again when it is
/// booked. Errors: <c>booking.bad_dates</c>, <c>booking.bad_guests</c>, <c>booking.bad_cursor</c>, <c>booking.bad_search</c> (a text over 100 characters,
/// more than 10 properties).</summary>
/// <param name="Place">A city, in either language, from its beginning.</param>
/// <param name="In">With <paramref name="Out"/>: free for all of these nights, or days; the rules of each object hold.</param>
/// <param name="PriceMax">The least price of a night, day or hour is at most this, in the object's currency.</param>
/// <param name="Properties">Such as <c>wifi=true,rooms=2</c>: that the object says of itself.</param>
/// <param name="Limit">1 to 50.</param>
[Operation("GET /api/v1/booking/objects", Access = Access.Anyone, Summary = "Objects by type, place, price, free dates and properties.")]
public sealed record FindObjects(
    string? Type = null,
    string? Place = null,
    DateOnly? In = null,
    DateOnly? Out = null,
    int? Guests = null,
    decimal? PriceMax = null,
    Currency? Currency = null,
    string? Properties = null,
    string? Cursor = null,
    int Limit = 10
) : IOperation<Page<RentalObject>>;

/// <summary>An active object. Error: <c>booking.object_not_found</c>.</summary>
/// <param name="Slug">Or its id.</param>
[Operation("GET /api/v1/booking/objects/{slug}", Access = Access.Anyone, Summary = "An object with its photos and rules.")]
public sealed record ObjectBySlug(string Slug) : IOperation<RentalObject>;

/// <summary>Any object, for operators and other modules. Error: <c>booking.object_not_found</c>.</summary>
[Operation(
    "GET /api/v1/booking/own/{object}",
    Access = Access.Operator,
    Right = BookingRights.View,
    Summary = "An object as operators see it."
)]
public sealed record ObjectById(ObjectId Object) : IOperation<RentalObject>;

/// <summary>Objects of every state, by id, the newest first. Errors: <c>booking.bad_cursor</c>, <c>booking.bad_search</c>.</summary>
/// <param name="Text">Within its slug or names.</param>
/// <param name="Limit">1 to 200.</param>
[Operation("GET /api/v1/booking/own", Access = Access.Operator, Right = BookingRights.View, Summary = "All objects.")]
public sealed record AllObjects(string? Type = null, ObjectState? State = null, string? Text = null, string? Cursor = null, int Limit = 50)
    : IOperation<Page<RentalObject>>;

/// <summary>What an operator writes of an object.</summary>
public sealed record ObjectText(
    string Slug,
    string Type,
    LocalText Name,
    LocalText Description,
    LocalText HouseRules,
    Place Place,
    string TimeZone,
    TariffUnit SoldBy,
    Currency Currency,
    int GuestsMax,
    StayRules Rules,
    IReadOnlyDictionary<string, string> Properties,
    TariffId? Tariff = null
);

/// <summary>Makes an object, hidden until its state is set. A repeat answers it as it is now. Errors: <c>booking.bad_object</c> (<c>args.field</c>),
/// <c>booking.unknown_type</c>, <c>booking.slug_taken</c>, <c>booking.tariff_not_found</c>, <c>booking.wrong_tariff</c> (sold by something else,
/// in another currency, or archived), <c>operation.id_reused</c>.</summary>
/// <param name="Units">Names of its units: 1 to 500, each once.</param>
[Operation("POST /api/v1/booking/own", Access = Access.Operator, Right = BookingRights.Objects, Summary = "Makes an object.")]
public sealed record CreateObject(OperationId Id, PersonId Person, ObjectText Text, IReadOnlyList<string> Units) : IOperation<RentalObject>;

/// <summary>Changes what is written of an object; bookings that are there stay as they are. Errors: those of <see cref="CreateObject"/>,
/// <c>booking.object_not_found</c>, <c>booking.changed_meanwhile</c> (the version is not the newest), <c>booking.has_bookings</c> (what it is sold by, zone and currency are
/// fixed by the first booking).</summary>
[Operation("PUT /api/v1/booking/own/{object}", Access = Access.Operator, Right = BookingRights.Objects, Summary = "Changes an object.")]
public sealed record ChangeObject(PersonId Person, ObjectId Object, long Version, ObjectText Text) : IOperation<RentalObject>;

/// <summary>Shows, hides or archives an object; a repeat is a success. Error: <c>booking.object_not_found</c>.</summary>
[Operation(
    "PUT /api/v1/booking/own/{object}/state",
    Access = Access.Operator,
    Right = BookingRights.Objects,
    Summary = "Shows, hides or archives an object."
)]
public sealed record SetObjectState(PersonId Person, ObjectId Object, ObjectState State) : IOperation<RentalObject>;

/// <summary>Deletes an object that nobody ever booked; a repeat is a success. Error: <c>booking.has_bookings</c>.</summary>
[Operation(
    "DELETE /api/v1/booking/own/{object}",
    Access = Access.Operator,
    Right = BookingRights.Objects,
    Summary = "Deletes an object without bookings."
)]
public sealed record DeleteObject(PersonId Person, ObjectId Object) : IOperation<Done>;

/// <summary>Adds a unit to an object, or brings one of this name back. Errors: <c>booking.object_not_found</c>, <c>booking.bad_unit</c>,
/// <c>booking.too_many_units</c>.</summary>
[Operation(
    "POST /api/v1/booking/own/{object}/units",
    Access = Access.Operator,
    Right = BookingRights.Objects,
    Summary = "Adds a unit to an object."
)]
public sealed record AddUnit(PersonId Person, ObjectId Object, string Name) : IOperation<RentalObject>;

/// <summary>Gives a unit another name; the same again is a success. Errors: <c>booking.unit_not_found</c>, <c>booking.bad_unit</c> (also where another unit
/// of the object has it).</summary>
[Operation(
    "PUT /api/v1/booking/units/{unit}",
    Access = Access.Operator,
    Right = BookingRights.Objects,
    Summary = "Gives a unit another name."
)]
public sealed record RenameUnit(PersonId Person, UnitId Unit, string Name) : IOperation<RentalObject>;

/// <summary>Takes a unit out of service: what stands on it stays, and nothing new comes. A repeat is a success. Error: <c>booking.unit_not_found</c>.</summary>
[Operation(
    "DELETE /api/v1/booking/units/{unit}",
    Access = Access.Operator,
    Right = BookingRights.Objects,
    Summary = "Takes a unit out of service."
)]
public sealed record RetireUnit(PersonId Person, UnitId Unit) : IOperation<RentalObject>;

/// <summary>Adds a photo that was kept as any that a person sends; <c>POST /api/v1/booking/own/{object}/photos/upload</c> takes one itself. A repeat is a success. Errors: <c>booking.object_not_found</c>,
/// <c>booking.too_many_photos</c> (10), <c>files.not_found</c>, <c>files.away</c>.</summary>
/// <param name="File">File key of a photo.</param>
[Operation(
    "POST /api/v1/booking/own/{object}/photos",
    Access = Access.Operator,
    Right = BookingRights.Objects,
    Summary = "Adds a photo to an object."
)]
public sealed record AddObjectPhoto(PersonId Person, ObjectId Object, string File) : IOperation<RentalObject>;

/// <summary>Takes a photo off an object; what was sent for it alone is deleted. A repeat is a success. Error: <c>booking.object_not_found</c>.</summary>
[Operation(
    "DELETE /api/v1/booking/own/{object}/photos/{file}",
    Access = Access.Operator,
    Right = BookingRights.Objects,
    Summary = "Takes a photo off an object."
)]
public sealed record RemoveObjectPhoto(PersonId Person, ObjectId Object, string File) : IOperation<RentalObject>;

/// <summary>Puts the photos of an object into this order; those that are left out go. Errors: <c>booking.object_not_found</c>,
/// <c>booking.unknown_photo</c>.</summary>
[Operation(
    "PUT /api/v1/booking/own/{object}/photos",
    Access = Access.Operator,
    Right = BookingRights.Objects,
    Summary = "Orders the photos of an object; what is left out goes."
)]
public sealed record ArrangePhotos(PersonId Person, ObjectId Object, IReadOnlyList<string> Files) : IOperation<RentalObject>;

/// <summary>An object is another one now: made, changed, shown, hidden, archived, or deleted.</summary>
/// <param name="State">Null: it is deleted.</param>
[Event("booking.object-changed.v1")]
public sealed record ObjectChanged(ObjectId Object, string Slug, ObjectState? State, long Version, DateTimeOffset At) : IEvent
{
    public string Key => Object.ToString();
}
