using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Tests.Integration.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace Denga.Tests.Integration.Wallet;

/// <summary>What the public API refuses where money is concerned: each with its code, and nothing moves.</summary>
public sealed class MoneyApiTests(MoneyApiTests.Stand stand) : IClassFixture<MoneyApiTests.Stand>, IAsyncLifetime
{
    private const long Start = 1000_00;
    private readonly Site site = new(stand.Denga);
    private readonly string annas = DengaStand.Mail("anna");
    private readonly string boriss = DengaStand.Mail("boris");
    private SignedIn anna = null!;
    private SignedIn boris = null!;
    private string from = "";
    private string to = "";
    private string old = "";
    private string dollars = "";

    public async ValueTask InitializeAsync()
    {
        anna = await site.Register(annas);
        boris = await site.Register(boriss);
        (await AsAnna("sandbox/top-ups", new { amount = Rubles("1000.00") })).Read<TopUpReceipt>();
        from = (await site.Get("/api/v1/accounts", Token(anna))).Json[0].GetProperty("id").GetString()!;
        to = await Open("RUB");
        dollars = await Open("USD");
        old = await Open("RUB", "old");
        (await site.Send(HttpMethod.Delete, "/api/v1/accounts/" + old, token: Token(boris))).Read<Account>();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("""{"amount":"0.00","currency":"RUB"}""", "wallet.bad_amount")]
    [InlineData("""{"amount":"-5.00","currency":"RUB"}""", "wallet.bad_amount")]
    [InlineData("""{"amount":"5.001","currency":"RUB"}""", "request.invalid")]
    [InlineData("""{"amount":"1e2","currency":"RUB"}""", "request.invalid")]
    [InlineData("""{"amount":"NaN","currency":"RUB"}""", "request.invalid")]
    [InlineData("""{"amount":"5,00","currency":"RUB"}""", "request.invalid")]
    [InlineData("""{"amount":5,"currency":"RUB"}""", "request.invalid")]
    [InlineData("""{"amount":"5.00","currency":"XXX"}""", "request.invalid")]
    [InlineData("""{"amount":"5.00"}""", "request.invalid")]
    [InlineData("""5""", "request.invalid")]
    [InlineData("""{"amount":"50000000000000000.00","currency":"RUB"}""", "wallet.overflow")]
    [InlineData("""{"amount":"92233720368547758.08","currency":"RUB"}""", "request.invalid")]
    [InlineData("""{"amount":"99999999999999999999999999999999","currency":"RUB"}""", "request.invalid")]
    [InlineData("""{"amount":"9.99999999999999999999999999999999","currency":"RUB"}""", "request.invalid")]
    [InlineData("""{"amount":"9.9999999999999999999999999999","currency":"RUB"}""", "request.invalid")]
    [InlineData("""{"amount":"0.00999999999999999999999999999999999","currency":"RUB"}""", "request.invalid")]
    public async Task An_amount_that_is_none_is_refused(string amount, string code)
    {
        var body = new JsonObject { ["to"] = to, ["amount"] = JsonNode.Parse(amount) };
        (await AsAnna("transfers", body)).IsRefused(HttpStatusCode.BadRequest, code);
        body = new JsonObject { ["to"] = "USD", ["amount"] = JsonNode.Parse(amount) };
        (await AsAnna("quotes", body)).IsRefused(HttpStatusCode.BadRequest, code);
        body = new JsonObject { ["amount"] = JsonNode.Parse(amount) };
        (await AsAnna("sandbox/top-ups", body)).IsRefused(HttpStatusCode.BadRequest, code);
        await NothingMoved();
    }

