using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Denga.TestKit.Telegram;

/// <summary>What people did and the bot has not confirmed yet: handed out by getUpdates, or pushed to the webhook.</summary>
internal sealed class UpdateQueue(Lock gate, Pulse pulse, TelegramDoubleOptions options, Func<JsonObject, Task> execute) : IAsyncDisposable
{
    /// <summary>An offset so far beyond the last number is of another numbering.</summary>
    private const int AheadMax = 10;
    private static readonly string[] OnRequestOnly = ["chat_member", "message_reaction", "message_reaction_count"];

    private readonly List<Pending> pending = [];
    private readonly Dictionary<int, Pending> sent = [];
    private readonly List<TelegramDelivery> deliveries = [];
    private readonly Dictionary<long, Task> pumps = [];
    private readonly HttpClient http = new(options.WebhookHandler ?? new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
    private readonly CancellationTokenSource stopping = new();
    private List<Pending>? held;
    private HashSet<string> allowed = [];
    private Webhook? webhook;
    private Poll? poll;
    private string? lastError;
    private int lastId = 1000;

    public IReadOnlyList<TelegramDelivery> Deliveries => deliveries;

    public bool HasWebhook => webhook is not null;

    /// <summary>How often the bot asked for updates.</summary>
    public int Polls { get; private set; }

    /// <summary>Queues an update; updates with one key reach the webhook in order. Call it under the lock.</summary>
    public int Add(string kind, JsonNode payload, long key)
    {
        var update = new Pending(++lastId, key, new JsonObject { ["update_id"] = lastId, [kind] = payload });
        if (allowed.Count == 0 ? !OnRequestOnly.Contains(kind) : allowed.Contains(kind))
            Enqueue(update);
        return update.Id;
    }

    /// <summary>As after a week without updates: the next one has this number, lower or higher than those before.</summary>
    public void NumberFrom(int updateId) => lastId = updateId - 1;

    public void Repeat(int updateId)
    {
        var original =
            sent.GetValueOrDefault(updateId) ?? throw new ArgumentException($"There was no update {updateId}.", nameof(updateId));
        Enqueue(new Pending(original.Id, original.Key, original.Json) { Repeats = true });
    }

    public void Hold() => held ??= [];

    public void Release(Func<IReadOnlyList<int>, IEnumerable<int>>? order)
    {
        var batch = held ?? [];
        held = null;
        var ids = order is null ? batch.Select(update => update.Id) : order(batch.Select(update => update.Id).ToList());
        foreach (var id in ids.ToList())
            pending.Add(batch.First(update => update.Id == id));
        Changed();
    }

    public bool IsConfirmed(int updateId) =>
        pending.All(update => update.Id != updateId) && held?.Any(update => update.Id == updateId) != true;

    public bool IsEmpty => pending.Count == 0 && (held?.Count ?? 0) == 0;

    public async Task<JsonNode> GetUpdates(TelegramRequest request, CancellationToken ct)
    {
        var mine = new Poll();
        var limit = (int)(request.Number("limit") ?? 100);
        var timeout = TimeSpan.FromSeconds(Math.Min(request.Number("timeout") ?? 0, 50));
        lock (gate)
        {
            if (webhook is not null)
                throw Conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
            poll?.End("terminated by other getUpdates request; make sure that only one bot instance is running");
            poll = mine;
            Polls++;
            Allow(request);
            Confirm(request.Number("offset") ?? 0);
            pulse.Beat();
        }
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var over = Task.Delay(timeout, options.Time, answered.Token);
        try
        {
            while (true)
            {
                Task next;
                lock (gate)
                {
                    if (mine.Ended is { } reason)
                        throw Conflict(reason);
                    var batch = pending.Take(limit).ToList();
                    if (batch.Count > 0 || over.IsCompleted)
                    {
                        batch.ForEach(update => update.Delivered = true);
                        return new JsonArray([.. batch.Select(update => update.Json.DeepClone())]);
                    }
                    next = pulse.Next;
                }
                await Task.WhenAny(next, over);
                ct.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            lock (gate)
                if (poll == mine)
                    poll = null;
            await answered.CancelAsync();
        }
    }

    public void SetWebhook(TelegramRequest request)
    {
        if (request.Text("url") is not { Length: > 0 } url)
        {
            DeleteWebhook(request);
            return;
        }
        Allow(request);
        Drop(request);
        webhook = new Webhook(new Uri(url), request.Text("secret_token"), (int)(request.Number("max_connections") ?? 40));
        lastError = null;
        poll?.End("terminated by setWebhook request");
        Changed();
    }

    public void DeleteWebhook(TelegramRequest request)
    {
        webhook = null;
        Drop(request);
        Changed();
    }

    public JsonObject WebhookInfo()
    {
        var answer = new JsonObject
        {
            ["url"] = webhook?.Url.ToString() ?? "",
            ["has_custom_certificate"] = false,
            ["pending_update_count"] = pending.Count,
        };
        if (webhook is not null)
            answer["max_connections"] = webhook.ConnectionsMax;
        if (lastError is not null)
        {
            answer["last_error_date"] = options.Time.GetUtcNow().ToUnixTimeSeconds();
            answer["last_error_message"] = lastError;
        }
        if (allowed.Count > 0)
            answer["allowed_updates"] = new JsonArray([.. allowed.Select(kind => (JsonNode)kind)]);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        List<Task> running;
        lock (gate)
            running = [.. pumps.Values];
        await Task.WhenAll(running);
        http.Dispose();
        stopping.Dispose();
    }

    private void Enqueue(Pending update)
    {
        sent[update.Id] = update;
        (held ?? pending).Add(update);
        Changed();
    }

    private void Allow(TelegramRequest request)
    {
        if (request.Arguments["allowed_updates"] is JsonArray kinds)
            allowed = [.. kinds.Select(kind => kind!.GetValue<string>())];
    }

    private void Drop(TelegramRequest request)
    {
        if (request.Flag("drop_pending_updates"))
            pending.Clear();
    }

    private void Confirm(long offset)
    {
        if (offset < 0)
            pending.RemoveRange(0, Math.Max(0, pending.Count + (int)offset));
        else if (offset <= lastId + AheadMax)
            pending.RemoveAll(update => update.Id < offset && (!update.Repeats || update.Delivered));
    }

    private void Changed()
    {
        if (webhook is not null && !stopping.IsCancellationRequested)
            foreach (var key in pending.Select(update => update.Key).Distinct().Where(key => !pumps.ContainsKey(key)).ToList())
                pumps[key] = Task.Run(() => Pump(key));
        pulse.Beat();
    }

    /// <summary>One chat's updates, in order, one at a time; different chats go in parallel.</summary>
    private async Task Pump(long key)
    {
        while (true)
        {
            Pending update;
            Webhook target;
            lock (gate)
            {
                var next = stopping.IsCancellationRequested ? null : pending.FirstOrDefault(update => update.Key == key);
                if (webhook is null || next is null)
                {
                    pumps.Remove(key);
                    pulse.Beat();
                    return;
                }
                (update, target) = (next, webhook);
                update.Attempts++;
            }
            var (status, retryAfter, error) = await Post(target, update);
            var isDelivered = status is >= 200 and < 300;
            lock (gate)
            {
                deliveries.Add(new TelegramDelivery(update.Id, update.Attempts, status));
                if (isDelivered)
                    pending.Remove(update);
                else
                    lastError = error;
                pulse.Beat();
            }
            if (!isDelivered)
                await Pause(retryAfter ?? options.RedeliveryDelay(update.Attempts));
        }
    }

    private async Task Pause(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, options.Time, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The double is being stopped; the pump sees it at its next turn.
        }
    }

    private async Task<(int Status, TimeSpan? RetryAfter, string? Error)> Post(Webhook target, Pending update)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Content = new StringContent(update.Json.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        if (target.Secret is not null)
            request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", target.Secret);
        try
        {
            using var response = await http.SendAsync(request, stopping.Token);
            var body = await response.Content.ReadAsStringAsync(stopping.Token);
            if (response.IsSuccessStatusCode && body.TrimStart().StartsWith('{') && Parsed(body) is { } call && call.ContainsKey("method"))
                await execute(call);
            return (
                (int)response.StatusCode,
                response.Headers.RetryAfter?.Delta,
                response.IsSuccessStatusCode
                    ? null
                    : string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"Wrong response from the webhook: {(int)response.StatusCode} {response.ReasonPhrase}"
                    )
            );
        }
        catch (HttpRequestException error)
        {
            return (0, null, error.Message);
        }
        catch (OperationCanceledException)
        {
            return (0, null, "The double was stopped");
        }
    }

    private static JsonObject? Parsed(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TelegramRefusal Conflict(string reason) => new(StatusCodes.Status409Conflict, $"Conflict: {reason}");

    private sealed class Pending(int id, long key, JsonObject json)
    {
        public int Id { get; } = id;
        public long Key { get; } = key;
        public JsonObject Json { get; } = json;
        public bool Repeats { get; init; }
        public bool Delivered { get; set; }
        public int Attempts { get; set; }
    }

    private sealed class Poll
    {
        public string? Ended { get; private set; }

        public void End(string reason) => Ended = reason;
    }

    private sealed record Webhook(Uri Url, string? Secret, int ConnectionsMax);
}

/// <summary>An attempt to push an update to the webhook; status 0 means that nobody answered.</summary>
public sealed record TelegramDelivery(int UpdateId, int Attempt, int Status)
{
    public bool Succeeded => Status is >= (int)HttpStatusCode.OK and < 300;
}
