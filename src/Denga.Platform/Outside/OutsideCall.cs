using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Denga.Platform.Outside;

/// <summary>The outer end of the pipeline: measures a call, and turns every failure into an <see cref="OutsideException"/>. Of what was sent, nothing is
/// logged.</summary>
internal sealed partial class OutsideCall(OutsideProvider provider, ILogger<OutsideCall> log) : DelegatingHandler
{
    private static readonly Histogram<double> Seconds = Metrics.Meter.CreateHistogram<double>(
        "denga.outside.duration",
        "s",
        "Time to call a provider, all attempts together, by provider and outcome."
    );

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var outcome = "cancelled";
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            outcome = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            return answer;
        }
        catch (Exception e) when (Why(e) is { } why)
        {
            outcome = why.ToString();
            Failed(provider.Name, outcome);
            throw new OutsideException(provider.Name, why, request.MayHaveArrived(), e);
        }
        finally
        {
            Seconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("provider", provider.Name), new("outcome", outcome));
        }
    }

    private static OutsideFailure? Why(Exception e) =>
        e switch
        {
            TimeoutRejectedException => OutsideFailure.Late,
            BrokenCircuitException => OutsideFailure.LeftAlone,
            RateLimiterRejectedException => OutsideFailure.Busy,
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => OutsideFailure.TooLarge,
            HttpRequestException http => OutsideAttempt.NeverLeft(http) ? OutsideFailure.Unreachable : OutsideFailure.Broken,
            _ => null,
        };

    [LoggerMessage(LogLevel.Warning, "{Provider} gave no answer: {Outcome}")]
    private partial void Failed(string provider, string outcome);
}

/// <summary>The inner end: one attempt, the whole answer read within its limits, kept where the request is about money.</summary>
internal sealed class OutsideAttempt(OutsideProvider provider, OutsideOptions options, KeptCalls? kept) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(OutsideRequest.Kept, out var operation))
            return await Attempt(request, cancellationToken);
        if (kept is null)
            throw new InvalidOperationException($"The module that calls {provider.Name} has no tables to keep its calls in.");
        var id = await kept.Begin(provider, options, operation, request, cancellationToken);
        try
        {
            var answer = await Attempt(request, cancellationToken);
            await kept.End(id, provider, answer);
            return answer;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            await kept.Fail(id, e);
            throw;
        }
    }

    /// <summary>Without a connection a request cannot have had its effect.</summary>
    internal static bool NeverLeft(HttpRequestException failure) =>
        failure.HttpRequestError
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private async Task<HttpResponseMessage> Attempt(HttpRequestMessage request, CancellationToken cancel)
    {
        var arrived = true;
        try
        {
            var answer = await base.SendAsync(request, cancel);
            try
            {
                await answer.Content.LoadIntoBufferAsync(options.AnswerBytesMax, cancel);
            }
            catch
            {
                answer.Dispose();
                throw;
            }
            arrived = answer.StatusCode is HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;
            return answer;
        }
        catch (HttpRequestException e)
        {
            arrived = !NeverLeft(e);
            throw;
        }
        finally
        {
            if (arrived)
                request.Options.Set(OutsideRequest.MayArrive, true);
        }
    }
}
