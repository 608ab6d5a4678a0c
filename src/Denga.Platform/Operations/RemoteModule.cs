using System.Globalization;
using System.Net;
using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>A process that runs modules, asked over HTTP: each call signed and with a deadline.</summary>
internal sealed class RemoteModule(Uri address, OperationSignature signature, TimeProvider clock) : IDisposable
{
    /// <summary>How many milliseconds the answer is still waited for; who answers gives up then.</summary>
    internal const string DeadlineHeader = "Denga-Deadline";

    /// <summary>The key of the client's write, escaped.</summary>
    internal const string KeyHeader = "Denga-Idempotency-Key";

    internal static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        BaseAddress = address,
        Timeout = Timeout.InfiniteTimeSpan,
    };
    private readonly RemoteCalls<HttpResponseMessage> calls = new(AnswerMax, clock);

    internal Uri Address => address;

    /// <summary>Null when nobody answers; what became of the operation is then unknown.</summary>
    /// <param name="isRepeatable">A repeat has no second effect.</param>
    internal Task<HttpResponseMessage?> Ask(string name, byte[] body, bool isRepeatable, CancellationToken cancel) =>
        calls.Ask(left => Attempt(name, body, left, cancel), isRepeatable, cancel);

    public void Dispose() => http.Dispose();

    private async Task<RemoteAttempt<HttpResponseMessage>> Attempt(string name, byte[] body, TimeSpan atMost, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "internal/operations/" + name);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(OperationSignature.Header, signature.Sign(name, body));
        request.Headers.Add(DeadlineHeader, ((long)atMost.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        if (OperationRecord.Key is { } key)
            request.Headers.Add(KeyHeader, Uri.EscapeDataString(key));
        if (CallOrigin.Current is { } origin)
            request.Headers.Add(CallOrigin.Header, origin.Write(name, signature));
        using var late = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            var answer = await http.SendAsync(request, either.Token);
            // Whoever stands between, or who answers while it starts and stops.
            if (answer.StatusCode is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
                return new(answer, MayHaveArrived: true);
            answer.Dispose();
            return new(null, MayHaveArrived: true);
        }
        catch (HttpRequestException e)
        {
            return new(null, e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(null, MayHaveArrived: true);
        }
    }
}
