using System.ComponentModel.DataAnnotations;

namespace Denga.Platform.Grpc;

/// <summary>Settings under <c>Grpc</c>.</summary>
public sealed class GrpcOptions
{
    /// <summary>Where gRPC is answered, HTTP/2 without TLS, such as <c>http://127.0.0.1:8090</c>; the port is one of its own. Without it gRPC is not
    /// answered here.</summary>
    [Url]
    public string? Address { get; init; }

    /// <summary>The gRPC addresses of modules that run elsewhere, by module; what has none is asked over HTTP.</summary>
    public Dictionary<string, string> Modules { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Largest message that is taken, in bytes.</summary>
    [Range(1024, 67_108_864)]
    public int MessageBytesMax { get; init; } = 4 * 1024 * 1024;
}
