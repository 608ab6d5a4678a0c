using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Denga.Booking.Calendars.Ical;
using Denga.Platform.Outside;
using Microsoft.Extensions.Options;

namespace Denga.Booking.Calendars.Feeds;

/// <summary>From where calendars may be read.</summary>
internal sealed class FeedConnections(IOptions<BookingOptions> options) : SafeConnections(options.Value.Calendars.PrivateHosts)
{
    /// <summary>Null unless it is an address that may be asked.</summary>
    internal Uri? Read(string written)
    {
        const string webcal = "webcal://";
        written = written.Trim();
        if (written.StartsWith(webcal, StringComparison.OrdinalIgnoreCase))
            written = "https://" + written[webcal.Length..];
        return Uri.TryCreate(written, UriKind.Absolute, out var url) && MayBeAsked(url) ? url : null;
    }

    internal bool MayBeAsked(Uri url) =>
        url.UserInfo.Length == 0
        && url.Host.Length > 0
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp && IsPrivate(url.Host));
}

/// <summary>What a calendar's server answered.</summary>
/// <param name="Body">Null when it has not changed, or there is an error.</param>
/// <param name="Error">A code of <see cref="FeedProblems"/>.</param>
/// <param name="Wait">For how long it asks to be left alone.</param>
internal sealed record FeedAnswer(
    byte[]? Body = null,
    string? ETag = null,
    string? Modified = null,
    string? Error = null,
    TimeSpan? Wait = null
);

/// <summary>Fetches calendars from addresses that somebody wrote down: to the public internet only, at every step of a redirection anew, within a time, and
/// never more than a calendar has. An address is a secret and is written to no log.</summary>
internal sealed class FeedFetcher : IDisposable
{
    private const int RedirectsMax = 5;
    private const int TagCharactersMax = 200;
    private const int HeadersKilobytesMax = 32;
    private readonly FeedConnections connections;
    private readonly CalendarOptions options;
    private readonly TimeProvider clock;
    private readonly HttpClient http;

    /// <param name="network">Null: the internet.</param>
    public FeedFetcher(
        FeedConnections connections,
        IOptions<BookingOptions> options,
        TimeProvider clock,
        HttpMessageHandler? network = null
    )
    {
        this.connections = connections;
        this.options = options.Value.Calendars;
        this.clock = clock;
        http = new HttpClient(
            network
                ?? new SocketsHttpHandler
                {
                    ConnectCallback = connections.Connect,
                    AllowAutoRedirect = false,
                    UseProxy = false,
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.All,
                    MaxResponseHeadersLength = HeadersKilobytesMax,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <param name="etag">Of what is known, as it was given; null: all is wanted.</param>
    internal async Task<FeedAnswer> Fetch(Uri url, string? etag, string? modified, CancellationToken cancel)
    {
        using var time = new CancellationTokenSource(options.FetchWithin, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
        try
        {
            for (var step = 0; step <= RedirectsMax; step++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, url);
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/calendar"));
                request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Denga", null));
                if (etag is not null)
                    request.Headers.TryAddWithoutValidation("If-None-Match", etag);
                if (modified is not null)
                    request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
                if (!IsRedirect(answer.StatusCode))
                    return await Read(answer, both.Token);
                if (answer.Headers.Location is not { } location || !connections.MayBeAsked(url = new Uri(url, location)))
                    return new FeedAnswer(Error: FeedProblems.Redirects);
            }
            return new FeedAnswer(Error: FeedProblems.Redirects);
        }
        catch (AddressRefusedException)
        {
            return new FeedAnswer(Error: FeedProblems.Address);
        }
        catch (HttpRequestException e) when (e.InnerException is AddressRefusedException)
        {
            return new FeedAnswer(Error: FeedProblems.Address);
        }
        catch (Exception e)
            when (e is HttpRequestException or IOException or SocketException or InvalidDataException
                || e is OperationCanceledException && !cancel.IsCancellationRequested
            )
        {
            return new FeedAnswer(Error: FeedProblems.Away);
        }
    }

    private async Task<FeedAnswer> Read(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.StatusCode == HttpStatusCode.NotModified)
            return new FeedAnswer();
        if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            return new FeedAnswer(Error: FeedProblems.Busy, Wait: answer.Headers.RetryAfter.Wait(clock));
        if (answer.StatusCode != HttpStatusCode.OK)
            return new FeedAnswer(
                Error: answer.StatusCode >= HttpStatusCode.InternalServerError ? FeedProblems.Away : FeedProblems.Refused
            );
        // Where it says how long it is, and where it does not.
        if (answer.Content.Headers.ContentLength > options.BytesMax)
            return new FeedAnswer(Error: FeedProblems.TooLarge);
        await using var content = await answer.Content.ReadAsStreamAsync(cancel);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await content.ReadAsync(buffer, cancel)) > 0)
        {
            if (body.Length + count > options.BytesMax)
                return new FeedAnswer(Error: FeedProblems.TooLarge);
            body.Write(buffer, 0, count);
        }
        return new FeedAnswer(
            body.ToArray(),
            Tag(answer.Headers.ETag?.ToString()),
            Tag(answer.Content.Headers.LastModified?.ToString("R"))
        );
    }

    private static string? Tag(string? tag) => tag?.Length <= TagCharactersMax ? tag : null;

    private static bool IsRedirect(HttpStatusCode status) =>
        status
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect;

    public void Dispose() => http.Dispose();
}
