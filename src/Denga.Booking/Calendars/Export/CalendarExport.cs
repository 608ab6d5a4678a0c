using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Booking.Calendars.Feeds;
using Denga.Booking.Objects;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace Denga.Booking.Calendars.Export;

/// <summary>What other platforms fetch: which days of a unit, or of an object, are taken. Whoever has the address may; it is not in any log that this
/// Denga writes, since only routes are.</summary>
internal sealed class CalendarExport(
    Database<BookingModule> database,
    PublicAddress address,
    IOptions<BookingOptions> options,
    TimeProvider clock
)
{
    private const string Path = "/calendars/";
    private const string Ending = ".ics";
    private const int SecretCharactersMax = 100;
    private const int EntriesMax = 5_000;

    /// <summary>A platform that fetches each second is not written down each second.</summary>
    private static readonly TimeSpan FetchedEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(7);

    internal static string UrlOf(PublicAddress address, string secret) => address.Of(Path + secret + Ending);

    /// <summary>By which our own entries are known wherever they come back.</summary>
    internal static string UidEnd(PublicAddress address) => "@" + address.Base.Host;

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMethods(
                Path + "{name}",
                [HttpMethods.Get, HttpMethods.Head],
                (HttpContext context, string name, CalendarExport export) => export.Answer(context, name)
            )
            .ExcludeFromDescription();

    /// <summary>What a feed's platform has had from here and still stands: only that can come back as an echo. What came from there is not among it.</summary>
    internal async Task<IReadOnlyList<ToldTime>> Told(NpgsqlConnection connection, ObjectRow place, FeedRow feed, CancellationToken cancel)
    {
        var told = new HashSet<ToldEntry>();
        await using (
            var command = new NpgsqlCommand(
                "select told::text from calendar_link where object_id = $1 and (unit_id is null or unit_id = $2) and (feed_id is null or feed_id = $3)",
                connection
            )
                .With(feed.Object.Value)
                .With(feed.Unit.Value)
                .With(feed.Id.Value)
        )
        await using (var rows = await command.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                told.UnionWith(JsonSerializer.Deserialize<ToldEntry[]>(rows.GetString(0), DengaJson.Options)!);
        if (told.Count == 0)
            return [];
        var (from, to) = Range();
        var standing = await Entries(connection, place, feed.Unit, feed.Id, from, to, withFeeds: true, cancel);
        return [.. standing.Where(e => told.Contains(ToldEntry.Of(e))).Select(e => new ToldTime(e.From, e.To))];
    }

    /// <summary>The bookings that stand, the blocks, and what other calendars say is taken. Dates that are kept for somebody who has not paid are not told:
    /// platforms would close them for hours.</summary>
    /// <param name="except">The calendar that is told: what came from there is not among them.</param>
    internal static async Task<IReadOnlyList<ExportEntry>> Entries(
        NpgsqlConnection connection,
        ObjectRow place,
        UnitId? unit,
        FeedId? except,
        DateTimeOffset from,
        DateTimeOffset to,
        bool withFeeds,
        CancellationToken cancel
    )
    {
        var zone = FeedBlocks.Zone(place);
        await using var command = new NpgsqlCommand(
            $"""
            select coalesce(s.booking_id, s.id), s.unit_id, s.dates::text, coalesce(b.arrives, lower(s.span)), coalesce(b.leaves, upper(s.span)),
                s.created_at, s.kind
            from unit u join stay s on s.unit_id = u.id left join booking b on b.id = s.booking_id
            where u.object_id = $1 and ($2::uuid is null or s.unit_id = $2) and s.kind <> 'feed' and s.span && tstzrange($4, $5)
                and (b.id is null or b.state not in ('Held', 'AwaitingPayment'))
            union all
            select k.id, f.unit_id, null, k.starts_at, k.ends_at, null, 'feed'
            from feed f join feed_block k on k.feed_id = f.id and k.echo_at is null and k.ends_at > $4 and k.starts_at < $5
            where $6 and f.object_id = $1 and ($2::uuid is null or f.unit_id = $2) and f.id is distinct from $3
            order by 4, 1 limit {EntriesMax}
            """,
            connection
        ).With(place.Id.Value).With(unit?.Value).With(except?.Value).With(from).With(to).With(withFeeds);
        var found = new List<ExportEntry>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var (key, kind) = (rows.GetGuid(0), rows.GetString(6));
            var (starts, ends) = (rows.GetFieldValue<DateTimeOffset>(3), rows.GetFieldValue<DateTimeOffset>(4));
            if (zone.WholeDays && rows.Text(2) is { } written)
            {
                var dates = JsonSerializer.Deserialize<StayDates>(written, DengaJson.Options)!;
                (starts, ends) = (zone.Midnight(dates.In), zone.Midnight(dates.Out));
            }
            found.Add(
                new ExportEntry(
                    key,
                    $"{kind}-{key:N}",
                    rows.GetGuid(1),
                    starts,
                    ends,
                    rows.Nullable<DateTimeOffset>(5) ?? MadeAt(key),
                    IsStay: kind != "block"
                )
            );
        }
        return found;
    }

    private async Task Answer(HttpContext context, string name)
    {
        var cancel = context.RequestAborted;
        if (
            !name.EndsWith(Ending, StringComparison.Ordinal)
            || name.Length > SecretCharactersMax
            || await Read(name[..^Ending.Length], cancel) is not { } read
        )
        {
            await Problem.Write(context, CalendarErrors.LinkNotFound);
            return;
        }
        var (link, entries, body) = read;
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body))[..32]}\"");
        if (HttpMethods.IsGet(context.Request.Method))
            await Keep(link, entries, tag.ToString(), cancel);
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        // Kept by whoever fetched it, and asked about each time: a day that was taken a moment ago is told at once.
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        if (
            context
                .Request.GetTypedHeaders()
                .IfNoneMatch.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: false))
        )
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = "text/calendar; charset=utf-8";
        context.Response.ContentLength = body.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.Body.WriteAsync(body, cancel);
    }

    private async Task<((Guid Id, string? Tag, DateTimeOffset? FetchedAt) Link, IReadOnlyList<ExportEntry> Entries, byte[] Body)?> Read(
        string secret,
        CancellationToken cancel
    )
    {
        await using var connection = await database.Open(cancel);
        Guid id;
        ObjectId on;
        UnitId? unit;
        FeedId? feed;
        string? tag;
        DateTimeOffset? fetched;
        await using (
            var find = new NpgsqlCommand(
                "select id, object_id, unit_id, feed_id, etag, fetched_at from calendar_link where secret_hash = $1",
                connection
            ).With(CalendarSecrets.HashLink(secret))
        )
        await using (var row = await find.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel))
                return null;
            (id, on, tag, fetched) = (row.GetGuid(0), ObjectId.From(row.GetGuid(1)), row.Text(4), row.Nullable<DateTimeOffset>(5));
            unit = row.Nullable<Guid>(2) is { } one ? UnitId.From(one) : null;
            feed = row.Nullable<Guid>(3) is { } of ? FeedId.From(of) : null;
        }
        if (await ObjectRow.Find(connection, on, cancel) is not { } place)
            return null;
        var (from, to) = Range();
        var entries = await Entries(connection, place, unit, feed, from, to, withFeeds: true, cancel);
        var units = place.Units.Count(u => u.IsActive);
        if (unit is null && units > 1)
        {
            var active = place.Units.Where(u => u.IsActive).Select(u => u.Id.Value).ToHashSet();
            entries = CalendarWriter.Full([.. entries.Where(e => active.Contains(e.Unit))], units, $"full-{on.Value:N}", place.CreatedAt);
        }
        return (
            (id, tag, fetched),
            entries,
            Encoding.UTF8.GetBytes(CalendarWriter.Write(entries, FeedBlocks.Zone(place), UidEnd(address)))
        );
    }

    /// <summary>Before it is answered: what may have been told can come back.</summary>
    private async Task Keep(
        (Guid Id, string? Tag, DateTimeOffset? FetchedAt) link,
        IReadOnlyList<ExportEntry> entries,
        string tag,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        if (link.Tag == tag && now - link.FetchedAt < FetchedEvery)
            return;
        await using var keep = database
            .Source.CreateCommand("update calendar_link set told = $2::jsonb, etag = $3, fetched_at = $4 where id = $1")
            .With(link.Id)
            .With(JsonSerializer.Serialize(entries.Select(ToldEntry.Of), DengaJson.Options))
            .With(tag)
            .With(now);
        await keep.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>When an id of version 7 was made.</summary>
    private static DateTimeOffset MadeAt(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(id.ToString("N")[..12], 16));

    private (DateTimeOffset From, DateTimeOffset To) Range()
    {
        var now = clock.GetUtcNow();
        return (now - LookBack, now.AddDays(options.Value.Calendars.HorizonDays));
    }

    /// <summary>An entry as it was fetched.</summary>
    private sealed record ToldEntry(string Key, DateTimeOffset From, DateTimeOffset To)
    {
        internal static ToldEntry Of(ExportEntry entry) => new(entry.Key, entry.From, entry.To);
    }
}
