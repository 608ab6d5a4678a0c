using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Denga.Bench.Servers;

/// <summary>Posts updates as Telegram does, on kept connections.</summary>
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
}
