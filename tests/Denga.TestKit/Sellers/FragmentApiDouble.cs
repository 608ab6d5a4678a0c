using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Denga.TestKit.Sellers;

/// <summary>An order as fragment-api has it.</summary>
public sealed record FragmentOrder(string Id, string Info, string Product, int Amount, string Username, decimal Cost)
{
    public string Status { get; set; } = "created";

    public string? Error { get; set; }

    /// <summary>How often it was paid.</summary>
    public int Paid { get; set; }
}

/// <summary>fragment-api.net, v1 and v2 without KYC, as its openapi.json has it: every request is held against it. A username that begins with
/// <c>nobody</c> is not found; with <c>broke</c> the wallet is empty.</summary>
public sealed partial class FragmentApiDouble : SellerDouble
{
    public const string Seed = "one two three four five six seven eight nine ten eleven twelve";
    private const string AuthKey = "5b158ae73ab9431ba20e0c7580be4d19";
    private readonly ConcurrentDictionary<string, FragmentOrder> orders = new(StringComparer.Ordinal);

    /// <summary>In ten-thousandths of a USDT for a Star.</summary>
    public int StarPrice { get; set; } = 150;

    /// <summary>What becomes of an order when it is paid.</summary>
    public string PaidBecomes { get; set; } = "success";

    public IReadOnlyCollection<FragmentOrder> Orders => [.. orders.Values];

    public static async Task<FragmentApiDouble> Start()
    {
        var started = new FragmentApiDouble();
        await started.Begin();
        return started;
    }

    protected override string CallOf(HttpRequest request) => request.Method + " " + request.Path.Value;

    protected override async Task<(int Status, object Body)> Answer(HttpContext context, string call)
    {
        switch (call)
        {
            case "POST /getUserInfo":
                return Look(await Body(context, "username", "fragment_cookies"));
            case "POST /v2/auth":
                return Auth(await Body(context, "fragment_cookies", "seed"));
            case "POST /v2/buyStarsWithoutKYC/create":
                return Create(
                    await Body(context, "username", "amount", "custom_order_info", "payment_method", "auth_key"),
                    "stars",
                    "amount"
                );
            case "POST /v2/buyPremiumWithoutKYC/create":
                return Create(
                    await Body(context, "username", "duration", "custom_order_info", "payment_method", "auth_key"),
                    "premium",
                    "duration"
                );
            case "POST /v2/buyStarsWithoutKYC/pay":
            case "POST /v2/buyPremiumWithoutKYC/pay":
                return Pay(await Body(context, "order_uuid", "auth_key", "cost", "wallet_type"));
            case "GET /v2/buyStarsWithoutKYC/check":
            case "GET /v2/buyPremiumWithoutKYC/check":
                return orders.TryGetValue(context.Request.Query["uuid"].ToString(), out var order)
                    ? (200, Told(order))
                    : Problem(404, "Order not found");
            default:
                Wrong("No such call: " + call);
                return Problem(404, "Not found");
        }
    }

    private (int, object) Look(JsonObject body)
    {
        if (UsernameOf(body) is not { } username)
            return Problem(400, "Invalid username format");
        return username.StartsWith("nobody", StringComparison.OrdinalIgnoreCase)
            ? Problem(404, "User not found")
            : (
                200,
                new
                {
                    success = true,
                    found = true,
                    username = char.ToUpperInvariant(username[0]) + username[1..],
                    name = "Pavel Durov",
                    photo = "https://example.org/p.jpg",
                }
            );
    }

    private (int, object) Auth(JsonObject body)
    {
        var seed = Encoding.UTF8.GetString(Convert.FromBase64String(body["seed"]?.GetValue<string>() ?? ""));
        if (seed != Seed)
        {
            Wrong("The seed is base64 of the words, joined by one blank.");
            return Problem(400, "Invalid format for fragment_cookies or seed");
        }
        return (
            200,
            new
            {
                success = true,
                message = "Auth key created",
                auth_key = AuthKey,
            }
        );
    }

    private (int, object) Create(JsonObject body, string product, string name)
    {
        var amount = (body[name] as JsonValue)?.GetValue<int>() ?? 0;
        if (UsernameOf(body) is not { } username)
            return Problem(400, "Invalid username format");
        if (product == "stars" ? amount < 50 : amount is not (3 or 6 or 12))
        {
            Wrong("The amount is out of its limits.");
            return Problem(422, "Validation error");
        }
        if (body["payment_method"]?.GetValue<string>() is not (null or "ton" or "usdt_ton"))
            Wrong("The payment_method is ton or usdt_ton.");
        if (username.StartsWith("nobody", StringComparison.OrdinalIgnoreCase))
            return Problem(404, "User not found");
        var order = new FragmentOrder(
            Guid.CreateVersion7().ToString(),
            body["custom_order_info"]?.GetValue<string>() ?? "",
            product,
            amount,
            username,
            product == "stars" ? amount * StarPrice / 10_000m : amount * 3.9m
        );
        orders[order.Id] = order;
        return (
            200,
            new
            {
                success = true,
                message = "Order created",
                order_id = order.Id,
                cost = order.Cost,
                amount,
                username,
                ref_id = "Ref#UxpRb8iSk",
            }
        );
    }

    private (int, object) Pay(JsonObject body)
    {
        if (body["auth_key"]?.GetValue<string>() != AuthKey)
            return Problem(400, "Invalid format for fragment_cookies or seed");
        if (body["wallet_type"]?.GetValue<string>() is not ("v4r2" or "v5r1"))
            Wrong("The wallet_type is v4r2 or v5r1.");
        if (!orders.TryGetValue(body["order_uuid"]?.GetValue<string>() ?? "", out var order))
            return Problem(404, "Order not found");
        if (decimal.Parse(body["cost"]!.ToJsonString(), CultureInfo.InvariantCulture) != order.Cost)
            Wrong("It is paid what the order costs.");
        if (order.Username.StartsWith("broke", StringComparison.OrdinalIgnoreCase))
            return Problem(400, "Insufficient balance");
        order.Paid++;
        order.Status = PaidBecomes;
        order.Error = PaidBecomes == "failed" ? "Error while processing order" : null;
        return (
            200,
            new
            {
                success = true,
                message = "Transfer started",
                order_id = order.Id,
                check_at = 1712345678,
            }
        );
    }

    private static object Told(FragmentOrder order) =>
        new
        {
            success = true,
            order_id = order.Id,
            ref_id = "Ref#UxpRb8iSk",
            username = order.Username,
            product = order.Product,
            amount = order.Amount,
            cost = order.Cost,
            created_at = "2025-03-26 21:58:58.400245",
            status = order.Status,
            error_message = order.Error,
        };

    private string? UsernameOf(JsonObject body)
    {
        if (Username().Match(body["username"]?.GetValue<string>() ?? "") is { Success: true } match)
            return match.Groups["name"].Value;
        Wrong("The username is not one.");
        return null;
    }

    private async Task<JsonObject> Body(HttpContext context, params string[] names)
    {
        if (!context.Request.HasJsonContentType())
            Wrong("The body is not JSON.");
        var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        foreach (var strange in body.Select(p => p.Key).Except(names))
            Wrong("An unknown field: " + strange);
        return body;
    }

    private static (int, object) Problem(int status, string message) => (status, new { success = false, message });

    [GeneratedRegex("(?:^https?://t\\.me/|^@|^)(?<name>[a-zA-Z0-9_]{5,32})(?:/)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Username();
}
