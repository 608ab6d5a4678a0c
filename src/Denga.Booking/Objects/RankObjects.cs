using Denga.Platform.Data;
using Denga.Platform.Jobs;

namespace Denga.Booking.Objects;

/// <summary>Counts who is booked most, forgets quotes nobody took and dates nobody waits for any more.</summary>
internal sealed class RankObjects(Database<BookingModule> database, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Counted = TimeSpan.FromDays(90);
    private static readonly TimeSpan QuotesKept = TimeSpan.FromDays(1);

    public string Name => "booking.rank-objects";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        await using var rank = database
            .Source.CreateCommand(
                """
                update object o set popularity = n.bookings
                from (select o.id, count(b.id)::int as bookings from object o left join booking b on b.object_id = o.id and b.created_at > $1
                    and b.state not in ('Cancelled', 'Expired') group by o.id) n
                where n.id = o.id and o.popularity <> n.bookings
                """
            )
            .With(clock.GetUtcNow() - Counted);
        await rank.ExecuteNonQueryAsync(cancel);
        await using var forget = database
            .Source.CreateCommand("delete from quote where expires_at < $1")
            .With(clock.GetUtcNow() - QuotesKept);
        await forget.ExecuteNonQueryAsync(cancel);
        await using var told = database.Source.CreateCommand("delete from waiting where until < $1").With(clock.GetUtcNow() - QuotesKept);
        await told.ExecuteNonQueryAsync(cancel);
    }
}
