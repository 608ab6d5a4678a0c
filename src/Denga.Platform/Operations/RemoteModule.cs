using System.Globalization;
using System.Net;
using Denga.Contracts;

namespace Denga.Platform.Operations;

/// <summary>A process that runs modules, asked over HTTP: each call signed and with a deadline, asked again where that is harmless, and left alone
/// for a moment after it has not answered several times in a row.</summary>
internal sealed class RemoteModule(Uri address, OperationSignature signature, TimeProvider clock) : IDisposable
{
    /// <summary>How many milliseconds the answer is still waited for; who answers gives up then.</summary>
    internal const string DeadlineHeader = "Denga-Deadline";

    private const int AttemptsMax = 3;
    private const int SilencesMax = 5;
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(2);

    private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        BaseAddress = address,
        Timeout = Timeout.InfiniteTimeSpan,
    };
    private int silences;
    private long askedAgainAt;

    internal Uri Address => address;

    /// <summary>Null when nobody answers; what became of the operation is then unknown.</summary>
    /// <param name="isRepeatable">A repeat has no second effect.</param>
    internal async Task<HttpResponseMessage?> Ask(string name, byte[] body, bool isRepeatable, CancellationToken cancel)
    {
        if (IsLeftAlone())
            return null;
        var start = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var (answer, mayHaveArrived) = await Attempt(name, body, AnswerMax - clock.GetElapsedTime(start), cancel);
            if (answer is not null)
            {
                Volatile.Write(ref silences, 0);
                return answer;
            }
            Volatile.Write(ref askedAgainAt, clock.GetTimestamp() + (long)(LeftAlone.TotalSeconds * clock.TimestampFrequency));
            Interlocked.Increment(ref silences);
            var pause = FirstPause * (1 << (2 * (attempt - 1)));
            var isLate = clock.GetElapsedTime(start) + pause >= AnswerMax;
            if (attempt == AttemptsMax || isLate || mayHaveArrived && !isRepeatable)
                return null;
            await Task.Delay(pause, clock, cancel);
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>One caller at a time finds out whether it answers again.</summary>
    private bool IsLeftAlone()
    {
        if (Volatile.Read(ref silences) < SilencesMax)
            return false;
        var (at, now) = (Volatile.Read(ref askedAgainAt), clock.GetTimestamp());
        return now < at
            || Interlocked.CompareExchange(ref askedAgainAt, now + (long)(LeftAlone.TotalSeconds * clock.TimestampFrequency), at) != at;
    }

    private async Task<(HttpResponseMessage? Answer, bool MayHaveArrived)> Attempt(
        string name,
        byte[] body,
        TimeSpan atMost,
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "internal/operations/" + name);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(OperationSignature.Header, signature.Sign(name, body));
        request.Headers.Add(DeadlineHeader, ((long)atMost.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        using var late = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            var answer = await http.SendAsync(request, either.Token);
            // Whoever stands between, or who answers while it starts and stops.
            if (answer.StatusCode is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
                return (answer, true);
            answer.Dispose();
            return (null, true);
        }
        catch (HttpRequestException e)
        {
            return (null, e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, true);
        }
    }
}
