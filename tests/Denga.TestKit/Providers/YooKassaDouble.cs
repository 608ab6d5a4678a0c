using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;

namespace Denga.TestKit.Providers;

/// <summary>YooKassa, API version 3.</summary>
public sealed class YooKassaDouble(TimeProvider? time = null) : ProviderDouble(time)
{
    private const string Shop = "100500";
    private const string Secret = "test_s3cr3t-of-the-shop";
    private static readonly IPAddress From = IPAddress.Parse("185.71.76.7");
    private readonly List<JsonObject> payments = [];
    private readonly List<JsonObject> refunds = [];
    private readonly Dictionary<string, (string Request, DoubleAnswer Answer)> keys = [];
    private int last;

    public override string Name => "yookassa";

    /// <summary>Refunds take until <see cref="EndRefunds"/>.</summary>
    public bool RefundsTakeTime { get; set; }

    public override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Payments:Providers:yookassa:ShopId"] = Shop,
            ["Payments:Providers:yookassa:SecretKey"] = Secret,
            ["Payments:Providers:yookassa:Address"] = Address + "v3/",
        };

    public override void Pay(string key, decimal part = 1) =>
        Change(
            key,
            payment =>
            {
                var asked = Value(payment["amount"]!);
                var paid = decimal.Round(asked * part, 2);
                payment["status"] = "succeeded";
                payment["paid"] = true;
                payment["refundable"] = true;
                payment["amount"] = Amount(paid, payment["amount"]!["currency"]!.GetValue<string>());
                payment["income_amount"] = Amount(decimal.Round(paid * 0.965m, 2), payment["amount"]!["currency"]!.GetValue<string>());
                payment["captured_at"] = Now();
            }
        );

    public override void Refuse(string key) => Cancel(key, "insufficient_funds", "payment_network");

    public override void Expire(string key) => Cancel(key, "expired_on_confirmation", "yoo_money");

    public override void RefundOutside(string key) => Change(key, payment => payment["refunded_amount"] = payment["amount"]!.DeepClone());

    public override void EndRefunds(bool done = true)
    {
        lock (Gate)
            foreach (var refund in refunds.Where(r => r["status"]!.GetValue<string>() == "pending"))
            {
                refund["status"] = done ? "succeeded" : "canceled";
                if (done)
                    Count(refund);
                else
                    refund["cancellation_details"] = new JsonObject { ["party"] = "refund_network", ["reason"] = "rejected_by_payee" };
            }
    }

    public override decimal GivenBack(string key)
    {
        lock (Gate)
            return Find(key)["refunded_amount"] is { } amount ? Value(amount) : 0;
    }

    /// <summary>In pages of that shop a payment is looked at: what else it says.</summary>
    public void Change(string key, Action<JsonObject> change)
    {
        lock (Gate)
            change(Find(key));
    }

    public override DoubleWebhook Webhook(string key)
    {
        lock (Gate)
        {
            var payment = Find(key);
            return Told("payment." + payment["status"]!.GetValue<string>(), payment);
        }
    }

    public DoubleWebhook RefundWebhook(string key)
    {
        lock (Gate)
            return Told("refund.succeeded", refunds.Last(r => r["payment_id"]!.GetValue<string>() == Find(key)["id"]!.GetValue<string>()));
    }

    protected override DoubleAnswer Answer(DoubleRequest request)
    {
        if (request.Header("Authorization") != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Shop}:{Secret}")))
        {
            Violated("the key of the shop");
            return Error(401, "invalid_credentials", "Basic authentication");
        }
        var parts = request.Path.Split('/');
        if (parts is not ["v3", "payments" or "refunds", ..] || parts.Length > 3)
        {
            Violated($"there is no {request.Path}");
            return Error(404, "not_found", "No such place");
        }
        var isRefund = parts[1] == "refunds";
        if (request.Method == "GET")
            return parts.Length == 3 ? One(isRefund ? refunds : payments, parts[2]) : List(isRefund ? refunds : payments, request.Query);
        if (request.Method != "POST" || parts.Length != 2)
        {
            Violated($"{request.Method} {request.Path}");
            return Error(405, "invalid_request", "No such method");
        }
        if (
            request.Header("Idempotence-Key") is not { Length: > 0 and <= 64 } key
            || !key.All(c => char.IsAsciiLetterOrDigit(c) || "+-_.".Contains(c))
        )
        {
            Violated("Idempotence-Key is missing or wrong");
            return Error(400, "invalid_request", "Idempotence-Key");
        }
        if (keys.TryGetValue(key, out var known))
            return known.Request == request.Text
                ? known.Answer with
                {
                    Body = Current(known.Answer.Body),
                }
                : Error(400, "invalid_request", "The key was used with another request");
        if (request.Json() is not { } body)
        {
            Violated("the body is no JSON");
            return Error(400, "invalid_request", "JSON");
        }
        var answer = isRefund ? Refund(body) : Create(body);
        if (answer.Status == 200)
            keys[key] = (request.Text, answer);
        return answer;
    }

    private DoubleAnswer Create(JsonObject body)
    {
        CheckFields(
            body,
            "payment",
            new Dictionary<string, Func<JsonNode?, bool>>(StringComparer.Ordinal)
            {
                ["amount"] = IsAmount,
                ["capture"] = Flag,
                ["description"] = Text(1, 128),
                ["metadata"] = IsMetadata,
                ["confirmation"] = node =>
                    node is JsonObject json
                    && Text(1, 20)(json["type"])
                    && Matching("https?://.{1,2040}")(json["return_url"])
                    && Matching("ru_RU|en_US")(json["locale"])
                    && json.Count == 3,
                ["receipt"] = node => IsReceipt(node, Value(body["amount"]!)),
            },
            "amount"
        );
        if (body["capture"]?.GetValue<bool>() != true)
            Violated("payment.capture is false: money would be held, and go back");
        if (Value(body["amount"]!) < 1)
            return Error(400, "invalid_request", "Payment amount is too small", "amount.value");
        var id = Id();
        var payment = new JsonObject
        {
            ["id"] = id,
            ["status"] = "pending",
            ["amount"] = body["amount"]!.DeepClone(),
            ["description"] = body["description"]?.DeepClone(),
            ["recipient"] = new JsonObject { ["account_id"] = Shop, ["gateway_id"] = "100700" },
            ["created_at"] = Now(),
            ["confirmation"] = new JsonObject
            {
                ["type"] = "redirect",
                ["confirmation_url"] = $"https://yoomoney.ru/api-pages/v2/payment-confirm/epl?orderId={id}",
            },
            ["test"] = true,
            ["paid"] = false,
            ["refundable"] = false,
            ["metadata"] = body["metadata"]?.DeepClone(),
        };
        payments.Insert(0, payment);
        return new DoubleAnswer(200, payment.ToJsonString());
    }

    private DoubleAnswer Refund(JsonObject body)
    {
        CheckFields(
            body,
            "refund",
            new Dictionary<string, Func<JsonNode?, bool>>(StringComparer.Ordinal)
            {
                ["payment_id"] = Text(36, 36),
                ["amount"] = IsAmount,
                ["description"] = Text(1, 250),
                ["metadata"] = IsMetadata,
                ["receipt"] = node => IsReceipt(node, Value(body["amount"]!)),
            },
            "payment_id",
            "amount"
        );
        var of = payments.Find(p => p["id"]!.GetValue<string>() == body["payment_id"]!.GetValue<string>());
        if (of is null || of["status"]!.GetValue<string>() != "succeeded")
            return Error(400, "invalid_request", "The payment cannot be refunded", "payment_id");
        var under = refunds
            .Where(r => r["payment_id"]!.GetValue<string>() == of["id"]!.GetValue<string>() && r["status"]!.GetValue<string>() == "pending")
            .Sum(r => Value(r["amount"]!));
        var back = of["refunded_amount"] is { } refunded ? Value(refunded) : 0;
        if (back + under + Value(body["amount"]!) > Value(of["amount"]!))
            return Error(400, "invalid_request", "Refund amount is larger than what is left", "amount.value");
        var refund = new JsonObject
        {
            ["id"] = Id(),
            ["payment_id"] = of["id"]!.DeepClone(),
            ["status"] = RefundsTakeTime ? "pending" : "succeeded",
            ["created_at"] = Now(),
            ["amount"] = body["amount"]!.DeepClone(),
            ["metadata"] = body["metadata"]?.DeepClone(),
        };
        refunds.Insert(0, refund);
        if (!RefundsTakeTime)
            Count(refund);
        return new DoubleAnswer(200, refund.ToJsonString());
    }

    private static DoubleAnswer One(List<JsonObject> of, string id) =>
        of.Find(p => p["id"]!.GetValue<string>() == id) is { } found
            ? new DoubleAnswer(200, found.ToJsonString())
            : Error(404, "not_found", "No such object");

    private DoubleAnswer List(List<JsonObject> of, string query)
    {
        var asked = HttpUtility.ParseQueryString(query);
        foreach (var name in asked.AllKeys)
            if (
                name
                is not (
                    "limit"
                    or "cursor"
                    or "created_at.gte"
                    or "created_at.gt"
                    or "created_at.lte"
                    or "created_at.lt"
                    or "payment_id"
                    or "status"
                )
            )
                Violated($"the list has no {name}");
        if (!(int.TryParse(asked["limit"], CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= 100))
            Violated($"limit is {asked["limit"]}");
        DateTimeOffset? At(string name) => asked[name] is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;
        var fitting = of.Where(o =>
                (asked["payment_id"] is not { } payment || o["payment_id"]?.GetValue<string>() == payment)
                && DateTimeOffset.Parse(o["created_at"]!.GetValue<string>(), CultureInfo.InvariantCulture) is var at
                && !(at < At("created_at.gte"))
                && !(at >= At("created_at.lt"))
            )
            .ToList();
        var start = asked["cursor"] is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
        var page = new JsonObject
        {
            ["type"] = "list",
            ["items"] = new JsonArray([.. fitting.Skip(start).Take(limit).Select(o => o.DeepClone())]),
        };
        if (fitting.Count > start + limit)
            page["next_cursor"] = (start + limit).ToString(CultureInfo.InvariantCulture);
        return new DoubleAnswer(200, page.ToJsonString());
    }

    private void Count(JsonObject refund)
    {
        var of = payments.Find(p => p["id"]!.GetValue<string>() == refund["payment_id"]!.GetValue<string>())!;
        var before = of["refunded_amount"] is { } amount ? Value(amount) : 0;
        of["refunded_amount"] = Amount(before + Value(refund["amount"]!), of["amount"]!["currency"]!.GetValue<string>());
    }

    private void Cancel(string key, string reason, string party) =>
        Change(
            key,
            payment =>
            {
                payment["status"] = "canceled";
                payment["cancellation_details"] = new JsonObject { ["party"] = party, ["reason"] = reason };
            }
        );

    private static DoubleWebhook Told(string happened, JsonObject about) =>
        new(
            Encoding.UTF8.GetBytes(
                new JsonObject
                {
                    ["type"] = "notification",
                    ["event"] = happened,
                    ["object"] = about.DeepClone(),
                }.ToJsonString()
            ),
            new Dictionary<string, string>(StringComparer.Ordinal),
            From
        );

    /// <summary>The first answer under a key, with the object as it is now.</summary>
    private string Current(string first)
    {
        var id = JsonNode.Parse(first)!["id"]!.GetValue<string>();
        return (
            payments.Find(p => p["id"]!.GetValue<string>() == id) ?? refunds.Find(r => r["id"]!.GetValue<string>() == id)!
        ).ToJsonString();
    }

    private JsonObject Find(string key) => payments.First(p => p["metadata"]?["payment"]?.GetValue<string>() == key);

    private static bool IsAmount(JsonNode? node) =>
        node is JsonObject { Count: 2 } json
        && Matching(@"\d{1,10}\.\d\d")(json["value"])
        && Matching("RUB|EUR|USD|KZT|BYN|UAH|UZS|TRY|INR|MDL|AZN|AMD")(json["currency"]);

    private static bool IsMetadata(JsonNode? node) =>
        node is JsonObject json && json.Count <= 16 && json.All(m => m.Key.Length <= 32 && Text(0, 512)(m.Value));

    private static bool IsReceipt(JsonNode? node, decimal total) =>
        node is JsonObject json
        && Matching(".+@.+")(json["customer"]?["email"])
        && json["items"] is JsonArray { Count: >= 1 and <= 80 } items
        && items.All(i =>
            Text(1, 128)(i!["description"])
            && Number(1, 12)(i["vat_code"])
            && IsAmount(i["amount"])
            && Number(0, 99_999)(i["quantity"])
            && Text(1, 40)(i["payment_subject"])
            && Text(1, 40)(i["payment_mode"])
        )
        && items.Sum(i => Value(i!["amount"]!) * i["quantity"]!.GetValue<decimal>()) == total;

    private static decimal Value(JsonNode amount) => decimal.Parse(amount["value"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static JsonObject Amount(decimal value, string currency) =>
        new() { ["value"] = value.ToString("F2", CultureInfo.InvariantCulture), ["currency"] = currency };

    private static DoubleAnswer Error(int status, string code, string description, string? parameter = null)
    {
        var error = new JsonObject
        {
            ["type"] = "error",
            ["id"] = "ecf255db-cce8-4f15-8fc2-3d7a4678c867",
            ["code"] = code,
            ["description"] = description,
        };
        if (parameter is not null)
            error["parameter"] = parameter;
        return new DoubleAnswer(status, error.ToJsonString());
    }

    private string Now() => Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private string Id() => string.Create(CultureInfo.InvariantCulture, $"23d93cac-000f-5000-8000-{++last:D12}");
}
