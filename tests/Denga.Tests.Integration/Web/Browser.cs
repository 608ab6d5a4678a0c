using System.Net;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.TestKit.Server;
using Denga.TestKit.Split;

namespace Denga.Tests.Integration.Web;

/// <summary>A browser without scripts: it keeps cookies, follows redirects and sends the forms that it finds on a page.</summary>
/// <param name="through">Asked in place of Denga itself.</param>
internal sealed partial class Browser(DengaServer denga, NginxProcess? through = null) : IDisposable
{
    internal const string Password = "correct horse battery";
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new(WithoutRedirects(through?.Handler() ?? new SocketsHttpHandler()))
    {
        BaseAddress = through?.Address ?? denga.Http.BaseAddress,
        DefaultRequestHeaders = { { "Accept-Language", "ru" } },
    };

    /// <summary>Where the address bar stands.</summary>
    internal string Address { get; private set; } = "";

    internal HttpStatusCode Status { get; private set; }

    internal string Page { get; private set; } = "";

    /// <summary>What a person reads.</summary>
    internal string Words => WebUtility.HtmlDecode(Space().Replace(Tag().Replace(Page, " "), " "));

    internal string? Type { get; private set; }

    /// <summary>What the page lets the browser load and run.</summary>
    internal string? Policy { get; private set; }

    public void Dispose() => http.Dispose();

    internal async Task<Browser> Open(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        await Follow(address, await http.SendAsync(request));
        return this;
    }

    /// <summary>Sends the form of this page that goes to an address, with its own fields and what is typed in.</summary>
    internal Task<Browser> Send(string action, params (string Name, string Value)[] typed) =>
        Post(
            action,
            [.. FieldsOf(action).Where(f => typed.All(t => t.Name != f.Name)), .. typed],
            http.BaseAddress!.GetLeftPart(UriPartial.Authority)
        );

    /// <summary>Sends exactly this.</summary>
    internal async Task<Browser> Post(string action, (string Name, string Value)[] fields, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, action);
        request.Content = new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        await Follow(action, await http.SendAsync(request));
        return this;
    }

    /// <summary>As htmx asks: for a part of the page.</summary>
    internal async Task<HttpResponseMessage> Part(HttpMethod method, string address, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.TryAddWithoutValidation("HX-Request", "true");
        request.Headers.TryAddWithoutValidation("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        if (method == HttpMethod.Post)
            request.Content = new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        return await http.SendAsync(request);
    }

    /// <summary>Server-sent events of the cabinet, as this browser hears them.</summary>
    internal async Task<StreamReader> Listen()
    {
        var response = await http.GetAsync("/app/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next line of <see cref="Listen"/>.</summary>
    internal static async Task<string> Line(StreamReader news)
    {
        using var limit = new CancellationTokenSource(HangMax);
        return await news.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException();
    }

    /// <summary>Opens a page again and again until it has these words.</summary>
    internal async Task Until(string address, string words)
    {
        using var limit = new CancellationTokenSource(HangMax);
        while (!(await Open(address)).Page.Contains(words, StringComparison.Ordinal))
            limit.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Who is signed in: opens an account, which tells it.</summary>
    internal async Task<PersonId> Me()
    {
        await Open("/app/accounts/open");
        await Send("/app/accounts/open", ("currency", "RUB"));
        var account = AccountId.Parse(Address.Split('/')[^1], null);
        return (await denga.Ask(new LedgerAccounts([account]))).Value[0].Person!.Value;
    }

    internal (string Name, string Value)[] FieldsOf(string action)
    {
        var form = Form()
            .Matches(Page)
            .FirstOrDefault(f =>
                Attribute(f.Groups["head"].Value, "action") == action && Attribute(f.Groups["head"].Value, "method") == "post"
            );
        Assert.True(form is not null, $"{Address} has no form for {action}: {Status} {Words}");
        return
        [
            .. Input()
                .Matches(form.Groups["body"].Value)
                .Select(i => (Name: Attribute(i.Value, "name"), Value: Attribute(i.Value, "value")))
                .Where(i => i.Name is not null)
                .Select(i => (i.Name!, i.Value ?? "")),
        ];
    }

    internal async Task<Browser> Register(string email)
    {
        await Open("/app/register");
        await Send("/app/register", ("email", email), ("password", Password), ("zone", "Europe/Moscow"));
        await Send("/app/register/confirm", ("code", await Code(email)));
        Assert.Equal("/app", Address);
        return this;
    }

    /// <summary>Tops up and pays at the sandbox provider, then stands on the paid invoice's page.</summary>
    internal async Task<Browser> TopUp(string amount, string currency)
    {
        await Open("/app/top-up");
        await Send("/app/top-up", ("amount", amount), ("currency", currency));
        var invoice = Address;
        await denga.Pay(Link(Page));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await Open(invoice)).Page.Contains("data-state=\"Paid\"", StringComparison.Ordinal))
            limit.Token.ThrowIfCancellationRequested();
        return this;
    }

    /// <summary>The account that the page links to.</summary>
    internal string Account => AccountLink().Match(Page).Groups["id"].Value;

    /// <summary>The payment page that a page links to.</summary>
    internal static string Link(string page) => WebUtility.HtmlDecode(SandboxLink().Match(page).Value);

    internal async Task<Browser> SignIn(string email)
    {
        await Open("/app/sign-in");
        return await Send("/app/sign-in", ("email", email), ("password", Password));
    }

    internal async Task<string> Code(string email) =>
        (await denga.Ask(new Mailbox())).Value.Where(l => l.To == email).Select(l => SixDigits().Match(l.Text)).First(m => m.Success).Value;

    private static SocketsHttpHandler WithoutRedirects(SocketsHttpHandler handler)
    {
        handler.AllowAutoRedirect = false;
        return handler;
    }

    private async Task Follow(string address, HttpResponseMessage response)
    {
        using (response)
        {
            Address = address;
            Status = response.StatusCode;
            Type = response.Content.Headers.ContentType?.MediaType;
            Policy = response.Headers.TryGetValues("Content-Security-Policy", out var policies) ? string.Join('|', policies) : null;
            Page = await response.Content.ReadAsStringAsync();
            // Operators read what their queues hold as it is.
            if (Type == "text/html" && !address.StartsWith("/panel", StringComparison.Ordinal))
                RawWords.AssertNone(Space().Replace(Tag().Replace(Hidden().Replace(Page, " "), " "), " "), address);
            if (response.StatusCode != HttpStatusCode.SeeOther)
                return;
            await Open(response.Headers.Location!.OriginalString);
        }
    }

    private static string? Attribute(string tag, string name)
    {
        var found = Regex.Match(tag, $"\\b{name}=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return found.Success ? WebUtility.HtmlDecode(found.Groups["value"].Value) : null;
    }

    [GeneratedRegex("http://[^\"]+/sandbox/pay/pay_[0-9a-f]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SandboxLink();

    [GeneratedRegex("/app/accounts/(?<id>acc_[0-9a-f]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AccountLink();

    [GeneratedRegex("<form(?<head>[^>]*)>(?<body>.*?)</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Input();

    [GeneratedRegex("<[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    /// <summary>What is no text, or is meant to be copied.</summary>
    [GeneratedRegex("<(?<tag>script|style|code|svg)\\b.*?</\\k<tag>>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Space();

    [GeneratedRegex(@"\b\d{6}\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SixDigits();
}
