using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Host;
using Denga.Platform;
using Denga.TestKit;
using Denga.TestKit.Kafka;
using Denga.TestKit.Server;
using Denga.TestKit.Split;
using Denga.Tests.Integration.Panel;
using Denga.Tests.Integration.Web;

namespace Denga.Tests.Integration.Front;

/// <summary>Three processes of the web front behind Debian's nginx, and everything else in one behind them.</summary>
public sealed class FrontStand : IAsyncLifetime
{
    private static readonly string Front = DengaModules.Processes.Single(p => p.Name == DengaModules.Front).Modules;
    private static readonly string Modules = DengaModules.AllBut(Front);

    public DengaServer Back { get; private set; } = null!;

    public DengaProcess[] Fronts { get; private set; } = [];

    public NginxProcess Nginx { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = KafkaBroker.Shared.Settings();
        settings["Modules:Secret"] = "a secret of at least thirty-two characters";
        var address = Ports.FreeAddress();
        foreach (var module in Modules.Split(','))
            settings["Modules:" + module] = address.ToString();
        Back = await DengaServer.Start(
            new Dictionary<string, string>(settings, StringComparer.Ordinal)
            {
                ["Modules:Only"] = Modules,
                ["Http:Address"] = address.GetLeftPart(UriPartial.Authority),
                ["Identity:Mailbox"] = "true",
                ["Wallet:Limits:PerMinute"] = "10000",
            }
        );
        Fronts = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => DengaProcess.Serve(Front, Ports.FreeAddress(), settings, Back.Database))
        );
        Nginx = await NginxProcess.Start(Fronts.Select(f => f.Address), address, address, address, address);
        Http = Nginx.Client();
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (Nginx is not null)
            await Nginx.DisposeAsync();
        await Task.WhenAll(Fronts.Select(f => f.DisposeAsync().AsTask()));
        if (Back is not null)
            await Back.DisposeAsync();
    }
}

/// <summary>What people notice of the web front's processes.</summary>
public sealed partial class FrontTests(FrontStand stand) : IClassFixture<FrontStand>
{
    private const long Capital = 1_000_00;
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(60);
    private readonly DengaProcess[] fronts = stand.Fronts;
    private readonly NginxProcess nginx = stand.Nginx;
    private readonly HttpClient http = stand.Http;

