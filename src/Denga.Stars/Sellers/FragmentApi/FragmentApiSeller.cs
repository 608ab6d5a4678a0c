using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Outside;
using Microsoft.Extensions.Options;

namespace Denga.Stars.Sellers.FragmentApi;

/// <summary>fragment-api.net, v2 without KYC. <b>It is sent the seed of the wallet</b>, so it starts only where the settings say so in words. An order is
/// put down first and paid by its id afterwards; it knows no key of ours for paying, so that is asked for once, and what became of it is asked by the
/// order's id.</summary>
internal sealed class FragmentApiSeller(HttpClient http, IOptions<StarsOptions> options) : IStarsSeller
{
    internal const string SellerName = "fragment-api";
    private static readonly Currency Usdt = Currency.Parse("USDT");

    internal static readonly OutsideProvider Provider = new(SellerName)
    {
        // It looks people up at Fragment while it is waited for.
        Defaults = new OutsideOptions
        {
            Timeout = TimeSpan.FromSeconds(90),
            AttemptTimeout = TimeSpan.FromSeconds(40),
            BreakFor = TimeSpan.FromMinutes(1),
        },
        SecretNames = ["seed", "fragment_cookies", "auth_key"],
    };

    /// <summary>Fragment's own prices of Premium, where nothing tells them before an order.</summary>
    private static readonly Dictionary<int, long> PremiumMinor = new()
    {
        [3] = 11_990_000,
        [6] = 15_990_000,
        [12] = 28_990_000,
    };

    private string? authKey;

    public string Name => SellerName;

    public Currency Currency => Usdt;

    public bool BuysOnce => false;

    private FragmentApiOptions Settings => options.Value.FragmentApi;

    /// <summary>It tells no price before an order, only its own part: 2 percent. What the order then costs more than this is subject to the slippage cap.</summary>
    public Task<IReadOnlyList<SellerPrice>> Prices(StarsProduct product, IReadOnlyList<int> quantities, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<SellerPrice>>([
            .. quantities.Select(q =>
            {
                var cost = product == StarsProduct.Stars ? q * Settings.StarPriceMicros : PremiumMinor[q];
                return new SellerPrice(new Money(cost, Usdt), new Money(cost / 50, Usdt));
            }),
        ]);

    public async Task<Result<StarsRecipient>> Look(StarsProduct product, string username, CancellationToken cancel)
    {
        // Of the older version: the newer one takes secrets in the address.
        using var request = new HttpRequestMessage(HttpMethod.Post, "getUserInfo");
        var body = new JsonObject { ["username"] = username };
        if (Settings.Cookies is { } cookies)
            body["fragment_cookies"] = Base64(cookies);
        request.Content = JsonContent.Create(body);
        using var answer = await http.SendAsync(request.MayBeRepeated(), cancel);
        var said = await SellerHttp.Json(answer, cancel);
        if (answer.StatusCode == HttpStatusCode.OK && said is { } told)
            return told.TryGetProperty("found", out var found) && found.ValueKind == JsonValueKind.True
                ? new StarsRecipient(told.Text("username") ?? username, told.Text("name"))
                : StarsErrors.RecipientNotFound;
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => StarsErrors.RecipientNotFound,
            HttpStatusCode.BadRequest when MessageOf(said) == "Invalid username format" => StarsErrors.BadUsername,
            _ => throw SellerHttp.Unclear(Name, answer.StatusCode),
        };
    }

