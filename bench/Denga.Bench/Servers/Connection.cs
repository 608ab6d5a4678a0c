using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Denga.Bench.Servers;

/// <summary>One kept HTTP/1.1 connection. A plain socket, so that the driver takes little of the machine it measures.</summary>
internal sealed class Connection(Socket socket) : IDisposable
{
    private readonly byte[] buffer = new byte[64 * 1024];

    internal static async Task<Connection> Open(Uri address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        return new Connection(socket);
    }

    /// <summary>Sends, and answers the whole response, good until the next exchange; anything but 200 throws.</summary>
    internal async Task<ReadOnlyMemory<byte>> Exchange(byte[] request)
    {
        var (status, answer) = await Answer(request);
        return status == 200 ? answer : throw new IOException("The server answered " + Encoding.UTF8.GetString(answer.Span));
    }

    /// <summary>Sends, and answers the status with the whole response, good until the next exchange.</summary>
    internal async Task<(int Status, ReadOnlyMemory<byte> Response)> Answer(byte[] request)
    {
        await socket.SendAsync(request);
        var length = 0;
        while (!IsWhole(buffer.AsSpan(0, length)))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
                throw new IOException("The server closed the connection.");
            length += read;
        }
        return (int.Parse(buffer.AsSpan("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture), buffer.AsMemory(0, length));
    }

    public void Dispose() => socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> response)
    {
        var end = response.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var head = Encoding.ASCII.GetString(response[..end]);
        var body = response[(end + 4)..];
        if (head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            return body.EndsWith("0\r\n\r\n"u8);
        var at = head.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase);
        return at < 0 || body.Length >= int.Parse(head[(at + 15)..].Split("\r\n")[0], CultureInfo.InvariantCulture);
    }
}
