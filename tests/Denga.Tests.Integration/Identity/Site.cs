using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.TestKit.Server;

namespace Denga.Tests.Integration.Identity;

/// <summary>Denga as a program or a browser on the network meets it; e-mails are read from the development mailbox.</summary>
internal sealed partial class Site(DengaServer denga) : IAsyncDisposable
{
    internal const string Password = "correct horse battery";
    internal static readonly DateTimeOffset Today = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly HttpClient http = AskFirst.Client(denga.Http.BaseAddress);

    internal DengaServer Denga => denga;

    internal ShiftedClock Clock => (ShiftedClock)denga.Clock;

    internal static async Task<Site> Start(params (string Name, string Value)[] settings) =>
        new(
            await DengaServer.Start(
                new Dictionary<string, string>(
                    settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal),
                    StringComparer.Ordinal
                )
                {
                    ["Identity:Mailbox"] = "true",
                },
                new ShiftedClock(Today)
            )
        );

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await denga.DisposeAsync();
    }

    /// <param name="token">For <c>Authorization: Bearer</c>.</param>
    internal async Task<Answer> Send(
        HttpMethod method,
        string path,
        object? body = null,
        string? token = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            // Its length is known then.
            await request.Content.LoadIntoBufferAsync();
        }
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(
            response.StatusCode,
            text,
            response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [],
            response.Headers.RetryAfter?.Delta
        );
    }

    internal Task<Answer> Post(string path, object? body = null, string? token = null) => Send(HttpMethod.Post, path, body, token);

    internal Task<Answer> Get(string path, string? token = null) => Send(HttpMethod.Get, path, body: null, token);

    /// <summary>Registers and confirms; answers the tokens.</summary>
    internal async Task<SignedIn> Register(string email, string password = Password, string language = "ru")
    {
        var started = (
            await Post(
                "/api/v1/registrations",
                new
                {
                    email,
                    password,
                    language,
                }
            )
        ).Read<ChallengeStarted>();
        return (
            await Post($"/api/v1/registrations/{started.Challenge}/confirmation", new { code = await CodeFor(email) })
        ).Read<SignedIn>();
    }

    internal Task<Answer> TrySignIn(string email, string password = Password) => Post("/api/v1/sessions", new { email, password });

    internal async Task<SignedIn> SignIn(string email, string password = Password) => (await TrySignIn(email, password)).Read<SignedIn>();

    internal async Task<IReadOnlyList<Letter>> LettersTo(string email) =>
        [.. (await denga.Ask(new Mailbox())).Value.Where(l => l.To == email)];

    /// <summary>The code in the newest letter that has one.</summary>
    internal async Task<string> CodeFor(string email) =>
        (await LettersTo(email)).Select(l => SixDigits().Match(l.Text)).First(m => m.Success).Value;

    internal Task<T> Select<T>(string sql) => denga.Select<T>(sql);

    internal Task Execute(string sql) => denga.Execute(sql);

    internal Task Until(string condition) => denga.Until(condition);

    /// <summary>A code that is not this one.</summary>
    internal static string Wrong(string code) =>
        ((int.Parse(code, CultureInfo.InvariantCulture) + 1) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b\d{6}\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SixDigits();
}

internal sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyList<string> Cookies, TimeSpan? RetryAfter)
{
    internal string? Code =>
        Text.Length > 0 && Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("code", out var code)
            ? code.GetString()
            : null;

    internal JsonElement Json => JsonDocument.Parse(Text).RootElement;

    internal T Read<T>()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{Status}: {Text}");
        return JsonSerializer.Deserialize<T>(Text, DengaJson.Options)!;
    }

    internal void IsRefused(HttpStatusCode status, string code)
    {
        Assert.True(Status == status && Code == code, $"Expected {status} {code}, got {Status}: {Text}");
    }

    internal void IsDone() => Assert.True(Status == HttpStatusCode.NoContent, $"{Status}: {Text}");
}
