using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Denga.TestKit.Kafka;

/// <summary>Stands before a broker with one address on 127.0.0.1 and can be shut: to its clients the broker is then gone. In the broker's answers
/// its own address is put in place of the broker's, or clients would walk around it.</summary>
public sealed class KafkaGate : IAsyncDisposable
{
    private const int LengthBytes = 4;
    private static readonly byte[] Host = "127.0.0.1"u8.ToArray();
    private readonly int brokerPort;
    private readonly int port;
    private readonly ConcurrentDictionary<TcpClient, byte> open = new();
    private readonly CancellationTokenSource stop = new();
    private TcpListener listener;
    private Task accepting;

    /// <param name="servers">The broker's only address.</param>
    public KafkaGate(string servers)
    {
        brokerPort = int.Parse(servers.Split(':')[^1], CultureInfo.InvariantCulture);
        listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Accept(listener);
    }

    public string Servers => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    /// <summary>Refuses everybody, and cuts who is connected.</summary>
    public void Shut()
    {
        listener.Dispose();
        foreach (var client in open.Keys)
            client.Dispose();
    }

    public void Open()
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        accepting = Accept(listener);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        Shut();
        await accepting;
        stop.Dispose();
    }

    private async Task Accept(TcpListener from)
    {
        try
        {
            while (true)
                _ = Serve(await from.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It is shut.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var broker = new TcpClient();
        open[client] = 0;
        try
        {
            await broker.ConnectAsync(IPAddress.Loopback, brokerPort, stop.Token);
            var (outside, inside) = (client.GetStream(), broker.GetStream());
            await Task.WhenAny(outside.CopyToAsync(inside, stop.Token), Answers(inside, outside));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            open.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task Answers(NetworkStream broker, NetworkStream client)
    {
        var length = new byte[LengthBytes];
        while (true)
        {
            await broker.ReadExactlyAsync(length, stop.Token);
            var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await broker.ReadExactlyAsync(answer, stop.Token);
            Rename(answer);
            await client.WriteAsync(length, stop.Token);
            await client.WriteAsync(answer, stop.Token);
        }
    }

    /// <summary>An address in Kafka's protocol is the host's text and the port in four bytes.</summary>
    private void Rename(Span<byte> answer)
    {
        for (var at = answer.IndexOf(Host); at >= 0 && at + Host.Length + LengthBytes <= answer.Length; )
        {
            var place = answer.Slice(at + Host.Length, LengthBytes);
            if (BinaryPrimitives.ReadInt32BigEndian(place) == brokerPort)
                BinaryPrimitives.WriteInt32BigEndian(place, port);
            var next = answer[(at + Host.Length)..].IndexOf(Host);
            at = next < 0 ? -1 : at + Host.Length + next;
        }
    }
}
