using System.Text;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.TestKit;
using Denga.TestKit.Calendars;
using Denga.Tests.Integration.Crash;

namespace Denga.Tests.Integration.Booking.Calendars;

/// <summary>What other platforms say is taken is taken here, and what goes wrong with them opens no day.</summary>
public sealed class FeedTests(CalendarsHost host) : IClassFixture<CalendarsHost>, IAsyncLifetime
{
    private FeedDouble platform = null!;

    public async ValueTask InitializeAsync() => platform = await FeedDouble.Start();

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Fact]
    public async Task What_a_platform_says_is_taken_is_taken_and_freed_when_it_vanishes_there()
    {
        var flat = await host.Flat();
        platform.Says(Entry("a", 10, 13), Entry("b", 13, 14), Entry("c", 20, 25, "Airbnb (Not available)"));
        var feed = await host.Add(flat, platform);
        await host.Host.Work();
        Assert.Equal("10-10 14–10-13 12, 10-13 14–10-14 12, 10-20 14–10-25 11", await host.Taken(flat));
        var read = await host.Now(feed);
        Assert.Equal((3, 0, 0, (string?)null, "localhost"), (read.Blocks, read.Missing, read.Conflicts, read.Error, read.Source));
        Assert.Equal(host.Clock.GetUtcNow(), read.ReadAt);

        // Nothing that is the same is written again.
        var before = await Rows(flat);
        await host.Read(feed);
        Assert.Equal(before, await Rows(flat));

        platform.Says(Entry("a", 10, 12), Entry("c2", 20, 25, "Airbnb (Not available)"));
        await host.Read(feed);
        Assert.Equal("10-10 14–10-12 12, 10-20 14–10-25 11", await host.Taken(flat));
    }

    [Fact]
    public async Task It_is_read_again_and_again_and_asked_only_for_what_is_new()
    {
        var flat = await host.Flat();
        platform.Says(Entry("a", 10, 13));
        platform.Tag = "\"1\"";
        var feed = await host.Add(flat, platform);
        await host.Host.Work();
        Assert.Null(platform.Last.IfNoneMatch);
        host.Clock.Advance(TimeSpan.FromMinutes(17));
        await host.Host.Work();
        Assert.Equal((2, "\"1\""), (platform.Asked, platform.Last.IfNoneMatch));
        Assert.Equal(host.Clock.GetUtcNow(), (await host.Now(feed)).ReadAt);
        Assert.Equal("10-10 14–10-13 12", await host.Taken(flat));
        // Once a day all of it: series go on.
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.Host.Work();
        Assert.Null(platform.Last.IfNoneMatch);

        await host.Get(new SetFeedState(host.Operator, feed.Id, FeedState.Paused));
        var asked = platform.Asked;
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.Host.Work();
        Assert.Equal(asked, platform.Asked);
        Assert.Equal("booking.feed_paused", (await host.Ask(new SyncFeedNow(host.Operator, feed.Id))).Error!.Code);
        Assert.Null((await host.Now(feed)).NextAt);
        Assert.Equal("10-10 14–10-13 12", await host.Taken(flat));
        await host.Get(new SetFeedState(host.Operator, feed.Id, FeedState.On));
        await host.Host.Work();
        Assert.Equal(asked + 1, platform.Asked);

        await host.Get(new RemoveFeed(host.Operator, feed.Id));
        Assert.Equal("", await host.Taken(flat));
        Assert.Equal("booking.feed_not_found", (await host.Ask(new SyncFeedNow(host.Operator, feed.Id))).Error!.Code);
        await host.Get(new RemoveFeed(host.Operator, feed.Id));
    }

    public static TheoryData<string, string> Failures =>
        new()
        {
            { "empty", "booking.feed_empty" },
            { "html", "booking.feed_no_calendar" },
            { "cut", "booking.feed_cut" },
            { "breaks", "booking.feed_away" },
            { "500", "booking.feed_away" },
            { "404", "booking.feed_refused" },
            { "503", "booking.feed_busy" },
            { "30 MB", "booking.feed_too_large" },
            { "loopback", "booking.feed_redirects" },
            { "inside", "booking.feed_address" },
            { "loop", "booking.feed_redirects" },
            { "unread", "booking.feed_unread" },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_reading_that_fails_frees_nothing_and_is_made_up_for(string how, string code)
    {
        var flat = await host.Flat();
        platform.Says(Entry("a", 10, 13), Entry("b", 20, 22));
        var feed = await host.Add(flat, platform);
        await host.Host.Work();
        var taken = await host.Taken(flat);
        var good = platform.Body;
        platform.Says(Entry("b", 20, 22));
        switch (how)
        {
            case "empty":
                platform.Body = [];
                break;
            case "html":
                (platform.Body, platform.ContentType) = (Encoding.UTF8.GetBytes("<html>Sign in</html>"), "text/html");
                break;
            case "cut":
                platform.Body = platform.Body[..^20];
                break;
            case "breaks":
                platform.BreaksAfter = 60;
                break;
            case "500":
            case "404":
                platform.Status = int.Parse(how, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case "503":
                (platform.Status, platform.RetryAfter) = (503, "7200");
                break;
            case "30 MB":
                platform.Padding = 30 * 1024 * 1024;
                break;
            case "loopback":
                platform.Location = "http://127.0.0.1:9/";
                break;
            case "inside":
                platform.Location = "https://169.254.169.254/latest/meta-data";
                break;
            case "loop":
                platform.Location = platform.Url;
                break;
            case "unread":
                platform.Body = Encoding.UTF8.GetBytes(
                    FeedDouble.Calendar(Entry("b", 20, 22)).Replace("UID:b", "RRULE:FREQ=SECONDLY\r\nUID:b", StringComparison.Ordinal)
                );
                break;
        }
        var failed = await host.Read(feed);
        Assert.Equal(code, failed.Error);
        Assert.Equal(taken, await host.Taken(flat));
        if (how != "unread")
            Assert.Equal(host.Clock.GetUtcNow(), failed.FailingSince);
        if (how == "503")
            Assert.Equal(host.Clock.GetUtcNow() + TimeSpan.FromHours(2), failed.NextAt);

        (platform.Body, platform.Status, platform.Padding, platform.Location, platform.BreaksAfter) = (good, 200, 0, null, null);
        var well = await host.Read(feed);
        Assert.Equal(((string?)null, (DateTimeOffset?)null, 2), (well.Error, well.FailingSince, well.Blocks));
        Assert.Equal(taken, await host.Taken(flat));
    }

    [Fact]
    public async Task A_platform_that_never_ends_is_left_after_its_time()
    {
        var flat = await host.Flat();
        platform.Says(Entry("a", 10, 13));
        platform.Stalls = true;
        var feed = await host.Add(flat, platform);
        var working = host.Host.Work();
        await Wait.Until(() => platform.Asked == 1);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await working;
        Assert.Equal("booking.feed_away", (await host.Now(feed)).Error);
    }

    [Fact]
    public async Task Most_of_a_calendar_vanishing_waits_for_an_operator()
    {
        var flat = await host.Flat();
        platform.Says([.. Enumerable.Range(1, 6).Select(n => Entry("u" + n, 10 + 2 * n, 11 + 2 * n))]);
        var feed = await host.Add(flat, platform);
        await host.Host.Work();
        var all = await host.Taken(flat);
        platform.Says(Entry("u2", 14, 15));
        Assert.Equal((6, 5), ((await host.Read(feed)).Blocks, (await host.Now(feed)).Missing));
        Assert.Equal(all, await host.Taken(flat));
        // One is back; who looked before has not seen that.
        platform.Says(Entry("u2", 14, 15), Entry("u3", 16, 17));
        Assert.Equal(4, (await host.Read(feed)).Missing);
        Assert.Equal("booking.feed_loss_changed", (await host.Ask(new ConfirmLoss(host.Operator, feed.Id, 5))).Error!.Code);
        Assert.Equal(all, await host.Taken(flat));
        var confirmed = await host.Get(new ConfirmLoss(host.Operator, feed.Id, 4));
        Assert.Equal((2, 0), (confirmed.Blocks, confirmed.Missing));
        Assert.Equal("10-14 14–10-15 12, 10-16 14–10-17 12", await host.Taken(flat));
        Assert.Equal(0, (await host.Get(new ConfirmLoss(host.Operator, feed.Id, 0))).Missing);

        // All of it is gone, and comes back by itself.
        platform.Says();
        Assert.Equal(2, (await host.Read(feed)).Missing);
        platform.Says(Entry("u2", 14, 15), Entry("u3", 16, 17));
        Assert.Equal((2, 0), ((await host.Read(feed)).Blocks, (await host.Now(feed)).Missing));
    }

    [Fact]
    public async Task A_stay_there_over_one_of_ours_is_shown_and_the_rest_of_it_is_taken()
    {
        var flat = await host.Flat();
        var booking = await host.Book(flat, Day(10), Day(13));
        platform.Says(Entry("a", 12, 15), Entry("closed", 9, 11, "Airbnb (Not available)"));
        var feed = await host.Add(flat, platform);
        await host.Host.Work();
        Assert.Equal("10-09 14–10-10 14, 10-13 12–10-15 12", await host.Taken(flat));
        var conflict = Assert.Single(await host.Get(new CalendarConflicts(flat.Id)));
        Assert.Equal((CalendarConflictKind.Overlap, feed.Id, (BookingId?)booking), (conflict.Kind, conflict.Feed, conflict.Booking));
        Assert.Equal(1, (await host.Now(feed)).Conflicts);
        // The booking goes: its nights are taken by who came from there, at once.
        await host.Cancel(flat, booking);
        Assert.Equal("10-09 14–10-11 11, 10-12 14–10-15 12", await host.Taken(flat));
        Assert.Empty(await host.Get(new CalendarConflicts(flat.Id)));
    }

    [Fact]
    public async Task Two_platforms_that_sold_the_same_night_are_both_shown_and_one_takes_the_place_of_the_other()
    {
        var flat = await host.Flat();
        await using var other = await FeedDouble.Start();
        platform.Says(Entry("a", 10, 13));
        other.Says(Entry("b", 12, 14, "CLOSED - Not available"));
        var (first, second) = (await host.Add(flat, platform), await host.Add(flat, other, "Booking.com"));
        await host.Host.Work();
        Assert.Equal("10-10 14–10-13 12, 10-13 12–10-14 12", await host.Taken(flat));
        Assert.Equal(2, (await host.Get(new CalendarConflicts(flat.Id))).Count);
        platform.Says();
        await host.Read(first);
        await host.Get(new ConfirmLoss(host.Operator, first.Id, 1));
        Assert.Equal("10-12 14–10-14 12", await host.Taken(flat));
        Assert.Empty(await host.Get(new CalendarConflicts(flat.Id)));
        Assert.Equal(1, (await host.Now(second)).Blocks);
    }

    [Fact]
    public async Task Units_of_a_pool_have_calendars_of_their_own()
    {
        var flat = await host.Flat(units: 2);
        platform.Says(Entry("a", 10, 13));
        await host.Add(flat, platform, unit: 1);
        await host.Host.Work();
        Assert.Equal(("", "10-10 14–10-13 12"), (await host.Taken(flat), await host.Taken(flat, unit: 1)));
    }

    [Fact]
    public async Task A_repeat_adds_one_and_bad_addresses_are_refused()
    {
        var flat = await host.Flat();
        var add = new AddFeed(OperationId.New(), host.Operator, flat.Units[0].Id, "Airbnb", "webcal://calendar.example/1.ics?s=secret");
        Assert.Equal(await host.Get(add), await host.Get(add));
        Assert.Equal("operation.id_reused", (await host.Ask(add with { Name = "Vrbo" })).Error!.Code);
        foreach (
            var (url, code) in new[]
            {
                ("http://calendar.example/1.ics", "booking.bad_feed"),
                ("https://me:word@calendar.example/1.ics", "booking.bad_feed"),
                ("file:///etc/passwd", "booking.bad_feed"),
                ("nothing", "booking.bad_feed"),
                ("https://127.0.0.1/1.ics", "booking.feed_address"),
                ("https://[::ffff:10.0.0.1]/1.ics", "booking.feed_address"),
                ("https://2130706433/1.ics", "booking.feed_address"),
            }
        )
            Assert.Equal(code, (await host.Ask(add with { Id = OperationId.New(), Url = url })).Error?.Code);
        Assert.Equal("booking.bad_feed", (await host.Ask(add with { Id = OperationId.New(), Name = " " })).Error!.Code);
        Assert.Equal("booking.unit_not_found", (await host.Ask(add with { Id = OperationId.New(), Unit = UnitId.New() })).Error!.Code);
        // The address is a secret.
        Assert.Equal(
            0,
            await host.Host.Select<long>(
                "select count(*) from booking.feed f where f::text like '%secret%' or encode(address, 'escape') like '%secret%'"
            )
        );
        await host.Get(new RemoveFeed(host.Operator, FeedId.From(add.Id.Value)));
    }

    [Fact]
    public async Task A_process_that_dies_over_a_reading_leaves_nothing_half_and_the_next_one_takes_all_of_it()
    {
        var flat = await host.Flat();
        platform.Says(Entry("a", 10, 13), Entry("b", 20, 22));
        var feed = await host.Add(flat, platform);
        foreach (var table in (string[])["booking.feed_block", "booking.stay", "booking.work"])
        {
            await DyingProcess.BeforeItWrites(host.Host, table);
            Assert.Equal("", await host.Taken(flat));
            // Longer than a lease.
            host.Clock.Advance(TimeSpan.FromMinutes(2));
        }
        await host.Host.Work();
        Assert.Equal("10-10 14–10-13 12, 10-20 14–10-22 12", await host.Taken(flat));

        platform.Says(Entry("a", 11, 13), Entry("c", 25, 26));
        await host.Get(new SyncFeedNow(host.Operator, feed.Id));
        await DyingProcess.BeforeItWrites(host.Host, "booking.stay");
        Assert.Equal("10-10 14–10-13 12, 10-20 14–10-22 12", await host.Taken(flat));
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await host.Host.Work();
        Assert.Equal("10-11 14–10-13 12, 10-25 14–10-26 12", await host.Taken(flat));
    }

    private Task<string> Rows(RentalObject flat) =>
        host.Host.Select<string>(
            "select string_agg(id::text || xmin::text, ' ' order by id) from booking.stay where unit_id = @unit",
            new { unit = flat.Units[0].Id.Value }
        );

    private static DateOnly Day(int day) => new(2026, 10, day);

    private static FeedEntry Entry(string uid, int from, int to, string summary = "Reserved") => new(uid, Day(from), Day(to), summary);
}
