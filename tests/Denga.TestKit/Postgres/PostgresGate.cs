using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Denga.TestKit.Postgres;

/// <summary>Stands between Denga and PostgreSQL and can lose an answer: what was asked is done and committed, and who asked never learns it.</summary>
public sealed class PostgresGate : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly UnixDomainSocketEndPoint server;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> open = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private volatile Loss? wanted;

    /// <param name="connectionString">Of a server on a socket.</param>
    public PostgresGate(string connectionString)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        server = new UnixDomainSocketEndPoint(Path.Combine(to.Host!, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{to.Port}")));
        listener.Start();
        to.Host = IPAddress.Loopback.ToString();
        to.Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        ConnectionString = to.ConnectionString;
        accepting = Accept();
    }

    /// <summary>The server's, by way of the gate.</summary>
    public string ConnectionString { get; }

    /// <summary>Loses the answer to the next request that contains the text, and cuts its connection; completes then.</summary>
    public Task LoseAnswerTo(string text)
    {
        var loss = new Loss(
            System.Text.Encoding.UTF8.GetBytes(text),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        wanted = loss;
        return loss.Lost.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        foreach (var socket in open.Keys)
            socket.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptSocketAsync(stop.Token));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It is shut.
        }
    }

    private async Task Serve(Socket client)
    {
        using var postgres = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        open[client] = 0;
        try
        {
            await postgres.ConnectAsync(server, stop.Token);
            var connection = new Connection(client, postgres);
            await Task.WhenAny(Requests(connection), Answers(connection));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut.
        }
        finally
        {
            open.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task Requests(Connection connection)
    {
        var buffer = new byte[BufferBytes];
        while (await connection.Client.ReceiveAsync(buffer, stop.Token) is var count and > 0)
        {
            if (wanted is { } loss && buffer.AsSpan(0, count).IndexOf(loss.Text) >= 0)
                (wanted, connection.Loss) = (null, loss);
            await connection.Postgres.SendAsync(buffer.AsMemory(0, count), stop.Token);
        }
    }

    /// <summary>PostgreSQL answers a pipeline when all of it is done, so at the first byte the commit is.</summary>
    private async Task Answers(Connection connection)
    {
        var buffer = new byte[BufferBytes];
        while (await connection.Postgres.ReceiveAsync(buffer, stop.Token) is var count and > 0)
        {
            if (connection.Loss is { } loss)
            {
                connection.Client.Close();
                loss.Lost.SetResult();
                return;
            }
            await connection.Client.SendAsync(buffer.AsMemory(0, count), stop.Token);
        }
    }

    private sealed record Loss(byte[] Text, TaskCompletionSource Lost);

    private sealed class Connection(Socket client, Socket postgres)
    {
        private volatile Loss? loss;

        internal Socket Client => client;

        internal Socket Postgres => postgres;

        internal Loss? Loss
        {
            get => loss;
            set => loss = value;
        }
    }
}
