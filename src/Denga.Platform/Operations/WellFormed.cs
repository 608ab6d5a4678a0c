using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>What no operation from outside may carry, whatever its fields mean: nothing where something must be, also within lists; texts that
/// PostgreSQL cannot keep; days and times so far away that reckoning with them leaves the calendar. Looked at once, where requests come in, so that no handler
/// need think of it.</summary>
public static class WellFormed
{
    private const int FirstYear = 1900;
    private const int LastYear = 2999;
    private static readonly ConcurrentDictionary<Type, Field[]> Known = new();

    /// <summary>Null when nothing is wrong; otherwise the field by its path, such as <c>entries[2].note</c>, and why.</summary>
    public static Error? Refuses(object operation) => OfRecord(operation, "") is { } fault ? Error.Invalid("request.invalid", fault) : null;

    private static string? OfRecord(object record, string path)
    {
        foreach (var field in Known.GetOrAdd(record.GetType(), FieldsOf))
        {
            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (OfValue(field.Property.GetValue(record), field.Nullability, name) is { } fault)
                return fault;
        }
        return null;
    }

    private static string? OfValue(object? value, NullabilityInfo declared, string name) =>
        value switch
        {
            null => declared.ReadState == NullabilityState.NotNull ? $"{name}: it may not be null." : null,
            string text => OfText(text, name),
            DateOnly day => OfYear(day.Year, name),
            DateTimeOffset at => OfYear(at.UtcDateTime.Year, name),
            IDictionary => null,
            IEnumerable items => OfItems(items, declared, name),
            _ => IsRecord(value.GetType()) ? OfRecord(value, name) : null,
        };

    private static string? OfItems(IEnumerable items, NullabilityInfo declared, string name)
    {
        var element = declared.ElementType ?? declared.GenericTypeArguments.FirstOrDefault();
        if (element is null)
            return null;
        var number = 0;
        foreach (var item in items)
        {
            if (OfValue(item, element, string.Create(CultureInfo.InvariantCulture, $"{name}[{number}]")) is { } fault)
                return fault;
            number++;
        }
        return null;
    }

    private static string? OfText(string text, string name)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            return $"{name}: a text may not contain the character U+0000.";
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsSurrogatePair(text, i))
                return $"{name}: the text is not valid Unicode.";
            i++;
        }
        return null;
    }

    private static string? OfYear(int year, string name) =>
        year is >= FirstYear and <= LastYear
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{name}: it must lie in the years {FirstYear} to {LastYear}.");

    private static Field[] FieldsOf(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && MayBeWrong(p.PropertyType))
                .Select(p => new Field(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(p.Name), p, nullability.Create(p))),
        ];
    }

    private static bool MayBeWrong(Type type) =>
        !type.IsValueType
        || (Nullable.GetUnderlyingType(type) ?? type) is var bare && (bare == typeof(DateOnly) || bare == typeof(DateTimeOffset));

    /// <summary>Of the contracts' own; a currency is checked where it is read.</summary>
    private static bool IsRecord(Type type) => type.Assembly == typeof(Error).Assembly && type != typeof(Currency);

    private sealed record Field(string Name, PropertyInfo Property, NullabilityInfo Nullability);
}
