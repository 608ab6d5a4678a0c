using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Modules;
using Denga.Platform.Outside;
using Denga.Platform.Webhooks;

namespace Denga.Payments.Providers.Heleket;

/// <summary>Crypto payments. An invoice takes one payment, whatever its amount: what is missing is asked for by another invoice, so that one invoice of
/// Heleket is one charge.</summary>
internal sealed class HeleketProvider(HeleketClient heleket, HeleketOptions options, OutsideBreakers breakers, TimeProvider clock)
    : IPaymentProvider,
        IProviderWebhooks
{
    internal const string ProviderName = "heleket";
    private const int LifetimeLeast = 300;
    private const int LifetimeMost = 43_200;
    private const int PagesMax = 1000;
    private static readonly string[] UsualCurrencies = ["USD", "EUR", "RUB", "USDT"];

    /// <summary>Heleket writes and reads its days in this offset.</summary>
    private static readonly TimeSpan Offset = TimeSpan.FromHours(3);
    private static readonly TimeSpan ServicesGoodFor = TimeSpan.FromMinutes(10);
    private (DateTimeOffset At, IReadOnlyList<HeleketService> Known) services = (DateTimeOffset.MinValue, []);

    public string Name => ProviderName;

    public bool IsConfigured => options.Merchant is not null;

    /// <summary>There is no other kind.</summary>
    public bool IsLive => true;

    public bool IsAvailable => !breakers.IsLeftAlone(ProviderName);

    /// <summary>Refunds have no id of ours there, so one is all that can be told from none; and Heleket asks not to be asked more often.</summary>
    public ProviderAbilities Abilities { get; } =
        new(Refunds: options.PayoutKey is not null, RefundsInPart: false, AsksEvery: TimeSpan.FromSeconds(30));

    public IProviderWebhooks Webhooks => this;

    public IReadOnlyList<string> KeptHeaders => [];

    internal static void Add(ModuleBuilder module) =>
        module
            .ProviderClient<HeleketClient, HeleketOptions>(ProviderName, options => options.Address)
            .ProviderWithWebhooks<HeleketProvider>();

    /// <summary>Coins within the limits of their networks, which are asked for; of other currencies Heleket publishes none.</summary>
    public async ValueTask<AmountRange?> Range(Currency currency, CancellationToken cancel)
    {
        if (!(options.Currencies ?? UsualCurrencies).Contains(currency.Code, StringComparer.OrdinalIgnoreCase))
            return null;
        var networks = (await Services(cancel)).Where(s => s.IsAvailable && s.Currency == currency.Code && s.Limit is not null).ToList();
        return new AmountRange(
            networks.Select(n => Limit(n.Limit!.MinAmount, currency)).Min(),
            networks.Select(n => Limit(n.Limit!.MaxAmount, currency)).Max()
        );
    }

    public async Task<ProviderPayment> Start(PaymentOrder order, CancellationToken cancel)
    {
        if (!ProviderAmounts.TryToHeleket(order.Amount, out var amount))
            return Refused(order, "The amount cannot be written for Heleket.");
        var lifetime = (int)Math.Clamp((order.ExpiresAt - order.StartedAt).TotalSeconds, LifetimeLeast, LifetimeMost);
        var created = await heleket.Create(
            new HeleketOrder(
                amount,
                order.Amount.Currency.Code,
                order.Key.ToString(),
                order.ReturnTo,
                order.ReturnTo,
                order.Webhook,
                IsPaymentMultiple: false,
                lifetime
            ),
            order.Key,
            cancel
        );
        // A refused repeat says nothing of the first.
        return created.IsDone ? Payment(created.Result!)
            : await Info(new HeleketQuestion(OrderId: order.Key.ToString()), order.Key.Value, cancel) is { } there ? there
            : Refused(order, created.Reason);
    }

    public Task<ProviderPayment?> Ask(PaymentReference payment, CancellationToken cancel) =>
        Info(
            payment.ProviderId is { } id ? new HeleketQuestion(Uuid: id) : new HeleketQuestion(OrderId: payment.Key.ToString()),
            payment.Key.Value,
            cancel
        );

    /// <summary>To the address that the coins came from. One that is under way or over is never asked for again.</summary>
    public async Task<ProviderRefund> Refund(RefundOrder order, CancellationToken cancel)
    {
        var asked = await heleket.Info(new HeleketQuestion(Uuid: order.Charge), order.Key.Value, cancel);
        if (!asked.IsDone)
            return new ProviderRefund(ProviderId: null, ProviderRefundState.Failed, order.Amount, asked.Reason);
        if (Refund(asked.Result!, order.Amount) is { } known)
            return known;
        if (asked.Result!.From is not { Length: > 0 } address)
            return new ProviderRefund(
                ProviderId: null,
                ProviderRefundState.Failed,
                order.Amount,
                "Heleket does not say where the coins came from."
            );
        var refunded = await heleket.Refund(new HeleketRefund(order.Charge, address, IsSubtract: true), order.Key, cancel);
        return refunded.State == 0 && refunded.Errors is null
            ? new ProviderRefund(order.Charge, ProviderRefundState.Pending, order.Amount)
            : new ProviderRefund(ProviderId: null, ProviderRefundState.Failed, order.Amount, refunded.Reason);
    }

    public async Task<ProviderRefund?> AskRefund(RefundReference refund, CancellationToken cancel)
    {
        var question = refund.Payment.ProviderId is { } id
            ? new HeleketQuestion(Uuid: id)
            : new HeleketQuestion(OrderId: refund.Payment.Key.ToString());
        var asked = await heleket.Info(question, refund.Key.Value, cancel);
        return asked.IsDone ? Refund(asked.Result!, refund.Amount) : null;
    }

    public async Task<IReadOnlyList<Money>?> Balances(CancellationToken cancel)
    {
        var asked = await heleket.Funds(cancel);
        if (!asked.IsDone)
            return null;
        var found = new List<Money>();
        foreach (var purse in asked.Result!.SelectMany(f => f.Balance?.Merchant ?? []))
            if (ProviderAmounts.TryFromHeleket(purse.Balance, purse.CurrencyCode, out var money))
                found.Add(money);
        return found;
    }

    public async IAsyncEnumerable<ProviderPayment> List(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        string? cursor = null;
        for (var page = 0; page < PagesMax; page++)
        {
            var listed = await heleket.List(new HeleketDays(Day(from), Day(to)), cursor, cancel);
            if (!listed.IsDone)
                throw ProviderAnswers.Unclear(ProviderName);
            foreach (var invoice in listed.Result!.Items ?? [])
                yield return Payment(invoice);
            if ((cursor = listed.Result.Paginate?.NextCursor) is null)
                yield break;
        }
    }

    /// <summary>Payouts are signed by another key than payments; which of the two is right is said by the webhook itself.</summary>
    public VerifiedWebhook? Verify(WebhookRequest request, DateTimeOffset now)
    {
        var body = request.Body.Span;
        if (HeleketSignature.IsRight(body, options.PaymentKey!) && About(request.Body) is { Type: "payment" or "wallet" } about)
            return new VerifiedWebhook(OrderKey: about.Uuid);
        return options.PayoutKey is { } payout && HeleketSignature.IsRight(body, payout) && About(request.Body) is { Type: "payout" }
            ? new VerifiedWebhook()
            : null;
    }

    /// <summary>A signature without a time can be sent again, and Heleket signs made-up payments for whoever tries its webhooks: what counts is what
    /// Heleket says when it is asked.</summary>
    public async Task<IReadOnlyList<ProviderPayment>> Read(ReceivedWebhook webhook, CancellationToken cancel) =>
        About(webhook.Body) is { Type: "payment", Uuid: { Length: > 0 } uuid }
        && await Info(new HeleketQuestion(Uuid: uuid), webhook.Id, cancel) is { } payment
            ? [payment]
            : [];

    private static HeleketWebhook? About(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<HeleketWebhook>(body.Span, ProviderAnswers.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<ProviderPayment?> Info(HeleketQuestion question, Guid key, CancellationToken cancel)
    {
        var asked = await heleket.Info(question, key, cancel);
        return asked.IsDone ? Payment(asked.Result!) : null;
    }

    private static ProviderPayment Payment(HeleketInvoice invoice)
    {
        if (invoice.Uuid is not { Length: > 0 } uuid || !ProviderAmounts.TryFromHeleket(invoice.Amount, invoice.Currency, out var asked))
            throw ProviderAnswers.Unclear(ProviderName);
        var at = (invoice.UpdatedAt ?? invoice.CreatedAt ?? DateTimeOffset.UnixEpoch).ToUniversalTime();
        var came = invoice.State is "paid" ? asked : Came(invoice, asked);
        var isFinal = invoice.State is "paid" or "paid_over" or "wrong_amount" or "refund_process" or "refund_paid" or "refund_fail";
        return new ProviderPayment(
            uuid,
            PaymentId.TryParse(invoice.OrderId, null, out var key) ? key : null,
            isFinal ? ProviderPaymentState.Paid : State(invoice.State, came),
            asked,
            isFinal && came.Minor > 0 ? [new ProviderCharge(uuid, came, Fee(invoice, came), at)] : [],
            IsLive: true,
            at,
            invoice.Url,
            invoice.State == "refund_paid" ? came : Money.Zero(asked.Currency),
            isFinal ? null : invoice.State
        );
    }

    /// <summary>A state that nobody knows yet is none that ends anything; and an end in which money is said to have come is for a person to look at.</summary>
    private static ProviderPaymentState State(string state, Money came) =>
        state switch
        {
            "locked" => ProviderPaymentState.Review,
            "fail" or "system_fail" or "cancel" when came.Minor > 0 => ProviderPaymentState.Review,
            "fail" or "system_fail" => ProviderPaymentState.Refused,
            "cancel" => ProviderPaymentState.Expired,
            _ => ProviderPaymentState.Pending,
        };

    private static Money Came(HeleketInvoice invoice, Money asked) =>
        Number(invoice.PaymentAmount) is { } paid && Number(invoice.PayerAmount ?? invoice.Amount) is { } toPay and > 0
            ? ProviderAmounts.Share(asked, paid, toPay)
            : Money.Zero(asked.Currency);

    /// <summary>In the payer's coin there, here in the invoice's currency at the same share.</summary>
    private static Money? Fee(HeleketInvoice invoice, Money came) =>
        Number(invoice.Commission) is { } fee && Number(invoice.MerchantAmount) is { } ours && fee + ours > 0
            ? ProviderAmounts.Share(came, fee, fee + ours)
            : null;

    private static ProviderRefund? Refund(HeleketInvoice invoice, Money amount) =>
        invoice.State switch
        {
            "refund_process" => new ProviderRefund(invoice.Uuid, ProviderRefundState.Pending, amount),
            "refund_paid" => new ProviderRefund(invoice.Uuid, ProviderRefundState.Done, amount),
            "refund_fail" => new ProviderRefund(invoice.Uuid, ProviderRefundState.Failed, amount, invoice.State),
            _ => null,
        };

    private ProviderPayment Refused(PaymentOrder order, string reason) =>
        new(ProviderId: null, order.Key, ProviderPaymentState.Refused, order.Amount, [], IsLive, clock.GetUtcNow(), Reason: reason);

    /// <summary>What was known last while Heleket does not answer.</summary>
    private async Task<IReadOnlyList<HeleketService>> Services(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now - services.At < ServicesGoodFor)
            return services.Known;
        try
        {
            if (await heleket.Services(cancel) is { IsDone: true } answer)
                services = (now, answer.Result!);
        }
        catch (OutsideException)
        {
            // Without limits it refuses what is out of them.
        }
        return services.Known;
    }

    private static Money? Limit(string? amount, Currency currency) =>
        Number(amount) is { } number
        && Money.TryFrom(decimal.Round(number, currency.Scale, MidpointRounding.ToPositiveInfinity), currency, out var limit)
            ? limit
            : null;

    private static decimal? Number(string? text) =>
        ExactDecimal.TryParse(text, NumberStyles.AllowDecimalPoint, out var number) ? number : null;

    private static string Day(DateTimeOffset at) => at.ToOffset(Offset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private sealed record HeleketWebhook(string? Type, string? Uuid);
}
