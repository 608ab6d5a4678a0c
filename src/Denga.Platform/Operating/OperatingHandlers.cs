using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Health;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Operating;

/// <summary>What operators ask about a module of this process.</summary>
internal sealed partial class OperatingHandlers(
    EventFigures figures,
    DeadLetters letters,
    HealthWatch health,
    IReadOnlyList<RegisteredModule> modules,
    ModuleSources sources,
    TimeProvider clock,
    ILogger<OperatingHandlers> log
)
    : IOperationHandler<ModuleState, StateOfModule>,
        IOperationHandler<DeadLettersOf, IReadOnlyList<DeadLetter>>,
        IOperationHandler<ResendEvent, Done>
{
    private static readonly Guid Process = Guid.CreateVersion7();

    public async Task<Result<StateOfModule>> Handle(ModuleState operation, CancellationToken cancel)
    {
        var looked = health.Look(cancel);
        var queues = KeepsEvents(operation) ? await figures.Read(cancel, operation.Module) : Array.Empty<QueueFigures>();
        return new StateOfModule(
            operation.Module,
            Process,
            queues is [var queue, ..] ? queue : null,
            [.. (await looked).Select(l => DependencyOf(l.Dependency, l.Answer))],
            await WorkOf(operation, cancel)
        );
    }

    public async Task<Result<IReadOnlyList<DeadLetter>>> Handle(DeadLettersOf operation, CancellationToken cancel) =>
        KeepsEvents(operation) ? (await letters.List(cancel, operation.Module)).ToArray() : [];

    public async Task<Result<Done>> Handle(ResendEvent operation, CancellationToken cancel)
    {
        if (!KeepsEvents(operation) || !await letters.SendAgain(operation.Event, operation.Person, cancel))
            return OperatingErrors.NoDeadLetter;
        Sent(operation.Person.ToString(), operation.Event);
        return Done.It;
    }

    private static Dependency DependencyOf(string name, HealthAnswer answer) =>
        new(name, (DependencyState)answer.State, answer.Detail, answer.Why?.Code, answer.Why?.Args);

    private async Task<IReadOnlyList<WorkFigures>?> WorkOf(ModuleState operation, CancellationToken cancel)
    {
        if (!sources.Has(operation.Module))
            return null;
        await using var connection = await sources.Of(operation.Module).OpenConnectionAsync(cancel);
        return await WorkRows.Figures(connection, operation.Module, schema: "", clock.GetUtcNow());
    }

    /// <summary>A front needs no database to answer for itself.</summary>
    private bool KeepsEvents(IAboutModule operation) => modules.Any(m => m.Name == operation.Module && m.HasSchema);

    [LoggerMessage(LogLevel.Information, "{Person} sent the event {EventId} again")]
    private partial void Sent(string person, Guid eventId);
}
