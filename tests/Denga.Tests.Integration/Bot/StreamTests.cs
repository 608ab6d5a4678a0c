using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Platform;
using Denga.Speech;
using Denga.TestKit.Server;
using Denga.Tests.Integration.Web;

namespace Denga.Tests.Integration.Bot;

public sealed class StreamStand : DengaStand
{
    internal const int PerPerson = 20;
    internal const int PerAddress = 40;

    /// <summary>Cuts at once: the usual client first reads on for a while.</summary>
    internal HttpClient Cutting { get; private set; } = null!;

    protected override Dictionary<string, string> Settings { get; } =
        new(StringComparer.Ordinal)
        {
            ["Identity:Mailbox"] = "true",
            ["Limits:StreamsPerPerson"] = PerPerson.ToString(CultureInfo.InvariantCulture),
            ["Limits:StreamsPerAddress"] = PerAddress.ToString(CultureInfo.InvariantCulture),
        };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Cutting = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = Denga.Http.BaseAddress };
    }

    public override ValueTask DisposeAsync()
    {
        Cutting.Dispose();
        return base.DisposeAsync();
    }
}

/// <summary>Open streams of events: what a cut loses, how many there may be, and when they end.</summary>
public sealed class StreamTests(StreamStand stand) : IClassFixture<StreamStand>
{
    private const int Answers = 60;
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private readonly DengaServer denga = stand.Denga;

