using System.Net;
using Denga.Contracts;
using Denga.Platform.Operations;

namespace Denga.Platform.Limits;

/// <summary>How often one network may name people by their handles, whoever asks: the answer tells who has an account, and a new person, whose own
/// limit is fresh, costs nothing. See <see cref="OperationAttribute.Handle"/>.</summary>
public sealed class HandleLimits
{
    private readonly RateLimits limits;
    private readonly Limit limit;

    internal HandleLimits(RateLimits limits, LimitOptions options)
    {
        this.limits = limits;
        limit = new Limit("handles.address", options.HandlesPerMinute, TimeSpan.FromMinutes(1), options.HandlesPerMinute);
    }

    /// <summary>Null lets it pass. Error: <c>request.too_many</c>.</summary>
    public async ValueTask<Error?> Refuses(object operation, IPAddress? from, CancellationToken cancel)
    {
        if (
            OperationDescription.All[operation.GetType()].Handle is not { } handle
            || handle.GetValue(operation) is not string named
            || !named.Contains('@', StringComparison.Ordinal)
            || Network.Of(from) is not { } network
        )
            return null;
        var allowance = await limits.Take(limit, network, cancel);
        return allowance.IsAllowed ? null : RateLimitHeaders.TooMany(allowance);
    }
}
