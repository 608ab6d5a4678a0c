using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denga.TestKit.Calendars;

/// <summary>What Google answers instead.</summary>
/// <param name="RetryAfter">Seconds.</param>
/// <param name="IsDone">It is done all the same.</param>
public sealed record GoogleFault(int Status, string Reason, int? RetryAfter = null, bool IsDone = false)
{
    /// <summary>This one goes well.</summary>
    public static GoogleFault None { get; } = new(200, "");
}

/// <summary>Google's token server and Calendar API v3 for one calendar that is shared with the service account, as Google's reference has them: every request
/// is held against it, and what was wrong is kept. Tokens expire, pages and sync tokens are as long as the test says, and events are made, moved and deleted
/// as by their owner.</summary>
public sealed partial class GoogleCalendarDouble : IAsyncDisposable
{
    public const string Calendar = "flat12@group.calendar.google.com";
    private const string Email = "denga@project.iam.gserviceaccount.com";
    private readonly Lock gate = new();
    private readonly RSA key = RSA.Create(2048);
    private readonly Dictionary<string, JsonObject> events = new(StringComparer.Ordinal);

    /// <summary>In the order of changes: the number of a sync token is how many of them it has seen.</summary>
    private readonly List<string> changes = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<GoogleFault>> faults = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> violations = new();
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> channels = new(StringComparer.Ordinal);
    private readonly TimeProvider clock;
    private int forgotten = -1;
    private WebApplication web = null!;

    private GoogleCalendarDouble(TimeProvider clock) => this.clock = clock;

    public IReadOnlyCollection<string> Violations => violations;

    /// <summary>Events on a page.</summary>
    public int PageSize { get; set; } = 250;

    public bool IsShared { get; set; } = true;

    public string Address => web.Urls.First() + "/calendar/v3/";

