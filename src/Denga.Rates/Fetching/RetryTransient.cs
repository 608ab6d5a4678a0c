using System.Net;
using Polly;
using Polly.Retry;

namespace Denga.Rates.Fetching;

/// <summary>Asks again, twice, when a source failed for the moment. The client's timeout bounds all attempts together.</summary>
internal sealed class RetryTransient(TimeSpan delay) : DelegatingHandler
{
    private const int RetriesMax = 2;

    private readonly ResiliencePipeline<HttpResponseMessage> pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(
            new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = RetriesMax,
                Delay = delay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = delay > TimeSpan.Zero,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .HandleResult(response =>
                        response.StatusCode
                            is HttpStatusCode.RequestTimeout
                                or HttpStatusCode.TooManyRequests
                                or >= HttpStatusCode.InternalServerError
                    ),
            }
        )
        .Build();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        pipeline.ExecuteAsync(async cancel => await base.SendAsync(request, cancel).ConfigureAwait(false), cancellationToken).AsTask();
}
