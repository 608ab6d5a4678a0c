using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Health;
using Denga.Platform.Operations;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;
using Microsoft.Extensions.Logging;

namespace Denga.Platform.Operating;

/// <summary>What operators ask about a module of this process.</summary>
internal sealed partial class OperatingHandlers(
    QueueWatch queues,
    DeadLetters letters,
    GivenUpWork work,
    WebhookDeliveries deliveries,
    HealthWatch health,
    ModuleSources sources,
    ILogger<OperatingHandlers> log
)
    : IOperationHandler<ModuleState, StateOfModule>,
        IOperationHandler<DeadLettersOf, IReadOnlyList<DeadLetter>>,
        IOperationHandler<ResendEvent, Done>,
        IOperationHandler<SendAgain, Done>,
        IOperationHandler<DeliverAgain, Done>,
        IOperationHandler<WorkOf, WorkOfModule>,
        IOperationHandler<RetryWork, Done>,
        IOperationHandler<DeliveriesTo, IReadOnlyList<WebhookDelivery>>,
        IOperationHandler<ReplayDelivery, Done>
{
    private static readonly Guid Process = Guid.CreateVersion7();

    public async Task<Result<StateOfModule>> Handle(ModuleState operation, CancellationToken cancel)
    {
        var looked = health.Look(cancel);
        var queue = HasTables(operation) ? (await queues.Read(operation.Module, cancel)).Events : null;
        return new StateOfModule(
            operation.Module,
            Process,
            queue,
            [.. (await looked).Select(l => new Dependency(l.Dependency, (DependencyState)l.Answer.State, l.Answer.Detail))]
        );
    }

    public async Task<Result<IReadOnlyList<DeadLetter>>> Handle(DeadLettersOf operation, CancellationToken cancel) =>
        HasTables(operation) ? await letters.List(operation.Module, cancel) : [];

    public Task<Result<Done>> Handle(ResendEvent operation, CancellationToken cancel) =>
        Send(operation, operation.Event, operation.Person, cancel);

    public Task<Result<Done>> Handle(SendAgain operation, CancellationToken cancel) => Send(operation, operation.Event, by: null, cancel);

    public async Task<Result<Done>> Handle(DeliverAgain operation, CancellationToken cancel) =>
        HasTables(operation) ? await letters.Redeliver(operation.Module, operation.Event) : OperatingErrors.NoDeadLetter;

    public async Task<Result<WorkOfModule>> Handle(WorkOf operation, CancellationToken cancel) =>
        HasTables(operation)
            ? new WorkOfModule((await queues.Read(operation.Module, cancel)).Work, await work.List(operation.Module, cancel))
            : new WorkOfModule([], []);

    public async Task<Result<Done>> Handle(RetryWork operation, CancellationToken cancel) =>
        HasTables(operation) && await work.Retry(operation.Module, operation.Id, cancel) ? Done.It : OperatingErrors.NoWork;

    public async Task<Result<IReadOnlyList<WebhookDelivery>>> Handle(DeliveriesTo operation, CancellationToken cancel) =>
        HasTables(operation) ? await deliveries.List(operation.Module, operation.Provider, cancel) : [];

    public async Task<Result<Done>> Handle(ReplayDelivery operation, CancellationToken cancel) =>
        HasTables(operation) && await deliveries.Replay(operation.Module, operation.Delivery, cancel)
            ? Done.It
            : OperatingErrors.NoDelivery;

    private async Task<Result<Done>> Send(IAboutModule operation, Guid eventId, PersonId? by, CancellationToken cancel)
    {
        if (!HasTables(operation))
            return OperatingErrors.NoDeadLetter;
        var sent = await letters.SendAgain(operation.Module, eventId, by, cancel);
        if (sent.IsOk)
            Sent(by?.ToString() ?? "The command line", eventId);
        return sent;
    }

    /// <summary>A front needs no database to answer for itself.</summary>
    private bool HasTables(IAboutModule operation) => sources.Has(operation.Module);

    [LoggerMessage(LogLevel.Information, "{By} sent the event {EventId} again")]
    private partial void Sent(string by, Guid eventId);
}