    [Fact]
    public async Task Cuts_neither_lose_nor_double_what_is_said()
    {
        await using var anna = await denga.OpenChat();
        var last = (await anna.Messages())[^1].Id;
        var seen = new List<(long Id, ChatMessage Message)>();
        var talk = Task.Run(
            async () =>
            {
                for (var i = 1; i <= Answers; i++)
                {
                    await anna.Post(new { text = string.Create(CultureInfo.InvariantCulture, $"{100 + i} кофе") });
                    var answer = await anna.Next();
                    // A message that changes is told again, under a number of its own.
                    if (i % 10 == 0)
                        await anna.Press("Отменить", answer);
                }
            },
            TestContext.Current.CancellationToken
        );
        const int changes = Answers / 10;
        for (var cut = 0; seen.Count < Answers + changes && !talk.IsFaulted; cut++)
        {
            using var response = await Events(anna.Opened, last);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            // Sometimes before anything came, sometimes in the middle of an event.
            for (var more = cut % 7; more > 0 && seen.Count < Answers + changes; more--)
            {
                seen.Add(await Message(reader));
                last = seen[^1].Id.ToString(CultureInfo.InvariantCulture);
            }
            if (cut % 3 == 0 && seen.Count < Answers + changes)
                await Line(reader);
        }
        await talk;
        Assert.Equal(seen.Select(s => s.Id).Order().Distinct(), seen.Select(s => s.Id));
        var kept = (await AllOfBot(anna)).ToDictionary(m => m.Id, StringComparer.Ordinal);
        Assert.Equal(kept.Keys.Order(StringComparer.Ordinal), seen.Select(s => s.Message.Id).Distinct().Order(StringComparer.Ordinal));
        foreach (var told in seen.GroupBy(s => s.Message.Id, StringComparer.Ordinal))
            Assert.Equal(kept[told.Key].Text, told.Last().Message.Text);
        using var after = await Events(anna.Opened, last);
        using var rest = new StreamReader(await after.Content.ReadAsStreamAsync());
        Assert.Equal("id: " + last, await Line(rest));
        Assert.Equal("event: ready", await Line(rest));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    public async Task An_id_that_no_event_had_is_refused(string last)
    {
        await using var anna = await denga.OpenChat();
        using var refused = await Events(anna.Opened, last);
        Assert.Equal((HttpStatusCode.BadRequest, "chat.bad_reference"), (refused.StatusCode, await Code(refused)));
    }

    [Fact]
    public async Task Asking_with_a_wait_shows_the_answer_and_not_before()
    {
        await using var anna = await denga.OpenChat();
        var own = await anna.Post(new { text = "350 кофе" });
        using var answer = await anna.Send(HttpMethod.Get, $"messages?after={own}&wait=25", null, null);
        var page = (await answer.Content.ReadFromJsonAsync<ChatPage>(DengaJson.Options))!;
        Assert.StartsWith("Записал: 350", Assert.Single(page.Messages).Text, StringComparison.Ordinal);
        // The wait itself: somebody asks first, and the words come later.
        var waits = anna.Send(HttpMethod.Get, $"messages?after={page.Messages[0].Id}&wait=25", null, null);
        var said = await anna.Post(new { text = "100 чай" });
        using var later = await waits;
        var first = (await later.Content.ReadFromJsonAsync<ChatPage>(DengaJson.Options))!.Messages[0];
        Assert.True(long.Parse(first.Id, CultureInfo.InvariantCulture) >= long.Parse(said!, CultureInfo.InvariantCulture));
        foreach (var wait in (string[])["-1", "26", "soon"])
        {
            using var refused = await anna.Send(HttpMethod.Get, "messages?after=0&wait=" + wait, null, null);
            Assert.Equal((HttpStatusCode.BadRequest, "request.invalid"), (refused.StatusCode, await Code(refused)));
        }
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_streams_and_sockets()
    {
        await using var anna = await denga.OpenChat();
        using var response = await Events(anna.Opened, last: null);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var socket = await Socket(anna.Opened);
        await Line(events);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/sessions");
        request.Headers.Authorization = new("Bearer", anna.Opened.Token);
        using var signedOut = await denga.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        await Ends(events);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await Closed(socket));
        using var again = await Events(anna.Opened, last: null);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task The_streams_of_who_is_erased_end()
    {
        await using var anna = await denga.OpenChat();
        using var response = await Events(anna.Opened, last: null);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        await Line(events);
        var person = (await denga.Ask(new WhoHolds(anna.Opened.Token))).Value.Person;
        Assert.True((await denga.Ask(new ErasePerson(person.Id))).IsOk);
        await Ends(events);
    }

    [Fact]
    public async Task The_streams_of_who_becomes_somebody_else_end()
    {
        await using var anna = await denga.OpenChat();
        await using var boris = await denga.OpenChat();
        var (maker, redeemer) = (await PersonOf(anna.Opened), await PersonOf(boris.Opened));
        using var response = await Events(boris.Opened, last: null);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        await Line(events);
        var code = (await denga.Ask(new CreateLinkCode(maker))).Value.Code;
        Assert.True((await denga.Ask(new RedeemLinkCode(redeemer, code))).IsOk);
        await Ends(events);
        // The conversation is open to him as whom he is now.
        using var again = await Events(boris.Opened, last: null);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_page_of_the_cabinet_ends_with_its_session()
    {
        using var anna = new Browser(denga);
        await anna.Register("anna@example.org");
        using var news = await anna.Listen();
        await Line(news);
        var person = (await denga.Ask(new People("anna@example.org"))).Value.Items.Single().Person.Id;
        var session = (await denga.Ask(new Sessions(person))).Value.Single().Id;
        Assert.True((await denga.Ask(new EndSession(person, session))).IsOk);
        await Ends(news);
    }

    [Fact]
    public async Task Of_too_many_streams_of_one_person_the_oldest_gives_way()
    {
        await using var anna = await denga.OpenChat();
        using var first = await Events(anna.Opened, last: null);
        using var oldest = new StreamReader(await first.Content.ReadAsStreamAsync());
        var others = await Task.WhenAll(Enumerable.Range(0, StreamStand.PerPerson).Select(_ => Events(anna.Opened, last: null)));
        Assert.All(others, o => Assert.Equal(HttpStatusCode.OK, o.StatusCode));
        var told = await Ends(oldest);
        Assert.Contains("event: replaced", told);
        foreach (var other in others)
            other.Dispose();
    }

    [Fact]
    public async Task One_network_may_not_open_streams_without_limit()
    {
        var open = new List<HttpResponseMessage>();
        HttpResponseMessage? refused = null;
        for (var person = 0; refused is null; person++)
        {
            await using var somebody = await denga.OpenChat();
            var asked = await Task.WhenAll(
                Enumerable
                    .Range(0, StreamStand.PerPerson)
                    .Select(i =>
                        Events(somebody.Opened, last: null, string.Create(CultureInfo.InvariantCulture, $"2001:db8::{person}:{i}"))
                    )
            );
            open.AddRange(asked);
            refused = asked.FirstOrDefault(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        }
        Assert.Equal(StreamStand.PerAddress, open.Count(o => o.StatusCode == HttpStatusCode.OK));
        Assert.Equal("request.too_many_streams", await Code(refused));
        Assert.NotNull(refused.Headers.RetryAfter);
        await using var neighbour = await denga.OpenChat();
        using var elsewhere = await Events(neighbour.Opened, last: null, "2001:db8:0:1::1");
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
        foreach (var stream in open)
            stream.Dispose();
    }

    [Theory]
    [InlineData("https://evil.example", "Bearer {0}", false)]
    [InlineData("null", "Bearer {0}", false)]
    [InlineData("https://evil.example", "Basic eA==", false)]
    [InlineData(null, "Basic eA==", false)]
    [InlineData(null, null, false)]
    [InlineData(null, "Bearer {0}", true)]
    [InlineData("{1}", "Bearer {0}", true)]
    public async Task Where_a_socket_comes_from_is_looked_at_whatever_it_brings(string? origin, string? authorization, bool isOpened)
    {
        await using var anna = await denga.OpenChat();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/chat/{anna.Opened.Conversation}/events");
        var authority = denga.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        (string Name, string? Value)[] headers =
        [
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("Cookie", "denga_session=whatever"),
            ("Origin", origin?.Replace("{1}", authority, StringComparison.Ordinal)),
            ("Authorization", authorization?.Replace("{0}", anna.Opened.Token, StringComparison.Ordinal)),
        ];
        foreach (var (name, value) in headers.Where(h => h.Value is not null))
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await denga.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(isOpened ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_socket_that_talks_without_end_is_hung_up_on()
    {
        await using var anna = await denga.OpenChat();
        using var socket = await Socket(anna.Opened);
        var much = new byte[32 * 1024];
        for (var i = 0; i < 3; i++)
            await socket.SendAsync(much, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await Closed(socket));
    }

    private async Task<PersonId> PersonOf(ChatOpened opened) => (await denga.Ask(new WhoHolds(opened.Token))).Value.Person.Id;

    private async Task<HttpResponseMessage> Events(ChatOpened opened, string? last, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/chat/{opened.Conversation}/events");
        request.Headers.Authorization = new("Bearer", opened.Token);
        if (last is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        if (from is not null)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        return await stand.Cutting.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<ClientWebSocket> Socket(ChatOpened opened)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + opened.Token);
        var place = new UriBuilder(denga.Http.BaseAddress!) { Scheme = "ws", Path = $"/api/v1/chat/{opened.Conversation}/events" };
        using var limit = new CancellationTokenSource(HangMax);
        await socket.ConnectAsync(place.Uri, limit.Token);
        return socket;
    }

    private static async Task<WebSocketCloseStatus?> Closed(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(HangMax);
        var frame = new byte[16 * 1024];
        while ((await socket.ReceiveAsync(frame, limit.Token)).MessageType != WebSocketMessageType.Close) { }
        return socket.CloseStatus;
    }

    private static async Task<(long Id, ChatMessage Message)> Message(StreamReader reader)
    {
        using var limit = new CancellationTokenSource(HangMax);
        var id = 0L;
        var isMessage = false;
        while (true)
        {
            var line = await reader.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException();
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = long.Parse(line[4..], CultureInfo.InvariantCulture);
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                isMessage = line == "event: message";
            else if (isMessage && line.StartsWith("data: ", StringComparison.Ordinal))
                return (id, JsonSerializer.Deserialize<ChatMessage>(line[6..], DengaJson.Options)!);
        }
    }

    private static async Task<string?> Line(StreamReader reader)
    {
        using var limit = new CancellationTokenSource(HangMax);
        return await reader.ReadLineAsync(limit.Token);
    }

    /// <summary>What is said until the server ends the stream.</summary>
    private static async Task<IReadOnlyList<string>> Ends(StreamReader reader)
    {
        var said = new List<string>();
        while (await Line(reader) is { } line)
            said.Add(line);
        return said;
    }

    private static async Task<string?> Code(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    /// <summary>Behind the welcome.</summary>
    private static async Task<IReadOnlyList<ChatMessage>> AllOfBot(ChatClient chat)
    {
        var all = new List<ChatMessage>();
        for (var page = await chat.Messages("0"); page.Count > 0; page = await chat.Messages(page[^1].Id))
            all.AddRange(page);
        return [.. all.Where(m => m.From == "bot").Skip(1)];
    }
}
