using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denga.Bench.Servers;

/// <summary>A Bot API that costs next to nothing: answers what is ready-made, and tells who got a message and when.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private static readonly byte[] Yes = """{"ok":true,"result":true}"""u8.ToArray();
    private static readonly byte[] ChatName = "\"chat_id\":"u8.ToArray();
    private readonly WebApplication web;
    private Action<long, long>? answered;
    private long messages;
    private long taken;
    private long refused;

    private StandIn(WebApplication web) => this.web = web;

    internal string Address => web.Urls.First();

    /// <summary>Messages sent so far.</summary>
    internal long Messages => Interlocked.Read(ref messages);

    /// <summary>Answers so far to the question whether Stars may be taken: yes and no.</summary>
    internal (long Taken, long Refused) Checkouts => (Interlocked.Read(ref taken), Interlocked.Read(ref refused));

    internal static async Task<StandIn> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var web = builder.Build();
        var standIn = new StandIn(web);
        web.Run(standIn.Answer);
        await web.StartAsync();
        return standIn;
    }

    /// <summary>Told the chat and the moment of each message.</summary>
    internal void Listen(Action<long, long> listener) => answered = listener;

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var body = await reader.ReadAsync(context.RequestAborted);
        while (!body.IsCompleted)
        {
            reader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
            body = await reader.ReadAsync(context.RequestAborted);
        }
        if (context.Request.Path.Value!.EndsWith("/answerPreCheckoutQuery", StringComparison.OrdinalIgnoreCase))
            Interlocked.Increment(ref IsYes(body.Buffer) ? ref taken : ref refused);
        var isMessage = context.Request.Path.Value!.EndsWith("/sendMessage", StringComparison.OrdinalIgnoreCase);
        var chat = isMessage ? Chat(body.Buffer) : 0;
        reader.AdvanceTo(body.Buffer.End);
        context.Response.ContentType = "application/json";
        if (!isMessage)
        {
            context.Response.ContentLength = Yes.Length;
            await context.Response.BodyWriter.WriteAsync(Yes);
            return;
        }
        var number = Interlocked.Increment(ref messages);
        // Whoever waits goes on only after this answer is on its way.
        var at = Stopwatch.GetTimestamp();
        var answer = Encoding.ASCII.GetBytes(
            $$$"""{"ok":true,"result":{"message_id":{{{number}}},"date":1700000000,"chat":{"id":{{{chat}}},"type":"private"},"text":"-"}}"""
        );
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer);
        answered?.Invoke(chat, at);
    }

    private static bool IsYes(ReadOnlySequence<byte> body) =>
        (body.IsSingleSegment ? body.FirstSpan : body.ToArray()).IndexOf("\"ok\":true"u8) >= 0;

    private static long Chat(ReadOnlySequence<byte> body)
    {
        var bytes = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        var at = bytes.IndexOf(ChatName);
        return at >= 0 && Utf8Parser.TryParse(bytes[(at + ChatName.Length)..].TrimStart((byte)' '), out long chat, out _) ? chat : 0;
    }
}
