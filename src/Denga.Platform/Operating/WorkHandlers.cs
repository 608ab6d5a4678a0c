using Denga.Contracts;
using Denga.Contracts.Platform;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Webhooks;
using Denga.Platform.Work;

namespace Denga.Platform.Operating;

/// <summary>What operators ask about the work that a module of this process gave up, and about what providers sent to it; on the module's own
/// connection.</summary>
internal sealed class WorkHandlers(
    IReadOnlyList<RegisteredModule> modules,
    ModuleSources sources,
    IServiceProvider services,
    TimeProvider clock
)
    : IOperationHandler<GivenUpWorkOf, IReadOnlyList<GivenUpWork>>,
        IOperationHandler<RetryWork, Done>,
        IOperationHandler<RedoWork, Done>,
        IOperationHandler<WebhooksOf, Page<WebhookDelivery>>,
        IOperationHandler<ReadWebhook, WebhookContent>,
        IOperationHandler<ReplayWebhook, Done>,
        IOperationHandler<RedoWebhook, Done>
{
    public async Task<Result<IReadOnlyList<GivenUpWork>>> Handle(GivenUpWorkOf operation, CancellationToken cancel)
    {
        // A front has none, and no database to look into.
        if (!sources.Has(operation.Module))
            return Array.Empty<GivenUpWork>();
        await using var connection = await sources.Of(operation.Module).OpenConnectionAsync(cancel);
        return (await WorkRows.GivenUp(connection, operation.Module, operation.Kind)).ToArray();
    }

    public Task<Result<Done>> Handle(RetryWork operation, CancellationToken cancel) =>
        Retry(operation.Module, operation.Work, operation.Person, cancel);

    public Task<Result<Done>> Handle(RedoWork operation, CancellationToken cancel) =>
        Retry(operation.Module, operation.Work, by: null, cancel);

    public async Task<Result<Page<WebhookDelivery>>> Handle(WebhooksOf operation, CancellationToken cancel)
    {
        if (!sources.Has(operation.Module))
            return new Page<WebhookDelivery>([], Next: null);
        await using var connection = await sources.Of(operation.Module).OpenConnectionAsync(cancel);
        var found = await WebhookRows.List(connection, operation.Module, operation.Provider, operation.After, refused: operation.Refused);
        return found.Count <= WebhookRows.PageMax
            ? new Page<WebhookDelivery>(found, Next: null)
            : new Page<WebhookDelivery>([.. found.Take(WebhookRows.PageMax)], found[WebhookRows.PageMax - 1].Id.ToString());
    }

    public Task<Result<WebhookContent>> Handle(ReadWebhook operation, CancellationToken cancel) =>
        Do(
            operation.Module,
            OperatingErrors.NoWebhook,
            async unit =>
            {
                IReadOnlyList<WebhookDelivery> found =
                [
                    .. await WebhookRows.List(unit.Connection, operation.Module, only: operation.Webhook),
                    .. await WebhookRows.List(unit.Connection, operation.Module, only: operation.Webhook, refused: true),
                ];
                if (found is not [var delivery])
                    return null;
                var (headers, body) = await WebhookRows.Content(unit.Connection, operation.Webhook);
                unit.Audit("platform.webhook-read", operation.Webhook.ToString(), operation.Person);
                return new WebhookContent(delivery, headers, new Secrets([]).Body(body));
            },
            cancel
        );

    public Task<Result<Done>> Handle(ReplayWebhook operation, CancellationToken cancel) =>
        Replay(operation.Module, operation.Webhook, operation.Person, cancel);

    public Task<Result<Done>> Handle(RedoWebhook operation, CancellationToken cancel) =>
        Replay(operation.Module, operation.Webhook, by: null, cancel);

    private Task<Result<Done>> Retry(string module, long id, PersonId? by, CancellationToken cancel) =>
        Do(
            module,
            OperatingErrors.NoWork,
            async unit =>
            {
                if (await WorkRows.Retry(unit.Connection, module, id, clock.GetUtcNow()) is not { } work)
                    return null;
                unit.Audit("platform.work-retried", work.Kind, by, after: new { Work = id, work.Key });
                return Done.It;
            },
            cancel
        );

    private Task<Result<Done>> Replay(string module, Guid webhook, PersonId? by, CancellationToken cancel) =>
        Do(
            module,
            OperatingErrors.NoWebhook,
            async unit =>
            {
                if (!await WebhookRows.Replay(unit.Connection, module, webhook, clock.GetUtcNow()))
                    return null;
                unit.Audit("platform.webhook-replayed", webhook.ToString(), by);
                return Done.It;
            },
            cancel
        );

    /// <summary>In a transaction of the module; null from <paramref name="what"/> is <paramref name="none"/>.</summary>
    private async Task<Result<T>> Do<T>(string module, Error none, Func<UnitOfWork, Task<T?>> what, CancellationToken cancel)
        where T : class
    {
        if (modules.FirstOrDefault(m => m.Name == module) is not { HasSchema: true } registered)
            return none;
        T? done = null;
        await registered.Transaction(services)(
            async unit =>
            {
                done = await what(unit);
                return 0;
            },
            cancel
        );
        return done is null ? none : done;
    }
}
