using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Denga.Contracts;

/// <summary>An amount in the smallest units of its currency. Arithmetic is checked; mixing currencies throws.
/// On the wire: <c>{"amount":"12.34","currency":"RUB"}</c>, never a JSON number.</summary>
[JsonConverter(typeof(MoneyConverter))]
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    public bool IsZero => Minor == 0;

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money operator +(Money a, Money b) => new(checked(a.Minor + Same(a, b).Minor), a.Currency);

    public static Money operator -(Money a, Money b) => new(checked(a.Minor - Same(a, b).Minor), a.Currency);

    public static Money operator -(Money a) => new(checked(-a.Minor), a.Currency);

    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    /// <summary>The amount as a decimal number of whole currency units; exact, for display, rates and parsing only.</summary>
    public decimal ToDecimal() => (decimal)Minor / Currency.UnitsPerOne;

    /// <summary>The one conversion: <paramref name="rate"/> is units of <paramref name="to"/> for one unit of this currency.
    /// Throws <see cref="OverflowException"/> when the answer does not fit.</summary>
    public Money Convert(decimal rate, Currency to, MidpointRounding rounding) =>
        new(decimal.ToInt64(decimal.Round(ToDecimal() * rate * to.UnitsPerOne, 0, rounding)), to);

    /// <summary>Exact: false when the number has more decimals than the currency, or does not fit.</summary>
    public static bool TryFrom(decimal amount, Currency currency, out Money money)
    {
        money = default;
        if (amount > (decimal)long.MaxValue / currency.UnitsPerOne || amount < (decimal)long.MinValue / currency.UnitsPerOne)
            return false;
        var minor = amount * currency.UnitsPerOne;
        if (decimal.Truncate(minor) != minor)
            return false;
        money = new Money(decimal.ToInt64(minor), currency);
        return true;
    }

    /// <summary>Wire form of the amount: invariant, always with the currency's decimals.</summary>
    public string ToAmountString() =>
        ToDecimal().ToString("F" + Currency.Scale.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public override string ToString() => $"{ToAmountString()} {Currency}";

    private static Money Same(Money a, Money b) =>
        ReferenceEquals(a.Currency, b.Currency)
            ? b
            : throw new InvalidOperationException($"Amounts in {a.Currency} and {b.Currency} cannot be combined.");
}

/// <summary>Reads and writes the wire form; refuses numbers, unknown currencies, exponents and superfluous decimals.</summary>
public sealed class MoneyConverter : JsonConverter<Money>
{
    private const string Expected = "Expected money such as {\"amount\":\"12.34\",\"currency\":\"RUB\"}.";

    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException(Expected);
        string? amount = null;
        string? currency = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString();
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException(Expected);
            // A field that is there already, also in other letters, would leave two readings of one amount.
            if (string.Equals(name, "amount", StringComparison.OrdinalIgnoreCase) && amount is null)
                amount = reader.GetString();
            else if (string.Equals(name, "currency", StringComparison.OrdinalIgnoreCase) && currency is null)
                currency = reader.GetString();
            else
                throw new JsonException(Expected);
        }
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!Currency.TryFind(currency, out var known) || !ExactDecimal.TryParse(amount, style, out var value))
            throw new JsonException(Expected);
        return Money.TryFrom(value, known, out var money)
            ? money
            : throw new JsonException(
                $"The amount does not fit {known.Code}: at most {known.Scale.ToString(CultureInfo.InvariantCulture)} decimals."
            );
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("amount", value.ToAmountString());
        writer.WriteString("currency", value.Currency.Code);
        writer.WriteEndObject();
    }
}
