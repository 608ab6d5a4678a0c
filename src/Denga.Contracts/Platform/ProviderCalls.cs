namespace Denga.Contracts.Platform;

/// <summary>What a module asked of providers about money, the newest first, at most 100 a page; each attempt is one. Errors: <c>request.invalid</c>,
/// <c>platform.unknown_module</c>.</summary>
/// <param name="Provider">Only of this one.</param>
/// <param name="Operation">Only what was asked for this operation.</param>
/// <param name="After">The id of the last one of the page before; it fits the lists of all modules.</param>
[Operation(
    "GET /api/v1/modules/{module}/provider-calls",
    Access = Access.Operator,
    Summary = "What a module asked of providers about money."
)]
public sealed record ProviderCallsOf(string Module, string? Provider = null, OperationId? Operation = null, Guid? After = null)
    : IOperation<Page<ProviderCall>>,
        IAboutModule;

/// <param name="EndedAt">Null while it is under way, and for ever when the process died meanwhile: the request may have had its effect.</param>
/// <param name="Status">Of HTTP; null without an answer.</param>
/// <param name="Failure">Why there was none.</param>
public sealed record ProviderCall(
    string Module,
    Guid Id,
    string Provider,
    OperationId Operation,
    DateTimeOffset SentAt,
    DateTimeOffset? EndedAt,
    int? Status,
    string? Failure
);

/// <summary>One call with what was said. Errors: <c>platform.unknown_module</c>, <c>platform.no_provider_call</c>.</summary>
[Operation(
    "GET /api/v1/modules/{module}/provider-calls/{call}",
    Access = Access.Operator,
    Summary = "A call to a provider with request and answer, without secrets."
)]
public sealed record ProviderCallById(string Module, Guid Call) : IOperation<ProviderCallContent>, IAboutModule;

/// <param name="Request">Method, address, headers, body: with three asterisks in place of whatever sounds like a secret, cut after 16,384
/// characters.</param>
/// <param name="Answer">Headers and body, likewise; null without one.</param>
public sealed record ProviderCallContent(ProviderCall Call, string Request, string? Answer);
