using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Denga.Contracts.Bot;
using Denga.Platform;

namespace Denga.TestKit.Server;

/// <summary>A person at the web chat: talks over HTTP, hears by server-sent events.</summary>
public sealed class ChatClient : IAsyncDisposable
{
    private static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);
    private readonly HttpClient http;
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<ChatMessage> heard = Channel.CreateUnbounded<ChatMessage>();
    private readonly Channel<string> today = Channel.CreateUnbounded<string>();
    private Task listening = Task.CompletedTask;
    private string? lastId;
    private bool isReplaced;

    private ChatClient(HttpClient http, ChatOpened opened)
    {
        this.http = http;
        Opened = opened;
    }

    public ChatOpened Opened { get; }

    /// <summary>The bot's newest message.</summary>
    public ChatMessage? Last { get; private set; }

    public static async Task<ChatClient> Open(HttpClient http, string language, string timeZone)
    {
        var response = await http.PostAsJsonAsync("/api/v1/chat", new { language, timeZone });
        response.EnsureSuccessStatusCode();
        return await GoOn(http, (await response.Content.ReadFromJsonAsync<ChatOpened>(DengaJson.Options))!);
    }

    /// <summary>In a conversation that is there already, perhaps of another process.</summary>
    public static async Task<ChatClient> GoOn(HttpClient http, ChatOpened opened)
    {
        var client = new ChatClient(http, opened);
        client.Last = (await client.Messages())[^1];
        await client.Listen();
        return client;
    }

    /// <summary>Says it and waits for the bot's next message, new or changed.</summary>
    public async Task<ChatMessage> Say(string text)
    {
        await Post(new { text });
        return await Next();
    }

    /// <summary>Presses the button with this label on the message (the last one by default) and waits for the bot's next message.</summary>
    public async Task<ChatMessage> Press(string label, ChatMessage? on = null)
    {
        var button = (on ?? Last)!.Buttons.SelectMany(r => r).First(b => b.Label == label);
        await Post(new { button = button.Id });
        return await Next();
    }

    public async Task<ChatMessage> Edit(string message, string text)
    {
        await Post(new { text, edit = message });
        return await Next();
    }

    public async Task<ChatMessage> Reply(ChatMessage to, string text)
    {
        await Post(new { text, replyTo = to.Id });
        return await Next();
    }

    /// <summary>The bot's next message.</summary>
    public async Task<ChatMessage> Next() => Last = await heard.Reader.ReadAsync().AsTask().WaitAsync(HangMax);

    /// <summary>Waits until the page shows this as what was spent today.</summary>
    public async Task Today(string text)
    {
        while (await today.Reader.ReadAsync().AsTask().WaitAsync(HangMax) != text) { }
    }

    /// <summary>Sends without waiting for an answer; answers the message's id.</summary>
    public async Task<string?> Post(object body, string? idempotencyKey = null)
    {
        using var response = await Send(HttpMethod.Post, "messages", body, idempotencyKey);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Said>(DengaJson.Options))!.Id;
    }

    public async Task<IReadOnlyList<ChatMessage>> Messages(string? after = null)
    {
        using var response = await Send(HttpMethod.Get, "messages" + (after is null ? "" : "?after=" + after), null, null);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<ChatPage>(DengaJson.Options))!.Messages;
    }

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, object? body, string? idempotencyKey)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/chat/{Opened.Conversation}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Opened.Token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await listening;
        stop.Dispose();
    }

    private async Task Listen()
    {
        var (response, reader) = await Connect();
        // The first ping comes when the server listens for us.
        await ReadUntilPing(reader);
        listening = Hear(response, reader);
    }

    /// <summary>Goes on behind the last event that came, as a browser does.</summary>
    private async Task<(HttpResponseMessage, StreamReader)> Connect()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/chat/{Opened.Conversation}/events");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Opened.Token);
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
        response.EnsureSuccessStatusCode();
        return (response, new StreamReader(await response.Content.ReadAsStreamAsync(stop.Token)));
    }

    private async Task ReadUntilPing(StreamReader reader)
    {
        var name = "";
        while (await reader.ReadLineAsync(stop.Token) is { } line && line != ": ping")
            name = Take(name, line);
    }

    private async Task Hear(HttpResponseMessage response, StreamReader reader)
    {
        try
        {
            while (true)
            {
                var name = "";
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                    name = Take(name, line);
                // Ended from the other side, as it is when a chat becomes another person's.
                if (isReplaced)
                    return;
                reader.Dispose();
                response.Dispose();
                (response, reader) = await Connect();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // The test is over, the server was stopped, or the token ended.
        }
        finally
        {
            reader.Dispose();
            response.Dispose();
        }
    }

    private string Take(string name, string line)
    {
        if (line.StartsWith("id: ", StringComparison.Ordinal))
            lastId = line[4..];
        isReplaced |= line == "event: replaced";
        if (line.StartsWith("event: ", StringComparison.Ordinal))
            return line[7..];
        if (!line.StartsWith("data: ", StringComparison.Ordinal))
            return name;
        if (name == "message")
            heard.Writer.TryWrite(JsonSerializer.Deserialize<ChatMessage>(line[6..], DengaJson.Options)!);
        else if (name == "today")
            today.Writer.TryWrite(JsonDocument.Parse(line[6..]).RootElement.GetProperty("text").GetString()!);
        return "";
    }
}
