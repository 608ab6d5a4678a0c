using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Webhooks;

namespace Denga.Payments.Providers;

/// <summary>Somebody who takes money for us: a folder here, a line in <c>PaymentsModule</c>. It knows nothing of invoices and of the ledger: it says what the
/// provider says. Every provider passes the same contract tests. No answer is <see cref="Denga.Platform.Outside.OutsideException"/>, which leaves the outcome open: nobody may take it
/// for success or for failure; whoever called asks again with <see cref="Ask"/>.</summary>
internal interface IPaymentProvider
{
    /// <summary>Lower case, a–z: of its settings (<c>Payments:Providers:&lt;name&gt;</c>), of its account (<c>external:&lt;name&gt;</c>), of its webhooks
    /// (<c>/hooks/&lt;name&gt;</c>).</summary>
    string Name { get; }

    /// <summary>False without its settings: it is not offered then.</summary>
    bool IsConfigured { get; }

    /// <summary>Real money: facts of the other kind are refused.</summary>
    bool IsLive { get; }

    /// <summary>False while it fails and is left alone: the others are offered meanwhile.</summary>
    bool IsAvailable => true;

    ProviderAbilities Abilities { get; }

    /// <summary>What it takes of a currency; null: nothing.</summary>
    ValueTask<AmountRange?> Range(Currency currency, CancellationToken cancel);

    /// <summary>Asks for the money. The same <see cref="PaymentOrder.Key"/> again is the same payment at the provider.</summary>
    Task<ProviderPayment> Start(PaymentOrder order, CancellationToken cancel);

    /// <summary>What the provider knows of a payment, by what it calls it, or by our key; null: it knows none.</summary>
    Task<ProviderPayment?> Ask(PaymentReference payment, CancellationToken cancel);

    /// <summary>Gives money back. The same <see cref="RefundOrder.Key"/> again is the same refund; "already refunded" is done.</summary>
    Task<ProviderRefund> Refund(RefundOrder order, CancellationToken cancel);

    Task<ProviderRefund?> AskRefund(RefundReference refund, CancellationToken cancel);

    /// <summary>Everything that the provider has of a time, for reconciliation.</summary>
    IAsyncEnumerable<ProviderPayment> List(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel);

    /// <summary>What stands there for us, one amount a currency; null: it does not tell.</summary>
    Task<IReadOnlyList<Money>?> Balances(CancellationToken cancel) => Task.FromResult<IReadOnlyList<Money>?>(null);

    /// <summary>Null: it sends none, or other ways bring them (Telegram's updates).</summary>
    IProviderWebhooks? Webhooks { get; }
}

/// <param name="RefundsInPart">Otherwise a payment is given back whole.</param>
/// <param name="AsksEvery">The least time between two questions about one payment.</param>
internal sealed record ProviderAbilities(bool Refunds, bool RefundsInPart, TimeSpan AsksEvery);

internal sealed record AmountRange(Money? Least, Money? Most);

/// <param name="Key">Ours, made and stored before the first call: the provider's idempotency key and our reference there.</param>
/// <param name="StartedAt">Of the first attempt under this key: what is sent is made of the order alone, so that a repeat says the same.</param>
/// <param name="ReturnTo">Where the payer's browser goes afterwards; it proves nothing.</param>
/// <param name="Language"><c>ru</c> or <c>en</c>.</param>
internal sealed record PaymentOrder(
    PaymentId Key,
    InvoiceId Invoice,
    PersonId Person,
    Money Amount,
    string Description,
    IReadOnlyList<TaxLine> Tax,
    Uri ReturnTo,
    Uri Webhook,
    DateTimeOffset StartedAt,
    DateTimeOffset ExpiresAt,
    string Language
);

/// <param name="ProviderId">What the provider calls it; null until it told.</param>
internal sealed record PaymentReference(PaymentId Key, string? ProviderId, Money Amount, DateTimeOffset StartedAt);

/// <summary>A payment as the provider has it now.</summary>
/// <param name="ProviderId">What it calls the payment; null where it made none, because it refused.</param>
/// <param name="Key">Ours; null when the provider's record has none, or a foreign one.</param>
/// <param name="Asked">What it was asked to take.</param>
/// <param name="Charges">Money that really came, each under an id that the provider uses once.</param>
/// <param name="IsLive">Real money.</param>
/// <param name="Refunded">Given back so far, by whomever; null where it does not tell.</param>
/// <param name="Reason">Why it was refused: the provider's word, for operators.</param>
internal sealed record ProviderPayment(
    string? ProviderId,
    PaymentId? Key,
    ProviderPaymentState State,
    Money Asked,
    IReadOnlyList<ProviderCharge> Charges,
    bool IsLive,
    DateTimeOffset At,
    string? Link = null,
    Money? Refunded = null,
    string? Reason = null
);

internal enum ProviderPaymentState
{
    /// <summary>It waits for the payer, or for the network.</summary>
    Pending,

    /// <summary>Final: what <see cref="ProviderPayment.Charges"/> say came, which may be more or less than was asked.</summary>
    Paid,

    /// <summary>Final: nothing came, and nothing will under this key.</summary>
    Refused,

    Cancelled,

    Expired,

    /// <summary>Held back by the provider, such as by its checks: a person must look.</summary>
    Review,
}

/// <param name="Id">Of the charge: together with the provider's name it is credited once for ever.</param>
/// <param name="Fee">What the provider keeps of it, in the same currency; null where it does not tell.</param>
internal sealed record ProviderCharge(string Id, Money Amount, Money? Fee, DateTimeOffset At);

/// <param name="Charge">The charge that is given back.</param>
/// <param name="Person">Who paid, and gets it.</param>
internal sealed record RefundOrder(RefundId Key, PaymentReference Payment, string Charge, Money Amount, PersonId Person, string Reason);

internal sealed record RefundReference(RefundId Key, string? ProviderId, PaymentReference Payment, Money Amount);

internal sealed record ProviderRefund(string? ProviderId, ProviderRefundState State, Money Amount, string? Reason = null);

internal enum ProviderRefundState
{
    Pending,
    Done,
    Failed,
}

/// <summary>How a provider's webhooks are read.</summary>
internal interface IProviderWebhooks
{
    IReadOnlyList<string> KeptHeaders { get; }

    /// <summary>The signature over exactly these bytes, in constant time, before anything in them is read, and its age. Null, or <see cref="VerifiedWebhook.Refuse"/> with
    /// what was wrong: refused. A provider that signs
    /// nothing lets everything of the right form pass, and believes nothing of it in <see cref="Read"/>.</summary>
    VerifiedWebhook? Verify(WebhookRequest request, DateTimeOffset now);

    /// <summary>What it says now: from the signed body, or asked of the provider where the body proves nothing. Empty: nothing that concerns us.</summary>
    Task<IReadOnlyList<ProviderPayment>> Read(ReceivedWebhook webhook, CancellationToken cancel);
}
