using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Booking.Calendars.Feeds;

/// <summary>A feed as it stands in its table.</summary>
/// <param name="Address">Sealed; null of a calendar at Google, whose name is <paramref name="Source"/>.</param>
internal sealed record FeedRow(
    FeedId Id,
    byte[] RequestHash,
    ObjectId Object,
    UnitId Unit,
    FeedKind Kind,
    string Name,
    string Source,
    byte[]? Address,
    FeedState State,
    int Turn,
    DateTimeOffset? NextAt,
    string? ETag,
    string? Modified,
    DateTimeOffset? ReadAt,
    DateTimeOffset? FullAt,
    DateTimeOffset? TriedAt,
    DateTimeOffset? FailingSince,
    int Failures,
    string? Error,
    string? SyncToken,
    GoogleChannel? Channel,
    int Blocks,
    int Missing,
    int Conflicts
)
{
    /// <summary>With $1 being now.</summary>
    private const string Select = """
        select f.id, f.request_hash, f.object_id, f.unit_id, f.kind, f.name, f.source, f.address, f.state, f.turn, f.next_at, f.etag, f.modified, f.read_at,
            f.full_at, f.tried_at, f.failing_since, f.failures, f.error, f.sync_token, f.channel_id, f.channel_resource, f.channel_until, b.blocks, b.missing,
            b.conflicts + (select count(*)::int from google_entry e where e.feed_id = f.id and e.state <> 'Written' and e.ends_at > $1)
        from feed f, lateral (
            select count(*)::int as blocks, count(missing_since)::int as missing, count(*) filter (where is_conflict)::int as conflicts
            from feed_block where feed_id = f.id and ends_at > $1 and echo_at is null
        ) b
        """;

    internal CalendarFeed Told() =>
        new(
            Id,
            Object,
            Unit,
            Kind,
            Name,
            Source,
            State,
            ReadAt,
            TriedAt,
            State == FeedState.On ? NextAt : null,
            Error,
            FailingSince,
            Blocks,
            Missing,
            Conflicts,
            Channel is not null
        );

    internal static async Task<FeedRow?> Find(NpgsqlConnection connection, FeedId id, DateTimeOffset now, CancellationToken cancel) =>
        await Read(connection, "where f.id = $2", now, c => c.With(id.Value), cancel) is [var one] ? one : null;

    /// <param name="where">With values from $2 on.</param>
    internal static async Task<IReadOnlyList<FeedRow>> Read(
        NpgsqlConnection connection,
        string where,
        DateTimeOffset now,
        Action<NpgsqlCommand> values,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand($"{Select} {where}", connection).With(now);
        values(command);
        var found = new List<FeedRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(Read(rows));
        return found;
    }

    private static FeedRow Read(NpgsqlDataReader row) =>
        new(
            FeedId.From(row.GetGuid(0)),
            row.GetFieldValue<byte[]>(1),
            ObjectId.From(row.GetGuid(2)),
            UnitId.From(row.GetGuid(3)),
            Enum.Parse<FeedKind>(row.GetString(4)),
            row.GetString(5),
            row.GetString(6),
            row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7),
            Enum.Parse<FeedState>(row.GetString(8)),
            row.GetInt32(9),
            row.Nullable<DateTimeOffset>(10),
            row.Text(11),
            row.Text(12),
            row.Nullable<DateTimeOffset>(13),
            row.Nullable<DateTimeOffset>(14),
            row.Nullable<DateTimeOffset>(15),
            row.Nullable<DateTimeOffset>(16),
            row.GetInt32(17),
            row.Text(18),
            row.Text(19),
            row.Nullable<Guid>(20) is { } channel
                ? new GoogleChannel(channel, row.GetString(21), row.GetFieldValue<DateTimeOffset>(22))
                : null,
            row.GetInt32(23),
            row.GetInt32(24),
            row.GetInt32(25)
        );
}

/// <summary>By what Google tells of changes of a calendar.</summary>
/// <param name="Resource">What Google calls it.</param>
internal sealed record GoogleChannel(Guid Id, string Resource, DateTimeOffset Until);
