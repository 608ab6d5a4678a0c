using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

/// <summary>Something that is rented out.</summary>
[JsonConverter(typeof(TypedIdConverter<ObjectId>))]
public readonly record struct ObjectId(Guid Value) : ITypedId<ObjectId>
{
    public static string Prefix => "obj";

    public static ObjectId From(Guid value) => new(value);

    public static ObjectId New() => new(Guid.CreateVersion7());

    public static ObjectId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ObjectId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ObjectId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>One of the identical things behind an object.</summary>
[JsonConverter(typeof(TypedIdConverter<UnitId>))]
public readonly record struct UnitId(Guid Value) : ITypedId<UnitId>
{
    public static string Prefix => "unt";

    public static UnitId From(Guid value) => new(value);

    public static UnitId New() => new(Guid.CreateVersion7());

    public static UnitId Parse(string s, IFormatProvider? provider) => TypedId.Parse<UnitId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UnitId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>What occupies a unit for a time: a booking, a block, an entry of an imported calendar.</summary>
[JsonConverter(typeof(TypedIdConverter<StayId>))]
public readonly record struct StayId(Guid Value) : ITypedId<StayId>
{
    public static string Prefix => "sty";

    public static StayId From(Guid value) => new(value);

    public static StayId New() => new(Guid.CreateVersion7());

    public static StayId Parse(string s, IFormatProvider? provider) => TypedId.Parse<StayId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StayId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>A promised price of a stay.</summary>
[JsonConverter(typeof(TypedIdConverter<StayQuoteId>))]
public readonly record struct StayQuoteId(Guid Value) : ITypedId<StayQuoteId>
{
    public static string Prefix => "sq";

    public static StayQuoteId From(Guid value) => new(value);

    public static StayQuoteId New() => new(Guid.CreateVersion7());

    public static StayQuoteId Parse(string s, IFormatProvider? provider) => TypedId.Parse<StayQuoteId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StayQuoteId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>A booking has the id of the operation that made it.</summary>
[JsonConverter(typeof(TypedIdConverter<BookingId>))]
public readonly record struct BookingId(Guid Value) : ITypedId<BookingId>
{
    public static string Prefix => "bkg";

    public static BookingId From(Guid value) => new(value);

    public static BookingId New() => new(Guid.CreateVersion7());

    public static BookingId Parse(string s, IFormatProvider? provider) => TypedId.Parse<BookingId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out BookingId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}
