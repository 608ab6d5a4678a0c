using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Providers;
using Denga.Platform;
using Denga.Platform.Outside;
using Denga.Platform.Webhooks;

namespace Denga.Tests.Integration.Payments;

/// <summary>A provider that says what the test wants, also what no honest one would.</summary>
internal sealed class Till : IPaymentProvider, IProviderWebhooks
{
    private static readonly byte[] Key = "the till's"u8.ToArray();
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<PaymentId, ProviderPayment> payments = new();
    private readonly ConcurrentDictionary<RefundId, ProviderRefund> refunds = new();

    public string Name => "till";

    public bool IsConfigured => true;

    public bool IsLive => true;

    public bool IsAvailable { get; set; } = true;

    public ProviderAbilities Abilities { get; set; } = new(Refunds: true, RefundsInPart: true, AsksEvery: TimeSpan.Zero);

    public IProviderWebhooks Webhooks => this;

    public IReadOnlyList<string> KeptHeaders => [];

    internal Func<PaymentOrder, ProviderPayment>? OnStart { get; set; }

    internal Func<RefundOrder, ProviderRefund>? OnRefund { get; set; }

    internal Func<RefundReference, ProviderRefund?>? OnAskRefund { get; set; }

    /// <summary>Its code has the fault that it finds nothing in webhooks.</summary>
    internal bool ReadsNothing { get; set; }

    internal ConcurrentQueue<PaymentOrder> Orders { get; } = new();

    internal ConcurrentQueue<RefundOrder> RefundOrders { get; } = new();

    /// <summary>How often it was asked about a payment.</summary>
    internal ConcurrentDictionary<PaymentId, int> Asked { get; } = new();

    internal void Forget() =>
        (OnStart, OnRefund, OnAskRefund, IsAvailable, Abilities) = (
            null,
            null,
            null,
            true,
            new(Refunds: true, RefundsInPart: true, AsksEvery: TimeSpan.Zero)
        );

    /// <summary>What it answers from now on when it is asked about a payment.</summary>
    internal void Knows(ProviderPayment told) => payments[told.Key!.Value] = told;

    internal void Knows(RefundId key, ProviderRefund told) => refunds[key] = told;

    public ValueTask<AmountRange?> Range(Currency currency, CancellationToken cancel) =>
        ValueTask.FromResult<AmountRange?>(
            currency.Code is "RUB" or "USD" ? new AmountRange(new Money(10_00, currency), new Money(100_000_00, currency)) : null
        );

    public Task<ProviderPayment> Start(PaymentOrder order, CancellationToken cancel)
    {
        Orders.Enqueue(order);
        var told = OnStart is { } start ? start(order) : Pending(order);
        Knows(told);
        return Task.FromResult(told);
    }

    public Task<ProviderPayment?> Ask(PaymentReference payment, CancellationToken cancel)
    {
        Asked.AddOrUpdate(payment.Key, 1, (_, times) => times + 1);
        return Task.FromResult(payments.GetValueOrDefault(payment.Key));
    }

    public Task<ProviderRefund> Refund(RefundOrder order, CancellationToken cancel)
    {
        RefundOrders.Enqueue(order);
        var told = OnRefund is { } refund ? refund(order) : new ProviderRefund("r" + order.Key, ProviderRefundState.Done, order.Amount);
        return Task.FromResult(refunds[order.Key] = told);
    }

    public Task<ProviderRefund?> AskRefund(RefundReference refund, CancellationToken cancel) =>
        Task.FromResult(OnAskRefund is { } ask ? ask(refund) : refunds.GetValueOrDefault(refund.Key));

    public async IAsyncEnumerable<ProviderPayment> List(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await Task.CompletedTask;
        foreach (var payment in payments.Values.Where(p => p.At >= from && p.At < to))
            yield return payment;
    }

    public VerifiedWebhook? Verify(WebhookRequest request, DateTimeOffset now) =>
        request.Header("Till-Signature") is not { } signature
        || request.Header("Till-Time") is not { } time
        || !CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(signature),
            Encoding.ASCII.GetBytes(Sign(time, request.Body.Span))
        )
            ? null
        : (now - DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)).Duration() > AgeMax ? VerifiedWebhook.Refuse("stale")
        : new VerifiedWebhook(request.Header("Till-Delivery"));

    public Task<IReadOnlyList<ProviderPayment>> Read(ReceivedWebhook webhook, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ProviderPayment>>(
            ReadsNothing ? [] : [JsonSerializer.Deserialize<ProviderPayment>(webhook.Body, DengaJson.Options)!]
        );

    internal static HttpRequestMessage Webhook(
        ProviderPayment told,
        string delivery,
        DateTimeOffset now,
        Func<byte[], byte[]>? change = null
    )
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(told, DengaJson.Options);
        var time = now.ToString("O", CultureInfo.InvariantCulture);
        return new HttpRequestMessage(HttpMethod.Post, "/hooks/till")
        {
            Headers =
            {
                { "Till-Signature", Sign(time, body) },
                { "Till-Time", time },
                { "Till-Delivery", delivery },
            },
            Content = new ByteArrayContent(change?.Invoke(body) ?? body),
        };
    }

    internal static ProviderPayment Pending(PaymentOrder order) =>
        new(
            "t" + order.Key,
            order.Key,
            ProviderPaymentState.Pending,
            order.Amount,
            [],
            IsLive: true,
            order.StartedAt,
            "https://till.example/" + order.Key
        );

    /// <summary>That so much came for it.</summary>
    internal static ProviderPayment Paid(Invoice invoice, Money came, DateTimeOffset at, string? charge = null, long? fee = null) =>
        new(
            "t" + invoice.Payment!.Id,
            invoice.Payment.Id,
            ProviderPaymentState.Paid,
            invoice.Amount,
            [new ProviderCharge(charge ?? "c" + invoice.Payment.Id, came, fee is { } minor ? new Money(minor, came.Currency) : null, at)],
            IsLive: true,
            at
        );

    /// <summary>No answer, and nobody knows what came of it.</summary>
    internal static OutsideException Silence() => new("till", OutsideFailure.Late, mayHaveArrived: true, new TimeoutException());

    private static string Sign(string time, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Key, (byte[])[.. Encoding.ASCII.GetBytes(time), .. body]));
}
