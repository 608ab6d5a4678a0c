using Denga.Platform.Grpc.Wire;
using Denga.Platform.Operations;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RichStatus = Denga.Platform.Grpc.Wire.Status;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Denga.Platform.Grpc;

/// <summary>The methods of operations, over gRPC and, for those without a public REST endpoint, over the REST form of their proto. Both are for parts of
/// this system only, which sign what they send.</summary>
internal static class GrpcEndpoints
{
    private static readonly JsonFormatter Formatter = new(
        JsonFormatter
            .Settings.Default.WithFormatDefaultValues(true)
            .WithTypeRegistry(
                TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor, StatusReflection.Descriptor, ValidateReflection.Descriptor)
            )
    );

    internal static void Map(WebApplication app, OperationRoutes operations, OperationSignature signature)
    {
        var wire = app.Services.GetRequiredService<WireMethods>();
        foreach (var (described, method) in wire.Here(operations).Where(m => m.Described.Path is null))
        {
            var (verb, path) = HttpForm.Of(method);
            app.MapMethods(path, [verb], context => Rest(context, described, method, operations, wire, signature)).ExcludeFromDescription();
        }
        if (app.Services.GetRequiredService<GrpcOptions>().Address is null)
            return;
        app.MapGrpcService<OperationServices>();
        app.MapGrpcService<HealthServiceImpl>();
        app.MapGrpcService<ReflectionV1ServiceImpl>();
        app.MapGrpcService<ReflectionServiceImpl>();
    }

    /// <summary>gRPC on Kestrel, with its own health (every service is served until the process begins to stop) and reflection.</summary>
    internal static void Add(IServiceCollection services, GrpcOptions options, Func<IServiceProvider, OperationSignature> signature)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MessageBytesMax;
            grpc.Interceptors.Add<GrpcTelemetry>();
        });
        services.AddSingleton<GrpcTelemetry>();
        services.AddSingleton<IServiceMethodProvider<OperationServices>>(provider =>
            ActivatorUtilities.CreateInstance<GrpcMethods>(provider, signature(provider))
        );
        services.AddSingleton(Health);
        services.AddSingleton(provider => new ReflectionServiceImpl(Described(provider)));
        services.AddSingleton(provider => new ReflectionV1ServiceImpl(Described(provider)));
    }

    private static HealthServiceImpl Health(IServiceProvider provider)
    {
        var health = new HealthServiceImpl();
        // The empty name is the whole server.
        string[] names = ["", .. Services(provider).Select(s => s.FullName)];
        foreach (var name in names)
            health.SetStatus(name, HealthCheckResponse.Types.ServingStatus.Serving);
        provider
            .GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopping.Register(() =>
            {
                foreach (var name in names)
                    health.SetStatus(name, HealthCheckResponse.Types.ServingStatus.NotServing);
            });
        return health;
    }

    private static IEnumerable<ServiceDescriptor> Services(IServiceProvider provider) =>
        provider
            .GetRequiredService<WireMethods>()
            .Here(provider.GetRequiredService<OperationRoutes>())
            .Select(m => m.Method.Service)
            .Distinct();

    private static ServiceDescriptor[] Described(IServiceProvider provider) =>
        [
            .. Services(provider),
            global::Grpc.Health.V1.Health.Descriptor,
            global::Grpc.Reflection.V1.ServerReflection.Descriptor,
            global::Grpc.Reflection.V1Alpha.ServerReflection.Descriptor,
        ];

    private static async Task Rest(
        HttpContext context,
        OperationDescription described,
        MethodDescriptor method,
        OperationRoutes operations,
        WireMethods wire,
        OperationSignature signature
    )
    {
        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var content = body.GetBuffer().AsMemory(0, (int)body.Length);
            var name = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
            if (!signature.Matches(context.Request.Headers[OperationSignature.Header], name, content.Span))
                throw GrpcStatus.Failure(StatusCode.Unauthenticated, "The call is not signed by a part of this system.");
            CallOrigin.Current = CallOrigin.Read(context.Request.Headers[CallOrigin.Header], name, signature);
            var asked = HttpForm.Read(context.Request, content.Span, method);
            var answer = await GrpcTelemetry.Serve(
                GrpcMethods.Of(method).FullName,
                () =>
                {
                    wire.Rules.Check(asked);
                    return WireMethods.Answer(described, method, operations, asked, context.RequestAborted);
                }
            );
            await Write(context, StatusCode.OK, answer);
        }
        catch (RpcException failure)
        {
            await Write(
                context,
                failure.StatusCode,
                new RichStatus
                {
                    Code = (int)failure.StatusCode,
                    Message = failure.Status.Detail,
                    Details = { failure.Details() },
                }
            );
        }
    }

    private static Task Write(HttpContext context, StatusCode code, IMessage answer)
    {
        context.Response.StatusCode = code.HttpStatus();
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Formatter.Format(answer), context.RequestAborted);
    }
}
