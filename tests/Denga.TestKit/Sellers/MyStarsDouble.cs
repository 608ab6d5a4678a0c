using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Denga.TestKit.Sellers;

/// <summary>An order as MyStars has it.</summary>
public sealed record MyStarsOrder(string Id, string Key, string Type, int Quantity, string Username, string Amount, string Currency)
{
    public string Status { get; set; } = "awaiting_payment";

    public string? FailureReason { get; set; }

    /// <summary>How often its memo was paid on the chain.</summary>
    public int Paid { get; set; }
}

/// <summary>MyStars FaaS 1.12.0, as its published description has it (api-evangelist/mystars): every request is held against it. Usernames that begin with
/// <c>nobody</c> are not found, with <c>refused</c> not eligible.</summary>
public sealed partial class MyStarsDouble : SellerDouble
{
    public const string ApiKey = "msk_test_0001";
    public const string WebhookSecret = "whsec_test_0001";
    private readonly ConcurrentDictionary<string, MyStarsOrder> orders = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>In ten-thousandths of a USDT for a Star.</summary>
    public int StarPrice { get; set; } = 150;

    public IReadOnlyCollection<MyStarsOrder> Orders => [.. orders.Values];

    public static async Task<MyStarsDouble> Start()
    {
        var started = new MyStarsDouble();
        await started.Begin();
        return started;
    }

    /// <summary>Somebody's wallet pays an order, and it is bought.</summary>
    public MyStarsOrder Pay(string key, string status = "delivered", string? reason = null)
    {
        lock (gate)
        {
            var order = orders.Values.Single(o => o.Key == key);
            order.Paid++;
            order.Status = status;
            order.FailureReason = reason;
            return order;
        }
    }

