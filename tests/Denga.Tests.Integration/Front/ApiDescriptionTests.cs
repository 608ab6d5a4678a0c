using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Operations;
using Denga.Tests.Integration.Identity;

namespace Denga.Tests.Integration.Front;

/// <summary>The document at <c>/openapi/v1.json</c>, held against the operations' declarations and against a running server.</summary>
public sealed partial class ApiDescriptionTests : IAsyncLifetime
{
    private static readonly string[] NoOperations = ["ChatEvents", "SayPhoto", "UploadObjectPhoto", "UploadBookingPhoto", "File"];
    private Site site = null!;
    private DescribedApi api = null!;

    public async ValueTask InitializeAsync()
    {
        site = await Site.Start(("Wallet:Limits:LookupsPerMinute", "1000"));
        api = await DescribedApi.Read(site.Denga.Http);
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public void Every_operation_is_described_with_all_its_fields_and_nothing_else_is()
    {
        var declared = OperationDescription.All.Values.Where(d => d.Path is not null).ToDictionary(d => d.Name, StringComparer.Ordinal);
        var described = api.Calls.ToDictionary(c => c.Name, StringComparer.Ordinal);
        Assert.True(declared.Count > 80);
        Assert.Equal(declared.Keys.Concat(NoOperations).Order(StringComparer.Ordinal), described.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, operation) in declared)
        {
            var call = described[name];
            Assert.Equal((operation.Verb, operation.Path), (call.Verb, call.Path));
            Assert.Equal(operation.Access.ToString(), call.Operation["x-permission"]!.GetValue<string>());
            Assert.Equal(operation.Access == Access.Anyone, call.IsOpen);
            var fields = operation
                .Type.GetConstructors()
                .MaxBy(c => c.GetParameters().Length)!
                .GetParameters()
                .Where(p => p.Name is not "Client" and not "Current" && !(p.Name == "Person" && operation.HasPerson))
                .Select(p => char.ToLowerInvariant(p.Name![0]) + p.Name[1..])
                .Order(StringComparer.Ordinal);
            var told = call.Parameters("path")
                .Concat(call.Parameters("query"))
                .Select(p => p["name"]!.GetValue<string>())
                .Concat(call.BodySchema?["properties"]!.AsObject().Select(p => p.Key) ?? []);
            Assert.Equal(fields, told.Order(StringComparer.Ordinal));
            Assert.Equal(operation.HasOperationId, call.Parameters("header").Any(p => p["name"]!.GetValue<string>() == "Idempotency-Key"));
            Assert.Equal(operation.Answer == typeof(Done), call.Operation["responses"]!.AsObject().ContainsKey("204"));
        }
    }

