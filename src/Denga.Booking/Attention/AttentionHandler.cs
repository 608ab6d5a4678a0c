using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Booking.Attention;

/// <summary>Everything that waits for an operator, in one question.</summary>
internal sealed class AttentionHandler(Database<BookingModule> database, TimeProvider clock)
    : IOperationHandler<BookingAttention, IReadOnlyList<AttentionItem>>
{
    private const int ItemsMax = 500;

    public async Task<Result<IReadOnlyList<AttentionItem>>> Handle(BookingAttention operation, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand(
                $"""
                with feeds as (
                    select f.*, o.body -> 'name' as object_name from feed f join object o on o.id = f.object_id
                ), items as (
                    select 'Request' as kind, b.object_id, o.body -> 'name' as object_name, b.id as booking_id, b.number, null::uuid as feed_id,
                        null as feed_name, 1 as count, b.created_at as since
                    from booking b join object o on o.id = b.object_id where b.state = 'Requested' and b.expires_at > $1
                    union all
                    select 'CalendarConflict', f.object_id, f.object_name, null, null, f.id, f.name, count(*)::int, null
                    from feeds f join feed_block e on e.feed_id = f.id and e.is_conflict and e.ends_at > $1
                    group by f.id, f.object_id, f.object_name, f.name
                    union all
                    select 'CalendarLoss', f.object_id, f.object_name, null, null, f.id, f.name, count(*)::int, min(e.missing_since)
                    from feeds f join feed_block e on e.feed_id = f.id and e.missing_since is not null and e.ends_at > $1
                    group by f.id, f.object_id, f.object_name, f.name
                    union all
                    select g.state, f.object_id, f.object_name, g.booking_id, b.number, f.id, f.name, 1, null
                    from feeds f join google_entry g on g.feed_id = f.id and g.state <> 'Written' and g.ends_at > $1
                    left join booking b on b.id = g.booking_id
                )
                select kind, object_id, object_name, booking_id, number, feed_id, feed_name, count, since from items
                order by kind <> 'Request', since nulls last, feed_id, booking_id limit {ItemsMax}
                """
            )
            .With(clock.GetUtcNow());
        var found = new List<AttentionItem>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            found.Add(
                new AttentionItem(
                    Enum.Parse<AttentionKind>(row.GetString(0)),
                    ObjectId.From(row.GetGuid(1)),
                    JsonSerializer.Deserialize<LocalText>(row.GetString(2), DengaJson.Options)!,
                    row.Nullable<Guid>(3) is { } booking ? BookingId.From(booking) : null,
                    row.Text(4),
                    row.Nullable<Guid>(5) is { } feed ? FeedId.From(feed) : null,
                    row.Text(6),
                    row.GetInt32(7),
                    row.Nullable<DateTimeOffset>(8)
                )
            );
        return found;
    }
}
