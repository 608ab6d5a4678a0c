using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Denga.TestKit.Calendars;

/// <summary>A platform's server that gives a calendar at <see cref="Url"/>, and behaves as it is told.</summary>
public sealed class FeedDouble : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string? IfNoneMatch, string? IfModifiedSince)> asked = new();
    private WebApplication web = null!;

    /// <summary>What is answered; with <see cref="Tag"/> also 304 where it is known.</summary>
    public byte[] Body { get; set; } = [];

    public string? Tag { get; set; }

    public int Status { get; set; } = 200;

    public string ContentType { get; set; } = "text/calendar; charset=utf-8";

    public string? RetryAfter { get; set; }

    public string? Location { get; set; }

    /// <summary>So many bytes follow the body, without a length named before.</summary>
    public long Padding { get; set; }

    /// <summary>After the body nothing more comes, and the connection stays open.</summary>
    public bool Stalls { get; set; }

    /// <summary>The connection breaks after so many bytes of the body.</summary>
    public int? BreaksAfter { get; set; }

    public int Asked => asked.Count;

    public (string? IfNoneMatch, string? IfModifiedSince) Last => asked.Last();

    public string Url =>
        new UriBuilder(web.Urls.First())
        {
            Host = "localhost",
            Path = "/calendar/ical/42.ics",
            Query = "s=secret",
        }.ToString();

    public static async Task<FeedDouble> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var started = new FeedDouble { web = builder.Build() };
        started.web.Run(started.Answer);
        await started.web.StartAsync();
        return started;
    }

    public async ValueTask DisposeAsync() => await web.DisposeAsync();

    /// <summary>Answers a calendar of these events, as Airbnb orders their lines.</summary>
    public void Says(params FeedEntry[] entries) => Body = Encoding.UTF8.GetBytes(Calendar(entries));

    public static string Calendar(params FeedEntry[] entries)
    {
        var text = new StringBuilder(
            "BEGIN:VCALENDAR\r\nPRODID:-//Airbnb Inc//Hosting Calendar 1.0//EN\r\nCALSCALE:GREGORIAN\r\nVERSION:2.0\r\n"
        );
        foreach (var entry in entries)
            text.Append(
                CultureInfo.InvariantCulture,
                $"BEGIN:VEVENT\r\nDTSTAMP:20260901T120000Z\r\nDTEND;VALUE=DATE:{entry.To:yyyyMMdd}\r\nDTSTART;VALUE=DATE:{entry.From:yyyyMMdd}\r\nUID:{entry.Uid}\r\nSUMMARY:{entry.Summary}\r\nEND:VEVENT\r\n"
            );
        return text.Append("END:VCALENDAR\r\n").ToString();
    }

    private async Task Answer(HttpContext context)
    {
        var headers = context.Request.Headers;
        asked.Enqueue((headers.IfNoneMatch, headers.IfModifiedSince));
        if (Location is not null)
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = Location;
            return;
        }
        if (Tag is not null)
            context.Response.Headers.ETag = Tag;
        if (Tag is not null && headers.IfNoneMatch == Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        if (RetryAfter is not null)
            context.Response.Headers.RetryAfter = RetryAfter;
        if (BreaksAfter is { } bytes)
        {
            context.Response.ContentLength = Body.Length;
            await context.Response.Body.WriteAsync(Body.AsMemory(0, bytes));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }
        await context.Response.Body.WriteAsync(Body);
        var filling = new byte[64 * 1024];
        for (var left = Padding; left > 0 && !context.RequestAborted.IsCancellationRequested; left -= filling.Length)
            await context.Response.Body.WriteAsync(filling);
        await context.Response.Body.FlushAsync();
        if (Stalls)
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <param name="To">The day of departure.</param>
public sealed record FeedEntry(string Uid, DateOnly From, DateOnly To, string Summary = "Reserved");
