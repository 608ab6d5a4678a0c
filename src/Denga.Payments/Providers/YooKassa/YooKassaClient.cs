using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Denga.Contracts;
using Denga.Platform.Outside;

namespace Denga.Payments.Providers.YooKassa;

/// <summary>YooKassa's API, version 3.</summary>
internal sealed class YooKassaClient
{
    private const int ListMax = 100;
    private readonly HttpClient http;

    public YooKassaClient(HttpClient http, YooKassaOptions options)
    {
        this.http = http;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ShopId}:{options.SecretKey}"))
        );
    }

    /// <summary>The same key within a day is answered with the same payment.</summary>
    internal Task<YooKassaAnswer<YooKassaPayment>> Create(YooKassaOrder order, string key, Guid keep, CancellationToken cancel) =>
        Post<YooKassaPayment>("payments", order, key, keep, cancel);

    internal Task<YooKassaAnswer<YooKassaRefund>> Refund(YooKassaRefundOrder refund, string key, Guid keep, CancellationToken cancel) =>
        Post<YooKassaRefund>("refunds", refund, key, keep, cancel);

    /// <summary>Null when there is no such payment.</summary>
    internal Task<YooKassaPayment?> Payment(string id, Guid keep, CancellationToken cancel) =>
        Get<YooKassaPayment>("payments/" + Uri.EscapeDataString(id), keep, cancel);

    internal Task<YooKassaRefund?> Refund(string id, Guid keep, CancellationToken cancel) =>
        Get<YooKassaRefund>("refunds/" + Uri.EscapeDataString(id), keep, cancel);

    /// <summary>The newest first.</summary>
    internal Task<YooKassaPage<YooKassaPayment>?> Payments(
        DateTimeOffset from,
        DateTimeOffset to,
        string? cursor,
        CancellationToken cancel
    ) =>
        Get<YooKassaPage<YooKassaPayment>>(
            $"payments?limit={ListMax}&created_at.gte={Time(from)}&created_at.lt={Time(to)}{Cursor(cursor)}",
            keep: null,
            cancel
        );

    internal Task<YooKassaPage<YooKassaRefund>?> Refunds(string payment, string? cursor, CancellationToken cancel) =>
        Get<YooKassaPage<YooKassaRefund>>(
            $"refunds?limit={ListMax}&payment_id={Uri.EscapeDataString(payment)}{Cursor(cursor)}",
            keep: null,
            cancel
        );

    private async Task<YooKassaAnswer<T>> Post<T>(string path, object body, string key, Guid keep, CancellationToken cancel)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = JsonContent.Create(body, body.GetType(), options: ProviderAnswers.Json);
        request.Headers.Add("Idempotence-Key", key);
        request.Keep(new OperationId(keep)).MayBeRepeated();
        using var answer = await http.SendAsync(request, cancel);
        if (answer.StatusCode == HttpStatusCode.Accepted)
            throw ProviderAnswers.Unclear(YooKassaProvider.ProviderName);
        return answer.IsSuccessStatusCode
            ? new YooKassaAnswer<T>(await answer.Read<T>(YooKassaProvider.ProviderName, cancel), Refused: null)
            : new YooKassaAnswer<T>(Done: null, await answer.Read<YooKassaError>(YooKassaProvider.ProviderName, cancel));
    }

    private async Task<T?> Get<T>(string path, Guid? keep, CancellationToken cancel)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (keep is { } operation)
            request.Keep(new OperationId(operation));
        using var answer = await http.SendAsync(request, cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        // A question that is refused is our mistake, and no answer about the payment.
        return answer.IsSuccessStatusCode || answer.StatusCode >= HttpStatusCode.InternalServerError
            ? await answer.Read<T>(YooKassaProvider.ProviderName, cancel)
            : throw new OutsideException(YooKassaProvider.ProviderName, OutsideFailure.Refuses, mayHaveArrived: false);
    }

    private static string Cursor(string? cursor) => cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor);

    private static string Time(DateTimeOffset at) =>
        Uri.EscapeDataString(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}

/// <summary>One of the two.</summary>
internal sealed record YooKassaAnswer<T>(T? Done, YooKassaError? Refused);

internal sealed record YooKassaError(string? Code, string? Description, string? Parameter)
{
    /// <summary>For operators.</summary>
    internal string Reason => $"{Code}: {Description}{(Parameter is null ? "" : $" ({Parameter})")}";
}

internal sealed record YooKassaAmount(string? Value, string? Currency)
{
    internal Money Read() =>
        ProviderAmounts.TryFromYooKassa(Value, Currency, out var money)
            ? money
            : throw ProviderAnswers.Unclear(YooKassaProvider.ProviderName);
}

internal sealed record YooKassaOrder(
    YooKassaAmount Amount,
    bool Capture,
    YooKassaConfirmation Confirmation,
    string Description,
    IReadOnlyDictionary<string, string> Metadata,
    YooKassaReceipt? Receipt
);

internal sealed record YooKassaConfirmation(string? Type, Uri? ReturnUrl = null, string? Locale = null, string? ConfirmationUrl = null);

internal sealed record YooKassaRefundOrder(
    string PaymentId,
    YooKassaAmount Amount,
    string Description,
    IReadOnlyDictionary<string, string> Metadata,
    YooKassaReceipt? Receipt
);

/// <summary>54-FZ.</summary>
internal sealed record YooKassaReceipt(YooKassaCustomer Customer, IReadOnlyList<YooKassaItem> Items, int? TaxSystemCode);

internal sealed record YooKassaCustomer(string Email);

/// <param name="Amount">Of one.</param>
internal sealed record YooKassaItem(
    string Description,
    decimal Quantity,
    YooKassaAmount Amount,
    int VatCode,
    string PaymentMode,
    string PaymentSubject,
    string Measure
);

/// <param name="IncomeAmount">What of it is the shop's.</param>
internal sealed record YooKassaPayment(
    string? Id,
    string? Status,
    YooKassaAmount? Amount,
    YooKassaAmount? IncomeAmount,
    YooKassaAmount? RefundedAmount,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CapturedAt,
    bool Test,
    YooKassaConfirmation? Confirmation,
    YooKassaCancellation? CancellationDetails,
    Dictionary<string, string>? Metadata
);

internal sealed record YooKassaCancellation(string? Party, string? Reason);

internal sealed record YooKassaRefund(
    string? Id,
    string? Status,
    YooKassaAmount? Amount,
    YooKassaCancellation? CancellationDetails,
    Dictionary<string, string>? Metadata
);

internal sealed record YooKassaPage<T>(IReadOnlyList<T>? Items, string? NextCursor);

internal sealed record YooKassaNotification(string? Type, string? Event, YooKassaObject? Object);

/// <param name="PaymentId">Of a refund.</param>
internal sealed record YooKassaObject(string? Id, string? PaymentId);