    [Fact]
    public async Task A_transfer_that_cannot_be_is_refused_with_its_code()
    {
        async Task Refused(HttpStatusCode status, string code, object body) => (await AsAnna("transfers", body)).IsRefused(status, code);
        var amount = Rubles("5.00");
        await Refused(HttpStatusCode.BadRequest, "wallet.wrong_currency", new { to = dollars, amount });
        await Refused(
            HttpStatusCode.BadRequest,
            "wallet.wrong_currency",
            new
            {
                to,
                from,
                amount = new { amount = "5.00", currency = "USD" },
            }
        );
        await Refused(HttpStatusCode.BadRequest, "wallet.same_account", new { to = from, amount });
        await Refused(HttpStatusCode.BadRequest, "wallet.same_account", new { to = annas, amount });
        await Refused(
            HttpStatusCode.NotFound,
            "wallet.account_not_found",
            new
            {
                to = from,
                from = to,
                amount,
            }
        );
        await Refused(
            HttpStatusCode.NotFound,
            "wallet.account_not_found",
            new
            {
                to,
                from = AccountId.New(),
                amount,
            }
        );
        await Refused(HttpStatusCode.Conflict, "wallet.account_closed", new { to = old, amount });
        await Refused(HttpStatusCode.NotFound, "wallet.payee_not_found", new { to = "nobody@example.org", amount });
        await Refused(HttpStatusCode.NotFound, "wallet.payee_not_found", new { to = "@nobody", amount });
        await Refused(HttpStatusCode.NotFound, "wallet.payee_not_found", new { to = AccountId.New(), amount });
        await Refused(HttpStatusCode.Conflict, "wallet.not_enough", new { to, amount = Rubles("1000.01") });
        await Refused(
            HttpStatusCode.BadRequest,
            "request.unknown_field",
            new
            {
                to,
                amount,
                person = boris.Person!.Id,
            }
        );
        await Refused(
            HttpStatusCode.BadRequest,
            "request.invalid",
            new
            {
                id = "op_1",
                to,
                amount,
            }
        );
        await Refused(HttpStatusCode.BadRequest, "request.invalid", new { amount });
        await NothingMoved();
    }

    [Fact]
    public async Task Another_persons_account_is_as_unknown_as_one_that_does_not_exist()
    {
        foreach (var account in new[] { to, AccountId.New().ToString() })
        {
            foreach (
                var path in new[]
                {
                    "",
                    "/balance?at=2026-11-20T12:00:00Z",
                    "/statement?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z",
                    "/statement.csv?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z",
                }
            )
                (await site.Get($"/api/v1/accounts/{account}{path}", Token(anna))).IsRefused(
                    HttpStatusCode.NotFound,
                    "wallet.account_not_found"
                );
            (await site.Send(HttpMethod.Delete, "/api/v1/accounts/" + account, token: Token(anna))).IsRefused(
                HttpStatusCode.NotFound,
                "wallet.account_not_found"
            );
            (
                await AsAnna(
                    "quotes",
                    new
                    {
                        from = account,
                        to = "USD",
                        amount = Rubles("5.00"),
                    }
                )
            ).IsRefused(HttpStatusCode.NotFound, "wallet.account_not_found");
        }
        var sent = (await AsAnna("transfers", new { to = from, amount = Rubles("5.00") })).Json.GetProperty("args").GetProperty("transfer");
        (await site.Get("/api/v1/transfers/" + sent.GetString(), Token(boris))).IsRefused(
            HttpStatusCode.NotFound,
            "wallet.transfer_not_found"
        );
        Assert.Equal(HttpStatusCode.OK, (await site.Get("/api/v1/transfers/" + sent.GetString(), Token(anna))).Status);
    }

    [Fact]
    public async Task An_account_with_money_stays_open_and_a_closed_one_takes_none()
    {
        (await site.Send(HttpMethod.Delete, "/api/v1/accounts/" + from, token: Token(anna))).IsRefused(
            HttpStatusCode.Conflict,
            "wallet.account_not_empty"
        );
        (
            await site.Post(
                "/api/v1/quotes",
                new
                {
                    from = old,
                    to = "USD",
                    amount = Rubles("5.00"),
                },
                Token(boris)
            )
        ).IsRefused(HttpStatusCode.Conflict, "wallet.account_closed");
        await NothingMoved();
    }

