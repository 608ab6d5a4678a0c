namespace Denga.Contracts.Platform;

/// <summary>What providers sent to a module and it kept, the newest first, at most 100 a page. Errors: <c>request.invalid</c>,
/// <c>platform.unknown_module</c>.</summary>
/// <param name="Provider">Only of this one.</param>
/// <param name="After">The id of the last one of the page before; it fits the lists of all modules.</param>
/// <param name="Refused">Those that were refused instead, because they were unsigned or stale: the newest thousand of a provider.</param>
[Operation("GET /api/v1/modules/{module}/webhooks", Access = Access.Operator, Summary = "What providers sent to a module.")]
public sealed record WebhooksOf(string Module, string? Provider = null, Guid? After = null, bool Refused = false)
    : IOperation<Page<WebhookDelivery>>,
        IAboutModule;

/// <param name="DeliveryKey">What the provider calls it; nothing when it was refused.</param>
/// <param name="State"><c>waiting</c>, <c>done</c>, <c>given_up</c>; <c>forgotten</c> when it was done long ago; <c>refused</c>.</param>
/// <param name="Error">Why the last attempt failed: the code of an error, or the type of an exception; or why it was refused, such as <c>signature</c>,
/// <c>stale</c>.</param>
public sealed record WebhookDelivery(
    string Module,
    Guid Id,
    string Provider,
    string DeliveryKey,
    DateTimeOffset ReceivedAt,
    int Bytes,
    string State,
    int Attempts,
    string? Error
);

/// <summary>What a provider said, for who must find out why money did not come; who looked is written down. Errors:
/// <c>platform.unknown_module</c>, <c>platform.no_webhook</c>.</summary>
/// <param name="Person">Who looks.</param>
[Operation(
    "POST /api/v1/modules/{module}/webhooks/{webhook}/reading",
    Access = Access.Administrator,
    Summary = "What a provider's webhook says, without secrets; who reads it is written down."
)]
public sealed record ReadWebhook(PersonId Person, string Module, Guid Webhook) : IOperation<WebhookContent>, IAboutModule;

/// <param name="Headers">Those that the provider's code keeps.</param>
/// <param name="Body">JSON with three asterisks in place of whatever sounds like a secret, cut after 16,384 characters; of anything else only its size
/// and hash. Of a refused one 4,096 bytes are kept.</param>
public sealed record WebhookContent(WebhookDelivery Delivery, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>Has a delivery worked again, also one that was done, and writes down who wanted it; one that still waits stays as it is. Errors:
/// <c>platform.unknown_module</c>, <c>platform.no_webhook</c>.</summary>
/// <param name="Person">Who wants it.</param>
[Operation(
    "POST /api/v1/modules/{module}/webhooks/{webhook}/replay",
    Access = Access.Operator,
    Summary = "Has what a provider sent worked again."
)]
public sealed record ReplayWebhook(PersonId Person, string Module, Guid Webhook) : IOperation<Done>, IAboutModule;
