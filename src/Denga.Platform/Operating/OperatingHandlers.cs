using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Events;
using Denga.Platform.Health;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Operating;

/// <summary>What operators ask about a module of this process.</summary>
internal sealed partial class OperatingHandlers(
    EventFigures figures,
    DeadLetters letters,
    HealthWatch health,
    IReadOnlyList<RegisteredModule> modules,
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
            [.. (await looked).Select(l => new Dependency(l.Dependency, (DependencyState)l.Answer.State, l.Answer.Detail))]
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

    /// <summary>A front needs no database to answer for itself.</summary>
    private bool KeepsEvents(IAboutModule operation) => modules.Any(m => m.Name == operation.Module && m.HasSchema);

    [LoggerMessage(LogLevel.Information, "{Person} sent the event {EventId} again")]
    private partial void Sent(string person, Guid eventId);
}
