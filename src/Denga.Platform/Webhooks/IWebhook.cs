using Denga.Platform.Work;

namespace Denga.Platform.Webhooks;

/// <summary>What came to <c>/hooks/{provider}</c>, before anybody believes it.</summary>
/// <param name="Header">The value of a header by its name in any case; null without it, and when it is there twice.</param>
public sealed record WebhookRequest(ReadOnlyMemory<byte> Body, Func<string, string?> Header);

/// <summary>A webhook whose signature was right, as it is kept.</summary>
/// <param name="Headers">Those of <see cref="IWebhook.KeptHeaders"/> that were there, by lower-case name.</param>
public sealed record ReceivedWebhook(
    Guid Id,
    string DeliveryKey,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body,
    DateTimeOffset ReceivedAt
);

/// <param name="DeliveryKey">What the provider calls this delivery, at most 200 characters: a repeat has the same. Null where he has no name for it: then
/// the same body is the same delivery.</param>
/// <param name="OrderKey">Deliveries of one ordering key are worked one after the other, as they came; null: side by side.</param>
public sealed record VerifiedWebhook(string? DeliveryKey = null, string? OrderKey = null)
{
    /// <summary>What was wrong, where it was refused.</summary>
    internal string? Refusal { get; private init; }

    /// <summary>It is refused.</summary>
    /// <param name="reason">A word for the operator, such as <c>stale</c>.</param>
    public static VerifiedWebhook Refuse(string reason) => new() { Refusal = reason };
}

/// <summary>Webhooks of one provider. A module registers one with <c>Webhook&lt;T&gt;()</c>, and <c>POST /hooks/{Provider}</c> is answered from then on:
/// 200 once the delivery is kept, also for a repeat; 401 for a wrong signature, 413 for too large a body, 503 while the database is away. What is kept is
/// worked from the work table, as <c>webhook.{Provider}</c>; of what was refused the newest are kept to be looked at, and never worked.</summary>
public interface IWebhook
{
    /// <summary>Lower case; the last part of the address.</summary>
    string Provider { get; }

    /// <summary>Headers that <see cref="Work"/> needs. Never the signature or any other secret: what is kept, operators may read.</summary>
    IReadOnlyList<string> KeptHeaders => [];

    int BodyBytesMax => 256 * 1024;

    /// <summary>How long a delivery is kept after it came, to be worked again.</summary>
    TimeSpan KeepFor => TimeSpan.FromDays(90);

    WorkPolicy Policy => new();

    /// <summary>Null, or <see cref="VerifiedWebhook.Refuse"/> with a reason, unless the provider signed exactly these bytes; compared in constant time, before anything in them is read.</summary>
    VerifiedWebhook? Verify(WebhookRequest request);

    /// <summary>Does what it says, and must be harmless to do twice: an operator may have it worked again.</summary>
    Task<WorkResult> Work(ReceivedWebhook webhook, WorkItem item, CancellationToken cancel);
}
