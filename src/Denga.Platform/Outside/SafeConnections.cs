using System.Net;
using System.Net.Sockets;

namespace Denga.Platform.Outside;

/// <summary>Connects to addresses of the public internet alone, so that nobody reaches by an address that he gives what only this machine can. A name is
/// resolved once, and the address that was checked is the one that is connected to: what the name says a moment later does not count. Each module that calls
/// such addresses has its own, with the private hosts of its settings.</summary>
public class SafeConnections
{
    /// <summary>Loopback, link-local, private, shared, documentation, benchmarks, multicast, reserved: RFC 6890 and the registries of IANA.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    /// <summary>Of IPv6 what is handed out is public, less what carries IPv4 addresses or is for documents.</summary>
    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotPublic6 =
    [
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("3fff::/20"),
    ];

    private readonly HashSet<string> privateHosts;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;

    /// <param name="hosts">Separated by commas: of the operator's own network, wherever their names lead.</param>
    /// <param name="resolve">In place of the system's resolver.</param>
    public SafeConnections(string hosts, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        privateHosts = hosts
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        this.resolve = resolve ?? Dns.GetHostAddressesAsync;
    }

    public bool IsPrivate(string host) => privateHosts.Contains(host);

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(NotPublic, n => n.Contains(address))
            : Public6.Contains(address) && !Array.Exists(NotPublic6, n => n.Contains(address));
    }

    /// <summary>Those that may be connected to. None where one of them may not be: a name of both sorts is a trick.</summary>
    public async Task<IReadOnlyList<IPAddress>> Allowed(string host, CancellationToken cancel)
    {
        var all = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await resolve(host, cancel);
        return IsPrivate(host) || Array.TrueForAll(all, IsPublic) ? all : [];
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var allowed = await Allowed(context.DnsEndPoint.Host, cancel);
        if (allowed.Count == 0)
            throw new AddressRefusedException(context.DnsEndPoint.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        NetworkStream? stream = null;
        try
        {
            await socket.ConnectAsync([.. allowed], context.DnsEndPoint.Port, cancel);
            return stream = new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (stream is null)
                socket.Dispose();
        }
    }
}

/// <summary>An address that nobody outside may have called.</summary>
public sealed class AddressRefusedException(string host) : IOException($"{host} is not of the public internet.");