    /// <summary>As Google gives it to the owner of the project.</summary>
    public string ServiceAccount =>
        JsonSerializer.Serialize(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["type"] = "service_account",
                ["client_email"] = Email,
                ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
                ["token_uri"] = web.Urls.First() + "/token",
            }
        );

    /// <summary>Those that were not deleted.</summary>
    public IReadOnlyDictionary<string, JsonObject> Events
    {
        get
        {
            lock (gate)
                return events
                    .Where(e => e.Value["status"]!.GetValue<string>() != "cancelled")
                    .ToDictionary(e => e.Key, e => (JsonObject)e.Value.DeepClone());
        }
    }

    /// <summary>Open channels, by their ids: the body that asked for each.</summary>
    public IReadOnlyDictionary<string, JsonObject> Channels
    {
        get
        {
            lock (gate)
                return new Dictionary<string, JsonObject>(channels);
        }
    }

    public static async Task<GoogleCalendarDouble> Start(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var started = new GoogleCalendarDouble(clock) { web = builder.Build() };
        started.web.Run(started.Take);
        await started.web.StartAsync();
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        key.Dispose();
    }

    /// <param name="call">As <c>list</c>, <c>insert</c>, <c>patch</c>, <c>delete</c>, <c>watch</c>, <c>stop</c>, <c>token</c>.</param>
    public void Next(string call, params GoogleFault[] what)
    {
        foreach (var fault in what)
            faults.GetOrAdd(call, _ => new ConcurrentQueue<GoogleFault>()).Enqueue(fault);
    }

    public int Asked(string call) => asked.GetValueOrDefault(call);

    /// <summary>The owner writes an event of whole days.</summary>
    public void Write(string id, DateOnly from, DateOnly to, string? transparency = null) =>
        Change(
            id,
            new JsonObject
            {
                ["id"] = id,
                ["status"] = "confirmed",
                ["summary"] = "Ремонт",
                ["start"] = new JsonObject { ["date"] = Day(from) },
                ["end"] = new JsonObject { ["date"] = Day(to) },
                ["transparency"] = transparency,
            }
        );

    /// <summary>The owner gives an event other days.</summary>
    public void Move(string id, DateOnly from, DateOnly to)
    {
        lock (gate)
        {
            var moved = (JsonObject)events[id].DeepClone();
            moved["start"] = new JsonObject { ["date"] = Day(from) };
            moved["end"] = new JsonObject { ["date"] = Day(to) };
            Change(id, moved);
        }
    }

    public void Delete(string id) => Change(id, new JsonObject { ["id"] = id, ["status"] = "cancelled" });

    /// <summary>All sync tokens up to now are too old.</summary>
    public void Forget()
    {
        lock (gate)
            forgotten = changes.Count;
    }

    /// <summary>All access tokens end before their time.</summary>
    public void EndTokens()
    {
        lock (gate)
            tokens.Clear();
    }

    private void Change(string id, JsonObject become)
    {
        lock (gate)
        {
            events[id] = become;
            changes.Add(id);
        }
    }

    private async Task Take(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var match = Routes().Match(path);
        var call = (context.Request.Method, match.Groups["id"].Success, match.Groups["watch"].Success) switch
        {
            _ when path == "/token" => "token",
            _ when path == "/calendar/v3/channels/stop" => "stop",
            ("POST", _, true) => "watch",
            ("GET", false, _) => "list",
            ("POST", false, _) => "insert",
            ("PATCH", true, _) => "patch",
            ("DELETE", true, _) => "delete",
            _ => "?",
        };
        asked.AddOrUpdate(call, 1, (_, times) => times + 1);
        var fault = faults.TryGetValue(call, out var queue) && queue.TryDequeue(out var next) && next != GoogleFault.None ? next : null;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var (status, answer) = fault is { IsDone: false } ? (0, null) : Answer(context, call, match, body);
        if (fault is not null)
        {
            (status, answer) = Error(fault.Status, fault.Reason);
            if (fault.RetryAfter is { } seconds)
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        context.Response.StatusCode = status;
        if (answer is null)
            return;
        context.Response.ContentType = "application/json; charset=UTF-8";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private (int Status, JsonObject? Answer) Answer(HttpContext context, string call, Match match, string body)
    {
        lock (gate)
        {
            if (call == "token")
                return Token(body);
            if (
                context.Request.Headers.Authorization.ToString() is not ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token]
                || !tokens.Contains(token)
            )
                return Error(401, "authError");
            if (call is not ("stop" or "?") && (!IsShared || Uri.UnescapeDataString(match.Groups["calendar"].Value) != Calendar))
                return Error(404, "notFound");
            return call switch
            {
                "list" => List(context.Request.Query),
                "insert" => Insert(Json(body)),
                "patch" => Patch(match.Groups["id"].Value, Json(body)),
                "delete" => DeleteEvent(match.Groups["id"].Value),
                "watch" => Watch(Json(body)),
                "stop" => Stop(Json(body)),
                _ => Wrong("No such call: " + context.Request.Method + " " + context.Request.Path),
            };
        }
    }

    private (int, JsonObject?) Token(string body)
    {
        var form = body.Split('&')
            .Select(p => p.Split('=', 2))
            .ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1].Replace('+', ' ')));
        if (form.GetValueOrDefault("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer")
            return Wrong("The grant is that of a service account.");
        var parts = form.GetValueOrDefault("assertion", "").Split('.');
        if (
            parts.Length != 3
            || !key.VerifyData(
                Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]),
                Bytes(parts[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        )
            return (400, new JsonObject { ["error"] = "invalid_grant" });
        var claims = (JsonObject)JsonNode.Parse(Bytes(parts[1]))!;
        var (from, to, now) = (claims["iat"]!.GetValue<long>(), claims["exp"]!.GetValue<long>(), clock.GetUtcNow().ToUnixTimeSeconds());
        if (claims["iss"]?.GetValue<string>() != Email || claims["aud"]?.GetValue<string>() != "https://oauth2.googleapis.com/token")
            // Google names this one, wherever the question goes.
            return Wrong($"{claims["aud"]} is not the audience, or {claims["iss"]} not the account.");
        if (!claims["scope"]!.GetValue<string>().Split(' ').Contains("https://www.googleapis.com/auth/calendar"))
            return Wrong("The scope is that of calendars.");
        if (to - from is <= 0 or > 3600 || now < from - 300 || now > to)
            return (400, new JsonObject { ["error"] = "invalid_grant" });
        var token = "ya29." + Guid.CreateVersion7().ToString("N");
        tokens.Add(token);
        return (
            200,
            new JsonObject
            {
                ["access_token"] = token,
                ["expires_in"] = 3599,
                ["token_type"] = "Bearer",
            }
        );
    }

    private (int, JsonObject?) List(IQueryCollection query)
    {
        foreach (var strange in query.Keys.Except(["timeMin", "timeMax", "singleEvents", "maxResults", "pageToken", "syncToken"]))
            return Wrong("A list has no parameter " + strange);
        if (query["singleEvents"] != "true" || query["maxResults"] != "250")
            return Wrong("The parameters of a list stay the same.");
        var sync = query["syncToken"].ToString();
        if (sync.Length > 0 && (query.ContainsKey("timeMin") || query.ContainsKey("timeMax")))
            return Error(400, "syncTokenWithRequestRestrictions");
        var seen = sync.Length > 0 ? int.Parse(sync.Split('-')[1], CultureInfo.InvariantCulture) : -1;
        if (sync.Length > 0 && seen < forgotten)
            return Error(410, "fullSyncRequired");
        // What changes while pages are turned is in the next reading.
        var page = query["pageToken"].ToString() is { Length: > 0 } token
            ? token.Split('-')[1..].Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray()
            : [0, changes.Count];
        var (from, until) = (page[0], page[1]);
        var found = (seen >= 0 ? changes.Skip(seen).Take(until - seen) : changes.Take(until))
            .Distinct()
            .Select(id => events[id])
            .Where(e => seen >= 0 || e["status"]!.GetValue<string>() != "cancelled")
            .Where(e => seen >= 0 || IsWithin(e, query["timeMin"].ToString(), query["timeMax"].ToString()))
            .ToList();
        var answer = new JsonObject
        {
            ["kind"] = "calendar#events",
            ["items"] = new JsonArray(found.Skip(from).Take(PageSize).Select(e => e.DeepClone()).ToArray()),
        };
        if (from + PageSize < found.Count)
            answer["nextPageToken"] = $"page-{from + PageSize}-{until}";
        else
            answer["nextSyncToken"] = $"sync-{until}";
        return (200, answer);
    }

    private static bool IsWithin(JsonObject one, string from, string to) =>
        string.CompareOrdinal(TimeOf(one, "end"), from) > 0 && string.CompareOrdinal(TimeOf(one, "start"), to) < 0;

    private static string TimeOf(JsonObject one, string name) => (one[name]!["date"] ?? one[name]!["dateTime"])!.GetValue<string>();

    private (int, JsonObject?) Insert(JsonObject body)
    {
        var id = body["id"]?.GetValue<string>() ?? Guid.CreateVersion7().ToString("N");
        if (!Ids().IsMatch(id))
            return Wrong("An id is of base32hex: " + id);
        if (Checked(body) is { } wrong)
            return wrong;
        // Also when the event was deleted.
        if (events.ContainsKey(id))
            return Error(409, "duplicate");
        Change(id, Plain(body));
        return (200, (JsonObject)body.DeepClone());
    }

    private (int, JsonObject?) Patch(string id, JsonObject body)
    {
        if (!events.TryGetValue(id, out var there))
            return Error(404, "notFound");
        if (Checked(body) is { } wrong)
            return wrong;
        var patched = (JsonObject)there.DeepClone();
        foreach (var (name, value) in body)
            patched[name] = value?.DeepClone();
        Change(id, Plain(patched));
        return (200, (JsonObject)events[id].DeepClone());
    }

    private (int, JsonObject?) DeleteEvent(string id)
    {
        if (!events.TryGetValue(id, out var there))
            return Error(404, "notFound");
        if (there["status"]!.GetValue<string>() == "cancelled")
            return Error(410, "deleted");
        Change(id, new JsonObject { ["id"] = id, ["status"] = "cancelled" });
        return (204, null);
    }

    private (int, JsonObject?) Watch(JsonObject body)
    {
        if (body["type"]?.GetValue<string>() != "web_hook" || body["id"]!.GetValue<string>().Length > 64)
            return Wrong("A channel is a web_hook with an id of at most 64 characters.");
        if (body["token"]?.GetValue<string>().Length is null or > 256)
            return Wrong("A channel's token has at most 256 characters.");
        if (!body["address"]!.GetValue<string>().StartsWith("https://", StringComparison.Ordinal))
            return Error(400, "webhookUrlNotHttps");
        var id = body["id"]!.GetValue<string>();
        if (!channels.TryAdd(id, body))
            return Error(400, "channelIdNotUnique");
        var until = clock.GetUtcNow().AddSeconds(long.Parse(body["params"]!["ttl"]!.GetValue<string>(), CultureInfo.InvariantCulture));
        return (
            200,
            new JsonObject
            {
                ["kind"] = "api#channel",
                ["id"] = id,
                ["resourceId"] = "resource-" + Calendar,
                ["expiration"] = until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            }
        );
    }

    private (int, JsonObject?) Stop(JsonObject body) =>
        body["resourceId"]?.GetValue<string>() == "resource-" + Calendar && channels.Remove(body["id"]!.GetValue<string>())
            ? (204, null)
            : Error(404, "notFound");

    /// <summary>Both ends are days, or both moments, and the end is not included.</summary>
    private (int, JsonObject?)? Checked(JsonObject body)
    {
        var (start, end) = (body["start"]!.AsObject(), body["end"]!.AsObject());
        if ((start["date"] is null) == (start["dateTime"] is null) || (start["date"] is null) != (end["date"] is null))
            return Wrong("An event has days or moments.");
        return string.CompareOrdinal(TimeOf(body, "start"), TimeOf(body, "end")) >= 0 ? Error(400, "timeRangeEmpty") : null;
    }

    /// <summary>Without what is null.</summary>
    private static JsonObject Plain(JsonObject written)
    {
        var plain = (JsonObject)written.DeepClone();
        foreach (var name in (string[])["start", "end"])
        foreach (var gone in plain[name]!.AsObject().Where(p => p.Value is null).Select(p => p.Key).ToList())
            plain[name]!.AsObject().Remove(gone);
        return plain;
    }

    private (int, JsonObject?) Wrong(string what)
    {
        violations.Enqueue(what);
        return Error(400, "invalid");
    }

    private static (int Status, JsonObject? Answer) Error(int status, string reason) =>
        (
            status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = status,
                    ["message"] = reason,
                    ["errors"] = new JsonArray(
                        new JsonObject
                        {
                            ["domain"] = "global",
                            ["reason"] = reason,
                            ["message"] = reason,
                        }
                    ),
                },
            }
        );

    private static JsonObject Json(string body) => (JsonObject)JsonNode.Parse(body)!;

    private static byte[] Bytes(string base64) =>
        Convert.FromBase64String(base64.Replace('-', '+').Replace('_', '/').PadRight((base64.Length + 3) / 4 * 4, '='));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[a-v0-9]{5,1024}$", RegexOptions.None, 1000)]
    private static partial Regex Ids();

    [GeneratedRegex(
        "^/calendar/v3/calendars/(?<calendar>[^/]+)/events(/(?<watch>watch)|/(?<id>[^/]+))?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Routes();
}