    [Fact]
    public void Everything_in_the_document_is_said_in_words_leads_somewhere_and_has_an_example_of_its_kind()
    {
        Assert.Equal("3.1.0", api.Document["openapi"]!.GetValue<string>());
        Follow(api.Document);
        foreach (var call in api.Calls)
        {
            Assert.False(string.IsNullOrEmpty(call.Operation["summary"]!.GetValue<string>()), call.Name);
            var named = call.Path.Split('{').Skip(1).Select(p => p.Split('}')[0]).Order(StringComparer.Ordinal);
            Assert.Equal(named, call.Parameters("path").Select(p => p["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
            foreach (var parameter in call.Operation["parameters"]!.AsArray().Select(p => p!.AsObject()))
                Assert.Null(api.Violates(parameter["example"], parameter["schema"], $"{call.Name}.{parameter["name"]}"));
            if (call.BodySchema is { } body)
                Assert.Null(api.Violates(call.BodyExample, body, call.Name));
            var answers = call.Operation["responses"]!.AsObject();
            Assert.Contains(answers, a => a.Key.StartsWith('2'));
            foreach (var status in new[] { "500", "503" })
                Assert.True(answers.ContainsKey(status), $"{call.Name} says nothing of {status}");
            Assert.All(answers, a => Assert.False(string.IsNullOrEmpty(a.Value!["description"]!.GetValue<string>())));
            foreach (
                var content in answers
                    .Select(a => a.Value!["content"])
                    .OfType<JsonObject>()
                    .SelectMany(c => c)
                    .Where(c => c.Value!["example"] is not null)
            )
                Assert.Null(api.Violates(content.Value!["example"], content.Value["schema"], call.Name + " answer"));
        }
        var transfer = api.Calls.Single(c => c.Name == "Transfer").Operation["responses"]!;
        Assert.Contains("wallet.too_fast", transfer["429"]!["x-codes"]!.AsArray().Select(c => c!.GetValue<string>()));
        Assert.Contains(
            "wallet.not_enough",
            transfer.AsObject().SelectMany(a => a.Value!["x-codes"]?.AsArray() ?? []).Select(c => c!.GetValue<string>())
        );
    }

    [Fact]
    public async Task A_client_made_of_the_document_alone_is_understood_and_understands()
    {
        var answered = 0;
        var token = "";
        var wrong = new List<string>();
        foreach (var call in api.Calls.Where(c => !NoOperations.Contains(c.Name)))
        {
            // Some of them sign out, or erase.
            if (token.Length == 0 || (await site.Get("/api/v1/me", token)).Status != HttpStatusCode.OK)
                token = await Administrator();
            using var request = call.Request(token);
            using var response = await site.Denga.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            var answers = call.Operation["responses"]!.AsObject();
            var declared = answers[status] ?? answers[status[..1] + "XX"];
            if (declared is null)
                wrong.Add($"{call.Name} answered {status}, which is not described: {text}");
            else if (text.Length > 0)
            {
                var answer = JsonNode.Parse(text)!;
                if (answer is JsonObject problem && (problem["code"]?.ToString() ?? "").StartsWith("request.", StringComparison.Ordinal))
                    wrong.Add($"{call.Name} was not understood: {text}");
                if (api.Violates(answer, declared["content"]!.AsObject().First().Value!["schema"], call.Name) is { } violation)
                    wrong.Add($"{violation}: {text}");
            }
            if (response.IsSuccessStatusCode)
                answered++;
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(answered > 40, $"Only {answered} were answered with something.");
    }

    [Fact]
    public async Task The_page_shows_the_document()
    {
        using var response = await site.Denga.Http.GetAsync("/openapi");
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("Denga API", page, StringComparison.Ordinal);
        Assert.Contains("openapi/v1.json", page, StringComparison.Ordinal);
        // Its scripts are its own, and those within it are the ones that it was sent with.
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        var scripts = Script().Matches(page);
        Assert.NotEmpty(scripts);
        Assert.Contains("default-src 'none'; script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.All(scripts, s => Assert.Contains($"'nonce-{s.Groups["nonce"].Value}'", policy, StringComparison.Ordinal));
        foreach (var source in scripts.Select(s => s.Groups["source"].Value).Where(s => s.Length > 0))
            Assert.NotEmpty(await site.Denga.Http.GetByteArrayAsync(new Uri(response.RequestMessage!.RequestUri!, source)));
        Assert.DoesNotContain("//", page, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        "<script(?: type=\"module\")?(?: src=\"(?<source>[^\"]+)\")?(?: nonce=\"(?<nonce>[^\"]+)\")?>",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Script();

    private async Task<string> Administrator()
    {
        var email = $"client{Guid.CreateVersion7():N}@example.org";
        var person = await site.Register(email);
        await site.Denga.Ask(new Appoint("root@example.org", Role.Administrator));
        await site.Denga.Ask(new Appoint(email, Role.Administrator));
        return person.Tokens!.Access;
    }

    private void Follow(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            if (fields.ContainsKey("$ref"))
                api.Resolve(fields);
            foreach (var (_, value) in fields)
                Follow(value);
        }
        else if (node is JsonArray items)
            foreach (var item in items)
                Follow(item);
    }
}