    [Fact]
    public async Task A_quote_that_expired_or_is_anothers_is_refused()
    {
        async Task<string> Quote() =>
            (await AsAnna("quotes", new { to = "USD", amount = Rubles("500.00") })).Json.GetProperty("id").GetString()!;
        var quote = await Quote();
        (await site.Post("/api/v1/conversions", new { quote }, Token(boris))).IsRefused(HttpStatusCode.NotFound, "wallet.quote_not_found");
        site.Clock.Advance(TimeSpan.FromSeconds(31));
        (await AsAnna("conversions", new { quote })).IsRefused(HttpStatusCode.Conflict, "wallet.quote_expired");
        await NothingMoved();

        var id = OperationId.New();
        quote = await Quote();
        var first = (await AsAnna("conversions", new { id, quote })).Read<ConversionReceipt>();
        Assert.Equal(first, (await AsAnna("conversions", new { id, quote })).Read<ConversionReceipt>());
        (await AsAnna("conversions", new { quote })).IsRefused(HttpStatusCode.Conflict, "wallet.quote_used");
        (await AsAnna("conversions", new { id, quote = await Quote() })).IsRefused(HttpStatusCode.Conflict, "operation.id_reused");
        Assert.Equal(500_00, await Balance(from));
    }

    [Fact]
    public async Task An_id_that_comes_with_other_data_is_a_conflict()
    {
        var id = OperationId.New();
        (
            await AsAnna(
                "transfers",
                new
                {
                    id,
                    to,
                    amount = Rubles("5.00"),
                }
            )
        ).Read<TransferReceipt>();
        (
            await AsAnna(
                "transfers",
                new
                {
                    id,
                    to,
                    amount = Rubles("6.00"),
                }
            )
        ).IsRefused(HttpStatusCode.Conflict, "operation.id_reused");
        // Somebody else's id is taken, and tells him nothing.
        var stolen = await site.Post(
            "/api/v1/transfers",
            new
            {
                id,
                to = from,
                amount = Rubles("5.00"),
            },
            Token(boris)
        );
        stolen.IsRefused(HttpStatusCode.Conflict, "operation.id_reused");
        (await AsAnna("sandbox/top-ups", new { id, amount = Rubles("5.00") })).IsRefused(HttpStatusCode.Conflict, "operation.id_reused");
        Assert.Equal((Start - 5_00, 5_00L), (await Balance(from), await Balance(to)));

        // A key is bound to its caller: the same word of another person is another id.
        Task<Answer> Keyed(SignedIn person, string payee, string amount) =>
            site.Send(
                HttpMethod.Post,
                "/api/v1/transfers",
                new { to = payee, amount = Rubles(amount) },
                Token(person),
                ("Idempotency-Key", "rent of May")
            );
        var paid = (await Keyed(anna, to, "10.00")).Read<TransferReceipt>();
        Assert.Equal(paid.Id, (await Keyed(anna, to, "10.00")).Read<TransferReceipt>().Id);
        (await Keyed(anna, to, "11.00")).IsRefused(HttpStatusCode.Conflict, "operation.id_reused");
        Assert.NotEqual(paid.Id, (await Keyed(boris, from, "1.00")).Read<TransferReceipt>().Id);
        Assert.Equal((Start - 14_00, 14_00L), (await Balance(from), await Balance(to)));
    }

