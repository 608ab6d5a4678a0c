using Denga.Booking.Bookings;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Simulation;
using Npgsql;

namespace Denga.Booking.Simulation;

/// <summary>What holds of bookings whatever happens, asked of the tables themselves and reckoned a second time, not by the code that wrote them.</summary>
internal sealed class BookingRules(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>After every commit, of one booking or of all. The time of a stay is what was sold and the buffer after it, reckoned from the object.</summary>
    private const string Always = """
        with one as (select b.*, o.buffer from booking b join object o on o.id = b.object_id where $1::uuid is null or b.id = $1)
        select 'it has not exactly the time that was sold', b.id from one b
        where b.state in ('Requested', 'Held', 'AwaitingPayment', 'Confirmed', 'Paid', 'Completed') and not exists (
            select from stay s join unit u on u.id = s.unit_id
            where s.booking_id = b.id and u.object_id = b.object_id and (b.unit_id is null or b.unit_id = u.id)
                and s.span = tstzrange(b.arrives, b.leaves + b.buffer) and s.kept_until is not distinct from b.expires_at)
        union all
        select 'it came to nothing and keeps its time', b.id from one b
        where b.state in ('Cancelled', 'Expired') and exists (select from stay s where s.booking_id = b.id)
        union all
        select 'its time is somebody else''s as well', b.id from one b
        join stay s on s.booking_id = b.id join stay t on t.unit_id = s.unit_id and t.id <> s.id and t.span && s.span
        union all
        select 'what is due is not its price', b.id from one b
        where b.state in ('Requested', 'Held', 'AwaitingPayment', 'Confirmed', 'Paid', 'Completed') and b.total_minor <> (
            select coalesce(sum(d.minor - d.returned_minor), 0) from due d where d.booking_id = b.id and d.kind <> 'Deposit' and d.state <> 'Void')
        union all
        select 'it stands elsewhere than what is due says', b.id from one b
        where b.state in ('Confirmed', 'Paid')
            and (b.state = 'Confirmed') <> exists (select from due d where d.booking_id = b.id and d.kind <> 'Deposit' and d.state = 'Open')
        union all
        select 'what it gave back was not decided, or not given back', b.id from one b join due d on d.booking_id = b.id
        where d.paid_at is not null and d.returned_minor <> (
            select coalesce(sum(g.minor), 0) from give_back g where g.booking_id = d.booking_id and g.number = d.number)
        union all
        select 'more came back than was paid', b.id from one b join due d on d.booking_id = b.id
        where d.returned_minor + d.captured_minor > d.minor
        limit 1
        """;

    /// <summary>When nothing is under way any more. What a cancellation gives back is reckoned anew from the policy that was sold.</summary>
    private const string AtTheEnd = """
        select 'it is not over', b.id from booking b where b.state not in ('Completed', 'Cancelled', 'Expired', 'NoShow')
        union all
        select 'two stays of a unit overlap', s.id from stay s join stay t on t.unit_id = s.unit_id and t.id < s.id and t.span && s.span
        union all
        select 'money is on its way back for ever', g.booking_id from give_back g where g.done_at is null
        union all
        select 'its deposit is held for ever', d.booking_id from due d
        where d.kind = 'Deposit' and d.state = 'Paid' and d.returned_minor + d.captured_minor < d.minor
        union all
        select 'its cancellation gave back ' || c.refunded || ' of ' || c.paid || ' and not as its policy says', c.id from (
            select b.id, b.total_minor, b.reason = $1 as by_guest,
                (select coalesce(sum(d.minor), 0) from due d where d.booking_id = b.id and d.kind <> 'Deposit' and d.paid_at is not null)
                    - (select coalesce(sum(g.minor), 0) from give_back g join due d using (booking_id, number)
                        where g.booking_id = b.id and d.kind <> 'Deposit' and g.reason = 'changed') as paid,
                (select coalesce(sum(g.minor), 0) from give_back g join due d using (booking_id, number)
                    where g.booking_id = b.id and d.kind <> 'Deposit' and g.reason = b.reason) as refunded,
                case
                    when b.ended_at > b.arrives then 0
                    when b.ended_at <= (b.price #>> '{inputs,bookedAt}')::timestamptz
                        + make_interval(hours => (b.price #>> '{cancellation,graceHours}')::int) then 100
                    else coalesce((select max((p ->> 'refundPercent')::numeric) from jsonb_array_elements(b.price #> '{cancellation,steps}') p
                        where b.ended_at <= b.arrives - make_interval(hours => (p ->> 'hoursBefore')::int)), 0)
                end as percent
            from booking b where b.state = 'Cancelled') c
        where c.refunded <> case when c.by_guest then greatest(0, c.paid - c.total_minor + round(c.total_minor * c.percent / 100)) else c.paid end
        limit 1
        """;

    private const string Blocks = """
        select b.uid, b.starts_at at time zone o.zone, b.ends_at at time zone o.zone, b.is_conflict or (
            select coalesce(range_agg(s.span), '{}') from stay s where s.unit_id = f.unit_id
        ) @> tstzrange((b.starts_at at time zone o.zone + o.check_in) at time zone o.zone, (b.ends_at at time zone o.zone + o.check_out) at time zone o.zone)
        from feed_block b join feed f on f.id = b.feed_id join object o on o.id = f.object_id
        where f.id = $1 and b.starts_at > $2 and b.echo_at is null
        """;

    /// <param name="booking">Null: all.</param>
    internal void Check(BookingId? booking) => Check(Always, booking?.Value);

    /// <summary>Over, and money and stays agree: what is due was taken if and only if it says so, and the ledger has earned what bookings brought.</summary>
    internal void CheckAll(IOperations wallet)
    {
        Check(Always, null);
        Check(AtTheEnd, BookingErrors.CalledOff);
        using var connection = source.OpenConnection();
        using var command = new NpgsqlCommand(
            "select d.booking_id, d.number, d.kind, d.state, d.minor, d.returned_minor, d.captured_minor, d.paid_at is not null from due d order by 1, 2",
            connection
        );
        var earned = 0L;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var none = Money.Zero(Currency.Rub);
            var due = new DueRow(
                BookingId.From(rows.GetGuid(0)),
                rows.GetInt32(1),
                Enum.Parse<DueKind>(rows.GetString(2)),
                none,
                default,
                Enum.Parse<DueState>(rows.GetString(3)),
                Invoice: null,
                none,
                none,
                Reason: null,
                [],
                PaidAt: null
            );
            var (minor, returned, captured, isPaid) = (rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6), rows.GetBoolean(7));
            var isTaken = Ask(wallet, new PostingById(due.Derived("capture"))).IsOk;
            if (isTaken != (due.Kind == DueKind.Deposit ? captured > 0 : isPaid))
                throw new SimulationException($"{due.Booking}, {due.Number}: {(isTaken ? "taken" : "not taken")}, and it says {due.State}");
            if (due.State is DueState.Paid or DueState.Returned)
                earned += due.Kind == DueKind.Deposit ? captured : minor - returned;
        }
        var income = Ask(wallet, new OpenSystemAccount(BookingMoney.Income, Currency.Rub)).Value.Balance.Minor;
        if (income != earned)
            throw new SimulationException($"bookings brought {earned}, and the ledger has {income}");
    }

    /// <summary>What a calendar says of days to come stands here, takes its time, and nothing else does.</summary>
    internal void Check(SimulatedCalendar calendar)
    {
        var now = clock.GetUtcNow();
        var day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(1);
        var there = calendar.Entries.Where(e => e.From > day).Select(e => (e.Uid, e.From, e.To)).ToHashSet();
        using var connection = source.OpenConnection();
        using var command = new NpgsqlCommand(Blocks, connection).With(calendar.Feed.Value).With(now);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var block = (rows.GetString(0), DateOnly.FromDateTime(rows.GetDateTime(1)), DateOnly.FromDateTime(rows.GetDateTime(2)));
            if (!rows.GetBoolean(3))
                throw new SimulationException($"{calendar.Feed}: {block} of another calendar takes no time, and nobody is told");
            if (!there.Remove(block) && block.Item2 > day)
                throw new SimulationException($"{calendar.Feed}: {block} is not in the calendar any more");
        }
        if (there.Count > 0)
            throw new SimulationException($"{calendar.Feed}: {there.First()} is in the calendar, and not here");
    }

    internal (long Bookings, string States) Count()
    {
        using var connection = source.OpenConnection();
        using var command = new NpgsqlCommand(
            "select coalesce(sum(n), 0)::bigint, coalesce(string_agg(n || ' ' || lower(state), ', ' order by state), 'none') from (select state, count(*) as n from booking group by state) s",
            connection
        );
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetString(1));
    }

    private static Result<T> Ask<T>(IOperations of, IOperation<T> operation) => of.Ask(operation, CancellationToken.None).Result;

    private void Check(string rules, object? value)
    {
        using var connection = source.OpenConnection();
        using var command = new NpgsqlCommand(rules, connection);
        if (value is string text)
            command.With(text);
        else
            command.With((Guid?)value);
        using var broken = command.ExecuteReader();
        if (broken.Read())
            throw new SimulationException($"{BookingId.From(broken.GetGuid(1))}: {broken.GetString(0)}");
    }
}
