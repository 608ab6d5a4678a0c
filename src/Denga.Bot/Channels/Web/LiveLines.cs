using System.Net.WebSockets;
using System.Text.Json;
using Denga.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Denga.Bot.Channels.Web;

/// <summary>The way to an open page.</summary>
internal interface ILiveLine : IDisposable
{
    Task Tell(string name, object data, CancellationToken cancel);

    /// <summary>Nothing is new; whoever stands between must not take the line for dead.</summary>
    Task Ping(CancellationToken cancel);
}

/// <summary>Server-sent events.</summary>
internal sealed class EventStream : ILiveLine
{
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

    public Task Tell(string name, object data, CancellationToken cancel) =>
        Write($"event: {name}\ndata: {JsonSerializer.Serialize(data, DengaJson.Options)}\n\n", cancel);

    public Task Ping(CancellationToken cancel) => Write(": ping\n\n", cancel);

    public void Dispose() { }

    private async Task Write(string text, CancellationToken cancel)
    {
        await response.WriteAsync(text, cancel);
        await response.Body.FlushAsync(cancel);
    }
}

/// <summary>Frames of a WebSocket: <c>{"event":"message","data":{…}}</c>. What the page sends is not read.</summary>
internal sealed class SocketLine : ILiveLine
{
    private const int FrameBytes = 256;
    private readonly WebSocket socket;

    private SocketLine(WebSocket socket) => this.socket = socket;

    /// <param name="over">Cancelled when the page closes the line.</param>
    internal static async Task<SocketLine> Open(HttpContext context, CancellationTokenSource over)
    {
        var line = new SocketLine(await context.WebSockets.AcceptWebSocketAsync());
        _ = line.AwaitEnd(over);
        return line;
    }

    public Task Tell(string name, object data, CancellationToken cancel) => Send(new { @event = name, data }, cancel);

    public Task Ping(CancellationToken cancel) => Send(new { @event = "ping" }, cancel);

    public void Dispose() => socket.Dispose();

    private Task Send(object frame, CancellationToken cancel) =>
        socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(frame, DengaJson.Options),
            WebSocketMessageType.Text,
            endOfMessage: true,
            cancel
        );

    private async Task AwaitEnd(CancellationTokenSource over)
    {
        var token = over.Token;
        try
        {
            var frame = new byte[FrameBytes];
            while ((await socket.ReceiveAsync(frame.AsMemory(), token)).MessageType != WebSocketMessageType.Close) { }
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, token);
            await over.CancelAsync();
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It broke, or our side ended first.
        }
    }
}
