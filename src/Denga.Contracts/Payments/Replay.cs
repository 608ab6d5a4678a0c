using System.Text.Json.Serialization;
using Denga.Contracts.Wallet;

namespace Denga.Contracts.Payments;

[JsonConverter(typeof(JsonStringEnumConverter<ReplayState>))]
public enum ReplayState
{
    Previewed,

    /// <summary>An administrator wants it; it goes on where it stopped.</summary>
    Applying,
    Applied,
    Discarded,
}

/// <summary>What stored webhooks would change if they came now.</summary>
/// <param name="Rows">Of payments' own tables; times are left out.</param>
/// <param name="Legs">Of the postings that the ledger would get.</param>
/// <param name="Events">Type and key of what would be told, and so which messages and screens follow: <c>payments.invoice-paid.v1 inv_…</c>.</param>
/// <param name="Work">Kind and key of what would be done afterwards, such as a refund that the provider has made by itself.</param>
/// <param name="Refused">What would not be taken: the webhook, and the code of the error.</param>
public sealed record ReplayEffect(
    IReadOnlyList<ChangedValue> Rows,
    IReadOnlyList<ReplayedLeg> Legs,
    IReadOnlyList<string> Events,
    IReadOnlyList<string> Work,
    IReadOnlyList<RefusedWebhook> Refused
);

/// <param name="Row">Table and key, such as <c>charge till c1</c>.</param>
/// <param name="Before">JSON; null where there is none.</param>
/// <param name="Currency">Of an amount, which is in its smallest units.</param>
public sealed record ChangedValue(string Row, string Column, string? Before, string? After, Currency? Currency = null);

public sealed record ReplayedLeg(OperationId Posting, AccountId Account, Money Amount);

public sealed record RefusedWebhook(Guid Webhook, string Error);

/// <param name="Webhooks">The oldest first.</param>
public sealed record WebhookReplay(
    OperationId Id,
    ReplayState State,
    IReadOnlyList<Guid> Webhooks,
    ReplayEffect Effect,
    DateTimeOffset PreviewedAt,
    DateTimeOffset? EndedAt
);

/// <summary>Works stored webhooks against today's code and data, and answers what would change; nothing does. A repeat answers the same preview. Errors:
/// <c>payments.no_webhooks</c> (none, or more than 50), <c>payments.provider_away</c>, <c>operation.id_reused</c>, the wallet's <c>Unavailable</c> ones.</summary>
/// <param name="Webhook">One of them; or those of <paramref name="Provider"/> from <paramref name="From"/> on, before <paramref name="To"/>.</param>
[Operation("POST /api/v1/payments/replays", Access = Access.Operator, Summary = "Shows what stored webhooks would change now.")]
public sealed record PreviewReplay(
    OperationId Id,
    PersonId Person,
    Guid? Webhook = null,
    string? Provider = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null
) : IOperation<WebhookReplay>;

/// <summary>Error: <c>payments.replay_not_found</c>.</summary>
[Operation("GET /api/v1/payments/replays/{replay}", Access = Access.Operator, Summary = "What was previewed, and what became of it.")]
public sealed record ReplayById(OperationId Replay) : IOperation<WebhookReplay>;

/// <summary>The newest 100.</summary>
[Operation("GET /api/v1/payments/replays", Access = Access.Operator, Summary = "The newest previews of stored webhooks.")]
public sealed record WebhookReplays : IOperation<IReadOnlyList<WebhookReplay>>;

/// <summary>Does what was previewed, and only that: where something has changed since, it is previewed again. A repeat changes nothing and answers the same.
/// Errors: <c>payments.replay_not_found</c>, <c>payments.replay_discarded</c>, <c>payments.replay_changed</c>, <c>payments.provider_away</c>, and the wallet's
/// <c>Unavailable</c> ones (ask again: it goes on).</summary>
[Operation("POST /api/v1/payments/replays/{replay}/application", Access = Access.Administrator, Summary = "Does what was previewed.")]
public sealed record ApplyReplay(PersonId Person, OperationId Replay) : IOperation<WebhookReplay>;

/// <summary>Leaves it at the preview; a repeat is a success. Errors: <c>payments.replay_not_found</c>, <c>payments.replay_applied</c>.</summary>
[Operation("DELETE /api/v1/payments/replays/{replay}", Access = Access.Operator, Summary = "Leaves it at the preview.")]
public sealed record DiscardReplay(PersonId Person, OperationId Replay) : IOperation<WebhookReplay>;
