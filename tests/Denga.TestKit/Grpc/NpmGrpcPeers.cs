using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.TestKit.Server;

namespace Denga.TestKit.Grpc;

/// <summary>The npm package @grpc/grpc-js as a server, run by Node as a child process; what it does is in tests/peers/grpc-js/server.js.</summary>
public sealed class NpmGrpcServer : IAsyncDisposable
{
    private readonly Process process;

    private NpmGrpcServer(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<NpmGrpcServer> Start()
    {
        var process = NpmGrpc.Start("server.js");
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
        return new NpmGrpcServer(process, new Uri(address));
    }

    public ValueTask DisposeAsync() => NpmGrpc.Stop(process);
}

/// <summary>The same package as a client: tests/peers/grpc-js/client.js.</summary>
public sealed class NpmGrpcClient : IAsyncDisposable
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> waiting = new();
    private readonly Process process;
    private readonly Task reading;
    private int last;

    private NpmGrpcClient(Process process)
    {
        this.process = process;
        reading = Read();
    }

    public static NpmGrpcClient Start() =>
        new(
            NpmGrpc.Start(
                "client.js",
                Path.Combine(TestDatabase.Root, "src/Denga.Contracts/Protos"),
                Path.Combine(TestDatabase.Root, "src/Denga.Platform/Grpc/Protos"),
                Path.Combine(TestDatabase.Root, "tests/peers/grpc-js/protos")
            )
        );

    /// <param name="call">What client.js takes, such as <c>{ address, service, method, request }</c>.</param>
    public async Task<GrpcOutcome> Call(JsonObject call)
    {
        var id = Interlocked.Increment(ref last);
        call["id"] = id;
        var answer = waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await process.StandardInput.WriteLineAsync(call.ToJsonString());
        await process.StandardInput.FlushAsync();
        var outcome = await answer.Task.WaitAsync(HangMax);
        return new GrpcOutcome(
            outcome.GetProperty("code").GetInt32(),
            outcome.GetProperty("message").GetString()!,
            [.. outcome.GetProperty("answers").EnumerateArray()],
            outcome.TryGetProperty("details", out var details) ? Convert.FromHexString(details.GetString()!) : []
        );
    }

    public async ValueTask DisposeAsync()
    {
        await NpmGrpc.Stop(process);
        await reading;
    }

    private async Task Read()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var answer = JsonDocument.Parse(line).RootElement;
            if (waiting.TryRemove(answer.GetProperty("id").GetInt32(), out var caller))
                caller.TrySetResult(answer);
        }
    }
}

/// <param name="Details">grpc-status-details-bin.</param>
public sealed record GrpcOutcome(int Code, string Message, IReadOnlyList<JsonElement> Answers, byte[] Details);

internal static class NpmGrpc
{
    internal static Process Start(string script, params string[] arguments)
    {
        var peer = Path.Combine(TestDatabase.Root, "tests", "peers", "grpc-js");
        if (!Directory.Exists(Path.Combine(peer, "node_modules", "@grpc", "grpc-js")))
            throw new InvalidOperationException("Run npm ci in tests/peers/grpc-js.");
        return ChildProcess.Start(
            new ProcessStartInfo("node", [script, .. arguments])
            {
                WorkingDirectory = peer,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            }
        );
    }

    internal static async ValueTask Stop(Process process)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
