using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Primitives;

namespace Denga.Platform.Grpc;

/// <summary>Stands around every method.</summary>
internal interface IGrpcInterceptor
{
    Task Serve(GrpcCall call, Func<Task> next);
}

/// <summary>Answers gRPC on Kestrel: frames, deadlines, cancellation, status.</summary>
internal sealed class GrpcServer(
    IReadOnlyList<GrpcMethod> methods,
    IReadOnlyList<IGrpcInterceptor> interceptors,
    Rules rules,
    GrpcOptions options,
    TimeProvider clock
)
{
    private const string ContentType = "application/grpc";
    internal const string StatusHeader = "grpc-status";
    internal const string MessageHeader = "grpc-message";
    internal const string DetailsHeader = "grpc-status-details-bin";

    /// <summary>Longer than any call may take, and within what timers take.</summary>
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromDays(7);

    internal void Map(IEndpointRouteBuilder routes)
    {
        foreach (var method in methods)
            routes.MapPost(method.Path, context => Serve(context, method)).ExcludeFromDescription();
    }

    /// <summary>Whether the request is gRPC, and its failures are to be told as gRPC tells them.</summary>
    internal static bool Speaks(HttpContext context)
    {
        var type = context.Request.ContentType;
        return type is not null
            && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
            && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';' or ' ');
    }

    /// <summary>Ends the call with a status, in headers when nothing was sent yet.</summary>
    internal static void End(HttpContext context, GrpcException failure)
    {
        Status(context, StatusHeader, ((int)failure.Code).ToString(CultureInfo.InvariantCulture));
        if (failure.Message.Length > 0)
            Status(context, MessageHeader, GrpcText.EncodeMessage(failure.Message));
        if (failure.DetailsHeader is { } details)
            Status(context, DetailsHeader, details);
    }

    private async Task Serve(HttpContext context, GrpcMethod method)
    {
        if (!Begin(context))
            return;
        // A stream may be slow and long; its messages are limited one by one.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        try
        {
            var encoding = EncodingOf(context);
            if (TimeoutOf(context) is { } timeout)
            {
                if (timeout <= TimeSpan.Zero)
                    throw new GrpcException(GrpcCode.DeadlineExceeded, "The deadline had passed when the call came.");
                late.CancelAfter(timeout);
            }
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
            var frames = new FrameReader(context.Request.BodyReader, encoding, options.MessageBytesMax);
            var call = new GrpcCall(method, context, frames, rules, either.Token);
            Func<Task> work = () => method.Answer(call);
            foreach (var interceptor in interceptors.Reverse())
            {
                var next = work;
                work = () => interceptor.Serve(call, next);
            }
            await work();
            if (!context.Response.HasStarted)
                await context.Response.StartAsync(either.Token);
            context.Response.AppendTrailer(StatusHeader, "0");
        }
        catch (GrpcException failure)
        {
            End(context, failure);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            End(context, new GrpcException(GrpcCode.DeadlineExceeded, "The deadline has passed."));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
    }

    private static bool Begin(HttpContext context)
    {
        if (!Speaks(context))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "h2c";
            return false;
        }
        context.Response.ContentType = ContentType;
        context.Response.Headers["grpc-accept-encoding"] = FrameReader.Encodings;
        return true;
    }

    private static string? EncodingOf(HttpContext context)
    {
        var encoding = context.Request.Headers["grpc-encoding"].ToString();
        return encoding switch
        {
            "" or "identity" => null,
            "gzip" => encoding,
            _ => throw new GrpcException(
                GrpcCode.Unimplemented,
                $"The compression {encoding} is not known here; send {FrameReader.Encodings}."
            ),
        };
    }

    private static TimeSpan? TimeoutOf(HttpContext context)
    {
        if (context.Request.Headers["grpc-timeout"] is not [{ Length: > 0 } header])
            return null;
        if (!GrpcText.TryTimeout(header, out var timeout))
            throw new GrpcException(GrpcCode.Internal, "grpc-timeout is not as gRPC has it.");
        return timeout < TimeoutMax ? timeout : TimeoutMax;
    }

    private static void Status(HttpContext context, string name, StringValues value)
    {
        if (context.Response.HasStarted)
            context.Response.AppendTrailer(name, value);
        else
            context.Response.Headers[name] = value;
    }
}