    /// <summary>A webhook as he sends it.</summary>
    public static (string Body, string Signature) Webhook(string id, string status, string? reason = null, string secret = WebhookSecret)
    {
        var body = JsonSerializer.Serialize(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["order_id"] = id,
                ["status"] = status,
                ["failure_reason"] = reason,
                ["purchase_tx"] = status == "delivered" ? "abc" : null,
                ["reversal_tx"] = status == "reversed" ? "def" : null,
            }
        );
        return (body, Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));
    }

    protected override string CallOf(HttpRequest request) =>
        request.Method
        + " "
        + (request.Path.Value!.StartsWith("/v1/orders/", StringComparison.Ordinal) ? "/v1/orders/{id}" : request.Path.Value);

    protected override async Task<(int Status, object Body)> Answer(HttpContext context, string call)
    {
        if (context.Request.Headers["X-Api-Key"] != ApiKey)
            return Problem(401, "unauthorized");
        switch (call)
        {
            case "GET /v1/pricing":
                return Price(context.Request.Query);
            case "GET /v1/pricing/batch":
                return Prices(context.Request.Query);
            case "POST /v1/recipients/check":
                return Check(await Body(context));
            case "POST /v1/orders":
                return Place(context, await Body(context));
            case "GET /v1/orders/{id}":
                return orders.TryGetValue(context.Request.Path.Value!.Split('/')[^1], out var order)
                    ? (200, Told(order))
                    : Problem(404, "not_found");
            default:
                Wrong("No such call: " + call);
                return Problem(404, "not_found");
        }
    }

    private (int, object) Price(IQueryCollection query)
    {
        var isStars = query["type"] == "stars";
        var name = isStars ? "quantity" : "months";
        if (!isStars && query["type"] != "premium" || !int.TryParse(query[name], CultureInfo.InvariantCulture, out var count))
            return Bad("A price is of type stars with quantity, or premium with months.");
        Currency(query);
        return (
            200,
            new
            {
                type = isStars ? "stars" : "premium",
                quantity = isStars ? count : (int?)null,
                months = isStars ? null : (int?)count,
                amount = Amount(isStars ? count : count * 300),
                currency = query["payment_currency"].ToString(),
                fee = "0.02",
                quoted_at = "2026-11-20T12:00:00Z",
                valid_until = "2026-11-20T12:01:00Z",
                usdt_per_ton = "2.5",
            }
        );
    }

    private (int, object) Prices(IQueryCollection query)
    {
        var counts = query["quantities"].ToString().Split(',');
        if (query["type"] != "stars" || counts.Length is 0 or > 200)
            return Bad("A batch is of stars, at most 200.");
        Currency(query);
        return (
            200,
            new
            {
                quotes = counts.Select(c => new
                {
                    quantity = int.Parse(c, CultureInfo.InvariantCulture),
                    amount = Amount(int.Parse(c, CultureInfo.InvariantCulture)),
                    fee = "0.02",
                }),
                usdt_per_ton = "2.5",
                quoted_at = "2026-11-20T12:00:00Z",
                valid_until = "2026-11-20T12:01:00Z",
            }
        );
    }

    private (int, object) Check(JsonObject body)
    {
        if (Known(body, "type", "recipient") is { } wrong)
            return wrong;
        var username = body["recipient"]?["username"]?.GetValue<string>() ?? "";
        if (!Username().IsMatch(username))
            return Bad("The username is not one: " + username);
        return username.StartsWith("nobody", StringComparison.Ordinal)
                ? (200, new { eligible = false, telegram_message = "No Telegram users found." })
            : username.StartsWith("refused", StringComparison.Ordinal) ? (200, new { eligible = false, reason = "not_eligible" })
            : (200, new { eligible = true });
    }

    private (int, object) Place(HttpContext context, JsonObject body)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0)
            return Bad("An order needs an Idempotency-Key.");
        if (Known(body, "type", "recipient", "quantity", "months", "payment_currency", "callback_url") is { } wrong)
            return wrong;
        var type = body["type"]?.GetValue<string>();
        var count = (body[type == "stars" ? "quantity" : "months"] as JsonValue)?.GetValue<int>() ?? 0;
        var username = body["recipient"]?["username"]?.GetValue<string>() ?? "";
        if (type == "stars" ? count is < 50 or > 1_000_000 : type != "premium" || count is not (3 or 6 or 12))
            return Bad("The quantity is out of its limits.");
        if (!Username().IsMatch(username))
            return Bad("The username is not one: " + username);
        if (body["callback_url"]?.GetValue<string>() is { } hook && !hook.StartsWith("https://", StringComparison.Ordinal))
            return Bad("A callback_url is https.");
        if (body["payment_currency"]?.GetValue<string>() is not ("ton" or "usdt_ton"))
            return Bad("It is paid in ton or usdt_ton.");
        if (username.StartsWith("refused", StringComparison.Ordinal))
            return Problem(422, "recipient_ineligible");
        lock (gate)
        {
            if (orders.Values.SingleOrDefault(o => o.Key == key) is { } known)
            {
                if (known.Quantity != count || known.Username != username)
                    return Problem(409, "conflict");
                return (200, Told(known));
            }
            var order = new MyStarsOrder(
                Guid.CreateVersion7().ToString(),
                key,
                type!,
                count,
                username,
                Amount(type == "stars" ? count : count * 300),
                body["payment_currency"]!.GetValue<string>()
            );
            orders[order.Id] = order;
            return (201, Told(order));
        }
    }

    private static object Told(MyStarsOrder order) =>
        new
        {
            order_id = order.Id,
            status = order.Status,
            type = order.Type,
            recipient_username = order.Username,
            quantity = order.Type == "stars" ? order.Quantity : (int?)null,
            months = order.Type == "stars" ? null : (int?)order.Quantity,
            failure_reason = order.FailureReason,
            payment = new
            {
                currency = order.Currency,
                chain = "ton",
                pay_to_address = "UQBAjaOyi2wGWlk-EDkSabqqnF-MrrwMadnwqrurKpkla4QB",
                memo = order.Id,
                amount = order.Amount,
                amount_units = order.Currency,
                fee = (string?)null,
            },
            expires_at = "2026-11-20T14:00:00Z",
        };

    private string Amount(int stars) => (stars * StarPrice / 10_000m).ToString("0.######", CultureInfo.InvariantCulture);

    private void Currency(IQueryCollection query)
    {
        if (query["payment_currency"].ToString() is not ("ton" or "usdt_ton"))
            Wrong("A price is asked in ton or usdt_ton.");
    }

    private (int, object)? Known(JsonObject body, params string[] names) =>
        body.Select(p => p.Key).Except(names).FirstOrDefault() is { } strange ? Bad("An unknown field: " + strange) : null;

    private (int, object) Bad(string what)
    {
        Wrong(what);
        return Problem(400, "bad_request");
    }

    private static (int, object) Problem(int status, string code) => (status, new { error = new { code, message = code } });

    private async Task<JsonObject> Body(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            Wrong("The body is not JSON.");
        return (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
    }

    [GeneratedRegex("^@?[a-zA-Z0-9_]{1,32}$", RegexOptions.None, 1000)]
    private static partial Regex Username();
}
