namespace Denga.TestKit.Server;

/// <summary>Sends no large body before it is asked for, however long a busy server takes: one that is too large is refused before it is sent, and not in
/// the middle of it, where the connection breaks and the answer may be lost.</summary>
public sealed class AskFirst : DelegatingHandler
{
    private const int LargeBytes = 1 << 16;

    private AskFirst(HttpMessageHandler inner)
        : base(inner) { }

    /// <param name="keepsCookies">As a browser does, which also follows redirects.</param>
    public static HttpClient Client(Uri? address = null, bool keepsCookies = false) =>
        new(
            new AskFirst(
                new SocketsHttpHandler
                {
                    UseCookies = keepsCookies,
                    AllowAutoRedirect = keepsCookies,
                    Expect100ContinueTimeout = Wait.HangMax,
                }
            )
        )
        {
            BaseAddress = address,
        };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > LargeBytes;
        return base.SendAsync(request, cancellationToken);
    }
}
