namespace Denga.Platform.Health;

public enum HealthState
{
    Ok,

    /// <summary>Something works less well; people are still answered.</summary>
    Degraded,

    /// <summary>Nothing can be answered without it.</summary>
    Down,
}

/// <param name="Detail">A sentence for the operator: what is wrong and what to do; or a figure.</param>
public sealed record HealthAnswer(HealthState State, string? Detail = null);

/// <summary>Looks at one dependency.</summary>
public interface IHealthCheck
{
    string Name { get; }

    Task<HealthAnswer> Check(CancellationToken cancel);
}
