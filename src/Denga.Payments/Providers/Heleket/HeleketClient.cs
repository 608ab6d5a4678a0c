using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Outside;

namespace Denga.Payments.Providers.Heleket;

/// <summary>Heleket's API. Each call is signed over exactly the bytes that are sent.</summary>
internal sealed class HeleketClient(HttpClient http, HeleketOptions options)
{
    /// <summary>An order that is there already is answered with its invoice, so this may be repeated.</summary>
    internal Task<HeleketAnswer<HeleketInvoice>> Create(HeleketOrder order, PaymentId key, CancellationToken cancel) =>
        Post<HeleketInvoice>("v1/payment", order, options.PaymentKey!, mayBeRepeated: true, key.Value, cancel);

    internal Task<HeleketAnswer<HeleketInvoice>> Info(HeleketQuestion question, Guid key, CancellationToken cancel) =>
        Post<HeleketInvoice>("v1/payment/info", question, options.PaymentKey!, mayBeRepeated: true, key, cancel);

    internal Task<HeleketAnswer<HeleketPage>> List(HeleketDays days, string? cursor, CancellationToken cancel) =>
        Post<HeleketPage>(
            "v1/payment/list" + (cursor is null ? "" : "?cursor=" + Uri.EscapeDataString(cursor)),
            days,
            options.PaymentKey!,
            mayBeRepeated: true,
            keep: null,
            cancel
        );

    internal Task<HeleketAnswer<List<HeleketService>>> Services(CancellationToken cancel) =>
        Post<List<HeleketService>>("v1/payment/services", body: null, options.PaymentKey!, mayBeRepeated: true, keep: null, cancel);

    internal Task<HeleketAnswer<List<HeleketFunds>>> Funds(CancellationToken cancel) =>
        Post<List<HeleketFunds>>("v1/balance", body: null, options.PaymentKey!, mayBeRepeated: true, keep: null, cancel);

    /// <summary>Has no id that Heleket knows: it is never sent again by itself.</summary>
    internal Task<HeleketAnswer<JsonElement?>> Refund(HeleketRefund refund, RefundId key, CancellationToken cancel) =>
        Post<JsonElement?>("v1/payment/refund", refund, options.PayoutKey!, mayBeRepeated: false, key.Value, cancel);

    private async Task<HeleketAnswer<T>> Post<T>(
        string path,
        object? body,
        string key,
        bool mayBeRepeated,
        Guid? keep,
        CancellationToken cancel
    )
    {
        var bytes = body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, ProviderAnswers.Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("merchant", options.Merchant);
        request.Headers.Add("sign", HeleketSignature.Of(bytes, key));
        if (mayBeRepeated)
            request.MayBeRepeated();
        if (keep is { } operation)
            request.Keep(new OperationId(operation));
        using var answer = await http.SendAsync(request, cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return new HeleketAnswer<T>(State: 1, default, "not found", null);
        var read = await answer.Read<HeleketAnswer<T>>(HeleketProvider.ProviderName, cancel);
        // Of the merchant, not of what was asked.
        if (read.Message is "Wrong key" or "You are forbidden")
            throw new OutsideException(HeleketProvider.ProviderName, OutsideFailure.Refuses, mayHaveArrived: false);
        if (read.Errors is null && (read.State is null || read is { State: 0, Result: null }))
            throw ProviderAnswers.Unclear(HeleketProvider.ProviderName);
        return read;
    }
}

/// <param name="State">0: done.</param>
/// <param name="Errors">By field, a text or a list of them.</param>
internal sealed record HeleketAnswer<T>(int? State, T? Result, string? Message, Dictionary<string, JsonElement>? Errors)
{
    internal bool IsDone => State == 0 && Errors is null && Result is not null;

    /// <summary>For operators.</summary>
    internal string Reason => Message ?? string.Join("; ", (Errors ?? []).Select(e => $"{e.Key}: {e.Value}"));
}

internal sealed record HeleketOrder(
    string Amount,
    string Currency,
    string OrderId,
    Uri UrlReturn,
    Uri UrlSuccess,
    Uri UrlCallback,
    bool IsPaymentMultiple,
    int Lifetime
);

/// <summary>By one of the two.</summary>
internal sealed record HeleketQuestion(string? Uuid = null, string? OrderId = null);

internal sealed record HeleketDays(string DateFrom, string DateTo);

internal sealed record HeleketRefund(string Uuid, string Address, bool IsSubtract);

internal sealed record HeleketPage(IReadOnlyList<HeleketInvoice>? Items, HeleketPaginate? Paginate);

internal sealed record HeleketPaginate([property: System.Text.Json.Serialization.JsonPropertyName("nextCursor")] string? NextCursor);

internal sealed record HeleketFunds(HeleketPurses? Balance);

/// <param name="Merchant">What the shop's payments brought; the owner's own money is left out.</param>
internal sealed record HeleketPurses(IReadOnlyList<HeleketPurse>? Merchant);

internal sealed record HeleketPurse(string? Balance, string? CurrencyCode);

internal sealed record HeleketService(string? Currency, bool IsAvailable, HeleketLimit? Limit);

internal sealed record HeleketLimit(string? MinAmount, string? MaxAmount);

/// <param name="PaymentAmount">What came, in the payer's currency; null before.</param>
/// <param name="PayerAmount">What was to come, in the payer's currency; null until the payer chose a coin.</param>
/// <param name="MerchantAmount">What of it is ours, after <paramref name="Commission"/>.</param>
internal sealed record HeleketInvoice(
    string? Uuid,
    string? OrderId,
    string? Amount,
    string? Currency,
    string? PaymentAmount,
    string? PayerAmount,
    string? MerchantAmount,
    string? Commission,
    string? PaymentStatus,
    string? Status,
    string? Url,
    string? From,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt
)
{
    internal string State => PaymentStatus ?? Status ?? "";
}
