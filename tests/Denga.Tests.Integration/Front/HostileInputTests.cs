using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Tests.Integration.Identity;

namespace Denga.Tests.Integration.Front;

/// <summary>Every field of every operation, as the API describes them, gets what nobody should send. A new operation is covered on its first day.</summary>
public sealed class HostileInputTests : IAsyncLifetime
{
    /// <summary>As JSON, where a text belongs.</summary>
    private static readonly string[] NoTexts =
    [
        "null",
        "7",
        "true",
        "{}",
        "[]",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
    ];
    private static readonly string[] NoNumbers = ["null", "\"x\"", "{}", "[]", "99999999999999999999999999999999999999", "1e999", "true"];
    private static readonly string[] NoDays =
    [
        "\"0001-01-01\"",
        "\"9999-12-31\"",
        "\"1899-12-31\"",
        "\"2026-02-30\"",
        "\"0000-00-00\"",
        "\"10000-01-01\"",
        "\"\"",
        "20260101",
        "null",
        "[]",
    ];
    private static readonly string[] NoMoments =
    [
        "\"0001-01-01T00:00:00Z\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"9999-12-31T23:59:59-14:00\"",
        "\"9999-12-31T23:59:59.9999999Z\"",
        "\"2026-01-01T25:00:00Z\"",
        "\"2026-01-01T00:00:00+99:00\"",
        "\"\"",
        "0",
        "null",
        "{}",
    ];
    private static readonly string[] NoMoney =
    [
        "null",
        "5",
        "{}",
        "[]",
        """{"amount":"9.99999999999999999999999999999999","currency":"RUB"}""",
        """{"amount":"0.00999999999999999999999999999999999999","currency":"RUB"}""",
        """{"amount":"1","Amount":"2","currency":"RUB"}""",
        """{"amount":"1","currency":"RUB","Currency":"USD"}""",
        """{"amount":"1","amount":"1","currency":"RUB"}""",
        """{"amount":1,"currency":"RUB"}""",
        """{"amount":"1","currency":null}""",
        """{"amount":null,"currency":"RUB"}""",
        """{"amount":"1e2","currency":"RUB"}""",
        """{"amount":"1\u0000","currency":"RUB"}""",
        """{"amount":"79228162514264337593543950336","currency":"RUB"}""",
        """{"amount":"1","currency":"RUB","more":"1"}""",
    ];

    /// <summary>What may be read, and must harm nobody.</summary>
    private static readonly string[] Odd =
    [
        "",
        " ",
        "\t\r\n",
        "0",
        "-1",
        "2147483647",
        "-2147483648",
        "9223372036854775807",
        "79228162514264337593543950335",
        "é",
        "\u202e\u2066txt\u200b",
        "👩‍👩‍👧‍👦",
        "%",
        "%s%n",
        "'; drop table person; --",
        "../../../../etc/passwd",
        "\\",
        "\"",
        "<script>alert(1)</script>",
        "NaN",
        "Infinity",
        "AAAAAAAAAAAAAAAAAAAAAA",
        "2026-12-31",
        "2999-12-31",
        "1900-01-01",
        "2999-12-31T23:59:59-14:00",
        "1900-01-01T00:00:00+14:00",
        new('x', 5000),
        new('9', 400),
        "@" + new string('a', 300),
        "a@" + new string('b', 300) + ".example",
    ];

    /// <summary>In an address, where whatever cannot be a text is spelled in bytes.</summary>
    private static readonly string[] OddBytes =
    [
        "%00",
        "a%00b",
        "%ED%A0%80",
        "%FF%FE",
        "%C3%28",
        "%0d%0aX-Evil:1",
        "%25%30%30",
        "+",
        "%2F",
    ];

    private Site site = null!;
    private DescribedApi api = null!;
    private string token = "";
    private readonly List<string> wrong = [];

