using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Denga.Tests.TestKit;

/// <summary>Stands for the bot's webhook without a network: answers with the statuses that a test queued, then with 200.</summary>
internal sealed class WebhookReceiver : HttpMessageHandler
{
    public ConcurrentQueue<HttpStatusCode> Statuses { get; } = new();

    public ConcurrentQueue<(string? Secret, JsonObject Update)> Received { get; } = new();

    public string Body { get; set; } = "";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var secret = request.Headers.TryGetValues("X-Telegram-Bot-Api-Secret-Token", out var values) ? values.Single() : null;
        Received.Enqueue((secret, JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject()));
        return new HttpResponseMessage(Statuses.TryDequeue(out var status) ? status : HttpStatusCode.OK)
        {
            Content = new StringContent(Body),
        };
    }
}
