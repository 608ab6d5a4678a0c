using System.Net.Http.Headers;
using Denga.Contracts;

namespace Denga.Platform.Outside;

/// <summary>What a request says to the pipeline, and to nobody outside.</summary>
public static class OutsideRequest
{
    internal static readonly HttpRequestOptionsKey<OperationId> Kept = new("denga.kept");
    internal static readonly HttpRequestOptionsKey<bool> MayArrive = new("denga.arrived");
    private static readonly HttpRequestOptionsKey<bool> Repeatable = new("denga.repeatable");

    /// <summary>It is about money: the request and its answer are kept under the operation's id, without secrets. Where they cannot be kept nothing is
    /// sent.</summary>
    public static HttpRequestMessage Keep(this HttpRequestMessage request, OperationId operation)
    {
        request.Options.Set(Kept, operation);
        return request;
    }

    /// <summary>A repeat has no second effect, because it carries an id that the provider knows; what only reads is repeatable without saying so.</summary>
    public static HttpRequestMessage MayBeRepeated(this HttpRequestMessage request)
    {
        request.Options.Set(Repeatable, true);
        return request;
    }

    internal static bool IsRepeatable(this HttpRequestMessage request) =>
        request.Method == HttpMethod.Get
        || request.Method == HttpMethod.Head
        || request.Options.TryGetValue(Repeatable, out var repeatable) && repeatable;

    internal static bool MayHaveArrived(this HttpRequestMessage request) =>
        request.Options.TryGetValue(MayArrive, out var arrived) && arrived;

    /// <summary>How long a provider asks to be left alone; null when it does not say.</summary>
    public static TimeSpan? Wait(this RetryConditionHeaderValue? after, TimeProvider clock) =>
        after switch
        {
            { Delta: { } wait } => wait,
            { Date: { } at } => at - clock.GetUtcNow(),
            _ => null,
        };
}
