using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Denga.TestKit;

/// <summary>Places where nobody listens yet, for processes that must know each other's before they start. Below the ports that the system gives to
/// outgoing connections, and none twice for a long while: between being chosen and being listened on, a port is nobody's.</summary>
public static class Ports
{
    private const int First = 10_000;
    private const int Count = 20_000;
    private static int given = Random.Shared.Next(Count);

    public static int Free()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref given) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's.
            }
        }
    }

    public static Uri FreeAddress() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Free()}"));
}
