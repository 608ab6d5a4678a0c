using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Http;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Microsoft.Extensions.Options;

namespace Denga.Stars.Sellers.MyStars;

/// <summary>MyStars FaaS 1.12. An order is put down over HTTP and paid in TON or USDT on the chain, to its address with its memo: Denga holds no key of a
/// wallet and signs nothing, so the payment is made from a wallet beside it, by the link that the list of sales shows. Paid exactly once, by whoever
/// pays: the seller tells a second payment by the memo and sends it back.</summary>
internal sealed class MyStarsSeller(HttpClient http, IOptions<StarsOptions> options, PublicAddress address) : IStarsSeller
{
    internal const string SellerName = "mystars";

    /// <summary>The master of USDT on TON, for links that open in a wallet.</summary>
    private const string UsdtMaster = "EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs";

    internal static readonly OutsideProvider Provider = new(SellerName)
    {
        Defaults = new OutsideOptions { BreakFor = TimeSpan.FromMinutes(1) },
        SecretNames = ["X-Api-Key"],
    };

    public string Name => SellerName;

    public Currency Currency { get; } = Currency.Parse(options.Value.MyStars.PaymentCurrency == "ton" ? "TON" : "USDT");

    /// <summary>Somebody else pays him: he is only asked.</summary>
    public bool BuysOnce => false;

    private string PaysIn => options.Value.MyStars.PaymentCurrency;

    public async Task<IReadOnlyList<SellerPrice>> Prices(StarsProduct product, IReadOnlyList<int> quantities, CancellationToken cancel)
    {
        if (product == StarsProduct.Stars && quantities.Count > 1)
        {
            var asked = string.Join(',', quantities.Select(q => q.ToString(CultureInfo.InvariantCulture)));
            var batch = await Get($"v1/pricing/batch?type=stars&quantities={asked}&payment_currency={PaysIn}", cancel);
            var quoted = batch.GetProperty("quotes").EnumerateArray().ToDictionary(q => q.GetProperty("quantity").GetInt32());
            return [.. quantities.Select(q => PriceOf(quoted[q], batch))];
        }
        var prices = new List<SellerPrice>();
        foreach (var quantity in quantities)
        {
            var what = product == StarsProduct.Stars ? "type=stars&quantity=" : "type=premium&months=";
            var one = await Get(
                string.Create(CultureInfo.InvariantCulture, $"v1/pricing?{what}{quantity}&payment_currency={PaysIn}"),
                cancel
            );
            prices.Add(PriceOf(one, one));
        }
        return prices;
    }