    [Fact]
    public async Task A_front_that_is_killed_under_load_fails_no_transfer_and_doubles_none()
    {
        const int people = 8;
        const int before = 120;
        const int after = 240;
        var all = await Task.WhenAll(Enumerable.Range(0, people).Select(_ => Customer()));
        using var limit = new CancellationTokenSource(HangMax);
        using var over = new CancellationTokenSource();
        using var answered = new SemaphoreSlim(0);
        var paying = Task.WhenAll(
            all.Select((person, i) => Task.Run(() => Pay(person, all[(i + 1) % people], answered, over, limit.Token)))
        );
        await Take(answered, before, paying, limit.Token);
        await fronts[0].Kill();
        await Take(answered, after, paying, limit.Token);
        await over.CancelAsync();
        var sent = await paying;
        await fronts[0].StartAgain();

        for (var i = 0; i < people; i++)
        {
            var moved = sent[(i + people - 1) % people] - sent[i];
            Assert.Equal(Capital + moved, await Rubles(all[i]));
        }
        // Each of those that are left has had its part.
        foreach (var front in fronts[1..])
        {
            using var direct = new HttpClient { BaseAddress = front.Address };
            var metrics = await direct.GetStringAsync("/metrics");
            Assert.Contains("http_server_request_duration_seconds_count{", metrics, StringComparison.Ordinal);
            Assert.Contains("http_route=\"/api/v1/transfers\"", metrics, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task With_no_front_left_people_are_told_and_the_repeat_has_one_effect()
    {
        var (anna, boris) = (await Customer(), await Customer());
        foreach (var front in fronts)
            await front.Kill();
        var id = OperationId.New();
        using (var refused = await Transfer(anna, boris, id, keyed: true))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("front.away", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
            Assert.NotNull(refused.Headers.RetryAfter);
        }
        await Task.WhenAll(fronts.Select(f => f.StartAgain()));
        await Wait.Until(
            async () =>
            {
                using var answer = await Transfer(anna, boris, id, keyed: true);
                return answer.IsSuccessStatusCode;
            },
            what: "the transfer is done"
        );
        (await Transfer(anna, boris, id, keyed: true)).Dispose();
        Assert.Equal(Capital - 1_00, await Rubles(anna));
        Assert.Equal(Capital + 1_00, await Rubles(boris));
    }

    [Fact]
    public async Task Pages_stay_open_through_nginx_by_events_and_by_socket()
    {
        await using var anna = await ChatClient.Open(http, "ru", "Europe/Moscow");
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, shown, _, _) => nginx.IsOurs(shown);
        socket.Options.SetRequestHeader("Authorization", "Bearer " + anna.Opened.Token);
        var place = new UriBuilder(nginx.Address) { Scheme = "wss", Path = $"/api/v1/chat/{anna.Opened.Conversation}/events" };
        using var limit = new CancellationTokenSource(HangMax);
        await socket.ConnectAsync(place.Uri, limit.Token);
        while ((await Frame(socket, limit.Token)).GetProperty("event").GetString() != "ping") { }
        var answer = await anna.Say("350 кофе");
        Assert.StartsWith("Записал: 350", answer.Text, StringComparison.Ordinal);
        JsonElement frame;
        do frame = await Frame(socket, limit.Token);
        while (frame.GetProperty("event").GetString() != "message");
        Assert.Equal(answer.Id, frame.GetProperty("data").Deserialize<ChatMessage>(DengaJson.Options)!.Id);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, limit.Token);
    }

    [Fact]
    public async Task A_page_of_the_cabinet_hears_through_nginx_of_money_that_comes()
    {
        using var anna = new Browser(stand.Back, nginx);
        await anna.Register("anna@example.org");
        await anna.Open("/app/accounts/open");
        await anna.Send("/app/accounts/open", ("currency", "RUB"));
        var account = AccountId.Parse(anna.Address.Split('/')[^1], provider: null);
        using var news = await anna.Listen();
        using var limit = new CancellationTokenSource(HangMax);
        Assert.Equal("event: money", await news.ReadLineAsync(limit.Token));
        using var paid = await Transfer(await Customer(), new Person("", account), OperationId.New(), keyed: true);
        paid.EnsureSuccessStatusCode();
        while (await news.ReadLineAsync(limit.Token) != "event: notice") { }
        Assert.Contains("1,00", await news.ReadLineAsync(limit.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_the_panel_whose_front_is_killed_comes_back_where_it_was()
    {
        var password = (await stand.Back.Ask(new Appoint("olga@example.org", Role.Operator))).Value.Password!;
        await using var page = await Chromium.Come();
        await page.SignIn(nginx.Address, "olga@example.org", password);
        await page.Open(new Uri(nginx.Address, "/panel/people?hide=id"));
        await page.See("olga@example.org");
        await page.Run(
            "await page.locator('#filter-email').fill('ol'); await page.keyboard.press('Enter'); await page.waitForURL(/email=ol/)"
        );
        await page.Run("await page.evaluate(() => { window.before = true })");
        // The one that holds the page: its socket is counted there.
        var holder = await Holder();
        await holder.Kill();
        await page.Run("await page.waitForFunction(() => !window.before && !document.getElementById('disconnected')?.offsetParent)");
        await page.See("olga@example.org");
        Assert.EndsWith("/panel/people?hide=id&email=ol", await page.Run("return page.url()"), StringComparison.Ordinal);
        Assert.Equal("ol", await page.Run("return await page.locator('#filter-email').inputValue()"));
        // It lives: what is chosen is answered.
        await page.Run("await page.locator('#filter-email').fill('nobody'); await page.keyboard.press('Enter')");
        await page.Run("await page.locator('.empty').waitFor()");
        Assert.NotSame(holder, await Holder());
        await holder.StartAgain();
    }

    /// <summary>The front that holds an open socket.</summary>
    private async Task<DengaProcess> Holder()
    {
        using var limit = new CancellationTokenSource(HangMax);
        while (true)
        {
            foreach (var front in fronts)
            {
                using var direct = new HttpClient { BaseAddress = front.Address };
                try
                {
                    var metrics = await direct.GetStringAsync("/metrics", limit.Token);
                    if (OpenSockets().IsMatch(metrics))
                        return front;
                }
                catch (HttpRequestException)
                {
                    // The killed one.
                }
            }
        }
    }

    [GeneratedRegex(@"^kestrel_upgraded_connections(\{[^}]*\})? [1-9]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OpenSockets();

    [Theory]
    [InlineData("/internal/operations/IssueToken")]
    [InlineData("/metrics")]
    [InlineData("/health/ready")]
    [InlineData("/dev/mailbox")]
    public async Task What_is_for_the_inside_stays_inside(string path)
    {
        using var answer = await http.PostAsync(path, content: null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_site_cannot_open_a_socket_with_somebodys_cookie()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/chat/{ConversationId.New()}/events");
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.TryAddWithoutValidation("Origin", "https://evil.example");
        request.Headers.TryAddWithoutValidation("Cookie", "__Host-denga_session=whatever");
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private sealed record Person(string Token, AccountId Account);

    private async Task<Person> Customer()
    {
        using var opened = await http.PostAsJsonAsync("/api/v1/chat", new { language = "en", timeZone = "UTC" });
        var token = (await opened.Content.ReadFromJsonAsync<ChatOpened>(DengaJson.Options))!.Token;
        var person = new Person(token, default);
        var capital = new Money(Capital, Currency.Rub);
        using var given = await Send(person, HttpMethod.Post, "sandbox/top-ups", new { id = OperationId.New(), amount = capital });
        given.EnsureSuccessStatusCode();
        return person with { Account = (await Accounts(person)).Single().Id };
    }

    /// <summary>Pays rubles until it is over; answers how many kopecks.</summary>
    private async Task<long> Pay(Person from, Person to, SemaphoreSlim answered, CancellationTokenSource over, CancellationToken limit)
    {
        var sent = 0L;
        for (var n = 0; !over.IsCancellationRequested; n++)
        {
            var id = OperationId.New();
            // What has no key is not sent twice by nginx: its client does it.
            var keyed = n % 4 != 0;
            while (true)
            {
                using var answer = await Transfer(from, to, id, keyed);
                if (answer.IsSuccessStatusCode)
                    break;
                var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(limit);
                Assert.False(keyed, "A transfer under a key was answered " + problem);
                Assert.Equal("front.away", problem.GetProperty("code").GetString());
                limit.ThrowIfCancellationRequested();
            }
            sent += 1_00;
            answered.Release();
        }
        return sent;
    }

    private Task<HttpResponseMessage> Transfer(Person from, Person to, OperationId id, bool keyed)
    {
        var amount = new Money(1_00, Currency.Rub);
        return keyed
            ? Send(
                from,
                HttpMethod.Post,
                "transfers",
                new
                {
                    to = to.Account,
                    amount,
                    wait = true,
                },
                id.ToString()
            )
            : Send(
                from,
                HttpMethod.Post,
                "transfers",
                new
                {
                    id,
                    to = to.Account,
                    amount,
                    wait = true,
                }
            );
    }

    private async Task<long> Rubles(Person person) => (await Accounts(person)).Single(a => a.Id == person.Account).Balance.Minor;

    private async Task<List<Account>> Accounts(Person person)
    {
        using var answer = await Send(person, HttpMethod.Get, "accounts", body: null);
        return (await answer.Content.ReadFromJsonAsync<List<Account>>(DengaJson.Options))!;
    }

    private async Task<HttpResponseMessage> Send(Person person, HttpMethod method, string path, object? body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        request.Content = body is null ? null : JsonContent.Create(body, options: DengaJson.Options);
        return await http.SendAsync(request);
    }

    private static async Task Take(SemaphoreSlim answered, int count, Task paying, CancellationToken limit)
    {
        for (var n = 0; n < count; n++)
            await await Task.WhenAny(answered.WaitAsync(limit), paying);
    }

    private static async Task<JsonElement> Frame(ClientWebSocket socket, CancellationToken cancel)
    {
        using var frame = new MemoryStream();
        var buffer = new byte[4096];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
            frame.Write(buffer, 0, part.Count);
        } while (!part.EndOfMessage);
        return JsonDocument.Parse(frame.ToArray()).RootElement;
    }
}
