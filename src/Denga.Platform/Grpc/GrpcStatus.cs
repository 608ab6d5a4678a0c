using Denga.Contracts;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RichStatus = Denga.Platform.Grpc.Wire.Status;

namespace Denga.Platform.Grpc;

/// <summary>The statuses of gRPC, their details in <c>google.rpc.Status</c>, and what they mean elsewhere.</summary>
internal static class GrpcStatus
{
    private const string DetailsMetadata = "grpc-status-details-bin";

    /// <summary>A call that ends with another status than OK.</summary>
    internal static RpcException Failure(StatusCode code, string detail, params IReadOnlyList<IMessage> details)
    {
        var metadata = new Metadata();
        if (details.Count > 0)
            metadata.Add(
                DetailsMetadata,
                new RichStatus
                {
                    Code = (int)code,
                    Message = detail,
                    Details = { details.Select(Any.Pack) },
                }.ToByteArray()
            );
        return new RpcException(new Status(code, detail), metadata);
    }

    /// <summary>What <see cref="Failure"/> added; empty when there is nothing or nothing readable.</summary>
    internal static IReadOnlyList<Any> Details(this RpcException failure)
    {
        try
        {
            return failure.Trailers.GetValueBytes(DetailsMetadata) is { } bytes ? [.. RichStatus.Parser.ParseFrom(bytes).Details] : [];
        }
        catch (InvalidProtocolBufferException)
        {
            return [];
        }
    }

    /// <summary>The HTTP status of a code, for the JSON form of a method.</summary>
    internal static int HttpStatus(this StatusCode code) =>
        code switch
        {
            StatusCode.OK => 200,
            StatusCode.Cancelled => 499,
            StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
            StatusCode.DeadlineExceeded => 504,
            StatusCode.NotFound => 404,
            StatusCode.AlreadyExists or StatusCode.Aborted => 409,
            StatusCode.PermissionDenied => 403,
            StatusCode.ResourceExhausted => 429,
            StatusCode.Unimplemented => 501,
            StatusCode.Unavailable => 503,
            StatusCode.Unauthenticated => 401,
            _ => 500,
        };

    internal static StatusCode Of(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Invalid => StatusCode.InvalidArgument,
            ErrorKind.Unauthorized => StatusCode.Unauthenticated,
            ErrorKind.Forbidden => StatusCode.PermissionDenied,
            ErrorKind.NotFound => StatusCode.NotFound,
            ErrorKind.Conflict => StatusCode.FailedPrecondition,
            ErrorKind.TooLarge => StatusCode.OutOfRange,
            ErrorKind.Limited => StatusCode.ResourceExhausted,
            ErrorKind.Unavailable => StatusCode.Unavailable,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    internal static ErrorKind Kind(this StatusCode code) =>
        code switch
        {
            StatusCode.InvalidArgument => ErrorKind.Invalid,
            StatusCode.Unauthenticated => ErrorKind.Unauthorized,
            StatusCode.PermissionDenied => ErrorKind.Forbidden,
            StatusCode.NotFound => ErrorKind.NotFound,
            StatusCode.FailedPrecondition or StatusCode.AlreadyExists => ErrorKind.Conflict,
            StatusCode.OutOfRange => ErrorKind.TooLarge,
            StatusCode.ResourceExhausted => ErrorKind.Limited,
            _ => ErrorKind.Unavailable,
        };
}
