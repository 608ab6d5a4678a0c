using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Denga.Platform.Outside;

/// <summary>What a call to a provider passes: the time for everything, a free place, attempts, the circuit breaker, the time for one attempt.</summary>
internal static class OutsidePipeline
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    internal static ResiliencePipeline<HttpResponseMessage> Build(
        OutsideProvider provider,
        OutsideOptions options,
        OutsideBreaker breaker,
        TimeProvider clock
    )
    {
        // Without telemetry: the call says in one line how it ended; Polly would say more, for every attempt.
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock };
        pipeline.AddTimeout(options.Timeout).AddConcurrencyLimiter(options.Concurrency, options.Waiting);
        if (options.Attempts > 1)
            pipeline.AddRetry(
                new RetryStrategyOptions<HttpResponseMessage>
                {
                    MaxRetryAttempts = options.Attempts - 1,
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = options.RetryDelay > TimeSpan.Zero,
                    // Null is the usual pause.
                    DelayGenerator = args => new ValueTask<TimeSpan?>(args.Outcome.Result?.Headers.RetryAfter.Wait(clock)),
                    ShouldHandle = args => new ValueTask<bool>(MayTryAgain(args, provider, options, clock)),
                }
            );
        return AddBreaker(pipeline, options, breaker).AddTimeout(options.AttemptTimeout).Build();
    }

    internal static ResiliencePipelineBuilder<HttpResponseMessage> AddBreaker(
        ResiliencePipelineBuilder<HttpResponseMessage> pipeline,
        OutsideOptions options,
        OutsideBreaker breaker
    ) =>
        pipeline.AddCircuitBreaker(
            new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.BreakAfter,
                SamplingDuration = Window,
                BreakDuration = options.BreakFor,
                OnOpened = args => breaker.Opened(args.BreakDuration),
                OnHalfOpened = _ => breaker.Probing(),
                OnClosed = _ => breaker.Closed(),
                ShouldHandle = args => new ValueTask<bool>(
                    args.Outcome is { Result.StatusCode: HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError }
                        || args.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                ),
            }
        );

    private static bool MayTryAgain(
        RetryPredicateArguments<HttpResponseMessage> args,
        OutsideProvider provider,
        OutsideOptions options,
        TimeProvider clock
    )
    {
        var request = args.Context.GetRequestMessage()!;
        if (args.Outcome.Result is { } answer)
            return provider.RetryOn.Contains(answer.StatusCode)
                // A provider that has too much to do has done nothing.
                && (request.IsRepeatable() || answer.StatusCode == HttpStatusCode.TooManyRequests && !request.MayHaveArrived())
                && !(answer.Headers.RetryAfter.Wait(clock) > options.RetryAfterMax);
        return args.Outcome.Exception is HttpRequestException or TimeoutRejectedException
            && args.Outcome.Exception is not HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
            && (request.IsRepeatable() || !request.MayHaveArrived());
    }
}
