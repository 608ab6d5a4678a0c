using System.Diagnostics;
using Denga.Contracts;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Platform.Operations;

/// <summary>Where an operation is answered.</summary>
internal interface IOperationRoute
{
    Task<object> Ask(object operation, CancellationToken cancel);
}

/// <summary>Answers in this process: a call, a span and a duration.</summary>
internal sealed class LocalRoute<TOperation, TAnswer>(IServiceProvider services) : IOperationRoute
    where TOperation : IOperation<TAnswer>
{
    private static readonly string SpanName = typeof(TOperation).Name;
    private IOperationHandler<TOperation, TAnswer>? handler;

    public async Task<object> Ask(object operation, CancellationToken cancel)
    {
        handler ??= services.GetRequiredService<IOperationHandler<TOperation, TAnswer>>();
        using var span = Tracing.Source.StartActivity(SpanName);
        var start = Stopwatch.GetTimestamp();
        var code = "ok";
        try
        {
            var result = await handler.Handle((TOperation)operation, cancel);
            code = result.Error?.Code ?? "ok";
            span?.SetTag("denga.outcome", code);
            return result;
        }
        catch
        {
            code = "exception";
            span?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            Metrics.OperationSeconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("operation", SpanName), new("outcome", code));
        }
    }
}

/// <summary>A module that is switched off here and configured nowhere else.</summary>
internal sealed class OffRoute<TAnswer>(string module) : IOperationRoute
{
    public Task<object> Ask(object operation, CancellationToken cancel) =>
        Task.FromResult<object>(
            (Result<TAnswer>)
                new Error(
                    "module.off",
                    ErrorKind.Unavailable,
                    $"The module {module} is off. Set Modules:{module} to local or to its address."
                )
        );
}

/// <summary>Every module answers it for itself.</summary>
internal sealed class OfModuleRoute<TAnswer>(IReadOnlyDictionary<string, IOperationRoute> modules) : IOperationRoute
{
    public Task<object> Ask(object operation, CancellationToken cancel) =>
        modules.TryGetValue(((IOfModule)operation).Module, out var route)
            ? route.Ask(operation, cancel)
            : Task.FromResult<object>(
                (Result<TAnswer>)
                    Error.Invalid(
                        "request.invalid",
                        $"module: it is one of {string.Join(", ", modules.Keys.Order(StringComparer.Ordinal))}."
                    )
            );
}

internal sealed class OperationRoutes(IReadOnlyDictionary<Type, IOperationRoute> routes) : IOperations
{
    public async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel) =>
        (Result<TAnswer>)await routes[operation.GetType()].Ask(operation, cancel);

    /// <summary>Whether a module of this process answers it.</summary>
    internal bool IsHere(Type type) =>
        routes[type].GetType() is { IsGenericType: true } route && route.GetGenericTypeDefinition() == typeof(LocalRoute<,>);

    /// <summary>For the gateway, which knows the type at run time only. The answer is a boxed <see cref="Result{T}"/>.</summary>
    internal Task<object> Ask(Type type, object operation, CancellationToken cancel) => routes[type].Ask(operation, cancel);
}
