using Denga.Contracts;

namespace Denga.Platform.Grpc;

/// <summary>The status codes of gRPC, by their numbers on the wire.</summary>
internal enum GrpcCode
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>What the codes mean elsewhere.</summary>
internal static class GrpcCodes
{
    /// <summary>The HTTP status of a code, for the JSON form of a method.</summary>
    internal static int HttpStatus(this GrpcCode code) =>
        code switch
        {
            GrpcCode.Ok => 200,
            GrpcCode.Cancelled => 499,
            GrpcCode.InvalidArgument or GrpcCode.FailedPrecondition or GrpcCode.OutOfRange => 400,
            GrpcCode.DeadlineExceeded => 504,
            GrpcCode.NotFound => 404,
            GrpcCode.AlreadyExists or GrpcCode.Aborted => 409,
            GrpcCode.PermissionDenied => 403,
            GrpcCode.ResourceExhausted => 429,
            GrpcCode.Unimplemented => 501,
            GrpcCode.Unavailable => 503,
            GrpcCode.Unauthenticated => 401,
            _ => 500,
        };

    /// <summary>The code of an HTTP answer that says none itself: it comes from whoever stands between.</summary>
    internal static GrpcCode OfHttp(int status) =>
        status switch
        {
            400 or 431 => GrpcCode.Internal,
            401 => GrpcCode.Unauthenticated,
            403 => GrpcCode.PermissionDenied,
            404 => GrpcCode.Unimplemented,
            429 or 502 or 503 or 504 => GrpcCode.Unavailable,
            _ => GrpcCode.Unknown,
        };

    /// <summary>The code of a stream that was reset with an error code of HTTP/2.</summary>
    internal static GrpcCode OfReset(long error) =>
        error switch
        {
            7 => GrpcCode.Unavailable,
            8 => GrpcCode.Cancelled,
            11 => GrpcCode.ResourceExhausted,
            12 => GrpcCode.PermissionDenied,
            _ => GrpcCode.Internal,
        };

    internal static GrpcCode Of(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Invalid => GrpcCode.InvalidArgument,
            ErrorKind.Unauthorized => GrpcCode.Unauthenticated,
            ErrorKind.Forbidden => GrpcCode.PermissionDenied,
            ErrorKind.NotFound => GrpcCode.NotFound,
            ErrorKind.Conflict => GrpcCode.FailedPrecondition,
            ErrorKind.TooLarge => GrpcCode.OutOfRange,
            ErrorKind.Limited => GrpcCode.ResourceExhausted,
            ErrorKind.Unavailable => GrpcCode.Unavailable,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    internal static ErrorKind Kind(this GrpcCode code) =>
        code switch
        {
            GrpcCode.InvalidArgument => ErrorKind.Invalid,
            GrpcCode.Unauthenticated => ErrorKind.Unauthorized,
            GrpcCode.PermissionDenied => ErrorKind.Forbidden,
            GrpcCode.NotFound => ErrorKind.NotFound,
            GrpcCode.FailedPrecondition or GrpcCode.AlreadyExists => ErrorKind.Conflict,
            GrpcCode.OutOfRange => ErrorKind.TooLarge,
            GrpcCode.ResourceExhausted => ErrorKind.Limited,
            _ => ErrorKind.Unavailable,
        };
}