    /// <summary>A second one under a lost answer stands there unpaid, and costs nothing.</summary>
    public async Task<SellerOrder> Place(SellerRequest order, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["username"] = order.Username,
            [order.Product == StarsProduct.Stars ? "amount" : "duration"] = order.Quantity,
            ["custom_order_info"] = order.Reference,
            ["payment_method"] = "usdt_ton",
        };
        using var request = Kept(HttpMethod.Post, $"v2/{Of(order.Product)}/create", order, body);
        using var answer = await http.SendAsync(request.MayBeRepeated(), cancel);
        var said = await SellerHttp.Json(answer, cancel);
        if (
            answer.StatusCode == HttpStatusCode.OK
            && said is { } told
            && told.Text("order_id") is { } id
            && told.Amount("cost", Usdt) is { Minor: > 0 } cost
        )
            return new SellerOrder(
                id,
                SellerState.Placed,
                cost,
                Money.Zero(Usdt),
                told.Whole("amount") ?? told.Whole("duration"),
                told.Text("username")
            );
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound => Refused(StarsErrors.RecipientNotFound.Code),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => Refused(ReasonOf(MessageOf(said))),
            _ => throw SellerHttp.Unclear(Name, answer.StatusCode),
        };
    }

    public async Task<SellerOrder> Buy(SellerRequest order, string id, Money cost, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["order_uuid"] = id,
            ["auth_key"] = await AuthKey(order, cancel),
            ["cost"] = JsonNode.Parse(cost.ToDecimal().ToString(CultureInfo.InvariantCulture)),
            ["wallet_type"] = Settings.WalletType,
        };
        using var request = Kept(HttpMethod.Post, $"v2/{Of(order.Product)}/pay", order, body);
        using var answer = await http.SendAsync(request, cancel);
        var said = await SellerHttp.Json(answer, cancel);
        if (answer.StatusCode == HttpStatusCode.OK && said is { } told && told.Text("order_id") == id)
            return new SellerOrder(id, SellerState.Underway);
        // A lost twin of this request was first.
        if (said?.Text("error_code")?.StartsWith("ORDER_ALREADY_PROCESS", StringComparison.Ordinal) == true)
            return new SellerOrder(id, SellerState.Underway);
        if (answer.StatusCode == HttpStatusCode.BadRequest && MessageOf(said) is "Insufficient balance" or "User already has premium")
            return new SellerOrder(id, SellerState.Failed, Reason: ReasonOf(MessageOf(said)));
        // What he refuses he has not begun, such as with a key that is over; everything else may have been paid.
        if (answer.StatusCode >= HttpStatusCode.InternalServerError)
            throw SellerHttp.Unclear(Name, answer.StatusCode);
        authKey = null;
        throw new OutsideException(
            Name,
            OutsideFailure.Broken,
            mayHaveArrived: answer.IsSuccessStatusCode,
            new HttpRequestException("It refused to pay.", inner: null, answer.StatusCode)
        );
    }

    public async Task<SellerOrder?> Ask(SellerRequest order, string id, CancellationToken cancel)
    {
        using var request = Kept(HttpMethod.Get, $"v2/{Of(order.Product)}/check?uuid={Uri.EscapeDataString(id)}", order, body: null);
        using var answer = await http.SendAsync(request, cancel);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (answer.StatusCode != HttpStatusCode.OK || await SellerHttp.Json(answer, cancel) is not { } told || told.Text("order_id") != id)
            throw SellerHttp.Unclear(Name, answer.StatusCode);
        var state = told.Text("status") switch
        {
            "created" => SellerState.Placed,
            "success" => SellerState.Delivered,
            "failed" => SellerState.Failed,
            _ => SellerState.Underway,
        };
        return new SellerOrder(
            id,
            state,
            Quantity: told.Whole("amount"),
            Username: told.Text("username"),
            Reason: state == SellerState.Failed ? ReasonOf(told.Text("error_message")) : null
        );
    }

    /// <summary>It tells what there is in TON only, and is paid in USDT.</summary>
    public Task<Money?> Funds(CancellationToken cancel) => Task.FromResult<Money?>(null);

    private async Task<string> AuthKey(SellerRequest order, CancellationToken cancel)
    {
        if (authKey is { } known)
            return known;
        try
        {
            return authKey = await NewAuthKey(order, cancel);
        }
        catch (OutsideException e)
        {
            // Nothing was bought by not getting in.
            throw new OutsideException(Name, e.Why, mayHaveArrived: false, e);
        }
    }

    private async Task<string> NewAuthKey(SellerRequest order, CancellationToken cancel)
    {
        var body = new JsonObject { ["fragment_cookies"] = Base64(Settings.Cookies ?? ""), ["seed"] = Base64(Settings.Seed!) };
        using var request = Kept(HttpMethod.Post, "v2/auth", order, body);
        using var answer = await http.SendAsync(request.MayBeRepeated(), cancel);
        return
            answer.StatusCode == HttpStatusCode.OK && await SellerHttp.Json(answer, cancel) is { } told && told.Text("auth_key") is { } key
            ? key
            : throw SellerHttp.Unclear(Name, answer.StatusCode);
    }

    private static HttpRequestMessage Kept(HttpMethod method, string path, SellerRequest order, JsonObject? body)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return request.Keep(OperationId.From(StarsOrderId.Parse(order.Reference, null).Value));
    }

    private static string Of(StarsProduct product) => product == StarsProduct.Stars ? "buyStarsWithoutKYC" : "buyPremiumWithoutKYC";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string? MessageOf(JsonElement? said) => said?.Text("message");

    private static SellerOrder Refused(string reason) => new("", SellerState.Failed, Reason: reason);

    private static string ReasonOf(string? message) =>
        message switch
        {
            "Insufficient balance" => StarsErrors.NoFunds,
            "User already has premium" => StarsErrors.RecipientRefused.Code,
            "Invalid username format" or "User not found" => StarsErrors.RecipientNotFound.Code,
            _ => StarsErrors.NotDelivered,
        };
}
