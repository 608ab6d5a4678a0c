using System.Globalization;
using Denga.Booking;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.TestKit;
using Denga.TestKit.Calendars;
using Denga.TestKit.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Booking.Calendars;

/// <summary>Booking on a real PostgreSQL beside doubles of a platform and of Google. Work is done when the test says so, on a clock that stands until the test
/// moves it.</summary>
public sealed class CalendarsHost : IAsyncLifetime
{
    private ModuleHost? host;

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 10, 1, 12, 0, 0, TimeSpan.Zero));

    public GoogleCalendarDouble Google { get; private set; } = null!;

    public ModuleHost Host => host!;

    public PersonId Operator { get; } = PersonId.New();

    public async ValueTask InitializeAsync()
    {
        Google = await GoogleCalendarDouble.Start(Clock);
        host = await ModuleHost.Start(
            platform => platform.Add<BookingModule>(),
            clock: Clock,
            settings: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Booking:Calendars:PrivateHosts"] = "localhost",
                ["Booking:Calendars:Google:Address"] = Google.Address,
                ["Booking:Calendars:Google:ServiceAccount"] = Google.ServiceAccount,
            }
        );
        await Get(new SaveObjectType(Operator, new ObjectType("flat", new LocalText("Квартира", "Flat"), [])));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Google.DisposeAsync();
    }

    public Task<Result<T>> Ask<T>(IOperation<T> operation) => Host.Ask(operation);

    public async Task<T> Get<T>(IOperation<T> operation) => (await Ask(operation)).Value;

    /// <summary>A flat in Moscow: from 14:00 to 11:00, an hour for cleaning.</summary>
    public Task<RentalObject> Flat(int units = 1, TariffUnit soldBy = TariffUnit.Night, string zone = "Europe/Moscow") =>
        Get(
            new CreateObject(
                OperationId.New(),
                Operator,
                new ObjectText(
                    "flat-" + Guid.CreateVersion7().ToString("N")[..12],
                    "flat",
                    new LocalText("Квартира у моря", "Flat by the sea"),
                    new LocalText("", ""),
                    new LocalText("", ""),
                    new Place(new LocalText("Сочи", "Sochi")),
                    zone,
                    soldBy,
                    Currency.Rub,
                    4,
                    new StayRules(
                        new TimeOnly(14, 0),
                        new TimeOnly(11, 0),
                        1,
                        60,
                        [],
                        TimeSpan.FromHours(1),
                        TimeSpan.Zero,
                        720,
                        NeedsApproval: false
                    ),
                    new Dictionary<string, string>(StringComparer.Ordinal)
                ),
                [.. Enumerable.Range(1, units).Select(n => n.ToString(CultureInfo.InvariantCulture))]
            )
        );

    public Task<CalendarFeed> Add(RentalObject flat, FeedDouble platform, string name = "Airbnb", int unit = 0) =>
        Get(new AddFeed(OperationId.New(), Operator, flat.Units[unit].Id, name, platform.Url));

    public async Task<CalendarFeed> Now(CalendarFeed feed) => (await Get(new CalendarFeeds(feed.Object))).Single(f => f.Id == feed.Id);

    /// <summary>The kinds of what operators were told of the object.</summary>
    public Task<string> Told(RentalObject flat) =>
        Host.Select<string>(
            """
            select coalesce(string_agg(body -> 'item' ->> 'kind', ' ' order by body -> 'item' ->> 'kind'), '') from booking.outbox
            where type = 'booking.attention-needed.v1' and key = @key
            """,
            new { key = flat.Id.ToString() }
        );

    /// <summary>Has a calendar read.</summary>
    public async Task<CalendarFeed> Read(CalendarFeed feed)
    {
        await Get(new SyncFeedNow(Operator, feed.Id));
        await Host.Work();
        return await Now(feed);
    }

    /// <summary>A guest's booking of nights, paid, or held.</summary>
    public async Task<BookingId> Book(RentalObject flat, DateOnly from, DateOnly to, string state = "Paid", int unit = 0)
    {
        var id = BookingId.New();
        var (arrives, leaves) = (Moscow(from, 14), Moscow(to, 11));
        await Host.Execute(
            """
            begin;
            insert into booking.booking (id, number, request_hash, person_id, object_id, unit_id, state, dates, arrives, leaves, guests, price, currency,
                total_minor, created_at, expires_at)
            values (@id, @number, '', @person, @object, @unit, @state, @dates::jsonb, @arrives, @leaves, 2, '{}', 'RUB', 100, @now,
                case when @state in ('Held', 'AwaitingPayment') then @now + interval '15 minutes' end);
            insert into booking.stay (id, object_id, unit_id, kind, booking_id, dates, span, is_pinned, created_at)
            values (gen_random_uuid(), @object, @unit, 'booking', @id, @dates::jsonb, tstzrange(@arrives, @leaves + interval '1 hour'), false, @now);
            commit;
            """,
            new
            {
                id = id.Value,
                number = "K-" + id.Value.ToString("N")[20..],
                person = Operator.Value,
                @object = flat.Id.Value,
                unit = flat.Units[unit].Id.Value,
                state,
                dates = string.Create(CultureInfo.InvariantCulture, $$"""{"in":"{{from:yyyy-MM-dd}}","out":"{{to:yyyy-MM-dd}}"}"""),
                arrives,
                leaves,
                now = Clock.GetUtcNow(),
            }
        );
        return id;
    }

    /// <summary>A booking comes to nothing, and whoever looks after calendars has heard of it.</summary>
    public async Task Cancel(RentalObject flat, BookingId booking)
    {
        await Host.Execute(
            """
            begin;
            delete from booking.stay where booking_id = @id;
            update booking.booking set state = 'Cancelled', ended_at = now() where id = @id;
            commit;
            """,
            new { id = booking.Value }
        );
        await Changed(flat);
    }

    public async Task Move(RentalObject flat, BookingId booking, DateOnly from, DateOnly to)
    {
        await Host.Execute(
            """
            begin;
            update booking.booking set arrives = @arrives, leaves = @leaves where id = @id;
            update booking.stay set span = tstzrange(@arrives, @leaves + interval '1 hour'), dates = @dates::jsonb where booking_id = @id;
            commit;
            """,
            new
            {
                id = booking.Value,
                arrives = Moscow(from, 14),
                leaves = Moscow(to, 11),
                dates = string.Create(CultureInfo.InvariantCulture, $$"""{"in":"{{from:yyyy-MM-dd}}","out":"{{to:yyyy-MM-dd}}"}"""),
            }
        );
        await Changed(flat);
    }

    public async Task Changed(RentalObject flat)
    {
        var now = Clock.GetUtcNow();
        var before = await Asked();
        await Host.Publish<BookingModule>(new StayChanged(flat.Id, StayKind.Booking, now, now, now));
        // The relay rests on the clock of the test.
        await Wait.Until(async () =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(10));
            return await Asked() > before;
        });
        await Host.Work();
    }

    /// <summary>What feeds take of a unit, in days and hours of Moscow.</summary>
    public Task<string> Taken(RentalObject flat, int unit = 0) =>
        Host.Select<string>(
            """
            select coalesce(string_agg(
                to_char(lower(span) at time zone 'Europe/Moscow', 'MM-DD HH24') || '–' || to_char(upper(span) at time zone 'Europe/Moscow', 'MM-DD HH24'),
                ', ' order by lower(span)), '')
            from booking.stay where unit_id = @unit and kind = 'feed'
            """,
            new { unit = flat.Units[unit].Id.Value }
        );

    private Task<long> Asked() => Host.Select<long>("select count(*) from booking.work where kind = 'booking.place-feeds'");

    private static DateTimeOffset Moscow(DateOnly day, int hour) =>
        new DateTimeOffset(day.ToDateTime(new TimeOnly(hour, 0)), TimeSpan.FromHours(3)).ToUniversalTime();
}
