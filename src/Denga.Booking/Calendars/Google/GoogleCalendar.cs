using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Denga.Platform.Outside;

namespace Denga.Booking.Calendars.Google;

/// <summary>An entry as Google has it.</summary>
/// <param name="Start">Null of one that was deleted.</param>
/// <param name="TakesTime">It says that its owner is busy.</param>
internal sealed record GoogleEvent(string Id, bool IsDeleted, GoogleTime? Start, GoogleTime? End, bool TakesTime);

/// <summary>A day, or a moment.</summary>
internal readonly record struct GoogleTime(DateOnly? Day, DateTimeOffset? At);

/// <param name="NextPage">Null on the last one, which has <paramref name="NextSync"/>.</param>
internal sealed record GooglePage(IReadOnlyList<GoogleEvent> Events, string? NextPage, string? NextSync);

/// <summary>Why Google did not do it, as a code of an error.</summary>
/// <param name="Wait">For how long it asks to be left alone.</param>
internal sealed record GoogleProblem(string Code, TimeSpan? Wait = null)
{
    internal const string Away = "booking.google_away";
    internal const string Busy = "booking.google_busy";
    internal const string Key = "booking.google_key";
    internal const string NotShared = "booking.google_not_shared";
    internal const string Refused = "booking.google_refused";

    /// <summary>Where the last reading ended is not known there any more: all is read anew.</summary>
    internal const string Gone = "booking.google_gone";
}

/// <summary>Google Calendar API v3. Source: developers.google.com/workspace/calendar/api/v3/reference. What Google answers is read; what becomes of it is
/// decided elsewhere.</summary>
internal sealed class GoogleCalendar(HttpClient http, GoogleAccess access, TimeProvider clock)
{
    internal const int PageSize = 250;
    private const int DepthMax = 16;
    private const string Duplicate = "duplicate";

    internal static readonly OutsideProvider Provider = new("google-calendar")
    {
        // A reading is tried again as a whole, and later: what it has written meanwhile is kept.
        Defaults = new OutsideOptions { Attempts = 1, AnswerBytesMax = 8 * 1024 * 1024 },
        SecretNames = ["assertion", "access_token", "X-Goog-Channel-Token"],
    };

    private static readonly string[] Limits =
    [
        "userRateLimitExceeded",
        "rateLimitExceeded",
        "quotaExceeded",
        "calendarUsageLimits",
        "dailyLimitExceeded",
    ];

    /// <summary>One page of what there is, or, with a token of an earlier reading, of what has changed since.</summary>
    internal async Task<(GooglePage? Page, GoogleProblem? Problem)> List(
        string calendar,
        string? sync,
        string? page,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancel
    )
    {
        // With a sync token the range must not be named; the rest must be as it was.
        var query = $"singleEvents=true&maxResults={PageSize}";
        query += sync is null ? $"&timeMin={Time(from)}&timeMax={Time(to)}" : "&syncToken=" + Uri.EscapeDataString(sync);
        if (page is not null)
            query += "&pageToken=" + Uri.EscapeDataString(page);
        var (said, problem) = await Ask(HttpMethod.Get, Events(calendar) + "?" + query, body: null, cancel);
        if (said is not { } json)
            return (null, problem);
        return
            json.ValueKind == JsonValueKind.Object && json.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
            ? (
                new GooglePage(
                    [.. items.EnumerateArray().Select(e => Read(e)).OfType<GoogleEvent>()],
                    Text(json, "nextPageToken"),
                    Text(json, "nextSyncToken")
                ),
                null
            )
            : (null, new GoogleProblem(GoogleProblem.Away));
    }

    /// <summary>Writes an entry under an id of ours, whether it is there, was deleted, or is new.</summary>
    internal async Task<GoogleProblem?> Put(string calendar, string id, JsonObject entry, CancellationToken cancel)
    {
        var named = (JsonObject)entry.DeepClone();
        named["id"] = id;
        var (_, problem) = await Ask(HttpMethod.Post, Events(calendar) + "?sendUpdates=none", named, cancel);
        if (problem?.Code != Duplicate)
            return problem;
        // It is there, or was: a change of all its fields is the same.
        (_, problem) = await Ask(HttpMethod.Patch, $"{Events(calendar)}/{id}?sendUpdates=none", entry, cancel);
        return problem;
    }

    /// <summary>One that is not there is deleted.</summary>
    internal async Task<GoogleProblem?> Delete(string calendar, string id, CancellationToken cancel)
    {
        var (_, problem) = await Ask(HttpMethod.Delete, $"{Events(calendar)}/{id}?sendUpdates=none", body: null, cancel);
        return problem?.Code is GoogleProblem.Gone or GoogleProblem.NotShared ? null : problem;
    }

