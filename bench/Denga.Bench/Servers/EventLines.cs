using System.Text.Json;

namespace Denga.Bench.Servers;

/// <summary>An open stream of server-sent events, as a page reads it.</summary>
internal sealed class EventLines : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly Task reading;

    private EventLines(HttpResponseMessage response, Action<string, JsonElement> heard)
    {
        this.response = response;
        reading = Task.Run(() => Read(heard));
    }

    /// <param name="heard">Told the event's name and data.</param>
    internal static async Task<EventLines> Open(
        HttpClient http,
        string path,
        string? token,
        Action<string, JsonElement> heard,
        CancellationToken cancel
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        response.EnsureSuccessStatusCode();
        return new EventLines(response, heard);
    }

    public async ValueTask DisposeAsync()
    {
        response.Dispose();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Read(Action<string, JsonElement> heard)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var name = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                using (var data = JsonDocument.Parse(line.AsMemory("data: ".Length)))
                    heard(name, data.RootElement);
        }
    }
}
