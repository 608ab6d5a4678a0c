using System.Net;

namespace Denga.Platform.Outside;

/// <summary>What the code knows of a provider.</summary>
/// <param name="Name">Stable: the section of its settings and its label in metrics.</param>
public sealed record OutsideProvider(string Name)
{
    /// <summary>Where no setting says otherwise.</summary>
    public OutsideOptions Defaults { get; init; } = new();

    /// <summary>Answers after which a call that may be repeated is tried again.</summary>
    public IReadOnlyList<HttpStatusCode> RetryOn { get; init; } =
    [
        HttpStatusCode.RequestTimeout,
        HttpStatusCode.TooManyRequests,
        HttpStatusCode.InternalServerError,
        HttpStatusCode.BadGateway,
        HttpStatusCode.ServiceUnavailable,
        HttpStatusCode.GatewayTimeout,
    ];

    /// <summary>Headers and fields of this provider that are secrets, beside those that are so by their names (<see cref="Secrets"/>).</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];

    /// <summary>How many redirections are followed; none by default, so that a signed request goes nowhere else.</summary>
    public int Redirects { get; init; }
}
