using Denga.Contracts;

namespace Denga.Platform.Health;

public enum HealthState
{
    Ok,

    /// <summary>Something works less well; people are still answered.</summary>
    Degraded,

    /// <summary>Nothing can be answered without it.</summary>
    Down,
}

/// <param name="Detail">A sentence in English: what is wrong and what to do; or a figure.</param>
/// <param name="Why">The same for operators, who read its words in their own language.</param>
public sealed record HealthAnswer(HealthState State, string? Detail = null, Error? Why = null)
{
    public HealthAnswer(HealthState state, Error why)
        : this(state, why.Detail, why) { }
}

/// <summary>Looks at one dependency.</summary>
public interface IHealthCheck
{
    string Name { get; }

    Task<HealthAnswer> Check(CancellationToken cancel);
}
