using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denga.TestKit.Telemetry;

/// <param name="Service">The resource's <c>service.name</c>.</param>
/// <param name="Parent">Empty at the root of a trace.</param>
/// <param name="Kind">1 internal, 2 server, 3 client, 4 producer, 5 consumer.</param>
/// <param name="Tags">The attributes that are strings.</param>
public sealed record CollectedSpan(
    string Service,
    string Trace,
    string Id,
    string Parent,
    string Name,
    int Kind,
    IReadOnlyDictionary<string, string> Tags
);

/// <summary>A collector that takes OTLP over HTTP (protobuf) and keeps it. Source: opentelemetry-proto, <c>trace.proto</c>, <c>metrics.proto</c>
/// and specification.md 1.x.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<CollectedSpan> spans = new();
    private readonly ConcurrentQueue<(string Service, string Name)> metrics = new();
    private readonly ConcurrentQueue<string> violations = new();

    private OtlpCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(Take);
    }

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string Address => app.Urls.First();

    public IReadOnlyCollection<CollectedSpan> Spans => spans;

    public IReadOnlyCollection<(string Service, string Name)> Metrics => metrics;

    /// <summary>Requests that are not as the protocol has them.</summary>
    public IReadOnlyCollection<string> Violations => violations;

    public static async Task<OtlpCollector> Start()
    {
        var collector = new OtlpCollector();
        await collector.app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        var request = context.Request;
        var isTraces = request.Path == "/v1/traces";
        if (
            request.Method != HttpMethods.Post
            || request.ContentType != "application/x-protobuf"
            || !isTraces && request.Path != "/v1/metrics"
        )
        {
            violations.Enqueue($"{request.Method} {request.Path} {request.ContentType}");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        using var body = new MemoryStream();
        if (request.Headers.ContentEncoding == "gzip")
        {
            await using var unpacked = new GZipStream(request.Body, CompressionMode.Decompress);
            await unpacked.CopyToAsync(body, context.RequestAborted);
        }
        else
            await request.Body.CopyToAsync(body, context.RequestAborted);
        // Export…ServiceRequest: repeated Resource… = 1.
        foreach (var resource in Messages(body.ToArray(), 1))
            Keep(resource, isTraces);
        // An empty Export…ServiceResponse: everything was taken.
        context.Response.ContentType = "application/x-protobuf";
    }

    /// <summary>ResourceSpans and ResourceMetrics: resource = 1, scope… = 2; ScopeSpans and ScopeMetrics: span or metric = 2.</summary>
    private void Keep(ReadOnlyMemory<byte> resource, bool isTraces)
    {
        var service = Messages(resource, 1).Select(r => Tags(r, 1)).First().GetValueOrDefault("service.name", "");
        foreach (var scope in Messages(resource, 2))
        foreach (var item in Messages(scope, 2))
        {
            if (isTraces)
                spans.Enqueue(Span(service, item));
            else
                metrics.Enqueue((service, Text(item, 1)));
        }
    }

    private static CollectedSpan Span(string service, ReadOnlyMemory<byte> span) =>
        new(
            service,
            Hex(span, 1),
            Hex(span, 2),
            Hex(span, 4),
            Text(span, 5),
            (int)Protobuf.Read(span).FirstOrDefault(f => f.Number == 6).Value,
            Tags(span, 9)
        );

    /// <summary>KeyValue: key = 1, value = 2; AnyValue: string_value = 1.</summary>
    private static Dictionary<string, string> Tags(ReadOnlyMemory<byte> message, int field)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Messages(message, field))
        foreach (var value in Messages(pair, 2))
            tags[Text(pair, 1)] = Text(value, 1);
        return tags;
    }

    private static string Hex(ReadOnlyMemory<byte> message, int field) =>
        Convert.ToHexStringLower(Messages(message, field).FirstOrDefault().Span);

    private static string Text(ReadOnlyMemory<byte> message, int field) =>
        Encoding.UTF8.GetString(Messages(message, field).FirstOrDefault().Span);

    private static IEnumerable<ReadOnlyMemory<byte>> Messages(ReadOnlyMemory<byte> message, int field) =>
        Protobuf.Read(message).Where(f => f.Number == field && f.IsBytes).Select(f => f.Bytes);
}

/// <summary>The fields of a protobuf message as they stand on the wire.</summary>
internal static class Protobuf
{
    internal readonly record struct Field(int Number, ulong Value, ReadOnlyMemory<byte> Bytes, bool IsBytes);

    internal static IReadOnlyList<Field> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<Field>();
        var at = 0;
        while (at < message.Length)
        {
            var key = Number(message.Span, ref at);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add(new Field(number, Number(message.Span, ref at), default, IsBytes: false));
                    break;
                case 1:
                    at += sizeof(ulong);
                    break;
                case 2:
                    var length = (int)Number(message.Span, ref at);
                    fields.Add(new Field(number, 0, message.Slice(at, length), IsBytes: true));
                    at += length;
                    break;
                case 5:
                    at += sizeof(uint);
                    break;
                default:
                    throw new InvalidDataException($"Field {number} has a wire type that protobuf does not have.");
            }
        }
        return fields;
    }

    private static ulong Number(ReadOnlySpan<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
