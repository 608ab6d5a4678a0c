using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;
using Denga.Contracts;

namespace Denga.Bot.Engine;

/// <summary>What a button does, or what a question asks for: a record with an <see cref="ActionAttribute"/>.</summary>
internal interface IAction;

/// <param name="name">The dialog's word, or the word, a colon and a verb. Buttons with it stay in messages for years: a name keeps its meaning, and its
/// arguments their order; new ones come last and have defaults.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ActionAttribute(string name) : Attribute
{
    internal string Name => name;
}

/// <summary>Actions as channels carry them: <c>word:verb:argument:argument</c>, at most 64 bytes of UTF-8 on a button. Arguments are texts (a last one may
/// have colons), whole numbers, days, currencies, amounts and ids; those at the end that are as by default are left out.</summary>
internal static class ActionCodec
{
    internal const int ButtonBytesMax = 64;
    private const string DayFormat = "yyyyMMdd";

    private static readonly FrozenDictionary<string, Shape> ByName = typeof(ActionCodec)
        .Assembly.GetTypes()
        .Where(t => t.IsAssignableTo(typeof(IAction)) && !t.IsInterface)
        .Select(t => new Shape(t))
        .ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, Shape> ByType = ByName.Values.ToFrozenDictionary(s => s.Type);

    internal static IEnumerable<Type> All => ByType.Keys;

    internal static string WordOf(string written) => written.Split(':', 2)[0];

    /// <summary>A question is as long as it must be.</summary>
    internal static string Write(IAction action) => ByType[action.GetType()].Write(action);

    internal static string WriteButton(IAction action) =>
        Write(action) is var written && Encoding.UTF8.GetByteCount(written) <= ButtonBytesMax
            ? written
            : throw new InvalidOperationException($"{written} is longer than a button's {ButtonBytesMax} bytes.");

    /// <summary>Null for what no dialog declares, or declared otherwise.</summary>
    internal static IAction? Read(string written)
    {
        var parts = written.Split(':', 3);
        if (parts.Length > 1 && ByName.TryGetValue($"{parts[0]}:{parts[1]}", out var verb))
            return verb.Read(parts.Length > 2 ? parts[2] : "");
        return ByName.TryGetValue(parts[0], out var word) ? word.Read(written[Math.Min(parts[0].Length + 1, written.Length)..]) : null;
    }

    private sealed class Shape
    {
        private readonly ConstructorInfo constructor;
        private readonly ParameterInfo[] parameters;
        private readonly PropertyInfo[] properties;

        internal Shape(Type type)
        {
            Type = type;
            Name = type.GetCustomAttribute<ActionAttribute>()?.Name ?? throw new InvalidOperationException($"{type} needs an [Action].");
            constructor = type.GetConstructors()[0];
            parameters = constructor.GetParameters();
            properties = [.. parameters.Select(p => type.GetProperty(p.Name!)!)];
        }

        internal Type Type { get; }

        internal string Name { get; }

        internal string Write(IAction action)
        {
            var values = properties.Select(p => p.GetValue(action)).ToList();
            while (
                values.Count > 0 && parameters[values.Count - 1] is { HasDefaultValue: true } last && Equals(values[^1], DefaultOf(last))
            )
                values.RemoveAt(values.Count - 1);
            var name = Name.Contains(':', StringComparison.Ordinal) || values.Count > 0 ? Name : Name + ":";
            return string.Join(':', values.Select(Argument).Prepend(name));
        }

        internal IAction? Read(string written)
        {
            var parts = written.Length == 0 ? [] : written.Split(':', Math.Max(parameters.Length, 1));
            if (parts.Length > parameters.Length)
                return null;
            var values = new object?[parameters.Length];
            for (var i = 0; i < values.Length; i++)
                if (
                    i < parts.Length
                        ? (values[i] = Argument(parts[i], parameters[i].ParameterType)) is null
                        : !parameters[i].HasDefaultValue
                )
                    return null;
                else if (i >= parts.Length)
                    values[i] = DefaultOf(parameters[i]);
            return (IAction)constructor.Invoke(values);
        }

        private static object? DefaultOf(ParameterInfo parameter) =>
            parameter.DefaultValue ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null);
    }

    private static string Argument(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            DateOnly day => day.ToString(DayFormat, CultureInfo.InvariantCulture),
            Money amount => string.Create(CultureInfo.InvariantCulture, $"{amount.Minor}-{amount.Currency}"),
            Currency currency => currency.Code,
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => ((Guid)value.GetType().GetProperty("Value")!.GetValue(value)!).ToString("N"),
        };

    private static object? Argument(string written, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return written;
        if (type == typeof(int))
            return int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(long))
            return long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(DateOnly))
            return DateOnly.TryParseExact(written, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        if (type == typeof(Currency))
            return Currency.TryFind(written, out var currency) ? currency : null;
        if (type == typeof(Money))
            return Amount(written);
        // An id: as buttons have it, or with its prefix.
        var digits = written[(written.IndexOf('_', StringComparison.Ordinal) + 1)..];
        return Guid.TryParseExact(digits, "N", out var id) && id != Guid.Empty ? Activator.CreateInstance(type, id) : null;
    }

    private static object? Amount(string written) =>
        written.Split('-') is [var minor, var code]
        && long.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
        && Currency.TryFind(code, out var currency)
            ? new Money(units, currency)
            : null;
}
