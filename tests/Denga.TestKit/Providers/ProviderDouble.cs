using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denga.TestKit.Providers;

/// <summary>A payment provider for tests: an HTTP server that holds each request against what the provider publishes, refuses a wrong one as the provider
/// does and keeps it in <see cref="Violations"/>; plays the payer; and fails, stalls, repeats, reorders and lies when told.</summary>
public abstract class ProviderDouble : IAsyncDisposable
{
    protected static readonly JsonSerializerOptions Readably = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly WebApplication app;
    private readonly Queue<Fault> faults = [];
    private readonly List<string> violations = [];
    private readonly List<DoubleRequest> requests = [];
    private readonly Pulse pulse;
    private readonly HttpClient webhooks = new();
    private TaskCompletionSource? stall;

    protected ProviderDouble(TimeProvider? time)
    {
        Time = time ?? TimeProvider.System;
        pulse = new Pulse(Gate);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(Handle);
    }

    public abstract string Name { get; }

    /// <summary>Of <c>Payments:Providers</c>, for who is to use this double.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    public Uri Address => new(app.Urls.Single() + "/");

    /// <summary>Requests that a right client would not have sent. A test ends with asserting that there are none.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (Gate)
                return [.. violations];
        }
    }

    public IReadOnlyList<DoubleRequest> Requests
    {
        get
        {
            lock (Gate)
                return [.. requests];
        }
    }

    protected TimeProvider Time { get; }

    protected Lock Gate { get; } = new();

    public Task Start() => app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        webhooks.Dispose();
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The payer pays what was asked, or another part of it. Where a provider takes nothing but what was asked, another part is a lie of it.</summary>
    public abstract void Pay(string key, decimal part = 1);

    /// <summary>The payer's bank or the network refuses.</summary>
    public abstract void Refuse(string key);

    public abstract void Expire(string key);

    /// <summary>Somebody gives everything back in the provider's own pages.</summary>
    public abstract void RefundOutside(string key);

    /// <summary>What waits comes to its end.</summary>
    public abstract void EndRefunds(bool done = true);

    /// <summary>How much was given back, in whole units.</summary>
    public abstract decimal GivenBack(string key);

    /// <summary>What the provider tells by itself of how the payment stands now.</summary>
    public abstract DoubleWebhook Webhook(string key);

    /// <summary>Tells it, and answers with which status it was taken.</summary>
    public async Task<HttpStatusCode> Tell(DoubleWebhook webhook, Uri to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to);
        request.Content = new ByteArrayContent(webhook.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in webhook.Headers)
            request.Headers.Add(name, value);
        using var answer = await webhooks.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>The next requests are answered with a status and a page of a gateway; with <paramref name="afterDoing"/> they are carried out all the same.</summary>
    public void FailNext(int status, int times = 1, bool afterDoing = false, string body = "<html>busy</html>")
    {
        lock (Gate)
            for (var i = 0; i < times; i++)
                faults.Enqueue(new Fault(status, afterDoing, body));
    }

    /// <summary>The next connections are cut instead of answered.</summary>
    public void DropNext(int times = 1, bool afterDoing = false) => FailNext(0, times, afterDoing);

    /// <summary>Requests are carried out, and answered when <see cref="Release"/> says so.</summary>
    public void Stall()
    {
        lock (Gate)
            stall ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Release()
    {
        lock (Gate)
        {
            stall?.SetResult();
            stall = null;
            faults.Clear();
        }
    }

    /// <summary>Waits until so many requests have come.</summary>
    public Task WaitForRequests(int count) =>
        pulse.Until(() => requests.Count >= count ? this : null, limit: null, () => $"{requests.Count} requests came to {Name}.");

    /// <summary>Answers a request, under the lock.</summary>
    protected abstract DoubleAnswer Answer(DoubleRequest request);

    protected void Violated(string problem) => violations.Add($"{Name}: {problem}");

    protected long Seconds => Time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Members that the provider does not know, and such as have another form.</summary>
    protected void CheckFields(
        JsonObject json,
        string where,
        IReadOnlyDictionary<string, Func<JsonNode?, bool>> known,
        params string[] required
    )
    {
        foreach (var (name, value) in json)
            if (!known.TryGetValue(name, out var isRight))
                Violated($"{where}.{name} is unknown");
            else if (!isRight(value))
                Violated($"{where}.{name} is wrong: {value?.ToJsonString(Readably)}");
        foreach (var name in required.Where(name => !json.ContainsKey(name)))
            Violated($"{where}.{name} is required");
    }

    protected static Func<JsonNode?, bool> Text(int min, int max) =>
        node =>
            node?.GetValueKind() == JsonValueKind.String && node.GetValue<string>().Length is var length && length >= min && length <= max;

    protected static Func<JsonNode?, bool> Matching(string pattern) =>
        node =>
            node?.GetValueKind() == JsonValueKind.String
            && System.Text.RegularExpressions.Regex.IsMatch(node.GetValue<string>(), $"^(?:{pattern})$", default, TimeSpan.FromSeconds(1));

    protected static Func<JsonNode?, bool> Number(long min, long max) =>
        node => node?.GetValueKind() == JsonValueKind.Number && node.GetValue<decimal>() is var number && number >= min && number <= max;

    protected static bool Flag(JsonNode? node) => node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    protected static Func<JsonNode?, bool> Address255 { get; } =
        node =>
            Text(6, 255)(node) && Uri.TryCreate(node!.GetValue<string>(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private async Task Handle(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = new DoubleRequest(
            context.Request.Method,
            context.Request.Path.Value!.TrimStart('/'),
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()
        );
        Fault? fault;
        Task? stalled;
        DoubleAnswer? answer = null;
        lock (Gate)
        {
            requests.Add(request);
            faults.TryDequeue(out fault);
            stalled = stall?.Task;
            if (fault is null or { AfterDoing: true })
                answer = Answer(request);
            pulse.Beat();
        }
        if (stalled is not null)
            await stalled.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fault is { Status: 0 })
        {
            context.Abort();
            return;
        }
        if (fault is not null)
            answer = new DoubleAnswer(fault.Status, fault.Body, "text/html");
        context.Response.StatusCode = answer!.Status;
        context.Response.ContentType = answer.ContentType;
        await context.Response.WriteAsync(answer.Body);
    }

    private sealed record Fault(int Status, bool AfterDoing, string Body);
}

/// <param name="Path">Without the first slash.</param>
/// <param name="Query">With its question mark, or empty.</param>
public sealed record DoubleRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    internal string? Header(string name) => Headers.GetValueOrDefault(name);

    internal JsonObject? Json()
    {
        try
        {
            return JsonNode.Parse(Body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override string ToString() => $"{Method} {Path}{Query} {Text}";
}

public sealed record DoubleAnswer(int Status, string Body, string ContentType = "application/json");

/// <summary>What a provider tells by itself, as it leaves it.</summary>
public sealed record DoubleWebhook(byte[] Body, IReadOnlyDictionary<string, string> Headers, IPAddress From)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The same words with one of them changed, under the signature of the others.</summary>
    public DoubleWebhook With(string old, string changed) =>
        this with
        {
            Body = Encoding.UTF8.GetBytes(Text.Replace(old, changed, StringComparison.Ordinal)),
        };
}
