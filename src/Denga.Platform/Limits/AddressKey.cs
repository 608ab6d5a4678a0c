using System.Net;
using System.Net.Sockets;

namespace Denga.Platform.Limits;

/// <summary>By what limits count a network address.</summary>
public static class AddressKey
{
    private const int HomeBytes = 8;

    /// <summary>A home has 2^64 addresses of version 6, so a /64 counts as one; one of version 4 as itself, however it is written. Null for this machine's
    /// own, which are not limited: a proxy there must limit by itself.</summary>
    public static string? Of(IPAddress address) =>
        IPAddress.IsLoopback(address) ? null
        : address.IsIPv4MappedToIPv6 ? Of(address.MapToIPv4())
        : address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, HomeBytes)) + "/64"
        : address.ToString();

    /// <summary>Null also for what is no address.</summary>
    public static string? Of(string? address) => IPAddress.TryParse(address, out var read) ? Of(read) : null;
}
