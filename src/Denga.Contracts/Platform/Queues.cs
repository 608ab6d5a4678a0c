namespace Denga.Contracts.Platform;

/// <summary>An operation about a module itself. The process that runs the module answers it.</summary>
public interface IAboutModule
{
    /// <summary>The name, in lower case.</summary>
    string Module { get; }
}

/// <summary>How a module fares: its queue of events, and what its process depends on. Error: <c>platform.unknown_module</c>.</summary>
[Operation(
    "GET /api/v1/modules/{module}",
    Access = Access.Operator,
    Summary = "A module's queue of events, and what its process depends on."
)]
public sealed record ModuleState(string Module) : IOperation<StateOfModule>, IAboutModule;

/// <param name="Process">The same for all modules that one process runs.</param>
/// <param name="Queue">Null for a module without events of its own.</param>
/// <param name="Work">By kind; null for a module that keeps nothing.</param>
public sealed record StateOfModule(
    string Module,
    Guid Process,
    QueueFigures? Queue,
    IReadOnlyList<Dependency> Dependencies,
    IReadOnlyList<WorkFigures>? Work = null
);

/// <param name="Waiting">Events that are not delivered yet; at most 100,001.</param>
/// <param name="OldestAge">Of the one that waits longest; zero when none waits.</param>
/// <param name="DeadLetters">At most 100,001.</param>
public sealed record QueueFigures(string Module, long Waiting, TimeSpan OldestAge, long DeadLetters);

public enum DependencyState
{
    Ok,

    /// <summary>Something works less well; people are still answered.</summary>
    Degraded,

    /// <summary>Nothing can be answered without it.</summary>
    Down,
}

/// <param name="Detail">A sentence in English for the operator, or a figure.</param>
/// <param name="Code">By which the sentence is found in other languages, with <paramref name="Args"/> in it.</param>
public sealed record Dependency(
    string Name,
    DependencyState State,
    string? Detail,
    string? Code = null,
    IReadOnlyDictionary<string, string>? Args = null
);

/// <summary>Events that consumers of a module gave up on, the newest first, at most 100. Error: <c>platform.unknown_module</c>.</summary>
[Operation("GET /api/v1/modules/{module}/dead-letters", Access = Access.Operator, Summary = "Events that a module's consumers gave up on.")]
public sealed record DeadLettersOf(string Module) : IOperation<IReadOnlyList<DeadLetter>>, IAboutModule;

/// <param name="Module">The consumer's.</param>
/// <param name="Type">The event's, such as <c>expenses.expense-recorded.v1</c>.</param>
/// <param name="Key">The id of the thing that the event is about.</param>
/// <param name="Error">What the last attempt threw, in English.</param>
public sealed record DeadLetter(
    string Module,
    string Consumer,
    Guid EventId,
    string Type,
    string Key,
    int Attempts,
    string Error,
    DateTimeOffset ParkedAt
);

/// <summary>Sends a parked event again, to all its consumers; those that have worked it pass over it. A repeat finds nothing to send. Errors:
/// <c>platform.unknown_module</c>, <c>platform.no_dead_letter</c>.</summary>
/// <param name="Person">Who does it.</param>
[Operation(
    "POST /api/v1/modules/{module}/dead-letters/{event}/resend",
    Access = Access.Operator,
    Summary = "Sends an event again that a module's consumers gave up on."
)]
public sealed record ResendEvent(PersonId Person, string Module, Guid Event) : IOperation<Done>, IAboutModule;