    public static TheoryData<string, string, string> Writes =>
        new()
        {
            { "transfers", "\"to\":\"boris@example.org\",\"amount\":{\"amount\":\"5.00\",\"currency\":\"RUB\"}", "wallet.transfer" },
            { "sandbox/top-ups", "\"amount\":{\"amount\":\"5.00\",\"currency\":\"RUB\"}", "wallet.sandbox_top_up" },
            { "payment-requests", "\"amount\":{\"amount\":\"5.00\",\"currency\":\"RUB\"}", "wallet.payment_request" },
            { "rate-alerts", "\"of\":\"USD\",\"in\":\"RUB\",\"side\":\"Above\",\"mark\":500", "wallet.rate_alert" },
            {
                "schedules",
                "\"to\":\"boris@example.org\",\"amount\":{\"amount\":\"5.00\",\"currency\":\"RUB\"},\"rhythm\":\"Daily\",\"first\":\"2026-11-30\"",
                "wallet.schedule"
            },
            {
                "expenses",
                "\"entries\":[{\"amount\":{\"amount\":\"5.00\",\"currency\":\"RUB\"},\"day\":\"2026-11-20\"}]",
                "expenses.expense"
            },
            { "expenses/text", "\"text\":\"350 coffee\",\"at\":\"2026-11-20T12:00:00Z\"", "expenses.expense" },
            {
                "expenses/recurring",
                "\"template\":{\"amount\":{\"amount\":\"5.00\",\"currency\":\"RUB\"},\"day\":\"2026-11-30\"},\"rhythm\":\"Monthly\"",
                "expenses.recurring"
            },
            { "reports/documents", "\"from\":\"2026-11-01\",\"to\":\"2026-11-20\",\"format\":\"pdf\"", "reports.document_request" },
        };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_is_one_by_its_id_whatever_the_case_of_its_letters(string path, string fields, string table)
    {
        fields = fields.Replace("boris@example.org", boriss, StringComparison.Ordinal);
        var before = await site.Select<long>("select count(*) from " + table);
        var id = OperationId.New();
        foreach (var name in new[] { "id", "Id", "ID", "iD" })
        foreach (var value in new[] { id.ToString(), id.Value.ToString() })
        {
            var answer = await Raw(path, $$"""{"{{name}}":"{{value}}",{{fields}}}""");
            Assert.True(answer.Status == HttpStatusCode.OK, $"{name}: {answer.Status} {answer.Text}");
        }
        Assert.Equal(before + 1, await site.Select<long>("select count(*) from " + table));
        // The other fields are read in any case as well, and are the same request.
        var shouted = await Raw(path, $$"""{"ID":"{{id}}",{{Capitals(fields)}}}""");
        Assert.True(shouted.Status == HttpStatusCode.OK, $"{shouted.Status} {shouted.Text}");
        Assert.Equal(before + 1, await site.Select<long>("select count(*) from " + table));
        // Two ids are none.
        var other = OperationId.New();
        foreach (
            var twice in new[]
            {
                $"\"id\":\"{id}\",\"ID\":\"{other}\"",
                $"\"id\":\"{other}\",\"id\":\"{other}\"",
                $"\"Id\":\"{other}\",\"iD\":\"{other}\"",
            }
        )
            (await Raw(path, $$"""{{{twice}},{{fields}}}""")).IsRefused(HttpStatusCode.BadRequest, "request.invalid");
        (await Raw($"{path}?id={other}", $$"""{"id":"{{id}}",{{fields}}}""")).IsRefused(HttpStatusCode.BadRequest, "request.invalid");
        (await Raw($"{path}?id={other}&ID={id}", $$"""{{{fields}}}""")).IsRefused(HttpStatusCode.BadRequest, "request.invalid");
        foreach (var name in new[] { "id", "Id" })
            (await Raw(path, $$"""{"{{name}}":"{{other}}",{{fields}}}""", "rent")).IsRefused(
                HttpStatusCode.BadRequest,
                "request.idempotency_key"
            );
        (await Raw($"{path}?id={other}", $$"""{{{fields}}}""", "rent")).IsRefused(HttpStatusCode.BadRequest, "request.idempotency_key");
        foreach (var key in new[] { "", "\"\"", new string('k', 256) })
            (await Raw(path, $$"""{{{fields}}}""", key)).IsRefused(HttpStatusCode.BadRequest, "request.idempotency_key");
        foreach (var empty in new[] { "null", "\"\"", "7", "{}", "\"op_1\"" })
            (await Raw(path, $$"""{"Id":{{empty}},{{fields}}}""")).IsRefused(HttpStatusCode.BadRequest, "request.invalid");
        Assert.Equal(before + 1, await site.Select<long>("select count(*) from " + table));
    }

