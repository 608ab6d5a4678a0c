using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Operating;

namespace Denga.Platform.Operations;

/// <summary>Asks the process that runs the module which the operation names.</summary>
internal sealed class AboutModuleRoute<TAnswer>(IReadOnlyDictionary<string, IOperationRoute> byModule) : IOperationRoute
{
    public Task<object> Ask(object operation, CancellationToken cancel) =>
        byModule.TryGetValue(((IAboutModule)operation).Module, out var route)
            ? route.Ask(operation, cancel)
            : Task.FromResult<object>((Result<TAnswer>)OperatingErrors.UnknownModule);
}
