using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Denga.Platform.Operations;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Denga.Platform.Grpc;

/// <summary>Calls gRPC methods of another process. Whatever is not OK is a <see cref="GrpcException"/>.</summary>
internal sealed class GrpcClient : IDisposable
{
    private static readonly MediaTypeHeaderValue ContentType = new("application/grpc");
    private readonly HttpClient http;
    private readonly OperationSignature? signature;
    private readonly int bytesMax;
    private readonly TimeProvider clock;

    internal GrpcClient(Uri address, OperationSignature? signature, TimeProvider clock, int bytesMax = 4 * 1024 * 1024)
    {
        this.signature = signature;
        this.bytesMax = bytesMax;
        this.clock = clock;
        http = new HttpClient(
            new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = TimeSpan.FromSeconds(60),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            }
        )
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose() => http.Dispose();

    internal async Task<IMessage> Ask(MethodDescriptor method, IMessage request, TimeSpan? atMost, CancellationToken cancel)
    {
        IMessage? answer = null;
        await GrpcTelemetry.Ask(
            PathOf(method),
            async () =>
            {
                await foreach (var message in Messages(method, request, atMost, cancel))
                    answer = answer is null
                        ? message
                        : throw new GrpcException(GrpcCode.Internal, "The method answers one message, and more came.");
                if (answer is null)
                    throw new GrpcException(GrpcCode.Internal, "The method answers one message, and none came.");
            }
        );
        return answer!;
    }

    /// <summary>The answers of a streaming method as they come.</summary>
    internal IAsyncEnumerable<IMessage> Stream(MethodDescriptor method, IMessage request, TimeSpan? atMost, CancellationToken cancel) =>
        Messages(method, request, atMost, cancel);

    private async IAsyncEnumerable<IMessage> Messages(
        MethodDescriptor method,
        IMessage request,
        TimeSpan? atMost,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        using var late = new CancellationTokenSource(atMost ?? Timeout.InfiniteTimeSpan, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        using var asked = Request(method, request, atMost);
        using var response = await Outside(() => http.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, either.Token), cancel);
        await ThrowUnlessGrpc(response);
        var body = await Outside(() => response.Content.ReadAsStreamAsync(either.Token), cancel);
        var encoding = response.Headers.TryGetValues("grpc-encoding", out var named) ? named.First() : null;
        var frames = new FrameReader(PipeReader.Create(body), encoding, bytesMax);
        while (await Outside(() => frames.Read(either.Token).AsTask(), cancel) is { } content)
        {
            IMessage message;
            try
            {
                message = method.OutputType.Parser.ParseFrom(content);
            }
            catch (InvalidProtocolBufferException)
            {
                throw new GrpcException(GrpcCode.Internal, $"An answer is no {method.OutputType.FullName}.");
            }
            yield return message;
        }
        ThrowUnlessOk(response.TrailingHeaders.Contains(GrpcServer.StatusHeader) ? response.TrailingHeaders : response.Headers);
    }

    private HttpRequestMessage Request(MethodDescriptor method, IMessage request, TimeSpan? atMost)
    {
        var frame = FrameReader.Write(request);
        var asked = new HttpRequestMessage(HttpMethod.Post, PathOf(method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        asked.Content.Headers.ContentType = ContentType;
        asked.Headers.TE.ParseAdd("trailers");
        asked.Headers.Add("grpc-accept-encoding", FrameReader.Encodings);
        if (atMost is { } left)
            asked.Headers.Add("grpc-timeout", GrpcText.Timeout(left));
        if (signature is not null)
            asked.Headers.Add(GrpcCallers.Metadata, signature.Sign(PathOf(method), frame.AsSpan(FrameReader.HeaderBytes)));
        return asked;
    }

    private static string PathOf(MethodDescriptor method) => GrpcMethod.PathOf(method.Service.FullName, method);

    /// <summary>What goes wrong on the way, in the words of gRPC.</summary>
    private static async Task<T> Outside<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new GrpcException(GrpcCode.DeadlineExceeded, "No answer came before the deadline.");
        }
        catch (HttpRequestException e)
        {
            throw new GrpcException(Reset(e.InnerException) ?? GrpcCode.Unavailable, e.Message)
            {
                MayHaveArrived = e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError),
            };
        }
        catch (IOException e)
        {
            throw new GrpcException(Reset(e) ?? Reset(e.InnerException) ?? GrpcCode.Unavailable, e.Message);
        }
    }

    private static GrpcCode? Reset(Exception? e) => e is HttpProtocolException reset ? GrpcCodes.OfReset(reset.ErrorCode) : null;

    private static async Task ThrowUnlessGrpc(HttpResponseMessage response)
    {
        if (response.Headers.Contains(GrpcServer.StatusHeader))
        {
            // A status before any message: there is nothing more to read.
            ThrowUnlessOk(response.Headers);
            return;
        }
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode == HttpStatusCode.OK && type is not null && type.StartsWith("application/grpc", StringComparison.Ordinal))
            return;
        await response.Content.LoadIntoBufferAsync();
        if (response.TrailingHeaders.Contains(GrpcServer.StatusHeader))
            ThrowUnlessOk(response.TrailingHeaders);
        var status = (int)response.StatusCode;
        throw new GrpcException(
            GrpcCodes.OfHttp(status),
            string.Create(CultureInfo.InvariantCulture, $"The answer is no gRPC: HTTP {status}, {type ?? "no content type"}.")
        );
    }

    private static void ThrowUnlessOk(HttpResponseHeaders headers)
    {
        if (One(headers, GrpcServer.StatusHeader) is not { } status)
            throw new GrpcException(GrpcCode.Unknown, "The answer has no grpc-status.");
        if (!int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code > (int)GrpcCode.Unauthenticated)
            throw new GrpcException(GrpcCode.Unknown, $"The answer has the grpc-status {status}.");
        if (code != (int)GrpcCode.Ok)
            throw new GrpcException(
                (GrpcCode)code,
                GrpcText.DecodeMessage(One(headers, GrpcServer.MessageHeader) ?? ""),
                GrpcException.ReadDetails(One(headers, GrpcServer.DetailsHeader))
            );
    }

    private static string? One(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First() : null;
}
