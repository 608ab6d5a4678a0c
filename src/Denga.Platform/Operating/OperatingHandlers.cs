using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Health;
using Denga.Platform.Operations;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Operating;

/// <summary>What operators ask about a module of this process.</summary>
internal sealed partial class OperatingHandlers(
    QueueWatch queues,
    DeadLetters letters,
    HealthWatch health,
    ModuleSources sources,
    ILogger<OperatingHandlers> log
)
    : IOperationHandler<ModuleState, StateOfModule>,
        IOperationHandler<DeadLettersOf, IReadOnlyList<DeadLetter>>,
        IOperationHandler<ResendEvent, Done>,
        IOperationHandler<SendAgain, Done>,
        IOperationHandler<DeliverAgain, Done>
{
    private static readonly Guid Process = Guid.CreateVersion7();

    public async Task<Result<StateOfModule>> Handle(ModuleState operation, CancellationToken cancel)
    {
        var looked = health.Look(cancel);
        (QueueFigures Events, IReadOnlyList<WorkFigures> Work)? waiting = HasTables(operation)
            ? await queues.Read(operation.Module, cancel)
            : null;
        return new StateOfModule(
            operation.Module,
            Process,
            waiting?.Events,
            [.. (await looked).Select(l => DependencyOf(l.Dependency, l.Answer))],
            waiting?.Work
        );
    }

    public async Task<Result<IReadOnlyList<DeadLetter>>> Handle(DeadLettersOf operation, CancellationToken cancel) =>
        HasTables(operation) ? await letters.List(operation.Module, cancel) : [];

    public Task<Result<Done>> Handle(ResendEvent operation, CancellationToken cancel) =>
        Send(operation, operation.Event, operation.Person, cancel);

    public Task<Result<Done>> Handle(SendAgain operation, CancellationToken cancel) => Send(operation, operation.Event, by: null, cancel);

    public async Task<Result<Done>> Handle(DeliverAgain operation, CancellationToken cancel) =>
        HasTables(operation) ? await letters.Redeliver(operation.Module, operation.Event) : OperatingErrors.NoDeadLetter;

    private async Task<Result<Done>> Send(IAboutModule operation, Guid eventId, PersonId? by, CancellationToken cancel)
    {
        if (!HasTables(operation))
            return OperatingErrors.NoDeadLetter;
        var sent = await letters.SendAgain(operation.Module, eventId, by, cancel);
        if (sent.IsOk)
            Sent(by?.ToString() ?? "The command line", eventId);
        return sent;
    }

    private static Dependency DependencyOf(string name, HealthAnswer answer) =>
        new(name, (DependencyState)answer.State, answer.Detail, answer.Why?.Code, answer.Why?.Args);

    /// <summary>A front needs no database to answer for itself.</summary>
    private bool HasTables(IAboutModule operation) => sources.Has(operation.Module);

    [LoggerMessage(LogLevel.Information, "{By} sent the event {EventId} again")]
    private partial void Sent(string by, Guid eventId);
}
