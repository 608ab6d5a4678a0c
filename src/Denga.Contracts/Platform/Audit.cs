using System.Text.Json;

namespace Denga.Contracts.Platform;

/// <summary>What people and operators did in a module that is to be answered for, the newest first, at most 100 a page. Errors: <c>request.invalid</c>, <c>platform.unknown_module</c>.</summary>
/// <param name="Module">Such as <c>wallet</c>.</param>
/// <param name="Action">Only this one, such as <c>identity.role-changed</c>.</param>
/// <param name="Subject">Only what was done to it: an id as it is shown.</param>
/// <param name="By">Only what this person did.</param>
/// <param name="Until">Only what was done before.</param>
[Operation("GET /api/v1/audit/{module}", Access = Access.Operator, Summary = "What was done in a module, by whom, from where and why.")]
public sealed record AuditTrail(
    string Module,
    string? Action = null,
    string? Subject = null,
    PersonId? By = null,
    DateTimeOffset? Until = null,
    string? After = null
) : IOperation<Page<AuditEntry>>, IAboutModule;

/// <param name="Actor"><c>person</c>, <c>operator</c> or <c>system</c> (a job, the command line).</param>
/// <param name="Address">The network address from which it was asked, where somebody asked.</param>
/// <param name="Before">What it was, and <paramref name="After"/> what it became, without secrets.</param>
/// <param name="Trace">By which the logs of it are found.</param>
public sealed record AuditEntry(
    string Id,
    DateTimeOffset At,
    string Actor,
    PersonId? By,
    string Action,
    string Subject,
    string? Address,
    SessionId? Session,
    string? Reason,
    JsonElement? Before,
    JsonElement? After,
    string? Trace
);
