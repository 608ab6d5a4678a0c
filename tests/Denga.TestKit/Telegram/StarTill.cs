using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Denga.TestKit.Telegram;

/// <summary>Stars: the links that the bot asked for, who paid them, and Telegram's list of all that. Call everything under the double's lock.</summary>
internal sealed class StarTill(TelegramDoubleOptions options)
{
    private readonly Dictionary<string, JsonObject> invoices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StarQuestion> questions = new(StringComparer.Ordinal);
    private readonly List<(string Charge, long Payer, JsonObject Told)> transactions = [];
    private int last;

    /// <summary>Null for a method that is none of the till's.</summary>
    internal JsonNode? Perform(string method, TelegramRequest request) =>
        method switch
        {
            "createInvoiceLink" => Link(request.Arguments),
            "answerPreCheckoutQuery" => Answer(request),
            "refundStarPayment" => Refund(request),
            "getStarTransactions" => List(request),
            _ => null,
        };

    internal StarQuestion? Question(string id) => questions.GetValueOrDefault(id);

    /// <summary>The invoice behind a link, or with a payload.</summary>
    internal JsonObject Invoice(string linkOrPayload) =>
        invoices.GetValueOrDefault(linkOrPayload) ?? invoices.Values.Last(i => i["payload"]!.GetValue<string>() == linkOrPayload);

    internal (StarQuestion Question, JsonObject Update) Ask(TelegramUser payer, JsonObject invoice, long stars)
    {
        var question = new StarQuestion(Id("pcq"));
        questions[question.Id] = question;
        return (
            question,
            new JsonObject
            {
                ["id"] = question.Id,
                ["from"] = payer.ToJson(),
                ["currency"] = "XTR",
                ["total_amount"] = stars,
                ["invoice_payload"] = invoice["payload"]!.DeepClone(),
            }
        );
    }

    /// <summary>The payer's Stars are Telegram's now.</summary>
    internal JsonObject Take(TelegramUser payer, JsonObject invoice, long stars)
    {
        var charge = Id("stx");
        transactions.Add(
            (
                charge,
                payer.Id,
                new JsonObject
                {
                    ["id"] = charge,
                    ["amount"] = stars,
                    ["date"] = options.Time.GetUtcNow().ToUnixTimeSeconds(),
                    ["source"] = Partner(payer.ToJson(), invoice["payload"]!.GetValue<string>()),
                }
            )
        );
        return new JsonObject
        {
            ["currency"] = "XTR",
            ["total_amount"] = stars,
            ["invoice_payload"] = invoice["payload"]!.DeepClone(),
            ["telegram_payment_charge_id"] = charge,
            ["provider_payment_charge_id"] = string.Create(CultureInfo.InvariantCulture, $"{payer.Id}_{last}"),
        };
    }

    internal void Refund(string charge)
    {
        var (_, payer, told) = transactions.Find(t => t.Charge == charge);
        var refund = told.DeepClone().AsObject();
        refund["receiver"] = refund["source"]!.DeepClone();
        refund.Remove("source");
        refund["date"] = options.Time.GetUtcNow().ToUnixTimeSeconds();
        transactions.Add((charge, payer, refund));
    }

    internal IReadOnlyList<string> Charges(string payload) =>
        [.. transactions.Where(t => t.Told["source"]?["invoice_payload"]?.GetValue<string>() == payload).Select(t => t.Charge)];

    internal long GivenBack(string payload) =>
        transactions
            .Where(t => t.Told["receiver"]?["invoice_payload"]?.GetValue<string>() == payload)
            .Sum(t => t.Told["amount"]!.GetValue<long>());

    internal static void Check(string method, JsonObject args, Problems problems)
    {
        if (method is not ("createInvoiceLink" or "sendInvoice"))
            return;
        foreach (var (field, most) in ((string, int)[])[("title", 32), ("description", 255)])
            if (args[field]?.GetValue<string>() is not { Length: > 0 } text || text.Length > most)
                problems.Add($"{field}: must be 1 to {most} characters");
        if (args["payload"]?.GetValue<string>() is not { } payload || Encoding.UTF8.GetByteCount(payload) is < 1 or > 128)
            problems.Add("payload: must be 1 to 128 bytes");
        if (args["currency"]?.GetValue<string>() != "XTR" || args["provider_token"]?.GetValue<string>() is { Length: > 0 })
            problems.Add("currency: CURRENCY_INVALID: the double takes Stars only, without a provider_token");
        if (args["prices"] is not JsonArray { Count: 1 } prices || prices[0]!["amount"]!.GetValue<long>() is < 1 or > 10_000)
            problems.Add("prices: CURRENCY_TOTAL_AMOUNT_INVALID: one price of 1 to 10000 Stars");
    }

    private JsonNode Link(JsonObject arguments)
    {
        var link = "https://t.me/$" + Id("inv");
        invoices[link] = arguments.DeepClone().AsObject();
        return link;
    }

    private JsonNode Answer(TelegramRequest request)
    {
        if (Question(request.Text("pre_checkout_query_id")!) is not { IsAnswered: false } question)
            throw TelegramRefusal.Bad("query is too old and response timeout expired or query ID is invalid");
        question.IsAnswered = true;
        question.Refusal = request.Flag("ok") ? null : request.Text("error_message") ?? throw TelegramRefusal.Bad("ERROR_MESSAGE_EMPTY");
        return true;
    }

    private JsonNode Refund(TelegramRequest request)
    {
        var charge = request.Text("telegram_payment_charge_id")!;
        var of = transactions.Where(t => t.Charge == charge).ToList();
        if (of.Count == 0 || of[0].Payer != request.Number("user_id"))
            throw TelegramRefusal.Bad("CHARGE_NOT_FOUND");
        if (of.Count > 1)
            throw TelegramRefusal.Bad("CHARGE_ALREADY_REFUNDED");
        Refund(charge);
        return true;
    }

    private JsonNode List(TelegramRequest request) =>
        new JsonObject
        {
            ["transactions"] = new JsonArray([
                .. transactions
                    .Skip((int)(request.Number("offset") ?? 0))
                    .Take((int)(request.Number("limit") ?? 100))
                    .Select(t => t.Told.DeepClone()),
            ]),
        };

    private static JsonObject Partner(JsonObject user, string payload) =>
        new()
        {
            ["type"] = "user",
            ["transaction_type"] = "invoice_payment",
            ["user"] = user,
            ["invoice_payload"] = payload,
        };

    private string Id(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}{++last:D6}");
}

/// <summary>Telegram's question to the bot whether Stars may be taken.</summary>
public sealed class StarQuestion(string id)
{
    public string Id => id;

    public bool IsAnswered { get; internal set; }

    /// <summary>What the payer reads; null when the bot took it.</summary>
    public string? Refusal { get; internal set; }
}
