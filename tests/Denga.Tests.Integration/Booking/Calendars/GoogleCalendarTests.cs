using Denga.Booking.Calendars.Google;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Webhooks;
using Denga.TestKit.Calendars;
using Denga.Tests.Integration.Crash;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Tests.Integration.Booking.Calendars;

/// <summary>A calendar at Google and a unit stay in step, whatever Google plays.</summary>
public sealed class GoogleCalendarTests : IAsyncLifetime
{
    private readonly CalendarsHost host = new();

    private GoogleCalendarDouble Google => host.Google;

    public ValueTask InitializeAsync() => host.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Google.Violations);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task What_the_owner_writes_is_taken_moved_and_freed_and_only_changes_are_asked_for()
    {
        var flat = await host.Flat();
        Google.Write("repair", Day(10), Day(13));
        Google.Write("reminder", Day(15), Day(16), transparency: "transparent");
        var feed = await Add(flat);
        Assert.Equal(((string?)null, 1), (feed.Error, feed.Blocks));
        Assert.Equal("10-10 14–10-13 12", await host.Taken(flat));
        Google.Write("second", Day(20), Day(21));
        Google.Move("repair", Day(11), Day(12));
        await host.Read(feed);
        Assert.Equal("10-11 14–10-12 12, 10-20 14–10-21 12", await host.Taken(flat));
        Google.Delete("repair");
        Google.Delete("second");
        // Each was named: nobody is asked whether it is right.
        Assert.Equal((0, 0), ((await host.Read(feed)).Blocks, (await host.Now(feed)).Missing));
        Assert.Equal("", await host.Taken(flat));
        Assert.Equal(1, Google.Asked("token"));
    }

    [Fact]
    public async Task Pages_are_all_read_or_none_counts()
    {
        var flat = await host.Flat();
        Google.PageSize = 2;
        for (var n = 0; n < 5; n++)
            Google.Write("event" + n, Day(5 + 2 * n), Day(6 + 2 * n));
        Google.Next("list", GoogleFault.None, new GoogleFault(503, "backendError"));
        var feed = await Add(flat);
        Assert.Equal("booking.google_away", feed.Error);
        Assert.Equal("", await host.Taken(flat));
        Assert.Equal(((string?)null, 5), ((await host.Read(feed)).Error, (await host.Now(feed)).Blocks));
        // And of changes.
        for (var n = 0; n < 5; n++)
            Google.Move("event" + n, Day(6 + 2 * n), Day(7 + 2 * n));
        Assert.Equal(5, (await host.Read(feed)).Blocks);
        Assert.StartsWith("10-06 14–10-07 12", await host.Taken(flat), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sync_token_that_is_over_makes_all_be_read_and_opens_no_day_meanwhile()
    {
        var flat = await host.Flat();
        Google.Write("repair", Day(10), Day(13));
        Google.Write("gone", Day(20), Day(21));
        var feed = await Add(flat);
        var taken = await host.Taken(flat);
        Google.Delete("gone");
        Google.Forget();
        // The reading of all breaks off: what was known stays.
        Google.Next("list", new GoogleFault(410, "fullSyncRequired"), new GoogleFault(500, "backendError"));
        Assert.Equal("booking.google_away", (await host.Read(feed)).Error);
        Assert.Equal(taken, await host.Taken(flat));
        Assert.Null((await host.Read(feed)).Error);
        Assert.Equal("10-10 14–10-13 12", await host.Taken(flat));
    }

    [Fact]
    public async Task Limits_are_waited_for_as_Google_says()
    {
        var flat = await host.Flat();
        var feed = await Add(flat);
        var now = host.Clock.GetUtcNow();
        foreach (var (status, reason) in new[] { (403, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (429, "rateLimitExceeded") })
        {
            Google.Next("list", new GoogleFault(status, reason, RetryAfter: 1200));
            var limited = await host.Read(feed);
            Assert.Equal(("booking.google_busy", now.AddMinutes(20)), (limited.Error, limited.NextAt));
        }
        Google.IsShared = false;
        Assert.Equal("booking.google_not_shared", (await host.Read(feed)).Error);
        Google.IsShared = true;
        // By itself, and not before its time.
        var asked = Google.Asked("list");
        var next = (await host.Read(feed)).NextAt!.Value;
        host.Clock.Advance(next - host.Clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        await host.Host.Work();
        Assert.Equal(asked + 1, Google.Asked("list"));
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await host.Host.Work();
        Assert.Equal(asked + 2, Google.Asked("list"));
    }

    [Fact]
    public async Task A_token_that_ends_is_asked_for_anew()
    {
        var flat = await host.Flat();
        var feed = await Add(flat);
        Google.EndTokens();
        Assert.Null((await host.Read(feed)).Error);
        Assert.Equal(2, Google.Asked("token"));
        // After its hour without being refused first.
        host.Clock.Advance(TimeSpan.FromHours(2));
        await host.Host.Work();
        Assert.Equal(3, Google.Asked("token"));
        Google.EndTokens();
        Google.Next("token", new GoogleFault(400, "invalid_grant"));
        Assert.Equal("booking.google_key", (await host.Read(feed)).Error);
    }

    [Fact]
    public async Task A_process_that_dies_between_Google_and_its_own_table_writes_nothing_there_twice()
    {
        var flat = await host.Flat();
        var feed = await Add(flat);
        var first = await host.Book(flat, Day(10), Day(13));
        var second = await host.Book(flat, Day(20), Day(22));
        await host.Get(new SyncFeedNow(host.Operator, feed.Id));
        // Google has the first one, and nobody here knows.
        await DyingProcess.BeforeItWrites(host.Host, "booking.google_entry");
        Assert.Equal([Id(first)], Google.Events.Keys);
        Assert.Equal(0, await host.Host.Select<long>("select count(*) from booking.google_entry"));
        // Longer than a lease.
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await host.Host.Work();
        Assert.Equal([Id(first), Id(second)], Google.Events.Keys.Order());
        var now = await host.Now(feed);
        Assert.Equal(((string?)null, 0, 0), (now.Error, now.Blocks, now.Conflicts));

        await host.Host.Execute(
            "begin; delete from booking.stay where booking_id = @id; update booking.booking set state = 'Cancelled', ended_at = now() where id = @id; commit",
            new { id = first.Value }
        );
        await host.Get(new SyncFeedNow(host.Operator, feed.Id));
        await DyingProcess.BeforeItWrites(host.Host, "booking.google_entry");
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await host.Host.Work();
        Assert.Equal([Id(second)], Google.Events.Keys);
        Assert.Equal(1, await host.Host.Select<long>("select count(*) from booking.google_entry"));
        Assert.Empty(await host.Get(new CalendarConflicts()));
    }

    [Fact]
    public async Task Our_bookings_stand_there_once_and_follow_ours()
    {
        var flat = await host.Flat();
        var booking = await host.Book(flat, Day(10), Day(13));
        await host.Book(flat, Day(20), Day(22), "Held");
        // It is written there, and the answer is lost.
        Google.Next("insert", new GoogleFault(500, "backendError", IsDone: true));
        var feed = await Add(flat);
        Assert.Equal("booking.google_away", feed.Error);
        Assert.Null((await host.Read(feed)).Error);
        var (id, entry) = Assert.Single(Google.Events);
        Assert.Equal("dng" + booking.Value.ToString("N"), id);
        Assert.Equal(
            ("2026-10-10", "2026-10-13"),
            (entry["start"]!["date"]!.GetValue<string>(), entry["end"]!["date"]!.GetValue<string>())
        );
        Assert.StartsWith("Denga K-", entry["summary"]!.GetValue<string>(), StringComparison.Ordinal);
        // Ours that comes back is no news.
        await host.Read(feed);
        Assert.Equal("", await host.Taken(flat));
        Assert.Equal((2, 1), (Google.Asked("insert"), Google.Asked("patch")));

        await host.Move(flat, booking, Day(11), Day(14));
        Assert.Equal("2026-10-11", Assert.Single(Google.Events).Value["start"]!["date"]!.GetValue<string>());
        await host.Cancel(flat, booking);
        Assert.Empty(Google.Events);
        Assert.Null((await host.Read(feed)).Error);
        Assert.Empty(await host.Get(new CalendarConflicts(flat.Id)));
    }

    [Fact]
    public async Task Ours_deleted_or_moved_there_stands_as_it_was_until_an_operator_says_what_is_right()
    {
        var flat = await host.Flat();
        var (first, second) = (await host.Book(flat, Day(10), Day(13)), await host.Book(flat, Day(20), Day(22)));
        var feed = await Add(flat);
        Google.Delete(Id(first));
        Google.Move(Id(second), Day(25), Day(28));
        Assert.Equal(2, (await host.Read(feed)).Conflicts);
        var conflicts = await host.Get(new CalendarConflicts(flat.Id));
        Assert.Equal(
            [(CalendarConflictKind.DeletedThere, (BookingId?)first), (CalendarConflictKind.MovedThere, second)],
            conflicts.Select(c => (c.Kind, c.Booking))
        );
        Assert.Equal(new DateTimeOffset(2026, 10, 24, 21, 0, 0, TimeSpan.Zero), conflicts[1].From);
        Assert.Equal("", await host.Taken(flat));
        // A reading of all says the same, and writes nothing by itself.
        host.Clock.Advance(TimeSpan.FromDays(2));
        await host.Host.Work();
        Assert.Equal(2, (await host.Now(feed)).Conflicts);
        Assert.Equal([Id(second)], Google.Events.Keys);

        // The one is right here, with the other the owner agrees.
        await host.Get(new RestoreAtGoogle(host.Operator, feed.Id, first));
        await host.Get(new RestoreAtGoogle(host.Operator, feed.Id, first));
        await host.Host.Work();
        await host.Move(flat, second, Day(25), Day(28));
        Assert.Empty(await host.Get(new CalendarConflicts(flat.Id)));
        Assert.Equal(
            [("2026-10-10", "2026-10-13"), ("2026-10-25", "2026-10-28")],
            Google.Events.Values.Select(e => (e["start"]!["date"]!.GetValue<string>(), e["end"]!["date"]!.GetValue<string>())).Order()
        );
    }

    [Fact]
    public async Task Google_tells_of_changes_by_a_channel_that_is_renewed_and_whose_word_is_known()
    {
        var flat = await host.Flat();
        var feed = await Add(flat);
        Assert.True(feed.IsPushed);
        var (channel, asked) = Assert.Single(Google.Channels);
        Assert.Equal("https://denga.example/hooks/google-calendar", asked["address"]!.GetValue<string>());
        var token = asked["token"]!.GetValue<string>();
        Google.Write("repair", Day(10), Day(13));

        var webhook = host.Host.Services.GetRequiredService<GoogleCalendarWebhook>();
        Assert.Null(webhook.Verify(Told(channel, "a guess")));
        Assert.Null(webhook.Verify(Told(Guid.CreateVersion7().ToString(), token)));
        Assert.Null(webhook.Verify(Told(channel, token: null)));
        Assert.NotNull(webhook.Verify(Told(channel, token)));
        await Hear(channel, "sync");
        Assert.Equal("", await host.Taken(flat));
        await Hear(channel, "exists");
        await Hear(channel, "exists");
        Assert.Equal("10-10 14–10-13 12", await host.Taken(flat));

        for (var day = 0; day < 6; day++)
        {
            host.Clock.Advance(TimeSpan.FromDays(1.01));
            await host.Host.Work();
        }
        var (renewed, _) = Assert.Single(Google.Channels);
        Assert.NotEqual(channel, renewed);
        Assert.Equal((2, 1), (Google.Asked("watch"), Google.Asked("stop")));
    }

    [Fact]
    public async Task A_calendar_needs_an_address_of_its_own()
    {
        var flat = await host.Flat();
        foreach (var calendar in new[] { "primary", "", new string('a', 200) + "@google.com" })
            Assert.Equal(
                "booking.bad_feed",
                (await host.Ask(new AddGoogleCalendar(OperationId.New(), host.Operator, flat.Units[0].Id, "Google", calendar))).Error!.Code
            );
    }

    private async Task<CalendarFeed> Add(RentalObject flat)
    {
        var feed = await host.Get(
            new AddGoogleCalendar(OperationId.New(), host.Operator, flat.Units[0].Id, "Google", GoogleCalendarDouble.Calendar)
        );
        await host.Host.Work();
        return await host.Now(feed);
    }

    /// <summary>As the platform keeps a webhook whose sender is known.</summary>
    private async Task Hear(string channel, string state)
    {
        await host.Host.Execute(
            """
            with kept as (
                insert into booking.webhook (id, provider, delivery_key, headers, body, received_at)
                values (gen_random_uuid(), 'google-calendar', @key, @headers::json, '', @now) returning id
            )
            insert into booking.work (kind, key, body, added_at, next_at)
            select 'webhook.google-calendar', id::text, json_build_object('webhook', id), @now, @now from kept
            """,
            new
            {
                key = Guid.CreateVersion7().ToString(),
                headers = $$"""{"x-goog-channel-id":"{{channel}}","x-goog-resource-state":"{{state}}"}""",
                now = host.Clock.GetUtcNow(),
            }
        );
        await host.Host.Work();
    }

    private static WebhookRequest Told(string channel, string? token) =>
        new(
            Array.Empty<byte>(),
            name =>
                name switch
                {
                    "X-Goog-Channel-ID" => channel,
                    "X-Goog-Channel-Token" => token,
                    "X-Goog-Message-Number" => "2",
                    _ => null,
                }
        );

    private static string Id(BookingId booking) => "dng" + booking.Value.ToString("N");

    private static DateOnly Day(int day) => new(2026, 10, day);
}
