using System.Reflection;
using Denga.Contracts;

namespace Denga.Platform.Events;

/// <summary>The events of the contracts by their published type.</summary>
public static class EventTypes
{
    private static readonly Lazy<IReadOnlyDictionary<string, Type>> Declared = new(() =>
        typeof(IEvent)
            .Assembly.GetTypes()
            .Where(t => t.GetCustomAttribute<EventAttribute>() is not null)
            .ToDictionary(t => t.GetCustomAttribute<EventAttribute>()!.Type, StringComparer.Ordinal)
    );

    private static readonly Lazy<IReadOnlyDictionary<Type, string>> Names = new(() =>
        Declared.Value.ToDictionary(p => p.Value, p => p.Key)
    );

    public static IReadOnlyDictionary<string, Type> All => Declared.Value;

    public static string NameOf(Type type) => Names.Value[type];
}
