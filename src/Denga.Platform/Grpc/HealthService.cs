using System.Collections.Concurrent;
using System.Threading.Channels;
using Denga.Platform.Grpc.Wire;
using Google.Protobuf;
using Microsoft.Extensions.Hosting;
using ServingStatus = Denga.Platform.Grpc.Wire.HealthCheckResponse.Types.ServingStatus;

namespace Denga.Platform.Grpc;

/// <summary>gRPC's own health checking: every service is served from the start until the process begins to stop.</summary>
internal sealed class HealthService
{
    private static readonly Google.Protobuf.Reflection.ServiceDescriptor Declared = HealthReflection.Descriptor.Services[0];
    private readonly HashSet<string> services;
    private readonly ConcurrentDictionary<Channel<ServingStatus>, bool> watchers = new();
    private volatile bool isStopping;

    internal HealthService(IEnumerable<string> services, IHostApplicationLifetime lifetime)
    {
        // The empty name is the whole server.
        this.services = new(services, StringComparer.Ordinal) { "" };
        lifetime.ApplicationStopping.Register(Stop);
    }

    internal IReadOnlyList<GrpcMethod> Methods =>
        [
            GrpcMethod.Unary<HealthCheckRequest>(Declared, "Check", (asked, _) => Task.FromResult(Check(asked)), isOpen: true),
            GrpcMethod.Unary<HealthListRequest>(Declared, "List", (_, _) => Task.FromResult(List()), isOpen: true),
            new(Declared.FindMethodByName("Watch"), Declared.FullName, Watch) { IsOpen = true },
        ];

    private ServingStatus Status => isStopping ? ServingStatus.NotServing : ServingStatus.Serving;

    private IMessage Check(HealthCheckRequest asked) =>
        services.Contains(asked.Service)
            ? new HealthCheckResponse { Status = Status }
            : throw new GrpcException(GrpcCode.NotFound, $"There is no service {asked.Service}.");

    private IMessage List()
    {
        var list = new HealthListResponse();
        foreach (var service in services)
            list.Statuses[service] = new HealthCheckResponse { Status = Status };
        return list;
    }

    /// <summary>The status at once, and again when it changes.</summary>
    private async Task Watch(GrpcCall call)
    {
        var asked = (HealthCheckRequest)await call.ReadOne();
        var changes = Channel.CreateUnbounded<ServingStatus>();
        watchers[changes] = true;
        try
        {
            var isKnown = services.Contains(asked.Service);
            var told = isKnown ? Status : ServingStatus.ServiceUnknown;
            await call.Write(new HealthCheckResponse { Status = told });
            while (true)
            {
                var status = await changes.Reader.ReadAsync(call.Cancel);
                if (isKnown && status != told)
                    await call.Write(new HealthCheckResponse { Status = told = status });
                if (isStopping)
                    return;
            }
        }
        finally
        {
            watchers.TryRemove(changes, out _);
        }
    }

    private void Stop()
    {
        isStopping = true;
        foreach (var watcher in watchers.Keys)
            watcher.Writer.TryWrite(ServingStatus.NotServing);
    }
}
