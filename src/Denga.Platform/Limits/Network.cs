using System.Net;
using System.Net.Sockets;

namespace Denga.Platform.Limits;

/// <summary>What limits by address count as one: an address of version 4, and the 2^64 addresses of version 6 that a home or a rented machine
/// has.</summary>
public static class Network
{
    private const int HomeBytes = 8;

    /// <summary>Null for this machine itself, which is not limited, and when nobody knows.</summary>
    public static string? Of(IPAddress? address)
    {
        if (address is null)
            return null;
        // One client is the same by either of the two forms that a socket may give his address.
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return null;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(HomeBytes).Clear();
        return new IPAddress(bytes) + "/64";
    }

    /// <summary>Null also for what is no address.</summary>
    public static string? Of(string? address) => IPAddress.TryParse(address, out var read) ? Of(read) : null;
}