    public async ValueTask InitializeAsync()
    {
        site = await Site.Start(
            ("Wallet:Limits:LookupsPerMinute", "1000000"),
            ("Identity:AccessTokenLifetime", "01:00:00"),
            ("Identity:LockAfter", "100"),
            ("Identity:AttemptsPerHourAndAddress", "1000000")
        );
        api = await DescribedApi.Read(site.Denga.Http);
        var anna = await site.Register("anna@example.org");
        await site.Denga.Ask(new Appoint("root@example.org", Role.Administrator));
        await site.Denga.Ask(new Appoint("anna@example.org", Role.Administrator));
        token = anna.Tokens!.Access;
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task What_is_no_value_of_its_field_is_refused_by_name_and_changes_nothing()
    {
        var before = await Rows();
        var sent = 0;
        foreach (var call in api.Calls.Where(c => c.BodySchema is not null))
        {
            var whole = call.BodyExample;
            foreach (var (path, schema, required) in Fields(call.BodySchema!, whole))
            {
                foreach (var value in Wrong(schema))
                {
                    // Nothing is as good as missing where it may be missing.
                    if (value == "null" && !required)
                        continue;
                    sent++;
                    var answer = await Send(call, body: With(whole, path, value));
                    Expect(
                        answer.Status == HttpStatusCode.BadRequest && answer.Text.Contains("\"request.", StringComparison.Ordinal),
                        $"{call.Name} with {string.Join('.', path)} = {value}: {answer.Status} {answer.Text}"
                    );
                }
            }
            foreach (
                var body in new[]
                {
                    "",
                    "null",
                    "[]",
                    "7",
                    "{",
                    "{\"a\":",
                    "\"\\ud800\"",
                    "{\"\\ud800\":1}",
                    "{\"\\u0000\":1}",
                    new string('[', 500),
                    Deep(),
                }
            )
            {
                // Where nothing must be said, an empty body says it.
                if (body.Length == 0 && !call.Operation["requestBody"]!["required"]!.GetValue<bool>())
                    continue;
                sent++;
                var answer = await Send(call, body: body);
                Expect(answer.Status == HttpStatusCode.BadRequest, $"{call.Name} with the body {body}: {answer.Status} {answer.Text}");
            }
            foreach (var (name, value) in whole.ToList())
            {
                var twin =
                    With(whole, [name], value!.ToJsonString())[..^1]
                    + $",\"{char.ToUpperInvariant(name[0])}{name[1..]}\":{value.ToJsonString()}}}";
                var answer = await Send(call, body: twin);
                Expect(answer.Status == HttpStatusCode.BadRequest, $"{call.Name} with {name} twice: {answer.Status} {answer.Text}");
            }
        }
        NothingWasWrong();
        Assert.True(sent > 500, $"Only {sent} requests.");
        Assert.Equal(before, await Rows());
        Assert.Equal(HttpStatusCode.OK, (await site.Get("/api/v1/me", token)).Status);
    }

    [Fact]
    public async Task Nothing_that_anybody_writes_anywhere_is_answered_with_a_bug()
    {
        var texts = Odd.Select(o => JsonValue.Create(o).ToJsonString())
            .Concat(["-1", "0", "2147483647", "-2147483648", "1e-30", "1.5"])
            .ToList();
        foreach (
            var call in api.Calls.Where(c =>
                c.Name
                    is not ("ChatEvents" or "SayPhoto" or "UploadObjectPhoto" or "UploadBookingPhoto" or "SignOut" or "SignOutEverywhere")
            )
        )
        {
            foreach (var parameter in call.Parameters("path").Concat(call.Parameters("query")))
            {
                var name = parameter["name"]!.GetValue<string>();
                // Without its last part an address is another one, which may sign out.
                var values = Odd.Concat(NoDays.Concat(NoMoments).Select(d => d.Trim('"'))).Select(Uri.EscapeDataString).Concat(OddBytes);
                foreach (var value in values.Where(v => v.Length > 0 || parameter["in"]!.GetValue<string>() == "query"))
                    await Survives(call, $"{name} = {value}", new() { [name] = value });
            }
            if (call.BodySchema is null)
                continue;
            var whole = call.BodyExample;
            foreach (var (path, _, _) in Fields(call.BodySchema, whole))
            foreach (var value in texts)
                await Survives(call, $"{string.Join('.', path)} = {value}", body: With(whole, path, value));
        }
        foreach (
            var header in new[]
            {
                "Idempotency-Key",
                "Authorization",
                "User-Agent",
                "Accept-Language",
                "Origin",
                "Cookie",
                "X-Forwarded-For",
                "Content-Type",
                "X-Request-Id",
                "If-None-Match",
                "Range",
            }
        )
        foreach (var value in Odd.Where(o => !o.AsSpan().ContainsAny('\r', '\n')))
            await Survives(header, value);
        NothingWasWrong();
        Assert.Equal(HttpStatusCode.OK, (await site.Get("/api/v1/me", token)).Status);
    }

    private void Expect(bool right, string what)
    {
        if (!right)
            wrong.Add(what.Length > 400 ? what[..400] : what);
    }

    private void NothingWasWrong() => Assert.True(wrong.Count == 0, $"{wrong.Count}:\n" + string.Join('\n', wrong.Take(60)));

    private async Task Survives(DescribedCall call, string what, Dictionary<string, string>? raw = null, string? body = null)
    {
        var answer = await Send(call, raw, body);
        Expect(
            (int)answer.Status < 500 || answer.Status == HttpStatusCode.ServiceUnavailable,
            $"{call.Name} with {what}: {answer.Status} {answer.Text}"
        );
    }

    private async Task Survives(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/accounts");
        request.Content = new StringContent("""{"currency":"USD"}""", Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        if (header == "Content-Type")
            request.Content.Headers.Remove(header);
        if (!request.Headers.TryAddWithoutValidation(header, value))
            request.Content.Headers.TryAddWithoutValidation(header, value);
        HttpResponseMessage response;
        try
        {
            response = await site.Denga.Http.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            // Our own client does not send it.
            return;
        }
        using (response)
            Expect((int)response.StatusCode < 500, $"{header}: {value}: {response.StatusCode}");
    }

    private async Task<(HttpStatusCode Status, string Text)> Send(
        DescribedCall call,
        Dictionary<string, string>? raw = null,
        string? body = null
    )
    {
        using var request = call.Request(token, raw, body);
        using var response = await site.Denga.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The fields of an object and of what stands in it, each with the way to it.</summary>
    private List<(string[] Path, JsonObject Schema, bool Required)> Fields(JsonNode schema, JsonNode? example)
    {
        var found = new List<(string[], JsonObject, bool)>();
        var declared = api.Resolve(schema);
        var required = declared["required"]?.AsArray().Select(r => r!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var (name, property) in declared["properties"]?.AsObject() ?? [])
        {
            var resolved = api.Resolve(property);
            found.Add(([name], resolved, required.Contains(name)));
            if (IsMoney(resolved))
                continue;
            if (resolved["type"]?.GetValue<string>() == "object" && example?[name] is JsonObject inner)
                found.AddRange(Fields(resolved, inner).Select(f => ((string[])[name, .. f.Path], f.Schema, f.Required)));
            if (resolved["type"]?.GetValue<string>() != "array" || example?[name] is not JsonArray { Count: > 0 } items)
                continue;
            var element = api.Resolve(resolved["items"]);
            found.Add(([name, "0"], element, true));
            if (element["type"]?.GetValue<string>() == "object")
                found.AddRange(Fields(element, items[0]).Select(f => ((string[])[name, "0", .. f.Path], f.Schema, f.Required)));
        }
        return found;
    }

    private static bool IsMoney(JsonObject schema) =>
        schema["properties"]?["amount"] is not null && schema["properties"]?["currency"] is not null;

    private static IEnumerable<string> Wrong(JsonObject schema) =>
        IsMoney(schema) && schema["properties"]!.AsObject().Count == 2
            ? NoMoney
            : (schema["type"]?.GetValue<string>(), schema["format"]?.GetValue<string>()) switch
            {
                ("string", "date") => NoDays,
                ("string", "date-time") => NoMoments,
                ("string", "time") => ["null", "\"25:00\"", "\"x\"", "7", "{}"],
                ("string", _) when schema["enum"] is not null => [.. NoTexts, "\"\"", "\"no such name\"", "0"],
                ("string", _) when schema["pattern"] is not null => [.. NoTexts, "\"\"", "\"op_\""],
                ("string", _) => NoTexts,
                ("integer" or "number", _) => NoNumbers,
                ("boolean", _) => ["null", "\"x\"", "1", "{}"],
                ("array", _) => ["null", "{}", "7", "\"x\"", "[null]", "[[]]"],
                ("object", _) => ["null", "[]", "7", "\"x\"", "{\"no such field\":1}"],
                _ => [],
            };

    private static string With(JsonObject whole, string[] path, string value)
    {
        const string mark = "here stands the value";
        var copy = whole.DeepClone().AsObject();
        JsonNode at = copy;
        foreach (var step in path[..^1])
            at = at is JsonArray items ? items[int.Parse(step, CultureInfo.InvariantCulture)]! : at[step]!;
        if (at is JsonArray list)
            list[int.Parse(path[^1], CultureInfo.InvariantCulture)] = mark;
        else
            at[path[^1]] = mark;
        return copy.ToJsonString().Replace($"\"{mark}\"", value, StringComparison.Ordinal);
    }

    private static string Deep() => string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100);

    /// <summary>How many rows there are of everything that people make.</summary>
    private async Task<string> Rows()
    {
        string[] tables =
        [
            "wallet.account",
            "wallet.posting",
            "wallet.transfer",
            "wallet.contact",
            "wallet.payment_request",
            "wallet.schedule",
            "wallet.quote",
            "wallet.rate_alert",
            "expenses.expense",
            "expenses.recurring",
            "expenses.category",
            "expenses.budget_limit",
            "identity.person",
            "identity.session",
            "identity.one_time_code",
            "identity.letter",
            "bot.conversation",
            "bot.incoming",
            "reports.document_request",
        ];
        var counts = new StringBuilder();
        foreach (var table in tables)
            counts.Append(CultureInfo.InvariantCulture, $"{table}: {await site.Select<long>("select count(*) from " + table)}; ");
        return counts.ToString();
    }
}
