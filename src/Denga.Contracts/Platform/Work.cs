namespace Denga.Contracts.Platform;

/// <summary>What a module does later (letters, notices, documents, what webhooks brought): how much of each kind waits, and what was given up, the newest
/// 100. Error: <c>platform.unknown_module</c>.</summary>
[Operation]
public sealed record WorkOf(string Module) : IOperation<WorkOfModule>, IAboutModule;

public sealed record WorkOfModule(IReadOnlyList<WorkFigures> Kinds, IReadOnlyList<WorkGivenUp> GivenUp);

/// <param name="Waiting">Due, waiting for a time or being done; with <paramref name="GivenUp"/> at most 100,001 a module.</param>
/// <param name="OldestAge">Since the one that waits longest was asked for; zero when none waits.</param>
public sealed record WorkFigures(string Module, string Kind, long Waiting, TimeSpan OldestAge, long GivenUp);

/// <param name="Error">The code of the last failure.</param>
/// <param name="IsKept">Whether it can be tried again: what held a secret cannot.</param>
public sealed record WorkGivenUp(
    string Module,
    long Id,
    string Kind,
    string Key,
    int Attempts,
    string Error,
    DateTimeOffset AddedAt,
    bool IsKept
);

/// <summary>Asks for work that was given up anew, with all its attempts. A repeat finds nothing. Error: <c>platform.no_work</c>.</summary>
[Operation]
public sealed record RetryWork(string Module, long Id) : IOperation<Done>, IAboutModule;

/// <summary>What providers sent to a module, the newest first, at most 100, without what was in it.</summary>
/// <param name="Provider">Of this one only.</param>
[Operation]
public sealed record DeliveriesTo(string Module, string? Provider = null) : IOperation<IReadOnlyList<WebhookDelivery>>, IAboutModule;

/// <param name="State"><c>waiting</c>, <c>done</c>, <c>given_up</c>; <c>forgotten</c> when it was done long ago.</param>
/// <param name="Error">The code of the last failure.</param>
public sealed record WebhookDelivery(
    string Module,
    Guid Id,
    string Provider,
    string DeliveryKey,
    DateTimeOffset ReceivedAt,
    int Bytes,
    string State,
    int Attempts,
    string? Error
);

/// <summary>Has a delivery worked again, also one that was done; one that still waits stays as it is. Error: <c>platform.no_delivery</c>.</summary>
[Operation]
public sealed record ReplayDelivery(string Module, Guid Delivery) : IOperation<Done>, IAboutModule;
