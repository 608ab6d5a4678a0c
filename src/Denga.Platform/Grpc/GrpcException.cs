using Denga.Platform.Grpc.Wire;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Denga.Platform.Grpc;

/// <summary>A call that ended with another status than OK.</summary>
internal sealed class GrpcException(GrpcCode code, string detail, params IReadOnlyList<Any> details) : Exception(detail)
{
    internal GrpcCode Code => code;

    /// <summary>Rich details, such as <see cref="ErrorInfo"/>.</summary>
    internal IReadOnlyList<Any> Details => details;

    /// <summary>The answer never came, so it may be that the call had its effect.</summary>
    internal bool MayHaveArrived { get; init; } = true;

    /// <summary>For <c>grpc-status-details-bin</c>, or null when there is nothing to add.</summary>
    internal string? DetailsHeader =>
        details.Count == 0
            ? null
            : Convert
                .ToBase64String(
                    new Status
                    {
                        Code = (int)code,
                        Message = Message,
                        Details = { details },
                    }.ToByteArray()
                )
                .TrimEnd('=');

    /// <summary>Reads what <see cref="DetailsHeader"/> writes, padded or not; what cannot be read says nothing.</summary>
    internal static IReadOnlyList<Any> ReadDetails(string? header)
    {
        if (header is null)
            return [];
        try
        {
            var bytes = Convert.FromBase64String(header.TrimEnd('=').PadRight((header.TrimEnd('=').Length + 3) / 4 * 4, '='));
            return [.. Status.Parser.ParseFrom(bytes).Details];
        }
        catch (Exception e) when (e is FormatException or InvalidProtocolBufferException)
        {
            return [];
        }
    }

    internal static Any Pack(IMessage detail) => Any.Pack(detail);
}
