using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Denga.Contracts;

/// <summary>A typed id: a UUID version 7 in the database, <c>prefix_</c> and 32 hexadecimal digits for people and on the wire.</summary>
public interface ITypedId<TSelf> : IParsable<TSelf>
    where TSelf : struct, ITypedId<TSelf>
{
    static abstract string Prefix { get; }
    static abstract TSelf From(Guid value);
    Guid Value { get; }
}

/// <summary>The client's id of a write. Who starts an operation makes it and keeps it before the first attempt: the same id with the same
/// request gives the first answer again, with another request a conflict.</summary>
[JsonConverter(typeof(TypedIdConverter<OperationId>))]
public readonly record struct OperationId(Guid Value) : ITypedId<OperationId>
{
    public static string Prefix => "op";

    public static OperationId From(Guid value) => new(value);

    public static OperationId New() => new(Guid.CreateVersion7());

    public static OperationId Parse(string s, IFormatProvider? provider) => TypedId.Parse<OperationId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OperationId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(TypedIdConverter<PersonId>))]
public readonly record struct PersonId(Guid Value) : ITypedId<PersonId>
{
    public static string Prefix => "per";

    public static PersonId From(Guid value) => new(value);

    public static PersonId New() => new(Guid.CreateVersion7());

    public static PersonId Parse(string s, IFormatProvider? provider) => TypedId.Parse<PersonId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PersonId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(TypedIdConverter<ExpenseId>))]
public readonly record struct ExpenseId(Guid Value) : ITypedId<ExpenseId>
{
    public static string Prefix => "exp";

    public static ExpenseId From(Guid value) => new(value);

    public static ExpenseId New() => new(Guid.CreateVersion7());

    public static ExpenseId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ExpenseId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ExpenseId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(TypedIdConverter<RecurringId>))]
public readonly record struct RecurringId(Guid Value) : ITypedId<RecurringId>
{
    public static string Prefix => "rec";

    public static RecurringId From(Guid value) => new(value);

    public static RecurringId New() => new(Guid.CreateVersion7());

    public static RecurringId Parse(string s, IFormatProvider? provider) => TypedId.Parse<RecurringId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RecurringId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(TypedIdConverter<ConversationId>))]
public readonly record struct ConversationId(Guid Value) : ITypedId<ConversationId>
{
    public static string Prefix => "chat";

    public static ConversationId From(Guid value) => new(value);

    public static ConversationId New() => new(Guid.CreateVersion7());

    public static ConversationId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ConversationId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ConversationId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(TypedIdConverter<SessionId>))]
public readonly record struct SessionId(Guid Value) : ITypedId<SessionId>
{
    public static string Prefix => "ses";

    public static SessionId From(Guid value) => new(value);

    public static SessionId New() => new(Guid.CreateVersion7());

    public static SessionId Parse(string s, IFormatProvider? provider) => TypedId.Parse<SessionId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SessionId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

[JsonConverter(typeof(TypedIdConverter<ChallengeId>))]
public readonly record struct ChallengeId(Guid Value) : ITypedId<ChallengeId>
{
    public static string Prefix => "chl";

    public static ChallengeId From(Guid value) => new(value);

    public static ChallengeId New() => new(Guid.CreateVersion7());

    public static ChallengeId Parse(string s, IFormatProvider? provider) => TypedId.Parse<ChallengeId>(s);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ChallengeId result) =>
        TypedId.TryParse(s, out result);

    public override string ToString() => TypedId.Format(this);
}

/// <summary>The one textual form of typed ids.</summary>
public static class TypedId
{
    public static string Format<TId>(TId id)
        where TId : struct, ITypedId<TId> => $"{TId.Prefix}_{id.Value:N}";

    public static TId Parse<TId>(string text)
        where TId : struct, ITypedId<TId> =>
        TryParse<TId>(text, out var id)
            ? id
            : throw new FormatException($"Expected an id such as {TId.Prefix}_ and 32 hexadecimal digits.");

    /// <summary>Accepts the prefixed form, and a bare UUID, which other systems send.</summary>
    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id)
        where TId : struct, ITypedId<TId>
    {
        id = default;
        if (text is null)
            return false;
        var prefixed =
            text.Length == TId.Prefix.Length + 33
            && text.StartsWith(TId.Prefix, StringComparison.Ordinal)
            && text[TId.Prefix.Length] == '_';
        var body = prefixed ? text.AsSpan(TId.Prefix.Length + 1) : text.AsSpan();
        if (!(prefixed ? Guid.TryParseExact(body, "N", out var value) : Guid.TryParseExact(body, "D", out value)) || value == Guid.Empty)
            return false;
        id = TId.From(value);
        return true;
    }
}

/// <summary>Typed ids are JSON strings, also as keys of objects.</summary>
public sealed class TypedIdConverter<TId> : JsonConverter<TId>
    where TId : struct, ITypedId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TypedId.TryParse<TId>(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"Expected an id such as {TId.Prefix}_ and 32 hexadecimal digits.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