    public async Task<Result<StarsRecipient>> Look(StarsProduct product, string username, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/recipients/check");
        request.Content = JsonContent.Create(new { type = TypeOf(product), recipient = new { username } });
        // It only reads.
        using var answer = await http.SendAsync(request.MayBeRepeated(), cancel);
        var said = await SellerHttp.Json(answer, cancel);
        if (answer.StatusCode == HttpStatusCode.OK && said is { } told)
        {
            if (told.TryGetProperty("eligible", out var eligible) && eligible.ValueKind == JsonValueKind.True)
                return new StarsRecipient(username, told.Text("name"));
            return told.Text("telegram_message")?.StartsWith("No Telegram users found", StringComparison.Ordinal) == true
                ? StarsErrors.RecipientNotFound
                : StarsErrors.RecipientRefused;
        }
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => StarsErrors.RecipientNotFound,
            HttpStatusCode.UnprocessableEntity => StarsErrors.RecipientRefused,
            HttpStatusCode.BadRequest => StarsErrors.BadUsername,
            _ => throw SellerHttp.Unclear(Name, answer.StatusCode),
        };
    }

    public async Task<SellerOrder> Place(SellerRequest order, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/orders");
        request.Headers.Add("Idempotency-Key", order.Reference);
        var body = new JsonObject
        {
            ["type"] = TypeOf(order.Product),
            ["recipient"] = new JsonObject { ["username"] = order.Username },
            [order.Product == StarsProduct.Stars ? "quantity" : "months"] = order.Quantity,
            ["payment_currency"] = PaysIn,
        };
        // He calls nobody who has no certificate; who has none asks.
        if (address.Base.Scheme == Uri.UriSchemeHttps)
            body["callback_url"] = address.Of("/hooks/" + SellerName);
        request.Content = JsonContent.Create(body);
        request.Keep(OperationId.From(StarsOrderId.Parse(order.Reference, null).Value)).MayBeRepeated();
        using var answer = await http.SendAsync(request, cancel);
        var said = await SellerHttp.Json(answer, cancel);
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created && said is { } told && told.Text("order_id") is { } id)
        {
            var payment = told.TryGetProperty("payment", out var p) ? p : default;
            var cost = payment.Amount("amount", Currency);
            return Read(told, id) with
            {
                Cost = cost,
                Fee = payment.Amount("fee", Currency) ?? Money.Zero(Currency),
                PayLink = cost is { } money && payment.Text("pay_to_address") is { } to ? LinkOf(to, payment.Text("memo"), money) : null,
            };
        }
        return answer.StatusCode switch
        {
            HttpStatusCode.UnprocessableEntity => Refused(StarsErrors.RecipientRefused.Code),
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict => Refused(StarsErrors.NotDelivered),
            _ => throw SellerHttp.Unclear(Name, answer.StatusCode),
        };
    }

    public async Task<SellerOrder> Buy(SellerRequest order, string id, Money cost, CancellationToken cancel) =>
        await Ask(order, id, cancel) ?? throw SellerHttp.Unclear(Name, HttpStatusCode.NotFound);

    public async Task<SellerOrder?> Ask(SellerRequest order, string id, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/orders/" + Uri.EscapeDataString(id));
        request.Keep(OperationId.From(StarsOrderId.Parse(order.Reference, null).Value));
        using var answer = await http.SendAsync(request, cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        return answer.StatusCode == HttpStatusCode.OK && await SellerHttp.Json(answer, cancel) is { } told && told.Text("order_id") == id
            ? Read(told, id)
            : throw SellerHttp.Unclear(Name, answer.StatusCode);
    }

    /// <summary>He is paid from a wallet of ours that he does not see.</summary>
    public Task<Money?> Funds(CancellationToken cancel) => Task.FromResult<Money?>(null);

    /// <summary>A state that is not known here is under way: never delivered and never failed.</summary>
    internal static (SellerState State, string? Reason) StateOf(string? status, string? why) =>
        status switch
        {
            "delivered" => (SellerState.Delivered, null),
            "failed" or "reversed" or "expired" or "cancelled" => (
                SellerState.Failed,
                why == "undeliverable" ? StarsErrors.RecipientRefused.Code : StarsErrors.NotDelivered
            ),
            "awaiting_payment" => (SellerState.Placed, null),
            _ => (SellerState.Underway, null),
        };

    private static SellerOrder Read(JsonElement told, string id)
    {
        var (state, reason) = StateOf(told.Text("status"), told.Text("failure_reason"));
        return new SellerOrder(
            id,
            state,
            Quantity: told.Text("type") == "premium" ? told.Whole("months") : told.Whole("quantity"),
            Username: told.Text("recipient_username")?.TrimStart('@'),
            Reason: reason
        );
    }

    private static SellerOrder Refused(string reason) => new("", SellerState.Failed, Reason: reason);

    private static string TypeOf(StarsProduct product) => product == StarsProduct.Stars ? "stars" : "premium";

    private SellerPrice PriceOf(JsonElement quote, JsonElement answer) =>
        quote.Amount("amount", Currency) is { Minor: > 0 } cost
            ? new SellerPrice(
                cost,
                quote.Amount("fee", Currency) ?? Money.Zero(Currency),
                decimal.TryParse(answer.Text("usdt_per_ton"), CultureInfo.InvariantCulture, out var usdt)
                && Currency.Code == "TON"
                && usdt > 0
                    ? usdt
                    : null
            )
            : throw SellerHttp.Unclear(Name, HttpStatusCode.OK);

    /// <summary>Opens in a wallet with everything filled in. Source: TON deep links.</summary>
    private static string LinkOf(string to, string? memo, Money cost) =>
        string.Create(CultureInfo.InvariantCulture, $"ton://transfer/{Uri.EscapeDataString(to)}?amount={cost.Minor}")
        + (cost.Currency.Code == "TON" ? "" : "&jetton=" + UsdtMaster)
        + (memo is null ? "" : "&text=" + Uri.EscapeDataString(memo));

    private async Task<JsonElement> Get(string path, CancellationToken cancel)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancel);
        return answer.StatusCode == HttpStatusCode.OK && await SellerHttp.Json(answer, cancel) is { ValueKind: JsonValueKind.Object } told
            ? told
            : throw SellerHttp.Unclear(Name, answer.StatusCode);
    }
}
