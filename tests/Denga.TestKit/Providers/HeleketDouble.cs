using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Denga.TestKit.Providers;

/// <summary>Heleket, as its documentation and its own libraries have it. Invoices in a currency of banks are paid in USDT, at a rate that leaves
/// remainders.</summary>
public sealed class HeleketDouble(TimeProvider? time = null) : ProviderDouble(time)
{
    private const string Merchant = "8b03432e-385b-4670-8d06-064591096795";
    private const string PaymentKey = "payment-key-s3cr3t";
    private const string PayoutKey = "payout-key-s3cr3t";
    private static readonly TimeSpan Offset = TimeSpan.FromHours(3);
    private readonly List<Invoice> invoices = [];
    private int last;

    public override string Name => "heleket";

    public override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Payments:Providers:heleket:Merchant"] = Merchant,
            ["Payments:Providers:heleket:PaymentKey"] = PaymentKey,
            ["Payments:Providers:heleket:PayoutKey"] = PayoutKey,
            ["Payments:Providers:heleket:Address"] = Address.ToString(),
        };

    public override void Pay(string key, decimal part = 1) =>
        Change(
            key,
            invoice =>
            {
                invoice.Paid = decimal.Round(invoice.ToPay * part, 8);
                invoice.Status = part switch
                {
                    < 1 => "wrong_amount",
                    > 1 => "paid_over",
                    _ => "paid",
                };
            }
        );

    public override void Refuse(string key) => Change(key, invoice => invoice.Status = "fail");

    public override void Expire(string key) => Change(key, invoice => invoice.Status = "cancel");

    public override void RefundOutside(string key) =>
        Change(key, invoice => (invoice.Status, invoice.GivenBack) = ("refund_paid", invoice.Paid));

    /// <summary>A state of Heleket's, whichever it is.</summary>
    public void SetStatus(string key, string status) => Change(key, invoice => invoice.Status = status);

    public override void EndRefunds(bool done = true)
    {
        lock (Gate)
            foreach (var invoice in invoices.Where(i => i.Status == "refund_process"))
                (invoice.Status, invoice.GivenBack) = done ? ("refund_paid", invoice.Paid) : ("refund_fail", 0);
    }

    public override decimal GivenBack(string key)
    {
        lock (Gate)
            return decimal.Round(Find(key).GivenBack / Rate(Find(key).Currency), 2);
    }

    /// <summary>As PHP writes it.</summary>
    public override DoubleWebhook Webhook(string key)
    {
        JsonObject json;
        lock (Gate)
            json = Json(Find(key));
        json.Remove("payment_status");
        json["type"] = "payment";
        json["additional_data"] = "Заказ https://shop.example/42";
        return Signed(json, PaymentKey);
    }

    /// <summary>What <c>/v1/test-webhook/payment</c> sends: signed as if it were true.</summary>
    public DoubleWebhook TestWebhook(string key)
    {
        var webhook = JsonNode.Parse(Webhook(key).Body)!.AsObject();
        webhook.Remove("sign");
        webhook["status"] = "paid";
        webhook["payment_amount"] = webhook["payer_amount"]!.DeepClone();
        return Signed(webhook, PaymentKey);
    }

    private static DoubleWebhook Signed(JsonObject json, string key)
    {
        var body = json.ToJsonString(Readably).Replace("/", "\\/", StringComparison.Ordinal);
        body = $$"""{{body[..^1]}},"sign":"{{Sign(Encoding.UTF8.GetBytes(body), key)}}"}""";
        return new DoubleWebhook(
            Encoding.UTF8.GetBytes(body),
            new Dictionary<string, string>(StringComparer.Ordinal),
            IPAddress.Parse("31.133.220.8")
        );
    }

    protected override DoubleAnswer Answer(DoubleRequest request)
    {
        var key = request.Path == "v1/payment/refund" ? PayoutKey : PaymentKey;
        if (request.Method != "POST")
            Violated($"{request.Method} {request.Path}");
        if (request.Header("merchant") != Merchant || request.Header("sign") != Sign(request.Body, key))
        {
            Violated($"the signature of {request.Path}");
            return new DoubleAnswer(401, """{"state":1,"message":"Wrong key"}""");
        }
        if (request.Header("Content-Type") != "application/json")
            Violated($"the content type {request.Header("Content-Type")}");
        var body = request.Body.Length == 0 ? [] : request.Json();
        if (body is null)
        {
            Violated($"the body of {request.Path}");
            return new DoubleAnswer(422, """{"state":1,"errors":{"body":["validation.json"]}}""");
        }
        return request.Path switch
        {
            "v1/payment" => Create(body),
            "v1/payment/info" => Asked(body) is { } invoice ? Done(Json(invoice)) : Refused("Payment not found"),
            "v1/payment/list" => List(body),
            "v1/payment/services" => Done(
                JsonNode.Parse(
                    """
                    [{"network":"tron","currency":"USDT","is_available":true,"limit":{"min_amount":"1.00","max_amount":"10000000.00"},
                      "commission":{"fee_amount":"0.00","percent":"2.00"}},
                     {"network":"eth","currency":"USDT","is_available":false,"limit":{"min_amount":"0.10","max_amount":"99999999.00"}}]
                    """
                )!
            ),
            "v1/payment/refund" => Refund(body),
            "v1/balance" => Done(
                JsonNode.Parse(
                    """
                    [{"balance":{"merchant":[{"uuid":"6c2c3a5e","balance":"12.50000000","currency_code":"USDT"},
                      {"uuid":"7d1b","balance":"0.00000000","currency_code":"DOGE"}],"user":[{"uuid":"9a","balance":"7.00000000","currency_code":"USDT"}]}}]
                    """
                )!
            ),
            _ => Unknown(request.Path),
        };
    }

    private DoubleAnswer Unknown(string path)
    {
        Violated($"there is no {path}");
        return new DoubleAnswer(404, """{"state":1,"message":"Not found"}""");
    }

    private DoubleAnswer Create(JsonObject body)
    {
        CheckFields(
            body,
            "payment",
            new Dictionary<string, Func<System.Text.Json.Nodes.JsonNode?, bool>>(StringComparer.Ordinal)
            {
                ["amount"] = Matching(@"\d{1,20}(\.\d{1,8})?"),
                ["currency"] = Matching("[A-Z]{3,5}"),
                ["order_id"] = Matching("[A-Za-z0-9_-]{1,128}"),
                ["url_return"] = Address255,
                ["url_success"] = Address255,
                ["url_callback"] = Address255,
                ["is_payment_multiple"] = Flag,
                ["lifetime"] = Number(300, 43_200),
            },
            "amount",
            "currency",
            "order_id"
        );
        var order = body["order_id"]!.GetValue<string>();
        if (invoices.Find(i => i.Order == order) is { } known)
            return Done(Json(known));
        var (amount, currency) = (
            decimal.Parse(body["amount"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            body["currency"]!.GetValue<string>()
        );
        if (amount < 0.1m)
            return new DoubleAnswer(422, """{"state":1,"errors":{"amount":"Minimum amount 0.1"}}""");
        var invoice = new Invoice(
            new Guid(++last, 0, 0, new byte[8]).ToString("D"),
            order,
            body["amount"]!.GetValue<string>(),
            currency,
            decimal.Round(amount * Rate(currency), 8),
            Time.GetUtcNow()
        );
        invoices.Add(invoice);
        return Done(Json(invoice));
    }

    private DoubleAnswer List(JsonObject body)
    {
        const string day = @"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d";
        CheckFields(
            body,
            "list",
            new Dictionary<string, Func<JsonNode?, bool>>(StringComparer.Ordinal)
            {
                ["date_from"] = Matching(day),
                ["date_to"] = Matching(day),
            }
        );
        DateTimeOffset At(string field) =>
            new(
                DateTime.ParseExact(
                    body[field]!.GetValue<string>(),
                    "yyyy-MM-dd HH:mm:ss",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None
                ),
                Offset
            );
        var listed = invoices.Where(i => i.At >= At("date_from") && i.At <= At("date_to")).Select(i => (JsonNode)Json(i)).ToArray();
        return Done(
            new JsonObject
            {
                ["items"] = new JsonArray(listed),
                ["paginate"] = new JsonObject { ["count"] = listed.Length, ["nextCursor"] = null },
            }
        );
    }

    private DoubleAnswer Refund(JsonObject body)
    {
        CheckFields(
            body,
            "refund",
            new Dictionary<string, Func<JsonNode?, bool>>(StringComparer.Ordinal)
            {
                ["uuid"] = Text(36, 36),
                ["order_id"] = Text(1, 128),
                ["address"] = Text(10, 128),
                ["is_subtract"] = Flag,
                ["amount"] = Matching(@"\d{1,20}(\.\d{1,8})?"),
            },
            "address",
            "is_subtract"
        );
        if (Asked(body) is not { Status: "paid" or "paid_over" or "wrong_amount" } invoice)
            return Refused("Payment cannot be refunded");
        invoice.Status = "refund_process";
        return Done(new JsonArray());
    }

    private Invoice? Asked(JsonObject body) =>
        body["order_id"] is { } order ? invoices.Find(i => i.Order == order.GetValue<string>())
        : body["uuid"] is { } uuid ? invoices.Find(i => i.Uuid == uuid.GetValue<string>())
        : null;

    private JsonObject Json(Invoice invoice)
    {
        var commission = decimal.Round(invoice.Paid * 0.02m, 8);
        var payer = Rate(invoice.Currency) == 1 && invoice.Currency is "USDT" or "TON" ? invoice.Currency : "USDT";
        return new JsonObject
        {
            ["uuid"] = invoice.Uuid,
            ["order_id"] = invoice.Order,
            ["amount"] = invoice.Amount,
            ["payment_amount"] = invoice.Paid > 0 ? Amount(invoice.Paid) : null,
            ["payer_amount"] = Amount(invoice.ToPay),
            ["payer_currency"] = payer,
            ["currency"] = invoice.Currency,
            ["merchant_amount"] = invoice.Paid > 0 ? Amount(invoice.Paid - commission) : null,
            ["commission"] = invoice.Paid > 0 ? Amount(commission) : null,
            ["network"] = "tron",
            ["from"] = invoice.Paid > 0 ? "THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH" : null,
            ["txid"] = invoice.Paid > 0 ? "6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193486b" : null,
            ["payment_status"] = invoice.Status,
            ["status"] = invoice.Status,
            ["url"] = $"https://pay.heleket.com/pay/{invoice.Uuid}",
            ["expired_at"] = invoice.At.AddHours(1).ToUnixTimeSeconds(),
            ["is_final"] = invoice.Status is not ("check" or "process" or "confirm_check" or "wrong_amount_waiting" or "refund_process"),
            ["additional_data"] = null,
            ["created_at"] = invoice.At.ToOffset(Offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            ["updated_at"] = Time.GetUtcNow().ToOffset(Offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        };
    }

    private static decimal Rate(string currency) =>
        currency switch
        {
            "RUB" => 0.01234567m,
            "EUR" => 1.0833m,
            _ => 1m,
        };

    private static string Amount(decimal amount) => amount.ToString("F8", CultureInfo.InvariantCulture);

    private static DoubleAnswer Done(JsonNode result) =>
        new(200, new JsonObject { ["state"] = 0, ["result"] = result }.ToJsonString(Readably));

    private static DoubleAnswer Refused(string message) =>
        new(200, new JsonObject { ["state"] = 1, ["message"] = message }.ToJsonString(Readably));

    private static string Sign(byte[] body, string key) =>
#pragma warning disable CA5351 // The provider takes no other.
        Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(Convert.ToBase64String(body) + key)));
#pragma warning restore CA5351

    private Invoice Find(string key) => invoices.Single(i => i.Order == key);

    private void Change(string key, Action<Invoice> change)
    {
        lock (Gate)
            change(Find(key));
    }

    private sealed class Invoice(string uuid, string order, string amount, string currency, decimal toPay, DateTimeOffset at)
    {
        internal string Uuid => uuid;
        internal string Order => order;
        internal string Amount => amount;
        internal string Currency => currency;
        internal decimal ToPay => toPay;
        internal DateTimeOffset At => at;
        internal decimal Paid { get; set; }
        internal decimal GivenBack { get; set; }
        internal string Status { get; set; } = "check";
    }
}
