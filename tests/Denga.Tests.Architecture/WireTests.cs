using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Denga.Contracts;
using Denga.Platform;
using Denga.Platform.Operations;

namespace Denga.Tests.Architecture;

/// <summary>A module may run in another process, so whatever modules say to each other can be written and read.</summary>
public sealed class WireTests
{
    private const int DepthMax = 8;

    public static TheoryData<string> Operations => [.. OperationDescription.All.Keys.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_and_its_answer_survive_the_wire(string operation)
    {
        var described = OperationDescription.All.Values.Single(d => d.Name == operation);
        Survives(described.Type);
        Survives(described.Answer);
    }

    private static void Survives(Type type)
    {
        var written = JsonSerializer.Serialize(Sample(type, 0), type, DengaJson.Options);
        var read = JsonSerializer.Deserialize(written, type, DengaJson.Options);
        Assert.Equal(written, JsonSerializer.Serialize(read, type, DengaJson.Options));
    }

    /// <summary>Everything filled, so that nothing is lost unseen.</summary>
    private static object? Sample(Type type, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return depth > DepthMax ? null : Sample(inner, depth);
        if (Plain(type) is { } plain)
            return plain;
        if (type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>)))
            return Activator.CreateInstance(type, Guid.CreateVersion7());
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1);
        if (type.IsArray)
            return Filled(type.GetElementType()!, depth);
        if (type.IsGenericType && type.IsInterface)
            return Collection(type, depth);
        if (type.IsAbstract)
            return Sample(type.GetCustomAttributes<JsonDerivedTypeAttribute>().First().DerivedType, depth);
        if (depth > DepthMax)
            return null;
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Sample(p.ParameterType, depth + 1))]);
    }

    private static object? Plain(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? true
        : type == typeof(int) ? 7
        : type == typeof(long) ? 7L
        : type == typeof(decimal) ? 1.5m
        : type == typeof(double) ? 1.5
        : type == typeof(Guid) ? Guid.CreateVersion7()
        : type == typeof(Uri) ? new Uri("https://example.org/a?b=1")
        : type == typeof(DateOnly) ? new DateOnly(2026, 11, 21)
        : type == typeof(TimeOnly) ? new TimeOnly(12, 30)
        : type == typeof(TimeSpan) ? TimeSpan.FromMinutes(90)
        : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 11, 21, 12, 30, 0, TimeSpan.Zero)
        : type == typeof(Currency) ? Currency.Rub
        : type == typeof(JsonElement) ? JsonSerializer.SerializeToElement(new[] { 1 })
        : type == typeof(Money) ? new Money(12_34, Currency.Rub)
        : null;

    private static object Collection(Type type, int depth)
    {
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 1)
            return Filled(arguments[0], depth);
        var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
        dictionary.Add(Sample(arguments[0], depth + 1)!, Sample(arguments[1], depth + 1));
        return dictionary;
    }

    private static Array Filled(Type element, int depth)
    {
        var filled = Array.CreateInstance(element, depth > DepthMax ? 0 : 1);
        if (filled.Length > 0)
            filled.SetValue(Sample(element, depth + 1), 0);
        return filled;
    }
}
