using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Denga.TestKit.Split;

/// <summary>Places where nobody listens yet, for processes that must know each other's before they start.</summary>
public static class Ports
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static Uri FreeAddress() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Free()}"));
}
