using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Payments;

/// <summary>What the public API refuses of payments: each with its code, and nothing moves.</summary>
[Collection(PaymentsCollection.Name)]
public sealed class BadInputTests(PaymentsServer server) : IAsyncLifetime
{
    private ChatClient chat = null!;

    public async ValueTask InitializeAsync()
    {
        server.Till.Forget();
        chat = await server.Denga.OpenChat("en", "UTC");
    }

    public ValueTask DisposeAsync() => chat.DisposeAsync();

    [Theory]
    [InlineData("""{"amount":"0.00","currency":"RUB"}""", "till", "payments.bad_amount")]
    [InlineData("""{"amount":"-5.00","currency":"RUB"}""", "till", "payments.bad_amount")]
    [InlineData("""{"amount":"9.99","currency":"RUB"}""", "till", "payments.amount_too_small")]
    [InlineData("""{"amount":"100000.01","currency":"RUB"}""", "till", "payments.amount_too_large")]
    [InlineData("""{"amount":"10000000000000.01","currency":"RUB"}""", "cash", "payments.amount_too_large")]
    [InlineData("""{"amount":"50.00","currency":"EUR"}""", "till", "payments.currency_not_taken")]
    [InlineData("""{"amount":"50.00","currency":"RUB"}""", "nobody", "payments.unknown_provider")]
    [InlineData("""{"amount":"50.00","currency":"RUB"}""", "'; drop table invoice; --", "payments.unknown_provider")]
    [InlineData("""{"amount":"50.00","currency":"RUB"}""", "<script>alert(1)</script>", "payments.unknown_provider")]
    [InlineData("""{"amount":"50.001","currency":"RUB"}""", "till", "request.invalid")]
    [InlineData("""{"amount":50,"currency":"RUB"}""", "till", "request.invalid")]
    [InlineData("""{"amount":"1e3","currency":"RUB"}""", "till", "request.invalid")]
    [InlineData("""{"amount":"50.00","currency":"DOGE"}""", "till", "request.invalid")]
    public async Task A_top_up_that_cannot_be_is_refused(string amount, string provider, string code)
    {
        await Refuses(
            HttpMethod.Post,
            "/api/v1/top-ups",
            new JsonObject { ["amount"] = JsonNode.Parse(amount), ["provider"] = provider },
            code
        );
        using var list = await Send(HttpMethod.Get, "/api/v1/invoices", null);
        Assert.Empty((await list.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Somebody_elses_invoice_looks_like_none()
    {
        var boris = await server.Somebody();
        var foreign = (await server.TopUp(boris, 100_00, "till")).Id;
        foreach (var id in (string[])[foreign.ToString(), InvoiceId.New().ToString()])
        {
            await Refuses(HttpMethod.Get, "/api/v1/invoices/" + id, null, "payments.invoice_not_found");
            await Refuses(HttpMethod.Delete, "/api/v1/invoices/" + id, null, "payments.invoice_not_found");
            await Refuses(HttpMethod.Get, $"/api/v1/invoices/{id}/refunds", null, "payments.invoice_not_found");
            await Refuses(
                HttpMethod.Post,
                $"/api/v1/invoices/{id}/payments",
                new JsonObject { ["provider"] = "till" },
                "payments.invoice_not_found"
            );
        }
        await Refuses(HttpMethod.Get, "/api/v1/invoices/inv_nothing", null, "request.invalid");
        await Refuses(HttpMethod.Get, "/api/v1/invoices?cursor=abc", null, "payments.bad_cursor");
        var account = (await server.Get(new Balances(boris)))[0].Id;
        await Refuses(
            HttpMethod.Post,
            "/api/v1/top-ups",
            new JsonObject
            {
                ["amount"] = Rubles(),
                ["provider"] = "till",
                ["account"] = account.ToString(),
            },
            "wallet.account_not_found"
        );
    }

    [Fact]
    public async Task Only_operators_see_everybodys_payments_and_give_money_back()
    {
        foreach (
            var (method, path) in (IEnumerable<(HttpMethod, string)>)
                [
                    (HttpMethod.Get, "/api/v1/payments/invoices"),
                    (HttpMethod.Get, "/api/v1/payments/invoices/" + InvoiceId.New()),
                    (HttpMethod.Post, $"/api/v1/payments/{PaymentId.New()}/cash"),
                    (HttpMethod.Post, $"/api/v1/invoices/{InvoiceId.New()}/refunds"),
                ]
        )
        {
            using var answer = await Send(method, path, method == HttpMethod.Post ? [] : null);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
            using var stranger = await server.Denga.Http.SendAsync(new HttpRequestMessage(method, path));
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, stranger.StatusCode));
        }
    }

    [Fact]
    public async Task Nobody_has_more_than_so_many_unpaid_invoices()
    {
        var anna = await server.Somebody();
        var made = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => server.Ask(new TopUp(OperationId.New(), anna, PaymentsServer.Rubles(100_00), "till")))
        );
        Assert.Equal(5, made.Count(m => m.IsOk));
        Assert.All(made.Where(m => !m.IsOk), m => m.IsRefused("payments.too_many_invoices"));
        await server.Get(new CancelInvoice(anna, made.First(m => m.IsOk).Value.Id));
        await server.TopUp(anna, 100_00, "till");
    }

    [Fact]
    public async Task Only_who_takes_the_amount_is_offered_and_who_is_left_alone_comes_last()
    {
        var anna = await server.Somebody();
        var offered = await server.Get(new PaymentMethods(anna, Currency.Rub, 50));
        Assert.Equal(["sandbox", "cash", "till"], offered.Select(m => m.Provider));
        Assert.DoesNotContain(await server.Get(new PaymentMethods(anna, Currency.Rub, 5)), m => m.Provider == "till");
        Assert.DoesNotContain(await server.Get(new PaymentMethods(anna, Currency.Eur, 50)), m => m.Provider == "till");
        (await server.Ask(new PaymentMethods(anna, Currency.Rub, 0))).IsRefused("payments.bad_amount");
        (await server.Ask(new PaymentMethods(anna, Currency.Rub, 1.234m))).IsRefused("payments.bad_amount");

        server.Till.IsAvailable = false;
        Assert.Equal(
            ("till", false),
            (await server.Get(new PaymentMethods(anna, Currency.Rub, 50))).Select(m => (m.Provider, m.Available)).Last()
        );
        (await server.Ask(new TopUp(OperationId.New(), anna, PaymentsServer.Rubles(50_00), "till"))).IsRefused("payments.provider_away");
        using var health = await server.Denga.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Contains("provider till", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steal", "payments.unknown_play")]
    [InlineData("'; drop table sandbox_payment; --", "payments.unknown_play")]
    public async Task The_sandbox_does_what_it_can_only(string what, string code)
    {
        var anna = await server.Somebody();
        var invoice = await server.TopUp(anna, 100_00, "sandbox");
        await Refuses(HttpMethod.Post, "/sandbox/pay/" + invoice.Payment!.Id, new JsonObject { ["do"] = what }, code);
        await Refuses(HttpMethod.Post, "/sandbox/pay/" + PaymentId.New(), new JsonObject { ["do"] = "pay" }, "payments.payment_not_found");
        Assert.Equal(0, await server.Balance(anna));
    }

    [Fact]
    public async Task The_page_of_the_sandbox_pays()
    {
        var anna = await server.Somebody();
        var invoice = await server.TopUp(anna, 100_00, "sandbox");
        var page = "/sandbox/pay/" + invoice.Payment!.Id;
        Assert.Contains("100", await server.Denga.Http.GetStringAsync(new Uri(page, UriKind.Relative)), StringComparison.Ordinal);
        using var press = new HttpRequestMessage(HttpMethod.Post, page + "/press")
        {
            Headers = { { "Sec-Fetch-Site", "same-origin" } },
            Content = new FormUrlEncodedContent([new("do", "pay")]),
        };
        using var answer = await server.Denga.Http.SendAsync(press);
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
        await server.Until(anna, invoice, InvoiceState.Paid);
        using var gone = await server.Denga.Http.GetAsync(new Uri("/sandbox/pay/" + PaymentId.New(), UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData("stars", "", 60, "payments.bad_purpose")]
    [InlineData("Stars", "ord_1", 60, "payments.bad_purpose")]
    [InlineData("stars", "ord_1", 0, "payments.bad_lifetime")]
    [InlineData("stars", "ord_1", 60 * 24 * 31, "payments.bad_lifetime")]
    public async Task An_invoice_for_nothing_that_there_is_is_refused(string purpose, string reference, int minutes, string code)
    {
        var anna = await server.Somebody();
        (
            await server.Ask(
                new CreateInvoice(
                    OperationId.New(),
                    anna,
                    purpose,
                    reference,
                    PaymentsServer.Rubles(100_00),
                    Lifetime: TimeSpan.FromMinutes(minutes)
                )
            )
        ).IsRefused(code);
    }

    private static JsonNode Rubles() => JsonNode.Parse("""{"amount":"50.00","currency":"RUB"}""")!;

    private async Task Refuses(HttpMethod method, string path, JsonObject? body, string code)
    {
        using var answer = await Send(method, path, body);
        Assert.Equal((path, code), (path, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
    }

    private Task<HttpResponseMessage> Send(HttpMethod method, string path, JsonObject? body)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", chat.Opened.Token);
        if (method == HttpMethod.Post)
            request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        return server.Denga.Http.SendAsync(request);
    }
}
