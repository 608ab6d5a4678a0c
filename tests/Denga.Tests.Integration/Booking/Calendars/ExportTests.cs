using System.Net;
using System.Text;
using Denga.Booking;
using Denga.Booking.Calendars.Export;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.TestKit.Calendars;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Denga.Tests.Integration.Booking.Calendars;

/// <summary>What other platforms fetch, and what comes back from them.</summary>
public sealed class ExportTests(CalendarsHost host) : IClassFixture<CalendarsHost>, IAsyncLifetime
{
    private readonly HttpClient http = new();
    private WebApplication web = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(host.Host.Services.GetRequiredService<CalendarExport>());
        web = builder.Build();
        BookingModule.Map(web);
        await web.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await web.DisposeAsync();
    }

    [Fact]
    public async Task Another_library_reads_which_days_are_taken_and_nothing_of_guests()
    {
        var flat = await host.Flat();
        var booking = await host.Book(flat, Day(10), Day(13));
        await host.Book(flat, Day(20), Day(22), "Held");
        var block = await host.Get(
            new BlockDates(OperationId.New(), host.Operator, flat.Id, new StayDates(Day(25), Day(27)), "Ремонт у Анны", flat.Units[0].Id)
        );
        var link = await host.Get(new MakeCalendarLink(OperationId.New(), host.Operator, flat.Id));
        Assert.StartsWith("https://denga.example/calendars/", link.Url, StringComparison.Ordinal);
        var body = await Body(link);
        Assert.Equal(
            [
                "-//Denga//Calendar 1.0//EN",
                $"booking-{booking.Value:N}@denga.example\t2026-10-10\t2026-10-13\tReserved",
                $"block-{block[0].Id.Value:N}@denga.example\t2026-10-25\t2026-10-27\tNot available",
            ],
            await NpmIcalReader.Read(body)
        );
        var text = Encoding.UTF8.GetString(body);
        Assert.DoesNotContain("Анны", text, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Operator.Value.ToString("N"), text, StringComparison.Ordinal);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        // A day later the names are the same.
        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(body, await Body(link));
    }

    [Fact]
    public async Task It_is_sent_once_and_then_only_what_has_changed()
    {
        var flat = await host.Flat();
        await host.Book(flat, Day(10), Day(13));
        var link = await host.Get(new MakeCalendarLink(OperationId.New(), host.Operator, flat.Id));
        using var first = await Fetch(link);
        Assert.Equal(
            (HttpStatusCode.OK, "text/calendar; charset=utf-8"),
            (first.StatusCode, first.Content.Headers.ContentType!.ToString())
        );
        Assert.True(first.Headers.CacheControl is { Private: true, NoCache: true });
        var tag = first.Headers.ETag!.ToString();
        using (var same = await Fetch(link, tag))
            Assert.Equal((HttpStatusCode.NotModified, 0), (same.StatusCode, (await same.Content.ReadAsByteArrayAsync()).Length));
        using (var weak = await Fetch(link, "\"other\", W/" + tag))
            Assert.Equal(HttpStatusCode.NotModified, weak.StatusCode);
        using (var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Here(link))))
            Assert.Equal((HttpStatusCode.OK, tag), (head.StatusCode, head.Headers.ETag!.ToString()));
        await host.Book(flat, Day(20), Day(22));
        using (var changed = await Fetch(link, tag))
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(host.Clock.GetUtcNow(), (await host.Get(new CalendarLinks(flat.Id))).Single().FetchedAt);
    }

    [Fact]
    public async Task An_address_is_a_secret_that_can_be_renewed_and_taken_away()
    {
        var flat = await host.Flat();
        var make = new MakeCalendarLink(OperationId.New(), host.Operator, flat.Id, flat.Units[0].Id);
        var link = await host.Get(make);
        Assert.Equal(link, await host.Get(make));
        Assert.Equal("operation.id_reused", (await host.Ask(make with { Unit = null })).Error!.Code);
        var renew = new RenewCalendarLink(OperationId.New(), host.Operator, link.Id);
        var renewed = await host.Get(renew);
        Assert.Equal(renewed, await host.Get(renew));
        Assert.NotEqual(link.Url, renewed.Url);
        Assert.Equal(HttpStatusCode.NotFound, (await Fetch(link)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Fetch(renewed)).StatusCode);
        var secret = renewed.Url.Split('/')[^1].Split('.')[0];
        Assert.Equal(
            0,
            await host.Host.Select<long>(
                "select count(*) from booking.calendar_link where encode(secret, 'escape') like @secret",
                new { secret = $"%{secret}%" }
            )
        );
        await host.Get(new RemoveCalendarLink(host.Operator, link.Id));
        await host.Get(new RemoveCalendarLink(host.Operator, link.Id));
        Assert.Equal(HttpStatusCode.NotFound, (await Fetch(renewed)).StatusCode);
        foreach (var name in new[] { "x.ics", ".ics", secret, new string('a', 5000) + ".ics" })
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(web.Urls.First() + "/calendars/" + name))).StatusCode);
        Assert.Equal("booking.link_not_found", (await host.Ask(renew with { Id = OperationId.New() })).Error!.Code);
        Assert.Equal(
            "booking.object_not_found",
            (await host.Ask(make with { Id = OperationId.New(), Object = ObjectId.New() })).Error!.Code
        );
        Assert.Equal(
            "booking.feed_not_found",
            (await host.Ask(make with { Id = OperationId.New(), For = FeedId.From(Guid.CreateVersion7()) })).Error!.Code
        );
    }

    [Fact]
    public async Task A_pool_is_told_as_full_or_unit_by_unit()
    {
        var flat = await host.Flat(units: 2);
        await host.Book(flat, Day(10), Day(13));
        await host.Book(flat, Day(12), Day(15), unit: 1);
        var whole = await host.Get(new MakeCalendarLink(OperationId.New(), host.Operator, flat.Id));
        var second = await host.Get(new MakeCalendarLink(OperationId.New(), host.Operator, flat.Id, flat.Units[1].Id));
        Assert.EndsWith(
            "\t2026-10-12\t2026-10-13\tReserved",
            Assert.Single((await NpmIcalReader.Read(await Body(whole))).Skip(1)),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "\t2026-10-12\t2026-10-15\tReserved",
            Assert.Single((await NpmIcalReader.Read(await Body(second))).Skip(1)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_was_told_and_comes_back_is_an_echo_and_what_came_from_a_platform_is_not_told_to_it()
    {
        var flat = await host.Flat();
        await using var platform = await FeedDouble.Start();
        platform.Says(new FeedEntry("theirs", Day(20), Day(22)));
        var feed = await host.Add(flat, platform);
        await host.Host.Work();
        var booking = await host.Book(flat, Day(10), Day(13));
        // The same days there before we were asked for ours: somebody comes twice.
        var closed = new FeedEntry("closed", Day(10), Day(13), "CLOSED - Not available");
        platform.Says(new FeedEntry("theirs", Day(20), Day(22)), closed);
        Assert.Equal(1, (await host.Read(feed)).Conflicts);

        var second = await host.Book(flat, Day(14), Day(16));
        var toThem = await host.Get(new MakeCalendarLink(OperationId.New(), host.Operator, flat.Id, For: feed.Id));
        var toOthers = await host.Get(new MakeCalendarLink(OperationId.New(), host.Operator, flat.Id));
        Assert.DoesNotContain(await NpmIcalReader.Read(await Body(toThem)), l => l.Contains("feed-", StringComparison.Ordinal));
        Assert.Contains(
            await NpmIcalReader.Read(await Body(toOthers)),
            l => l.Contains("\t2026-10-20\t2026-10-22", StringComparison.Ordinal)
        );
        Assert.Equal((2, 1), ((await host.Read(feed)).Blocks, (await host.Now(feed)).Conflicts));

        // What appears there after it was told is ours.
        var echo = closed with
        {
            Uid = "echo",
            From = Day(14),
            To = Day(16),
        };
        platform.Says(new FeedEntry("theirs", Day(20), Day(22)), echo);
        Assert.Equal((1, 0), ((await host.Read(feed)).Blocks, (await host.Now(feed)).Conflicts));
        // It goes here, and keeps its days from nobody while the platform has not looked.
        await host.Cancel(flat, second);
        await host.Read(feed);
        Assert.Equal("10-20 14–10-22 12", await host.Taken(flat));
        // It stays there: after a day it is somebody's.
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.Read(feed);
        Assert.Equal("10-14 14–10-16 12, 10-20 14–10-22 12", await host.Taken(flat));
        await host.Cancel(flat, booking);
    }

    private async Task<byte[]> Body(CalendarLink link)
    {
        using var answer = await Fetch(link);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private Task<HttpResponseMessage> Fetch(CalendarLink link, string? tag = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Here(link));
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return http.SendAsync(request);
    }

    private Uri Here(CalendarLink link) => new(web.Urls.First() + new Uri(link.Url).AbsolutePath);

    private static DateOnly Day(int day) => new(2026, 10, day);
}
