using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Denga.Bench.Measuring;

namespace Denga.Bench.Servers;

/// <summary>Sends ready requests on so many kept connections, and measures how long each waited for its answer.</summary>
internal sealed class Provider : IDisposable
{
    private readonly Connection[] connections;

    private Provider(Connection[] connections) => this.connections = connections;

    internal static async Task<Provider> Connect(Uri address, int connections)
    {
        var opened = new Connection[connections];
        for (var n = 0; n < connections; n++)
            opened[n] = await Connection.Open(address);
        return new Provider(opened);
    }

    /// <summary>Each connection sends the next when its last was answered.</summary>
    internal async Task<Durations> ClosedLoop(IEnumerable<byte[]> requests, CancellationToken cancel)
    {
        var left = new ConcurrentQueue<byte[]>(requests);
        return await Loop(() => left.TryDequeue(out var request) ? request : null, cancel);
    }

    /// <param name="next">Null: it is enough.</param>
    internal async Task<Durations> Loop(Func<byte[]?> next, CancellationToken cancel)
    {
        var took = new ConcurrentBag<long>();
        await Task.WhenAll(
            connections.Select(connection =>
                Task.Run(
                    async () =>
                    {
                        while (next() is { } request)
                        {
                            var start = Stopwatch.GetTimestamp();
                            await connection.Exchange(request);
                            took.Add(Stopwatch.GetTimestamp() - start);
                        }
                    },
                    cancel
                )
            )
        );
        return new Durations(took);
    }

    /// <summary>So many a second, whether the earlier ones are answered or not; waiting counts from the moment a request was due.</summary>
    internal async Task<Durations> OpenLoop(double perSecond, TimeSpan length, Func<int, byte[]> request, CancellationToken cancel)
    {
        var idle = Channel.CreateUnbounded<Connection>();
        foreach (var connection in connections)
            idle.Writer.TryWrite(connection);
        var count = (int)(perSecond * length.TotalSeconds);
        var sent = new List<Task<long>>(count);
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; n < count; n++)
        {
            var (due, body) = (start + (long)(n / perSecond * Stopwatch.Frequency), request(n));
            while (Stopwatch.GetTimestamp() < due)
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancel);
            sent.Add(Task.Run(() => Send(body, due), cancel));
        }
        return new Durations(await Task.WhenAll(sent));

        async Task<long> Send(byte[] body, long due)
        {
            var connection = await idle.Reader.ReadAsync(cancel);
            await connection.Exchange(body);
            idle.Writer.TryWrite(connection);
            return Stopwatch.GetTimestamp() - due;
        }
    }

    public void Dispose()
    {
        foreach (var connection in connections)
            connection.Dispose();
    }
}