    [Theory]
    [InlineData("""{"amount":"1","Amount":"2","currency":"RUB"}""")]
    [InlineData("""{"amount":"1","amount":"2","currency":"RUB"}""")]
    [InlineData("""{"Amount":"1","AMOUNT":"1","currency":"RUB"}""")]
    [InlineData("""{"amount":"1","currency":"USD","Currency":"RUB"}""")]
    public async Task An_amount_that_may_be_read_two_ways_is_refused(string amount)
    {
        (await Raw("transfers", $$"""{"to":"{{to}}","amount":{{amount}}}""")).IsRefused(HttpStatusCode.BadRequest, "request.invalid");
        (await Raw("expenses", $$"""{"entries":[{"day":"2026-11-20","amount":{{amount}}}]}""")).IsRefused(
            HttpStatusCode.BadRequest,
            "request.invalid"
        );
        await NothingMoved();
    }

    [Theory]
    [InlineData("""{"entries":[null]}""", "entries[0]")]
    [InlineData("""{"entries":[{"amount":null,"day":"2026-11-20"}]}""", "amount")]
    [InlineData(
        """{"entries":[{"amount":{"amount":"5.00","currency":"RUB"},"day":"2026-11-20","tags":["a",null]}]}""",
        "entries[0].tags[1]"
    )]
    [InlineData("""{"entries":[{"amount":{"amount":"5.00","currency":"RUB"},"day":"2026-11-20","note":null}]}""", "entries[0].note")]
    [InlineData("""{"entries":[{"amount":{"amount":"5.00","currency":"RUB"},"day":"2026-11-20","note":"a\u0000"}]}""", "entries[0].note")]
    [InlineData("""{"entries":[{"amount":{"amount":"5.00","currency":"RUB"},"day":"2026-11-20","note":"\ud83d"}]}""", "Unicode")]
    [InlineData("""{"entries":[{"amount":{"amount":"5.00","currency":"RUB"},"day":"0001-01-01"}]}""", "entries[0].day")]
    [InlineData("""{"entries":[{"amount":{"amount":"5.00","currency":"RUB"},"day":"2026-11-20","Note":"a","note":"b"}]}""", "note")]
    [InlineData("""{"entries":[{"amount":{"amount":"5.00","currency":"RUB"},"day":"2026-11-20","sum":5}]}""", "sum")]
    [InlineData("""{"entries":[{"day":"2026-11-20"}]}""", "amount")]
    [InlineData("""{}""", "entries")]
    public async Task What_cannot_be_is_refused_and_the_field_is_named(string body, string field)
    {
        var answer = await Raw("expenses", body);
        answer.IsRefused(HttpStatusCode.BadRequest, "request.invalid");
        var detail = answer.Json.GetProperty("detail").GetString()!;
        Assert.Contains(field, detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Denga.", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
        Assert.Equal(0, await site.Select<long>($"select count(*) from expenses.expense where person_id = '{anna.Person!.Id.Value}'"));
    }

    [Fact]
    public async Task What_to_delete_is_read_where_it_is_said()
    {
        foreach (var category in new[] { null, "cafe" })
            (
                await site.Send(HttpMethod.Put, "/api/v1/expenses/limits", new { category, amount = Rubles("500.00") }, Token(anna))
            ).Read<Contracts.Expenses.LimitState>();
        (await site.Send(HttpMethod.Delete, "/api/v1/expenses/limits", new { category = "cafe" }, Token(anna))).IsDone();
        Assert.Equal(JsonValueKind.Undefined, Category((await site.Get("/api/v1/expenses/limits", Token(anna))).Json));
        // Said twice, it is not guessed which.
        (await site.Send(HttpMethod.Delete, "/api/v1/expenses/limits?category=home", new { category = "cafe" }, Token(anna))).IsRefused(
            HttpStatusCode.BadRequest,
            "request.invalid"
        );
        static JsonValueKind Category(JsonElement limits) =>
            Assert.Single(limits.EnumerateArray()).TryGetProperty("category", out var category)
                ? category.ValueKind
                : JsonValueKind.Undefined;
    }

    [Fact]
    public async Task No_forged_token_moves_money()
    {
        var parts = Token(anna).Split('.');
        var header = JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[0]))!.AsObject();
        header["alg"] = "none";
        var unsigned = WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(header));
        string[] tokens =
        [
            $"{unsigned}.{parts[1]}.",
            $"{unsigned}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{Token(boris).Split('.')[2]}",
            $"{parts[0]}..{parts[1]}.{parts[2]}.{parts[2]}",
        ];
        foreach (var token in tokens)
            (await site.Post("/api/v1/transfers", new { to, amount = Rubles("5.00") }, token)).IsRefused(
                HttpStatusCode.Unauthorized,
                "identity.bad_token"
            );
        (await site.Post("/api/v1/transfers", new { to, amount = Rubles("5.00") })).IsRefused(
            HttpStatusCode.Unauthorized,
            "identity.no_token"
        );
        await NothingMoved();
        var late = Token(anna);
        site.Clock.Advance(TimeSpan.FromMinutes(6));
        (await site.Post("/api/v1/transfers", new { to, amount = Rubles("5.00") }, late)).IsRefused(
            HttpStatusCode.Unauthorized,
            "identity.bad_token"
        );
        await NothingMoved();
    }

    [Fact]
    public async Task A_replayed_refresh_token_ends_the_session_that_could_send()
    {
        Task<Answer> Refresh(string refreshToken) => site.Post("/api/v1/sessions/refresh", new { refreshToken });
        var second = (await Refresh(anna.Tokens!.Refresh)).Read<SignedIn>();
        site.Clock.Advance(TimeSpan.FromSeconds(30));
        (await Refresh(anna.Tokens.Refresh)).IsRefused(HttpStatusCode.Unauthorized, "identity.bad_token");
        foreach (var token in new[] { Token(anna), Token(second) })
            (await site.Post("/api/v1/transfers", new { to, amount = Rubles("5.00") }, token)).IsRefused(
                HttpStatusCode.Unauthorized,
                "identity.bad_token"
            );
        await NothingMoved();
    }

    [Fact]
    public async Task A_body_larger_than_the_limit_moves_nothing()
    {
        (
            await AsAnna(
                "transfers",
                new
                {
                    to,
                    amount = Rubles("5.00"),
                    note = new string('x', 2_000_000),
                }
            )
        ).IsRefused(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
        (
            await AsAnna(
                "transfers",
                new
                {
                    to,
                    amount = Rubles("5.00"),
                    note = new string('x', 201),
                }
            )
        ).IsRefused(HttpStatusCode.BadRequest, "wallet.bad_note");
        await NothingMoved();
    }

    [Fact]
    public async Task Another_site_cannot_send_with_the_cookie()
    {
        var answer = await site.Post(
            "/api/v1/sessions",
            new
            {
                email = annas,
                password = Site.Password,
                browser = true,
            }
        );
        var cookie = answer.Cookies.Single(c => c.Contains("denga_session=", StringComparison.Ordinal)).Split(';')[0];
        var csrf = answer.Read<SignedIn>().Csrf!;
        var here = site.Denga.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Task<Answer> Send(params (string, string)[] headers) =>
            site.Send(HttpMethod.Post, "/api/v1/transfers", new { to, amount = Rubles("5.00") }, headers: [("Cookie", cookie), .. headers]);
        foreach (
            var headers in new (string, string)[][]
            {
                [],
                [("Origin", here)],
                [("Origin", "https://evil.example"), ("Denga-Csrf", csrf)],
                [("Sec-Fetch-Site", "cross-site"), ("Denga-Csrf", csrf)],
            }
        )
            (await Send(headers)).IsRefused(HttpStatusCode.Forbidden, "request.forged");
        await NothingMoved();
        (await Send(("Origin", here), ("Denga-Csrf", csrf))).Read<TransferReceipt>();
        Assert.Equal(Start - 5_00, await Balance(from));
    }

    [Fact]
    public async Task Play_money_ends_with_the_days_share()
    {
        var id = OperationId.New();
        (await AsAnna("sandbox/top-ups", new { id, amount = Rubles("999000.00") })).Read<TopUpReceipt>();
        var over = await AsAnna("sandbox/top-ups", new { amount = Rubles("0.01") });
        over.IsRefused(HttpStatusCode.Conflict, "wallet.sandbox_limit");
        Assert.Equal("0.00", over.Json.GetProperty("args").GetProperty("left").GetString());
        // A repeat is no second one.
        (await AsAnna("sandbox/top-ups", new { id, amount = Rubles("999000.00") })).Read<TopUpReceipt>();
        Assert.Equal(1_000_000_00, await Balance(from));
        // The share is each person's own, and comes again with the next day.
        (await site.Post("/api/v1/sandbox/top-ups", new { amount = Rubles("1.00") }, Token(boris))).Read<TopUpReceipt>();
        site.Clock.Advance(TimeSpan.FromHours(24));
        anna = await site.SignIn(annas);
        (await AsAnna("sandbox/top-ups", new { amount = Rubles("1000000.00") })).Read<TopUpReceipt>();
        (await AsAnna("sandbox/top-ups", new { amount = Rubles("0.01") })).IsRefused(HttpStatusCode.Conflict, "wallet.sandbox_limit");
    }

    private static object Rubles(string amount) => new { amount, currency = "RUB" };

    private static string Token(SignedIn person) => person.Tokens!.Access;

    private async Task<Answer> Raw(string path, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path);
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Authorization = new("Bearer", Token(anna));
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await site.Denga.Http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), [], RetryAfter: null);
    }

    /// <summary>The same fields with their names in capitals.</summary>
    private static string Capitals(string fields) =>
        System.Text.RegularExpressions.Regex.Replace(
            fields,
            "\"[a-zA-Z]+\":",
            name => name.Value.ToUpperInvariant(),
            System.Text.RegularExpressions.RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );

    private Task<Answer> AsAnna(string path, object body) => site.Post("/api/v1/" + path, body, Token(anna));

    private async Task<string> Open(string currency, string purpose = "main") =>
        (await site.Post("/api/v1/accounts", new { currency, purpose }, Token(boris))).Json.GetProperty("id").GetString()!;

    private async Task<long> Balance(string account) =>
        (await site.Denga.Ask(new LedgerAccounts([AccountId.Parse(account, provider: null)]))).Value[0].Balance.Minor;

    private async Task NothingMoved()
    {
        Assert.Equal((Start, 0L, 0L), (await Balance(from), await Balance(to), await Balance(dollars)));
        Assert.Equal(
            1,
            await site.Select<long>(
                $"select count(*) from wallet.entry where account_no = (select no from wallet.account where id = '{AccountId.Parse(from, provider: null).Value}')"
            )
        );
    }

    public sealed class Stand : DengaStand
    {
        protected override Dictionary<string, string> Settings { get; } =
            new(StringComparer.Ordinal) { ["Identity:Mailbox"] = "true", ["Wallet:Conversion:RatesMaxAge"] = "3650.00:00:00" };

        protected override TimeProvider Clock { get; } = new ShiftedClock(Site.Today);
    }
}
