using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Denga.TestKit.Providers;

/// <summary>Stripe's checkout sessions and refunds; requests are held against Stripe's own description of them.</summary>
public sealed class StripeDouble(TimeProvider? time = null) : ProviderDouble(time)
{
    private const string Key = "sk_test_s3cr3t";
    private const string WebhookSecret = "whsec_s3cr3t-of-the-webhook";
    private const long FeePerThousand = 29;
    private readonly List<Session> sessions = [];
    private readonly List<JsonObject> refunds = [];
    private readonly Dictionary<string, (string Request, DoubleAnswer Answer)> keys = [];
    private int last;

    public override string Name => "stripe";

    public override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Payments:Providers:stripe:SecretKey"] = Key,
            ["Payments:Providers:stripe:WebhookSecret"] = WebhookSecret,
            ["Payments:Providers:stripe:Address"] = Address.ToString().TrimEnd('/'),
        };

    public override void Pay(string key, decimal part = 1) =>
        Change(
            key,
            session =>
            {
                var paid = (long)(session.Amount * part);
                session.Status = "complete";
                session.Charge = new JsonObject
                {
                    ["id"] = Id("ch"),
                    ["object"] = "charge",
                    ["amount"] = paid,
                    ["amount_captured"] = paid,
                    ["amount_refunded"] = 0L,
                    ["balance_transaction"] = new JsonObject
                    {
                        ["id"] = Id("txn"),
                        ["object"] = "balance_transaction",
                        ["amount"] = paid,
                        ["currency"] = session.Currency,
                        ["fee"] = paid * FeePerThousand / 1000,
                    },
                    ["captured"] = true,
                    ["created"] = Seconds,
                    ["currency"] = session.Currency,
                    ["livemode"] = false,
                    ["paid"] = true,
                    ["payment_intent"] = session.Intent ??= Id("pi"),
                    ["refunded"] = false,
                    ["status"] = "succeeded",
                };
            }
        );

    /// <summary>A declined card: the page stays open for another one.</summary>
    public override void Refuse(string key) =>
        Change(key, session => (session.Intent, session.Declined) = (session.Intent ?? Id("pi"), "insufficient_funds"));

    public override void Expire(string key) => Change(key, session => session.Status = "expired");

    public override void RefundOutside(string key) =>
        Change(
            key,
            session =>
            {
                session.Charge!["amount_refunded"] = session.Charge["amount"]!.DeepClone();
                session.Charge["refunded"] = true;
            }
        );

    public override void EndRefunds(bool done = true)
    {
        lock (Gate)
            foreach (var refund in refunds)
                refund["status"] = done ? "succeeded" : "failed";
    }

    public override decimal GivenBack(string key)
    {
        lock (Gate)
            return Find(key).Charge!["amount_refunded"]!.GetValue<long>() / 100m;
    }

    /// <summary>In another currency than asked.</summary>
    public void PayIn(string key, string currency)
    {
        Pay(key);
        Change(
            key,
            session =>
            {
                session.Charge!["currency"] = currency;
                session.Charge["balance_transaction"]!["currency"] = currency;
            }
        );
    }

    /// <summary>Tells of an event as Stripe does.</summary>
    /// <param name="kind">Such as <c>charge.refunded</c>; by default what happened to the session.</param>
    public DoubleWebhook Event(string key, string? kind = null, bool live = false, long? at = null, string? secret = null)
    {
        lock (Gate)
        {
            var session = Find(key);
            kind ??= session.Status == "expired" ? "checkout.session.expired" : "checkout.session.completed";
            var about =
                kind.StartsWith("charge.", StringComparison.Ordinal) ? Flat(session.Charge!)
                : kind.StartsWith("refund.", StringComparison.Ordinal) ? refunds[0].DeepClone().AsObject()
                : kind.StartsWith("payment_intent.", StringComparison.Ordinal) ? Intent(session, expand: true)!.AsObject()
                : Json(session, expand: false);
            var told = new JsonObject
            {
                ["id"] = Id("evt"),
                ["object"] = "event",
                ["api_version"] = "2026-06-24.dahlia",
                ["created"] = Seconds,
                ["data"] = new JsonObject { ["object"] = about },
                ["livemode"] = live,
                ["pending_webhooks"] = 1,
                ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
                ["type"] = kind,
            };
            return Signed(told.ToJsonString(Readably), at ?? Seconds, secret ?? WebhookSecret);
        }
    }

    public override DoubleWebhook Webhook(string key) => Event(key);

    /// <summary>As while a secret is being exchanged: two signatures of now, of which the second is with the secret that is known here, and one of a scheme
    /// that counts for nothing.</summary>
    public static DoubleWebhook WithTwoSecrets(DoubleWebhook webhook)
    {
        var (time, right) = webhook.Headers["Stripe-Signature"].Split(',') is [var t, var v] ? (t, v) : ("", "");
        return webhook with
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Stripe-Signature"] = $"{time},v1={new string('0', 64)},{right},v0={new string('1', 64)}",
            },
        };
    }

    private static DoubleWebhook Signed(string body, long at, string secret)
    {
        var signed = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{at}.{body}"))
        );
        return new DoubleWebhook(
            Encoding.UTF8.GetBytes(body),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Stripe-Signature"] = string.Create(CultureInfo.InvariantCulture, $"t={at},v1={Convert.ToHexStringLower(signed)}"),
            },
            IPAddress.Parse("3.18.12.63")
        );
    }

    protected override DoubleAnswer Answer(DoubleRequest request)
    {
        if (request.Header("Authorization") != "Bearer " + Key)
        {
            Violated("the secret key");
            return Error(401, "invalid_request_error", code: null, "Invalid API Key provided");
        }
        if (request.Header("Stripe-Version") is null)
            Violated("no Stripe-Version");
        var parts = request.Path.Split('/');
        var place = parts switch
        {
            ["v1", "checkout", "sessions"] => "/v1/checkout/sessions",
            ["v1", "checkout", "sessions", _] => "/v1/checkout/sessions/{session}",
            ["v1", "refunds"] => "/v1/refunds",
            ["v1", "refunds", _] => "/v1/refunds/{refund}",
            _ => "/" + request.Path,
        };
        var (form, problems) = StripeRequests.Read($"{request.Method} {place}", request.Query, request.Text);
        foreach (var problem in problems)
            Violated(problem);
        if (problems.Count > 0)
            return Error(400, "invalid_request_error", "parameter_unknown", problems[0]);
        if (request.Method == "GET")
            return (place, parts[^1]) switch
            {
                ("/v1/checkout/sessions", _) => List(sessions.Select(s => Json(s, form["expand"] is not null)), form),
                ("/v1/refunds", _) => List(refunds, form),
                ("/v1/balance", _) => Done(
                    JsonNode
                        .Parse(
                            """
                            {"object":"balance","available":[{"amount":150000,"currency":"rub"},{"amount":700,"currency":"jpy"}],
                             "pending":[{"amount":-2500,"currency":"rub"}],"livemode":false}
                            """
                        )!
                        .AsObject()
                ),
                ("/v1/refunds/{refund}", var id) => refunds.Find(r => r["id"]!.GetValue<string>() == id) is { } refund
                    ? Done(refund)
                    : Missing(),
                var (_, id) => sessions.Find(s => s.Id == id) is { } session ? Done(Json(session, form["expand"] is not null)) : Missing(),
            };
        if (request.Header("Idempotency-Key") is not { Length: > 0 and <= 255 } key)
        {
            Violated("no Idempotency-Key");
            return Error(400, "invalid_request_error", code: null, "Idempotency-Key");
        }
        if (keys.TryGetValue(key, out var known))
            return known.Request == request.Text
                ? known.Answer
                : Error(400, "idempotency_error", code: null, "Keys for idempotent requests can only be used with the same parameters");
        var answer = place == "/v1/refunds" ? Refund(form) : Create(form);
        keys[key] = (request.Text, answer);
        return answer;
    }

    private DoubleAnswer Create(JsonObject form)
    {
        var price = form["line_items"]!["0"]!["price_data"]!;
        var amount = long.Parse(price["unit_amount"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        var expires = long.Parse(form["expires_at"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        var currency = price["currency"]!.GetValue<string>();
        if (expires - Seconds is < 30 * 60 or > 24 * 60 * 60)
            return Error(
                400,
                "invalid_request_error",
                code: null,
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from now"
            );
        if (
            currency == "isk" && amount % 100 != 0
            || currency is "kwd" or "bhd" or "jod" or "omr" or "tnd" && amount % 10 != 0
            || amount > 99_999_999
        )
            return Error(400, "invalid_request_error", "amount_invalid", "Invalid amount");
        if (amount < 50 && currency is "usd" or "eur")
            return Error(400, "invalid_request_error", "amount_too_small", "Amount must convert to at least 50 cents");
        var session = new Session(Id("cs_test"), form["client_reference_id"]?.GetValue<string>(), amount, currency, Seconds, expires);
        sessions.Insert(0, session);
        return Done(Json(session, expand: false));
    }

    private DoubleAnswer Refund(JsonObject form)
    {
        var (charge, intent) = (form["charge"]?.GetValue<string>(), form["payment_intent"]?.GetValue<string>());
        var of = sessions.Find(s => s.Charge is not null && (s.Charge["id"]!.GetValue<string>() == charge || s.Intent == intent))?.Charge;
        if (of is null)
            return Missing();
        var (all, back) = (of["amount"]!.GetValue<long>(), of["amount_refunded"]!.GetValue<long>());
        var amount = form["amount"] is { } part ? long.Parse(part.GetValue<string>(), CultureInfo.InvariantCulture) : all - back;
        if (back == all)
            return Error(400, "invalid_request_error", "charge_already_refunded", "Charge has already been refunded.");
        if (back + amount > all)
            return Error(400, "invalid_request_error", code: null, "Refund amount is greater than unrefunded amount on charge");
        of["amount_refunded"] = back + amount;
        of["refunded"] = back + amount == all;
        var refund = new JsonObject
        {
            ["id"] = Id("re"),
            ["object"] = "refund",
            ["amount"] = amount,
            ["charge"] = of["id"]!.DeepClone(),
            ["created"] = Seconds,
            ["currency"] = of["currency"]!.DeepClone(),
            ["metadata"] = form["metadata"]?.DeepClone() ?? new JsonObject(),
            ["payment_intent"] = of["payment_intent"]!.DeepClone(),
            ["status"] = "succeeded",
        };
        refunds.Insert(0, refund);
        return Done(refund);
    }

    private static DoubleAnswer List(IEnumerable<JsonObject> of, JsonObject form)
    {
        var limit = form["limit"] is { } given ? int.Parse(given.GetValue<string>(), CultureInfo.InvariantCulture) : 10;
        var fitting = of.Where(o =>
                (form["payment_intent"] is not { } intent || IdOf(o["payment_intent"]) == intent.GetValue<string>())
                && (form["charge"] is not { } charge || o["charge"]?.GetValue<string>() == charge.GetValue<string>())
            )
            .ToList();
        var start = form["starting_after"] is { } after ? fitting.FindIndex(o => IdOf(o) == after.GetValue<string>()) + 1 : 0;
        return Done(
            new JsonObject
            {
                ["object"] = "list",
                ["url"] = "/v1/list",
                ["has_more"] = fitting.Count > start + limit,
                ["data"] = new JsonArray([.. fitting.Skip(start).Take(limit).Select(o => o.DeepClone())]),
            }
        );
    }

    private static string? IdOf(JsonNode? node) => node is JsonObject full ? full["id"]!.GetValue<string>() : node?.GetValue<string>();

    private static JsonObject Json(Session session, bool expand) =>
        new()
        {
            ["id"] = session.Id,
            ["object"] = "checkout.session",
            ["amount_total"] = session.Amount,
            ["client_reference_id"] = session.Reference,
            ["created"] = session.Created,
            ["currency"] = session.Currency,
            ["expires_at"] = session.Expires,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["mode"] = "payment",
            ["payment_intent"] = Intent(session, expand),
            ["payment_status"] = session.Charge is null ? "unpaid" : "paid",
            ["status"] = session.Status,
            ["url"] = session.Status == "open" ? $"https://checkout.stripe.com/c/pay/{session.Id}" : null,
        };

    private static JsonNode? Intent(Session session, bool expand)
    {
        if (session.Intent is null)
            return null;
        if (!expand)
            return session.Intent;
        var intent = new JsonObject
        {
            ["id"] = session.Intent,
            ["object"] = "payment_intent",
            ["amount"] = session.Amount,
            ["currency"] = session.Currency,
            ["status"] = session.Charge is null ? "requires_payment_method" : "succeeded",
            ["latest_charge"] = session.Charge?.DeepClone(),
        };
        if (session.Declined is { } code)
            intent["last_payment_error"] = new JsonObject
            {
                ["type"] = "card_error",
                ["code"] = "card_declined",
                ["decline_code"] = code,
            };
        return intent;
    }

    private static JsonObject Flat(JsonObject charge)
    {
        var flat = charge.DeepClone().AsObject();
        flat["balance_transaction"] = flat["balance_transaction"]!["id"]!.DeepClone();
        return flat;
    }

    private static DoubleAnswer Done(JsonObject json) => new(200, json.ToJsonString(Readably));

    private static DoubleAnswer Missing() => Error(404, "invalid_request_error", "resource_missing", "No such object");

    private static DoubleAnswer Error(int status, string type, string? code, string message)
    {
        var error = new JsonObject { ["type"] = type, ["message"] = message };
        if (code is not null)
            error["code"] = code;
        return new DoubleAnswer(status, new JsonObject { ["error"] = error }.ToJsonString(Readably));
    }

    private string Id(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}_1{++last:D10}");

    private Session Find(string key) => sessions.First(s => s.Reference == key);

    private void Change(string key, Action<Session> change)
    {
        lock (Gate)
            change(Find(key));
    }

    private sealed class Session(string id, string? reference, long amount, string currency, long created, long expires)
    {
        internal string Id => id;
        internal string? Reference => reference;
        internal long Amount => amount;
        internal string Currency => currency;
        internal long Created => created;
        internal long Expires => expires;
        internal string Status { get; set; } = "open";
        internal string? Intent { get; set; }
        internal string? Declined { get; set; }
        internal JsonObject? Charge { get; set; }
    }
}
