using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Denga.Platform.Outside;

/// <summary>The pipeline of a provider, built when the first call passes it: of most providers that there are none is ever called.</summary>
internal sealed class OutsideResilience : DelegatingHandler
{
    private readonly Lazy<HttpMessageInvoker> pipeline;

    internal OutsideResilience(Func<ResiliencePipeline<HttpResponseMessage>> build) =>
        pipeline = new(() =>
            new HttpMessageInvoker(new ResilienceHandler(build()) { InnerHandler = InnerHandler! }, disposeHandler: false)
        );

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        pipeline.Value.SendAsync(request, cancellationToken);
}
