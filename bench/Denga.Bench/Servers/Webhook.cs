using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Denga.Bench.Servers;

/// <summary>Posts updates as Telegram does, on kept connections. A plain socket, so that the driver takes little of the machine it measures.</summary>
internal sealed class Webhook(Uri address, string secret) : IDisposable
{
    private readonly ConcurrentBag<Connection> idle = [];

    /// <summary>Completes when the receiver has answered 200.</summary>
    internal async Task Post(string json)
    {
        var body = Encoding.UTF8.GetByteCount(json);
        var request = Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"POST /hooks/telegram HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {body}\r\n\r\n{json}"
            )
        );
        if (!idle.TryTake(out var connection))
            connection = await Connection.Open(address);
        await connection.Exchange(request);
        idle.Add(connection);
    }

    public void Dispose()
    {
        foreach (var connection in idle)
            connection.Dispose();
    }

    private sealed class Connection(Socket socket) : IDisposable
    {
        private readonly byte[] buffer = new byte[4096];

        internal static async Task<Connection> Open(Uri address)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address.Host, address.Port);
            return new Connection(socket);
        }

        internal async Task Exchange(byte[] request)
        {
            await socket.SendAsync(request);
            var length = 0;
            while (!IsWhole(buffer.AsSpan(0, length)))
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(length));
                if (read == 0)
                    throw new IOException("The webhook's receiver closed the connection.");
                length += read;
            }
            if (!buffer.AsSpan().StartsWith("HTTP/1.1 200"u8))
                throw new IOException("The webhook's receiver answered " + Encoding.ASCII.GetString(buffer, 0, length));
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
}
