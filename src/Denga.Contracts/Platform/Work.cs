namespace Denga.Contracts.Platform;

/// <param name="Kind">Such as a letter of Identity; <c>webhook.</c> and the provider for what a webhook brought.</param>
/// <param name="Waiting">Due, waiting for a time or being done; with <paramref name="GivenUp"/> at most 100,001 a module.</param>
/// <param name="OldestAge">Since the one that waits longest was asked for; zero when none waits.</param>
public sealed record WorkFigures(string Module, string Kind, long Waiting, TimeSpan OldestAge, long GivenUp);

/// <summary>Work that a module gave up, the newest first, at most 100. Error: <c>platform.unknown_module</c>.</summary>
/// <param name="Kind">Only this one.</param>
[Operation("GET /api/v1/modules/{module}/work", Access = Access.Operator, Summary = "Work that a module gave up.")]
public sealed record GivenUpWorkOf(string Module, string? Kind = null) : IOperation<IReadOnlyList<GivenUpWork>>, IAboutModule;

/// <param name="Error">Why the last attempt failed: the code of an error, or the type of an exception.</param>
/// <param name="IsKept">Whether it can be done again: what held a secret cannot.</param>
public sealed record GivenUpWork(
    string Module,
    long Id,
    string Kind,
    string Key,
    int Attempts,
    string Error,
    DateTimeOffset AddedAt,
    bool IsKept
);

/// <summary>Has work done again that was given up, with all its attempts, and writes down who wanted it. A repeat finds nothing to do. Errors:
/// <c>platform.unknown_module</c>, <c>platform.no_work</c>.</summary>
/// <param name="Person">Who wants it.</param>
[Operation("POST /api/v1/modules/{module}/work/{work}/retry", Access = Access.Operator, Summary = "Has work done again that was given up.")]
public sealed record RetryWork(PersonId Person, string Module, long Work) : IOperation<Done>, IAboutModule;
