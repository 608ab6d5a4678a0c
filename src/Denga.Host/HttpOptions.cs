using System.ComponentModel.DataAnnotations;

namespace Denga.Host;

/// <summary>Settings under <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Where to listen: one or more addresses separated by semicolons; port 0 takes a free one.</summary>
    [Required]
    public string Address { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Where people reach it from outside, such as <c>https://money.example.org</c>: links begin with it. Without it, the first address.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>Largest request body, in bytes.</summary>
    [Range(1024, 104_857_600)]
    public int BodyBytesMax { get; init; } = 1_048_576;

    /// <summary>New conversations per address and minute. This machine's own addresses are not limited.</summary>
    [Range(1, 1_000_000)]
    public int ConversationsPerMinute { get; init; } = 30;

    /// <summary>Other requests of the public API per address and second; bursts of ten times as many pass.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses and networks separated by commas; this machine's own by
    /// default, nobody when empty.</summary>
    public string TrustedProxies { get; init; } = "127.0.0.0/8,::1";

    /// <summary>Other sites whose pages may call the API, with a token: origins separated by commas.</summary>
    public string CorsOrigins { get; init; } = "";

    internal IReadOnlyList<string> Origins => Words(CorsOrigins);

    internal static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
