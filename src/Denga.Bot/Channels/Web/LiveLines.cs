using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Denga.Platform;
using Denga.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Denga.Bot.Channels.Web;

/// <summary>The way to an open page.</summary>
internal interface ILiveLine : IDisposable
{
    /// <param name="number">By which the page goes on here after a cut; null for a hint, which carries nothing that could be missed.</param>
    Task Tell(string name, object data, long? number, CancellationToken cancel);

    /// <summary>Nothing is new; whoever stands between must not take the line for dead.</summary>
    Task Ping(CancellationToken cancel);

    /// <summary>The last word.</summary>
    Task End(StreamEnd why, CancellationToken cancel);
}

/// <summary>Server-sent events.</summary>
internal sealed class EventStream : ILiveLine
{
    /// <summary>Whoever was replaced by his own newer streams would else replace one of them at once.</summary>
    private const int ReplacedRetryMilliseconds = 60_000;
    private readonly HttpResponse response;

    internal EventStream(HttpContext context)
    {
        response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // nginx must not collect what should arrive at once.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    public Task Tell(string name, object data, long? number, CancellationToken cancel) =>
        Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(number is null ? "" : $"id: {number}\n")}event: {name}\ndata: {JsonSerializer.Serialize(data, DengaJson.Options)}\n\n"
            ),
            cancel
        );

    public Task Ping(CancellationToken cancel) => Write(": ping\n\n", cancel);

    public Task End(StreamEnd why, CancellationToken cancel) =>
        why == StreamEnd.Replaced
            ? Write(
                string.Create(CultureInfo.InvariantCulture, $"retry: {ReplacedRetryMilliseconds}\nevent: replaced\ndata: {{}}\n\n"),
                cancel
            )
            : Task.CompletedTask;

    public void Dispose() { }

    private async Task Write(string text, CancellationToken cancel)
    {
        await response.WriteAsync(text, cancel);
        await response.Body.FlushAsync(cancel);
    }
}

/// <summary>Frames of a WebSocket: <c>{"event":"message","id":"12","data":{…}}</c>. What the page sends is passed over, and a page that sends much
/// is hung up on.</summary>
internal sealed class SocketLine : ILiveLine
{
    private const int FrameBytes = 256;
    private const int HeardBytesMax = 64 * 1024;
    private readonly WebSocket socket;

    private SocketLine(WebSocket socket) => this.socket = socket;

    /// <param name="over">Cancelled when the page closes the line.</param>
    internal static async Task<SocketLine> Open(HttpContext context, CancellationTokenSource over)
    {
        var line = new SocketLine(await context.WebSockets.AcceptWebSocketAsync());
        _ = line.AwaitEnd(over, context.RequestAborted);
        return line;
    }

    public Task Tell(string name, object data, long? number, CancellationToken cancel) =>
        Send(
            new
            {
                @event = name,
                id = number?.ToString(CultureInfo.InvariantCulture),
                data,
            },
            cancel
        );

    public Task Ping(CancellationToken cancel) => Send(new { @event = "ping" }, cancel);

    /// <summary>RFC 6455: 1008, a rule forbids to go on; 1013 (registered since), come back later.</summary>
    public Task End(StreamEnd why, CancellationToken cancel) =>
        why switch
        {
            StreamEnd.SignedOut => socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "The session has ended.", cancel),
            StreamEnd.Replaced => socket.CloseOutputAsync((WebSocketCloseStatus)1013, "Replaced by newer streams.", cancel),
            _ => Task.CompletedTask,
        };

    public void Dispose() => socket.Dispose();

    private Task Send(object frame, CancellationToken cancel) =>
        socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(frame, DengaJson.Options),
            WebSocketMessageType.Text,
            endOfMessage: true,
            cancel
        );

    /// <param name="token">Not the end of the line: a receive that is called off breaks the socket before our last word is said.</param>
    private async Task AwaitEnd(CancellationTokenSource over, CancellationToken token)
    {
        try
        {
            var frame = new byte[FrameBytes];
            for (var heard = 0; heard <= HeardBytesMax; )
            {
                var came = await socket.ReceiveAsync(frame.AsMemory(), token);
                if (came.MessageType == WebSocketMessageType.Close)
                    break;
                heard += came.Count;
            }
            var status =
                socket.State == WebSocketState.CloseReceived ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.MessageTooBig;
            await socket.CloseOutputAsync(status, statusDescription: null, token);
            await over.CancelAsync();
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It broke, or our side ended first.
        }
    }
}
