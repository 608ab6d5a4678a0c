using System.Runtime.CompilerServices;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Texts;
using Denga.Platform.Webhooks;

namespace Denga.Payments.Providers.YooKassa;

/// <summary>Cards, SBP and wallets of Russia. A payment is taken at once, whole, so its id is its charge. It signs no webhook: one is a reason to ask, and
/// nothing else.</summary>
internal sealed class YooKassaProvider(
    YooKassaClient yookassa,
    YooKassaOptions options,
    IOperations operations,
    OutsideBreakers breakers,
    TimeProvider clock
) : IPaymentProvider, IProviderWebhooks
{
    internal const string ProviderName = "yookassa";
    private const int DescriptionMax = 128;
    private const int PagesMax = 1000;
    private const string PaymentKey = "payment";
    private const string RefundKey = "refund";

    /// <summary>Our clock and theirs.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>Whatever was asked for under a key came within that time.</summary>
    private static readonly TimeSpan KeyGoodFor = TimeSpan.FromDays(1);
    private static readonly string[] UsualCurrencies = ["RUB"];

    public string Name => ProviderName;

    public bool IsConfigured => options.ShopId is not null;

    public bool IsLive => options.IsLive;

    public bool IsAvailable => !breakers.IsLeftAlone(ProviderName);

    public ProviderAbilities Abilities { get; } = new(Refunds: true, RefundsInPart: true, AsksEvery: TimeSpan.FromSeconds(10));

    public IProviderWebhooks Webhooks => this;

    public IReadOnlyList<string> KeptHeaders => [];

    internal static void Add(ModuleBuilder module) =>
        module
            .ProviderClient<YooKassaClient, YooKassaOptions>(ProviderName, options => options.Address)
            .ProviderWithWebhooks<YooKassaProvider>();

    public ValueTask<AmountRange?> Range(Currency currency, CancellationToken cancel) =>
        new(
            (options.Currencies ?? UsualCurrencies).Contains(currency.Code, StringComparer.OrdinalIgnoreCase)
            && ProviderAmounts.TryToYooKassa(Money.Zero(currency), out _)
                ? new AmountRange(new Money(currency.UnitsPerOne, currency), Most: null)
                : null
        );

    public async Task<ProviderPayment> Start(PaymentOrder order, CancellationToken cancel)
    {
        if (!ProviderAmounts.TryToYooKassa(order.Amount, out var value))
            return Refused(order, "The amount cannot be written for YooKassa.");
        var amount = new YooKassaAmount(value, order.Amount.Currency.Code);
        var description = PlainText.Cut(order.Description, DescriptionMax);
        var created = await yookassa.Create(
            new YooKassaOrder(
                amount,
                Capture: true,
                new YooKassaConfirmation("redirect", order.ReturnTo, order.Language == "ru" ? "ru_RU" : "en_US"),
                description,
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [PaymentKey] = order.Key.ToString(),
                    ["invoice"] = order.Invoice.ToString(),
                },
                await Receipt(order.Person, amount, description, order.Tax, cancel)
            ),
            order.Key.ToString(),
            order.Key.Value,
            cancel
        );
        if (created.Done is { } payment)
            return Payment(payment);
        // A refused repeat says nothing of the first.
        return await Find(order.Key, order.StartedAt, cancel) ?? Refused(order, created.Refused!.Reason);
    }

    public async Task<ProviderPayment?> Ask(PaymentReference payment, CancellationToken cancel) =>
        payment.ProviderId is not { } id ? await Find(payment.Key, payment.StartedAt, cancel)
        : await yookassa.Payment(id, payment.Key.Value, cancel) is { } found ? Payment(found)
        : null;

    public async Task<ProviderRefund> Refund(RefundOrder order, CancellationToken cancel)
    {
        if (!ProviderAmounts.TryToYooKassa(order.Amount, out var value))
            return new ProviderRefund(
                ProviderId: null,
                ProviderRefundState.Failed,
                order.Amount,
                "The amount cannot be written for YooKassa."
            );
        var amount = new YooKassaAmount(value, order.Amount.Currency.Code);
        var description = PlainText.Cut(order.Reason, DescriptionMax);
        var refunded = await yookassa.Refund(
            new YooKassaRefundOrder(
                order.Charge,
                amount,
                description,
                new Dictionary<string, string>(StringComparer.Ordinal) { [RefundKey] = order.Key.ToString() },
                await Receipt(order.Person, amount, description, [], cancel)
            ),
            order.Key.ToString(),
            order.Key.Value,
            cancel
        );
        if (refunded.Done is { } refund)
            return Refund(refund);
        return await FindRefund(order.Charge, order.Key, cancel)
            ?? (
                await IsGivenBack(order, cancel)
                    ? new ProviderRefund(ProviderId: null, ProviderRefundState.Done, order.Amount, "already refunded")
                    : new ProviderRefund(ProviderId: null, ProviderRefundState.Failed, order.Amount, refunded.Refused!.Reason)
            );
    }

    public async Task<ProviderRefund?> AskRefund(RefundReference refund, CancellationToken cancel)
    {
        if (refund.ProviderId is { } id)
            return await yookassa.Refund(id, refund.Key.Value, cancel) is { } found ? Refund(found) : null;
        var payment = refund.Payment.ProviderId ?? (await Ask(refund.Payment, cancel))?.ProviderId;
        return payment is null ? null : await FindRefund(payment, refund.Key, cancel);
    }

    public async IAsyncEnumerable<ProviderPayment> List(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        string? cursor = null;
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var page = await yookassa.Payments(from, to, cursor, cancel) ?? throw ProviderAnswers.Unclear(ProviderName);
            foreach (var payment in page.Items ?? [])
                yield return Payment(payment);
            if ((cursor = page.NextCursor) is null)
                yield break;
        }
    }

    public VerifiedWebhook? Verify(WebhookRequest request, DateTimeOffset now)
    {
        if (request.From is not { } from || !options.Networks.Any(n => n.Contains(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from)))
            return VerifiedWebhook.Refuse("address");
        return Notification(request.Body) is { Type: "notification", Event: { Length: > 0 } told, Object: { Id: { Length: > 0 } id } about }
            ? new VerifiedWebhook($"{told}:{id}", about.PaymentId ?? id)
            : null;
    }

    public async Task<IReadOnlyList<ProviderPayment>> Read(ReceivedWebhook webhook, CancellationToken cancel)
    {
        var about = Notification(webhook.Body) switch
        {
            { Event: { } told, Object.Id: { } id } when told.StartsWith("payment.", StringComparison.Ordinal) => id,
            { Event: { } told, Object.PaymentId: { } id } when told.StartsWith("refund.", StringComparison.Ordinal) => id,
            _ => null,
        };
        return about is not null && await yookassa.Payment(about, webhook.Id, cancel) is { } payment ? [Payment(payment)] : [];
    }

    private static YooKassaNotification? Notification(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<YooKassaNotification>(body.Span, ProviderAnswers.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<ProviderPayment?> Find(PaymentId key, DateTimeOffset startedAt, CancellationToken cancel)
    {
        await foreach (var payment in List(startedAt - Skew, startedAt + KeyGoodFor, cancel))
            if (payment.Key == key)
                return payment;
        return null;
    }

    private async Task<ProviderRefund?> FindRefund(string payment, RefundId key, CancellationToken cancel)
    {
        string? cursor = null;
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var page = await yookassa.Refunds(payment, cursor, cancel) ?? throw ProviderAnswers.Unclear(ProviderName);
            if (page.Items?.FirstOrDefault(r => r.Metadata?.GetValueOrDefault(RefundKey) == key.ToString()) is { } found)
                return Refund(found);
            if ((cursor = page.NextCursor) is null)
                return null;
        }
        return null;
    }

    /// <summary>Somebody else gave everything back, such as in the shop's own pages.</summary>
    private async Task<bool> IsGivenBack(RefundOrder order, CancellationToken cancel) =>
        await yookassa.Payment(order.Charge, order.Key.Value, cancel) is { Amount: { } amount, RefundedAmount: { } refunded }
        && refunded.Read() == amount.Read();

    private static ProviderPayment Payment(YooKassaPayment payment)
    {
        if (payment is not { Id: { Length: > 0 } id, Amount: { } asked })
            throw ProviderAnswers.Unclear(ProviderName);
        var (amount, isPaid, at) = (
            asked.Read(),
            payment.Status == "succeeded",
            (payment.CapturedAt ?? payment.CreatedAt).ToUniversalTime()
        );
        return new ProviderPayment(
            id,
            PaymentId.TryParse(payment.Metadata?.GetValueOrDefault(PaymentKey), null, out var key) ? key : null,
            State(payment),
            amount,
            isPaid ? [new ProviderCharge(id, amount, payment.IncomeAmount is { } ours ? amount - ours.Read() : null, at)] : [],
            IsLive: !payment.Test,
            at,
            payment.Confirmation?.ConfirmationUrl,
            payment.RefundedAmount?.Read() ?? Money.Zero(amount.Currency),
            payment.CancellationDetails?.Reason
        );
    }

    private static ProviderPaymentState State(YooKassaPayment payment) =>
        payment switch
        {
            { Status: "succeeded" } => ProviderPaymentState.Paid,
            { Status: "canceled", CancellationDetails.Reason: "expired_on_confirmation" } => ProviderPaymentState.Expired,
            { Status: "canceled", CancellationDetails.Reason: "canceled_by_merchant" } => ProviderPaymentState.Cancelled,
            { Status: "canceled" } => ProviderPaymentState.Refused,
            // Held and not taken, which we never ask for: somebody changed it in the shop's pages.
            { Status: "waiting_for_capture" } => ProviderPaymentState.Review,
            _ => ProviderPaymentState.Pending,
        };

    private static ProviderRefund Refund(YooKassaRefund refund) =>
        refund is not { Id: { Length: > 0 } id, Amount: { } amount }
            ? throw ProviderAnswers.Unclear(ProviderName)
            : new ProviderRefund(
                id,
                refund.Status switch
                {
                    "succeeded" => ProviderRefundState.Done,
                    "canceled" => ProviderRefundState.Failed,
                    _ => ProviderRefundState.Pending,
                },
                amount.Read(),
                refund.CancellationDetails?.Reason
            );

    private ProviderPayment Refused(PaymentOrder order, string reason) =>
        new(ProviderId: null, order.Key, ProviderPaymentState.Refused, order.Amount, [], IsLive, clock.GetUtcNow(), Reason: reason);

    /// <summary>One line over the whole amount, with the invoice's tax; null while receipts are off.</summary>
    private async Task<YooKassaReceipt?> Receipt(
        PersonId person,
        YooKassaAmount amount,
        string description,
        IReadOnlyList<TaxLine> tax,
        CancellationToken cancel
    )
    {
        if (!options.Receipts)
            return null;
        var known = await operations.Ask(new Security(person), cancel);
        return new YooKassaReceipt(
            new YooKassaCustomer(known is { IsOk: true, Value.Email: { } email } ? email : options.ReceiptEmail!),
            [
                new YooKassaItem(
                    description,
                    Quantity: 1,
                    amount,
                    VatCode(tax is [var line, ..] ? line.Percent : null),
                    options.ReceiptMode,
                    options.ReceiptSubject,
                    "piece"
                ),
            ],
            options.ReceiptTaxSystem
        );
    }

    /// <summary>Of taxes that are in the amount; 1 is none.</summary>
    private static int VatCode(decimal? percent) =>
        percent switch
        {
            0 => 2,
            10 => 3,
            20 => 4,
            5 => 7,
            7 => 8,
            22 => 11,
            _ => 1,
        };
}
