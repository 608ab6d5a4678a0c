using System.Reflection;
using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>What follows from an operation's declaration: its name, module, answer and public route.</summary>
public sealed record OperationDescription(
    Type Type,
    Type Answer,
    string Module,
    string? Verb,
    string? Path,
    Access Access,
    string Summary,
    string? Grpc
)
{
    private static readonly Lazy<IReadOnlyDictionary<Type, OperationDescription>> Declared = new(() =>
        typeof(IEvent).Assembly.GetTypes().Select(TryDescribe).OfType<OperationDescription>().ToDictionary(d => d.Type)
    );

    /// <summary>Every operation of the contracts.</summary>
    public static IReadOnlyDictionary<Type, OperationDescription> All => Declared.Value;

    /// <summary>Unique over all modules, such as <c>RecordExpenses</c>.</summary>
    public string Name => Type.Name;

    /// <summary>The operation acts for a person: the gateway fills <c>Person</c> from the token.</summary>
    public bool HasPerson { get; } = Type.GetProperty("Person")?.PropertyType == typeof(PersonId);

    /// <summary>The gateway fills <c>Client</c> with where the request comes from.</summary>
    public bool HasClient { get; } = Type.GetProperty("Client")?.PropertyType == typeof(Client);

    /// <summary>The gateway fills <c>Current</c> with the session that asks.</summary>
    public bool HasCurrent { get; } = Type.GetProperty("Current")?.PropertyType == typeof(SessionId?);

    /// <summary>A write whose id the client makes.</summary>
    public bool HasOperationId { get; } = Type.GetProperty("Id")?.PropertyType == typeof(OperationId);

    /// <summary>Where somebody may be named by his handle: <see cref="OperationAttribute.Handle"/>.</summary>
    public PropertyInfo? Handle { get; } =
        Type.GetCustomAttribute<OperationAttribute>()!.Handle is { } handle ? Type.GetProperty(handle)! : null;

    /// <summary>What an operator must be let do: <see cref="OperationAttribute.Right"/>.</summary>
    public string? Right { get; } = Type.GetCustomAttribute<OperationAttribute>()!.Right;

    /// <summary>When it is done, the session that asked has ended.</summary>
    public bool EndsSession { get; } = Type.GetCustomAttribute<OperationAttribute>()!.EndsSession;

    /// <summary>Asked again, it has no second effect: a question, or a write under an id.</summary>
    public bool IsRepeatable => HasOperationId || Verb == "GET";

    private static OperationDescription? TryDescribe(Type type)
    {
        if (type.GetCustomAttribute<OperationAttribute>() is not { } declared)
            return null;
        var answer = type.GetInterfaces()
            .Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IOperation<>))
            .GetGenericArguments()[0];
        var route = declared.Route?.Split(' ', 2);
        return new OperationDescription(
            type,
            answer,
            type.Namespace!.Split('.')[^1],
            route?[0],
            route?[1],
            declared.Access,
            declared.Summary,
            declared.Grpc
        );
    }
}
