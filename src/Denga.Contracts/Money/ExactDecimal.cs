using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Denga.Contracts;

/// <summary>Reads decimal numbers as they were written, or not at all. <see cref="decimal.TryParse(string, out decimal)"/> rounds what has more than 28
/// digits, and rounded up 9.99… is 10.</summary>
public static class ExactDecimal
{
    /// <summary>So many digits, and a point, fit whatever they are.</summary>
    private const int CharactersThatFit = 28;

    /// <summary>False also for a number with more digits than a decimal keeps.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, out decimal number)
    {
        // .NET takes characters U+0000 at the end of a number for nothing.
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out number) || text.Contains('\0'))
            return false;
        if (text.Length <= CharactersThatFit && text.IndexOfAny('e', 'E') < 0)
            return true;
        Span<char> kept = stackalloc char[40];
        return number.TryFormat(kept, out var length, default, CultureInfo.InvariantCulture) && Digits(text) == Digits(kept[..length]);
    }

    /// <summary>The digits that count: rounding changes at least one of them.</summary>
    private static string Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny('e', 'E');
        var mantissa = end < 0 ? text : text[..end];
        return string.Concat(mantissa.ToString().Where(char.IsAsciiDigit)).Trim('0');
    }
}

/// <summary>A decimal is a JSON number, or its text; one with more digits than are kept is refused.</summary>
public sealed class ExactDecimalConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(
                reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan
            ),
            JsonTokenType.String => reader.GetString(),
            _ => null,
        };
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return ExactDecimal.TryParse(text, style, out var number)
            ? number
            : throw new JsonException("Expected a decimal number of at most 28 digits.");
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