    /// <summary>Asks to be told of changes. Null where Google does not want to: the calendar is looked at all the same.</summary>
    internal async Task<Feeds.GoogleChannel?> Watch(string calendar, Guid channel, string token, string address, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["id"] = channel.ToString("D"),
            ["type"] = "web_hook",
            ["address"] = address,
            ["token"] = token,
            ["params"] = new JsonObject { ["ttl"] = "604800" },
        };
        var (said, _) = await Ask(HttpMethod.Post, Events(calendar) + "/watch", body, cancel);
        return
            said is { } json
            && Text(json, "resourceId") is { } resource
            && long.TryParse(Text(json, "expiration"), NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && until < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? new Feeds.GoogleChannel(channel, resource, DateTimeOffset.FromUnixTimeMilliseconds(until))
            : null;
    }

    /// <summary>One that is not stopped ends by itself.</summary>
    internal Task Stop(Feeds.GoogleChannel channel, CancellationToken cancel) =>
        Ask(
            HttpMethod.Post,
            "channels/stop",
            new JsonObject { ["id"] = channel.Id.ToString("D"), ["resourceId"] = channel.Resource },
            cancel
        );

    /// <summary>A token that was refused is asked for anew, once.</summary>
    private async Task<(JsonElement? Said, GoogleProblem? Problem)> Ask(
        HttpMethod method,
        string path,
        JsonObject? body,
        CancellationToken cancel
    )
    {
        try
        {
            for (var isNew = false; ; isNew = true)
            {
                if (await access.Token(isNew, cancel) is not { } token)
                    return (null, new GoogleProblem(GoogleProblem.Key));
                using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                if (body is not null)
                    request.Content = JsonContent.Create(body);
                using var answer = await http.SendAsync(request, cancel);
                if (answer.StatusCode == HttpStatusCode.Unauthorized && !isNew)
                    continue;
                return await Read(answer, cancel);
            }
        }
        catch (OutsideException)
        {
            return (null, new GoogleProblem(GoogleProblem.Away));
        }
    }

    private async Task<(JsonElement?, GoogleProblem?)> Read(HttpResponseMessage answer, CancellationToken cancel)
    {
        JsonElement json = default;
        try
        {
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancel);
            if (bytes.Length > 0)
            {
                using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = DepthMax });
                json = document.RootElement.Clone();
            }
        }
        catch (JsonException)
        {
            return (null, new GoogleProblem(GoogleProblem.Away));
        }
        if (answer.IsSuccessStatusCode)
            return (json, null);
        var reason = Reason(json);
        // Limits come as either of the two.
        var isLimit =
            answer.StatusCode == HttpStatusCode.TooManyRequests || answer.StatusCode == HttpStatusCode.Forbidden && Limits.Contains(reason);
        return (
            null,
            isLimit
                ? new GoogleProblem(GoogleProblem.Busy, answer.Headers.RetryAfter.Wait(clock))
                : new GoogleProblem(
                    answer.StatusCode switch
                    {
                        HttpStatusCode.Unauthorized => GoogleProblem.Key,
                        HttpStatusCode.Forbidden or HttpStatusCode.NotFound => GoogleProblem.NotShared,
                        HttpStatusCode.Conflict => Duplicate,
                        HttpStatusCode.Gone => GoogleProblem.Gone,
                        >= HttpStatusCode.InternalServerError => GoogleProblem.Away,
                        _ => GoogleProblem.Refused,
                    }
                )
        );
    }

    private static string? Reason(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("error", out var error)
        && error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty("errors", out var errors)
        && errors.ValueKind == JsonValueKind.Array
        && errors.GetArrayLength() > 0
            ? Text(errors[0], "reason")
            : null;

    /// <summary>Null for what is no entry.</summary>
    private static GoogleEvent? Read(JsonElement json)
    {
        if (Text(json, "id") is not { } id)
            return null;
        var isDeleted = Text(json, "status") == "cancelled";
        return new GoogleEvent(
            id,
            isDeleted,
            isDeleted ? null : ReadTime(json, "start"),
            isDeleted ? null : ReadTime(json, "end"),
            Text(json, "transparency") != "transparent" && Text(json, "eventType") is not ("workingLocation" or "birthday")
        );
    }

    private static GoogleTime? ReadTime(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var time) ? null
        : DateOnly.TryParseExact(Text(time, "date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new GoogleTime(day, At: null)
        : DateTimeOffset.TryParse(Text(time, "dateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new GoogleTime(Day: null, at)
        : null;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Events(string calendar) => $"calendars/{Uri.EscapeDataString(calendar)}/events";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
