using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Outside;
using Stripe;

namespace Denga.Payments.Providers.Stripe;

/// <summary>Sends the requests of the library Stripe.net through the one pipeline: once, without its telemetry, and kept under the key that they
/// carry.</summary>
internal sealed class StripeCalls(HttpClient http) : IHttpClient
{
    private const string KeyHeader = "Idempotency-Key";

    public async Task<StripeResponse> MakeRequestAsync(StripeRequest request, CancellationToken cancellationToken = default)
    {
        using var sent = new HttpRequestMessage(request.Method, request.Uri);
        sent.Headers.Authorization = request.AuthorizationHeader;
        foreach (var (name, value) in request.StripeHeaders)
            sent.Headers.Add(name, value);
        sent.Content = request.Content;
        if (request.StripeHeaders.TryGetValue(KeyHeader, out var key))
            sent.Keep(OperationOf(key)).MayBeRepeated();
        using var answer = await http.SendAsync(sent, cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (body.AsSpan().TrimStart().StartsWith("{"))
            return new StripeResponse(answer.StatusCode, answer.Headers, body);
        // A page of a gateway: the library has no word for what is not Stripe's.
        ProviderAnswers.ThrowIfUnclear(answer.StatusCode, StripeProvider.ProviderName);
        throw ProviderAnswers.Unclear(StripeProvider.ProviderName);
    }

    public Task<StripeStreamedResponse> MakeStreamingRequestAsync(StripeRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nothing of Stripe is read as a stream.");

    private static OperationId OperationOf(string key) =>
        PaymentId.TryParse(key, null, out var payment) ? new OperationId(payment.Value)
        : RefundId.TryParse(key, null, out var refund) ? new OperationId(refund.Value)
        : throw new InvalidOperationException("A call about money carries the key of a payment or of a refund.");
}
