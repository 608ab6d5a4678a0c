using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Modules;
using Denga.Platform.Outside;
using Denga.Platform.Texts;
using Denga.Platform.Webhooks;
using Stripe;
using Stripe.Checkout;

namespace Denga.Payments.Providers.Stripe;

/// <summary>Stripe's hosted page: a checkout session is a payment, whose declined cards end nothing, and its charge is the money.</summary>
internal sealed class StripeProvider : IPaymentProvider, IProviderWebhooks
{
    internal const string ProviderName = "stripe";
    private const string SignatureHeader = "Stripe-Signature";
    private const string RefundKey = "refund";
    private const int NameMax = 250;
    private const int ListMax = 100;
    private const int PagesMax = 1000;

    /// <summary>A signature is good for so long, in seconds: Stripe's own figure.</summary>
    private const int SignatureGoodFor = 300;

    /// <summary>A session's money and its fee come with it.</summary>
    private const string Charge = "payment_intent.latest_charge.balance_transaction";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>A session lives from half an hour to a day.</summary>
    private static readonly TimeSpan LeastLife = TimeSpan.FromMinutes(31);
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1);
    private static readonly string[] UsualCurrencies = ["USD", "EUR"];
    private readonly StripeOptions options;
    private readonly OutsideBreakers breakers;
    private readonly TimeProvider clock;
    private readonly SessionService sessions;
    private readonly RefundService refunds;
    private readonly BalanceService balances;

    public StripeProvider(StripeCalls calls, StripeOptions options, OutsideBreakers breakers, TimeProvider clock)
    {
        (this.options, this.breakers, this.clock) = (options, breakers, clock);
        var client = new StripeClient(
            new StripeClientOptions
            {
                ApiKey = options.SecretKey,
                ApiBase = options.Address.ToString().TrimEnd('/'),
                HttpClient = calls,
            }
        );
        (sessions, refunds, balances) = (new SessionService(client), new RefundService(client), new BalanceService(client));
    }

    public string Name => ProviderName;

    public bool IsConfigured => options.SecretKey is not null;

    public bool IsLive => options.IsLive;

    public bool IsAvailable => !breakers.IsLeftAlone(ProviderName);

    public ProviderAbilities Abilities { get; } = new(Refunds: true, RefundsInPart: true, AsksEvery: TimeSpan.FromSeconds(10));

    public IProviderWebhooks Webhooks => this;

    public IReadOnlyList<string> KeptHeaders => [];

    internal static void Add(ModuleBuilder module) =>
        module.ProviderClient<StripeCalls, StripeOptions>(ProviderName, options => options.Address).ProviderWithWebhooks<StripeProvider>();

    /// <summary>The least amounts of https://docs.stripe.com/currencies change with the rates: Stripe refuses what is too little.</summary>
    public ValueTask<AmountRange?> Range(Currency currency, CancellationToken cancel) =>
        new(
            (options.Currencies ?? UsualCurrencies).Contains(currency.Code, StringComparer.OrdinalIgnoreCase)
            && ProviderAmounts.MostAtStripe(currency) is { } most
                ? new AmountRange(Least: null, most)
                : null
        );

    /// <summary>What may be paid out together with what is on its way there.</summary>
    public async Task<IReadOnlyList<Money>?> Balances(CancellationToken cancel)
    {
        Balance told;
        try
        {
            told = await balances.GetAsync(cancellationToken: cancel);
        }
        catch (StripeException e)
        {
            ThrowIfUnclear(e);
            return null;
        }
        var amounts = told.Available.Concat(told.Pending).Select(a => (a.Amount, a.Currency)).ToList();
        var found = new List<Money>();
        foreach (var currency in amounts.GroupBy(a => a.Currency, StringComparer.Ordinal))
            if (ProviderAmounts.TryFromStripe(currency.Sum(a => a.Amount), currency.Key, out var money))
                found.Add(money);
        return found;
    }

    public async Task<ProviderPayment> Start(PaymentOrder order, CancellationToken cancel)
    {
        if (!ProviderAmounts.TryToStripe(order.Amount, out var amount, out var currency))
            return Refused(order, "The amount cannot be written for Stripe.");
        var life = order.ExpiresAt - order.StartedAt;
        var session = new SessionCreateOptions
        {
            Mode = "payment",
            ClientReferenceId = order.Key.ToString(),
            SuccessUrl = order.ReturnTo.ToString(),
            CancelUrl = order.ReturnTo.ToString(),
            ExpiresAt = (
                order.StartedAt
                + (
                    life < LeastLife ? LeastLife
                    : life > LongestLife ? LongestLife
                    : life
                )
            ).UtcDateTime,
            Locale = order.Language == "ru" ? "ru" : "en",
            // Otherwise people may pay in a currency of their own.
            AdaptivePricing = new SessionAdaptivePricingOptions { Enabled = false },
            LineItems =
            [
                new SessionLineItemOptions
                {
                    Quantity = 1,
                    PriceData = new SessionLineItemPriceDataOptions
                    {
                        Currency = currency,
                        UnitAmount = amount,
                        ProductData = new SessionLineItemPriceDataProductDataOptions { Name = PlainText.Cut(order.Description, NameMax) },
                    },
                },
            ],
            PaymentIntentData = new SessionPaymentIntentDataOptions
            {
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["payment"] = order.Key.ToString() },
            },
        };
        try
        {
            return Payment(await sessions.CreateAsync(session, Under(order.Key.ToString()), cancel));
        }
        catch (StripeException e)
        {
            ThrowIfUnclear(e);
            // A refused repeat says nothing of the first.
            return await Find(order.Key, order.StartedAt, cancel) ?? Refused(order, Reason(e));
        }
        catch (JsonException e)
        {
            throw new OutsideException(ProviderName, OutsideFailure.Unclear, mayHaveArrived: true, e);
        }
    }

    public async Task<ProviderPayment?> Ask(PaymentReference payment, CancellationToken cancel) =>
        payment.ProviderId is not { } id ? await Find(payment.Key, payment.StartedAt, cancel)
        : await Session(id, cancel) is { } session ? Payment(session)
        : null;

    public async Task<ProviderRefund> Refund(RefundOrder order, CancellationToken cancel)
    {
        if (!ProviderAmounts.TryToStripe(order.Amount, out var amount, out _))
            return new ProviderRefund(
                ProviderId: null,
                ProviderRefundState.Failed,
                order.Amount,
                "The amount cannot be written for Stripe."
            );
        try
        {
            return Refund(
                await refunds.CreateAsync(
                    new RefundCreateOptions
                    {
                        Charge = order.Charge,
                        Amount = amount,
                        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [RefundKey] = order.Key.ToString() },
                    },
                    Under(order.Key.ToString()),
                    cancel
                )
            );
        }
        catch (StripeException e)
        {
            ThrowIfUnclear(e);
            return await FindRefund(new RefundListOptions { Charge = order.Charge }, order.Key, cancel)
                ?? (
                    e.StripeError?.Code == "charge_already_refunded"
                        ? new ProviderRefund(ProviderId: null, ProviderRefundState.Done, order.Amount, Reason(e))
                        : new ProviderRefund(ProviderId: null, ProviderRefundState.Failed, order.Amount, Reason(e))
                );
        }
    }

    public async Task<ProviderRefund?> AskRefund(RefundReference refund, CancellationToken cancel)
    {
        if (refund.ProviderId is { } id)
            return await Found(() => refunds.GetAsync(id, cancellationToken: cancel)) is { } found ? Refund(found) : null;
        var session = refund.Payment.ProviderId ?? (await Ask(refund.Payment, cancel))?.ProviderId;
        return session is not null && (await Session(session, cancel))?.PaymentIntentId is { } intent
            ? await FindRefund(new RefundListOptions { PaymentIntent = intent }, refund.Key, cancel)
            : null;
    }

    public async IAsyncEnumerable<ProviderPayment> List(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        // The newest first; what is newer than asked for is passed over.
        await foreach (var session in Sessions(from, new SessionListOptions(), cancel))
            if (session.Created < to.UtcDateTime)
                yield return Payment(session);
    }

    /// <summary>The signature of one of the secrets that are good now, its age, and the kind of the event: test events are nobody's money, and a live
    /// server has no business with them.</summary>
    public VerifiedWebhook? Verify(WebhookRequest request, DateTimeOffset now)
    {
        if (request.Header(SignatureHeader) is not { } signature)
            return null;
        try
        {
            EventUtility.ValidateSignature(
                Encoding.UTF8.GetString(request.Body.Span),
                signature,
                options.WebhookSecret,
                SignatureGoodFor,
                now.ToUnixTimeSeconds()
            );
        }
        catch (StripeException)
        {
            return null;
        }
        // The library refuses what is too old; a time that has not come yet is as wrong.
        if (TimeOf(signature) - now.ToUnixTimeSeconds() > SignatureGoodFor)
            return VerifiedWebhook.Refuse("stale");
        return Event(request.Body) is not { Id: { Length: > 0 } id } happened ? null
            : happened.Livemode != IsLive ? VerifiedWebhook.Refuse("test_mode")
            : new VerifiedWebhook(id, happened.Data?.Object?.PaymentIntent ?? happened.Data?.Object?.Id);
    }

    /// <summary>Events come late and in any order: they say which payment to ask about.</summary>
    public async Task<IReadOnlyList<ProviderPayment>> Read(ReceivedWebhook webhook, CancellationToken cancel)
    {
        if (Event(webhook.Body)?.Data?.Object is not { Id: { Length: > 0 } id } about)
            return [];
        if (about.Object == "checkout.session")
            return await Session(id, cancel) is { } session ? [Payment(session)] : [];
        if ((about.Object == "payment_intent" ? id : about.PaymentIntent) is not { } intent)
            return [];
        var found = new List<ProviderPayment>();
        await foreach (var session in Sessions(DateTimeOffset.UnixEpoch, new SessionListOptions { PaymentIntent = intent }, cancel))
            found.Add(Payment(session));
        return found;
    }

    private async Task<ProviderPayment?> Find(PaymentId key, DateTimeOffset startedAt, CancellationToken cancel)
    {
        await foreach (var session in Sessions(startedAt - Skew, new SessionListOptions(), cancel))
            if (session.ClientReferenceId == key.ToString())
                return Payment(session);
        return null;
    }

    /// <summary>The newest first, until one is older.</summary>
    private async IAsyncEnumerable<Session> Sessions(
        DateTimeOffset since,
        SessionListOptions page,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        page.Limit = ListMax;
        page.Expand = ["data." + Charge];
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var listed =
                await Found(() => sessions.ListAsync(page, cancellationToken: cancel)) ?? throw ProviderAnswers.Unclear(ProviderName);
            foreach (var session in listed.Data)
            {
                if (session.Created < since.UtcDateTime)
                    yield break;
                yield return session;
            }
            if (!listed.HasMore)
                yield break;
            page.StartingAfter = listed.Data[^1].Id;
        }
    }

    private Task<Session?> Session(string id, CancellationToken cancel) =>
        Found(() => sessions.GetAsync(id, new SessionGetOptions { Expand = [Charge] }, cancellationToken: cancel));

    private async Task<ProviderRefund?> FindRefund(RefundListOptions page, RefundId key, CancellationToken cancel)
    {
        page.Limit = ListMax;
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var listed =
                await Found(() => refunds.ListAsync(page, cancellationToken: cancel)) ?? throw ProviderAnswers.Unclear(ProviderName);
            if (listed.Data.Find(r => r.Metadata?.GetValueOrDefault(RefundKey) == key.ToString()) is { } found)
                return Refund(found);
            if (!listed.HasMore)
                return null;
            page.StartingAfter = listed.Data[^1].Id;
        }
        return null;
    }

    /// <summary>Null when there is no such thing; any other refusal of a question is no answer.</summary>
    private static async Task<T?> Found<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (StripeException e) when (e.HttpStatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (StripeException e)
        {
            ThrowIfUnclear(e);
            throw new OutsideException(ProviderName, OutsideFailure.Refuses, mayHaveArrived: false, e);
        }
    }

    /// <summary>A key that is in use is being worked on at this moment. What the library cannot read has the status of its answer, and no error in
    /// it.</summary>
    private static void ThrowIfUnclear(StripeException e)
    {
        ProviderAnswers.ThrowIfUnclear(e.HttpStatusCode, ProviderName);
        if (e.HttpStatusCode == HttpStatusCode.Conflict || e.StripeError is null)
            throw new OutsideException(ProviderName, OutsideFailure.Unclear, mayHaveArrived: true, e);
    }

    /// <summary>For operators.</summary>
    private static string Reason(StripeException e) =>
        string.Join(": ", ((string?[])[e.StripeError?.Code, e.StripeError?.Message]).Where(part => part is { Length: > 0 }));

    private static ProviderPayment Payment(Session session)
    {
        var (intent, charge) = (session.PaymentIntent, session.PaymentIntent?.LatestCharge);
        if (session.Id is null || !ProviderAmounts.TryFromStripe(session.AmountTotal ?? 0, session.Currency, out var asked))
            throw ProviderAnswers.Unclear(ProviderName);
        var isPaid = charge is { Paid: true, Captured: true };
        return new ProviderPayment(
            session.Id,
            PaymentId.TryParse(session.ClientReferenceId, null, out var key) ? key : null,
            isPaid ? ProviderPaymentState.Paid
                : session.Status == "expired" ? ProviderPaymentState.Expired
                : intent?.Status == "canceled" ? ProviderPaymentState.Cancelled
                // A method that takes days was refused in the end: the page is closed, so no other card can follow.
                : session is { Status: "complete", PaymentStatus: "unpaid" } && intent?.Status == "requires_payment_method"
                    ? ProviderPaymentState.Refused
                : ProviderPaymentState.Pending,
            asked,
            isPaid ? [Taken(charge!)] : [],
            session.Livemode,
            Utc(charge?.Created ?? session.Created),
            session.Url,
            charge is null ? Money.Zero(asked.Currency) : Read(charge.AmountRefunded, charge.Currency),
            intent?.LastPaymentError?.DeclineCode ?? intent?.LastPaymentError?.Code
        );
    }

    /// <summary>The fee is taken in the currency that is paid out; in another it cannot be a part of this charge.</summary>
    private static ProviderCharge Taken(Charge charge)
    {
        var (amount, fee) = (Read(charge.AmountCaptured, charge.Currency), charge.BalanceTransaction);
        return new ProviderCharge(
            charge.Id,
            amount,
            fee is not null && ProviderAmounts.TryFromStripe(fee.Fee, fee.Currency, out var kept) && kept.Currency == amount.Currency
                ? kept
                : null,
            Utc(charge.Created)
        );
    }

    private static ProviderRefund Refund(global::Stripe.Refund refund) =>
        new(
            refund.Id,
            refund.Status switch
            {
                "succeeded" => ProviderRefundState.Done,
                "failed" or "canceled" => ProviderRefundState.Failed,
                _ => ProviderRefundState.Pending,
            },
            Read(refund.Amount, refund.Currency),
            refund.FailureReason
        );

    private static Money Read(long amount, string? currency) =>
        ProviderAmounts.TryFromStripe(amount, currency, out var money) ? money : throw ProviderAnswers.Unclear(ProviderName);

    private ProviderPayment Refused(PaymentOrder order, string reason) =>
        new(ProviderId: null, order.Key, ProviderPaymentState.Refused, order.Amount, [], IsLive, clock.GetUtcNow(), Reason: reason);

    private static RequestOptions Under(string key) => new() { IdempotencyKey = key };

    private static DateTimeOffset Utc(DateTime at) => new(DateTime.SpecifyKind(at, DateTimeKind.Utc));

    private static long TimeOf(string signature) =>
        signature.Split(',').Select(part => part.Trim()).FirstOrDefault(part => part.StartsWith("t=", StringComparison.Ordinal)) is { } time
        && long.TryParse(time.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : long.MaxValue / 2;

    private static StripeEvent? Event(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<StripeEvent>(body.Span, ProviderAnswers.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record StripeEvent(string? Id, bool Livemode, StripeEventData? Data);

    private sealed record StripeEventData(StripeEventObject? Object);

    private sealed record StripeEventObject(
        string? Id,
        string? Object,
        [property: System.Text.Json.Serialization.JsonPropertyName("payment_intent")] JsonElement? PaymentIntentField
    )
    {
        /// <summary>An id, or the whole of it.</summary>
        internal string? PaymentIntent => PaymentIntentField is { ValueKind: JsonValueKind.String } id ? id.GetString() : null;
    }
}
