using Denga.Booking.Calendars.Export;
using Denga.Booking.Calendars.Feeds;
using Denga.Booking.Calendars.Ical;
using Denga.Booking.Objects;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Work;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Booking.Calendars.Google;

/// <summary>Keeps a calendar at Google and a unit in step. First what changed there is read to its last page and written down at once; then ours is written
/// there, each entry under an id that stays, so that dying between the two changes nothing but the time.</summary>
internal sealed class GoogleSync(
    Database<BookingModule> database,
    GoogleCalendar google,
    GoogleAccess access,
    FeedBlocks blocks,
    CalendarSecrets secrets,
    PublicAddress address,
    IOptions<BookingOptions> options,
    TimeProvider clock
)
{
    private const int EntriesMax = 5_000;

    /// <summary>The rest at the next reading.</summary>
    private const int WritesMax = 200;
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(1);
    private static readonly TimeSpan WatchAgainAfter = TimeSpan.FromDays(1);

    internal async Task<ReadingEnd> Read(FeedRow feed, ObjectRow place, WorkItem item, CancellationToken cancel)
    {
        if (!access.IsOn)
            return new ReadingEnd(CalendarErrors.GoogleOff.Code, IsRead: false);
        var now = clock.GetUtcNow();
        var sync = feed.FullAt is { } full && now - full < Feeding.FullEvery ? feed.SyncToken : null;
        var (read, problem) = await All(feed.Source, sync, now, cancel);
        if (problem?.Code == GoogleProblem.Gone)
        {
            // Nothing is forgotten meanwhile: what is known goes on taking its time until all is read.
            sync = null;
            (read, problem) = await All(feed.Source, sync, now, cancel);
        }
        if (read is null)
            return Failed(problem!);
        await item.Save(unit => Take(unit, feed, read.Value.Entries, read.Value.Sync, isFull: sync is null, cancel), cancel);
        problem = await Write(feed, place, item, cancel);
        if (problem is not null)
            return Failed(problem);
        await Watch(feed, item, cancel);
        return ReadingEnd.Well;
    }

    private static ReadingEnd Failed(GoogleProblem problem) => new(problem.Code, IsRead: false, problem.Wait);

    /// <summary>All pages, or none of them.</summary>
    private async Task<((IReadOnlyList<GoogleEvent> Entries, string Sync)? Read, GoogleProblem? Problem)> All(
        string calendar,
        string? sync,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var entries = new List<GoogleEvent>();
        string? page = null;
        do
        {
            var (one, problem) = await google.List(
                calendar,
                sync,
                page,
                now.AddDays(-1),
                now.AddDays(options.Value.Calendars.HorizonDays),
                cancel
            );
            if (one is null)
                return (null, problem);
            entries.AddRange(one.Events);
            if (entries.Count > EntriesMax)
                return (null, new GoogleProblem(FeedProblems.TooMany));
            page = one.NextPage;
            if (page is null)
                return one.NextSync is { } next ? ((entries, next), null) : (null, new GoogleProblem(GoogleProblem.Away));
        } while (true);
    }

    private async Task Take(
        UnitOfWork unit,
        FeedRow feed,
        IReadOnlyList<GoogleEvent> entries,
        string sync,
        bool isFull,
        CancellationToken cancel
    )
    {
        if (await ObjectRow.Lock(unit, feed.Object, by: null, cancel) is not { } place)
            return;
        var now = clock.GetUtcNow();
        await using (
            var keep = new NpgsqlCommand(
                "update feed set sync_token = $3, full_at = case when $4 then $5 else full_at end where id = $1 and turn = $2 and state = 'On'",
                unit.Connection
            )
                .With(feed.Id.Value)
                .With(feed.Turn)
                .With(sync)
                .With(isFull)
                .With(now)
        )
            if (await keep.ExecuteNonQueryAsync(cancel) == 0)
                return;
        var zone = FeedBlocks.Zone(place);
        var known = isFull ? null : await FeedBlocks.Known(unit.Connection, feed.Id, cancel);
        var content = GoogleEntries.Content(entries, known, zone, now.AddDays(options.Value.Calendars.HorizonDays));
        await blocks.Apply(unit, place, feed, content, told: [], isExact: !isFull, cancel);
        foreach (var seen in GoogleEntries.Seen(entries, await Kept(unit.Connection, feed.Id, cancel), zone, isFull, now))
        {
            await using var write = new NpgsqlCommand(
                """
                update google_entry g set state = $3, starts_at = $4, ends_at = $5 where feed_id = $1 and key = $2
                returning booking_id, (select number from booking b where b.id = g.booking_id)
                """,
                unit.Connection
            ).With(feed.Id.Value).With(seen.Key).With(seen.State.ToString()).With(seen.From).With(seen.To);
            await using var row = await write.ExecuteReaderAsync(cancel);
            if (seen.State != EntryState.Written && await row.ReadAsync(cancel))
                unit.Publish(
                    new AttentionNeeded(
                        new AttentionItem(
                            seen.State == EntryState.DeletedThere ? AttentionKind.DeletedThere : AttentionKind.MovedThere,
                            place.Id,
                            place.Text.Name,
                            row.Nullable<Guid>(0) is { } booking ? BookingId.From(booking) : null,
                            row.Text(1),
                            feed.Id,
                            feed.Name,
                            1,
                            now
                        ),
                        now
                    )
                );
        }
    }

    private async Task<GoogleProblem?> Write(FeedRow feed, ObjectRow place, WorkItem item, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var zone = FeedBlocks.Zone(place);
        IReadOnlyList<WantedEntry> wanted;
        IReadOnlyList<KeptEntry> kept;
        await using (var connection = await database.Open(cancel))
        {
            wanted = await Wanted(connection, feed, place, now, cancel);
            kept = await Kept(connection, feed.Id, cancel);
        }
        var (put, delete) = GoogleEntries.Changes(wanted, kept, now);
        foreach (var entry in put.Take(WritesMax))
        {
            if (await google.Put(feed.Source, GoogleEntries.IdOf(entry.Key), GoogleEntries.Body(entry, zone), cancel) is { } problem)
                return problem;
            await item.Save(unit => Keep(unit, feed.Id, entry), cancel);
        }
        foreach (var key in delete.Take(WritesMax))
        {
            if (await google.Delete(feed.Source, GoogleEntries.IdOf(key), cancel) is { } problem)
                return problem;
            await item.Save(
                unit =>
                {
                    unit.AtCommit("delete from google_entry where feed_id = $1 and key = $2").With(feed.Id.Value).With(key);
                    return Task.CompletedTask;
                },
                cancel
            );
        }
        return null;
    }

    private static Task Keep(UnitOfWork unit, FeedId feed, WantedEntry entry)
    {
        unit.AtCommit(
                """
                insert into google_entry (feed_id, key, booking_id, written, starts_at, ends_at, state)
                select id, $2, $3, $4, $5, $6, 'Written' from feed where id = $1
                on conflict (feed_id, key) do update set written = excluded.written, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
                    state = excluded.state
                """
            )
            .With(feed.Value)
            .With(entry.Key)
            .With(entry.Booking)
            .With(entry.Written)
            .With(entry.From)
            .With(entry.To);
        return Task.CompletedTask;
    }

    /// <summary>Google tells of changes for a week; a new channel begins before the old one ends. Where it cannot tell, the calendar is looked at in its
    /// turn.</summary>
    private async Task Watch(FeedRow feed, WorkItem item, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (!address.IsGiven || address.Base.Scheme != Uri.UriSchemeHttps || feed.Channel is { } open && open.Until - now > RenewBefore)
            return;
        // Not at every reading, where Google refuses.
        if (feed.Channel is null && feed.ReadAt is not null && feed.FullAt is { } full && now - full < WatchAgainAfter)
            return;
        var id = Guid.CreateVersion7(now);
        var begun = await google.Watch(
            feed.Source,
            id,
            secrets.ChannelToken(id),
            address.Of("/hooks/" + GoogleCalendarWebhook.Name),
            cancel
        );
        if (begun is null)
            return;
        await item.Save(
            unit =>
            {
                unit.AtCommit("update feed set channel_id = $2, channel_resource = $3, channel_until = $4 where id = $1")
                    .With(feed.Id.Value)
                    .With(begun.Id)
                    .With(begun.Resource)
                    .With(begun.Until);
                return Task.CompletedTask;
            },
            cancel
        );
        if (feed.Channel is { } old)
            await google.Stop(old, cancel);
    }

    private async Task<IReadOnlyList<WantedEntry>> Wanted(
        NpgsqlConnection connection,
        FeedRow feed,
        ObjectRow place,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var entries = await CalendarExport.Entries(
            connection,
            place,
            feed.Unit,
            except: null,
            now,
            now.AddDays(options.Value.Calendars.HorizonDays),
            withFeeds: false,
            cancel
        );
        var numbers = new Dictionary<Guid, string>();
        var keys = entries.Select(e => e.Id).ToArray();
        await using (var find = new NpgsqlCommand("select id, number from booking where id = any($1)", connection).With(keys))
        await using (var rows = await find.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                numbers[rows.GetGuid(0)] = rows.GetString(1);
        return
        [
            .. entries.Select(e => new WantedEntry(
                e.Id,
                numbers.ContainsKey(e.Id) ? e.Id : null,
                e.From,
                e.To,
                numbers.TryGetValue(e.Id, out var number) ? "Denga " + number : "Denga"
            )),
        ];
    }

    private static async Task<IReadOnlyList<KeptEntry>> Kept(NpgsqlConnection connection, FeedId feed, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select key, written, starts_at, ends_at, state from google_entry where feed_id = $1",
            connection
        ).With(feed.Value);
        var found = new List<KeptEntry>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new KeptEntry(
                    rows.GetGuid(0),
                    rows.GetString(1),
                    rows.GetFieldValue<DateTimeOffset>(2),
                    rows.GetFieldValue<DateTimeOffset>(3),
                    Enum.Parse<EntryState>(rows.GetString(4))
                )
            );
        return found;
    }
}
