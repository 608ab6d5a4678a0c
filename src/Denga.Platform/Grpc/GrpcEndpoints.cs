using Denga.Platform.Grpc.Wire;
using Denga.Platform.Operations;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
        var methods = OperationDescription
            .All.Values.Select(d => (Described: d, Method: wire.Of(d)))
            .Where(m => m.Method is not null && operations.IsHere(m.Described.Type))
            .ToList();
        foreach (var (described, method) in methods.Where(m => m.Described.Path is null))
        {
            var (verb, path) = HttpForm.Of(method!);
            app.MapMethods(path, [verb], context => Rest(context, described, method!, operations, wire, signature))
                .ExcludeFromDescription();
        }
        var options = app.Services.GetRequiredService<GrpcOptions>();
        if (options.Address is null)
            return;
        var services = methods.Select(m => m.Method!.Service).Distinct().ToList();
        var health = new HealthService(services.Select(s => s.FullName), app.Services.GetRequiredService<IHostApplicationLifetime>());
        var reflection = new ReflectionService([.. services, HealthReflection.Descriptor.Services[0]]);
        var answered = methods.Select(m => new GrpcMethod(
            m.Method!,
            m.Method!.Service.FullName,
            call => call.AnswerOne(asked => WireMethods.Answer(m.Described, m.Method!, operations, asked, call.Cancel))
        ));
        new GrpcServer(
            [.. answered, .. health.Methods, .. reflection.Methods],
            [new GrpcTelemetry(), new GrpcCallers(signature)],
            wire.Rules,
            options,
            app.Services.GetRequiredService<TimeProvider>()
        ).Map(app);
    }

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
                throw new GrpcException(GrpcCode.Unauthenticated, "The call is not signed by a part of this system.");
            var asked = HttpForm.Read(context.Request, content.Span, method);
            await GrpcTelemetry.Serve(
                GrpcMethod.PathOf(method.Service.FullName, method),
                async () =>
                {
                    wire.Rules.Check(asked);
                    var answer = await WireMethods.Answer(described, method, operations, asked, context.RequestAborted);
                    await Write(context, GrpcCode.Ok, answer);
                }
            );
        }
        catch (GrpcException failure)
        {
            await Write(
                context,
                failure.Code,
                new Status
                {
                    Code = (int)failure.Code,
                    Message = failure.Message,
                    Details = { failure.Details },
                }
            );
        }
    }

    private static Task Write(HttpContext context, GrpcCode code, IMessage answer)
    {
        context.Response.StatusCode = code.HttpStatus();
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Formatter.Format(answer), context.RequestAborted);
    }
}
