using System.Text;
using Denga.Booking.Calendars.Ical;

namespace Denga.Tests.Unit.Booking;

/// <summary>Calendars of Airbnb and Booking.com, and those that somebody made to do harm.</summary>
public sealed class FeedReaderTests
{
    private const string Ours = "@denga.example";
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly FeedPlace Moscow = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"), WholeDays: true);

    [Fact]
    public void Airbnb_tells_bookings_from_closed_days()
    {
        var content = Content(File.ReadAllBytes("Booking/samples/airbnb.ics"));
        Assert.True(content.IsWhole);
        Assert.Equal(
            [
                ("1418fb94e984-0a7f6b5c3a0d1c11b1f7b1b2c1d1e1f1@airbnb.com", "2026-10-12", "2026-10-15", BlockKind.Reservation),
                ("6fec1092d3fa-00000000000000000000000000000001@airbnb.com", "2026-10-28", "2026-11-01", BlockKind.Closure),
            ],
            content.Events.Select(e => (e.Uid, Day(e.From), Day(e.To), e.Kind))
        );
    }

    [Fact]
    public void Of_Booking_com_nobody_can_tell_and_stays_back_to_back_do_not_overlap()
    {
        var content = Content(File.ReadAllBytes("Booking/samples/booking_com.ics"));
        Assert.Equal(
            [("2026-11-20", "2026-11-23", BlockKind.Unknown), ("2026-11-23", "2026-11-25", BlockKind.Unknown)],
            content.Events.Select(e => (Day(e.From), Day(e.To), e.Kind))
        );
    }

    public static TheoryData<string, string?> Answers =>
        new()
        {
            { "", FeedProblems.Empty },
            { " \r\n\r\n", FeedProblems.Empty },
            { "<!DOCTYPE html><html><body>Log in</body></html>", FeedProblems.NoCalendar },
            { "{\"error\":\"not found\"}", FeedProblems.NoCalendar },
            { "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", FeedProblems.Cut },
            { "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:202610", FeedProblems.Cut },
            { "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20261012\r\nEND:VCALENDAR\r\n", FeedProblems.Cut },
            { Event("20261012") + "END:VCALENDAR\r\n", FeedProblems.NoCalendar },
            {
                "BEGIN:VCALENDAR\r\n" + string.Concat(Enumerable.Range(0, 2001).Select(_ => Event("20261012"))) + "END:VCALENDAR\r\n",
                FeedProblems.TooMany
            },
            { "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", null },
            // What a cache adds after the end is no part of it.
            { "BEGIN:VCALENDAR\r\n" + Event("20261012") + "END:VCALENDAR\r\n<!-- cached -->", null },
        };

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_that_is_no_whole_calendar_is_none(string body, string? error) =>
        Assert.Equal(error, FeedReader.Read(Encoding.UTF8.GetBytes(body), Moscow, Now, Now.AddDays(730), Ours).Error);

    [Fact]
    public void A_calendar_cut_anywhere_is_none()
    {
        var whole = File.ReadAllBytes("Booking/samples/airbnb.ics");
        for (var length = 0; length < whole.Length - "\r\n".Length; length++)
        {
            var (content, error) = FeedReader.Read(whole[..length], Moscow, Now, Now.AddDays(730), Ours);
            // The line's end may be missing after the last letter.
            Assert.True(content is null && error is not null, $"{length} bytes of {whole.Length} were taken for all.");
        }
    }

    [Fact]
    public void Bytes_of_any_encoding_are_read_because_dates_are_the_same_in_all()
    {
        var text = Calendar(
            "BEGIN:VEVENT\r\nUID:бронь\r\nSUMMARY:Занято\r\nDTSTART;VALUE=DATE:20261012\r\nDTEND;VALUE=DATE:20261015\r\nEND:VEVENT\r\n"
        );
        var latin = Encoding.Latin1.GetBytes(
            text.Replace("Занято", "Ge\u00F6ffnet", StringComparison.Ordinal).Replace("бронь", "\u00FC", StringComparison.Ordinal)
        );
        byte[][] all =
        [
            Encoding.UTF8.GetBytes(text),
            [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)],
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)],
            [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(text)],
            latin,
            Encoding.UTF8.GetBytes(text.Replace("\r\n", "\n", StringComparison.Ordinal)),
            Encoding.UTF8.GetBytes(text.Replace("DTSTART", "dtstart", StringComparison.Ordinal)),
        ];
        foreach (var body in all)
        {
            var one = Assert.Single(Content(body).Events);
            Assert.Equal(("2026-10-12", "2026-10-15"), (Day(one.From), Day(one.To)));
        }
    }

    [Theory]
    [InlineData("DTSTART;VALUE=DATE:20261012", "2026-10-12", "2026-10-13")]
    [InlineData("DTSTART:20261012", "2026-10-12", "2026-10-13")]
    [InlineData("DTSTART;VALUE=DATE:20261012\r\nDTEND;VALUE=DATE:20261012", "2026-10-12", "2026-10-13")]
    [InlineData("DTSTART;VALUE=DATE:20261012\r\nDURATION:P3D", "2026-10-12", "2026-10-15")]
    // The day on which it ends is a day of departure.
    [InlineData("DTSTART:20261012T110000Z\r\nDTEND:20261015T080000Z", "2026-10-12", "2026-10-15")]
    // In Moscow it is the next day already.
    [InlineData("DTSTART:20261012T213000Z\r\nDTEND:20261014T213000Z", "2026-10-13", "2026-10-15")]
    [InlineData("DTSTART;TZID=America/New_York:20261012T200000\r\nDTEND;TZID=America/New_York:20261014T200000", "2026-10-13", "2026-10-15")]
    [InlineData(
        "DTSTART;TZID=\"Eastern Standard Time\":20261012T200000\r\nDTEND;TZID=\"Eastern Standard Time\":20261014T200000",
        "2026-10-13",
        "2026-10-15"
    )]
    [InlineData("DTSTART:20261012T100000\r\nDTEND:20261012T120000", "2026-10-12", "2026-10-13")]
    public void Times_become_the_nights_that_they_take(string lines, string from, string to)
    {
        var content = Content($"BEGIN:VEVENT\r\nUID:a\r\n{lines}\r\nEND:VEVENT\r\n");
        Assert.True(content is { IsWhole: true, HasUnknownZones: false });
        var one = Assert.Single(content.Events);
        Assert.Equal((from, to), (Day(one.From), Day(one.To)));
    }

    [Fact]
    public void A_zone_that_nobody_knows_is_taken_for_the_objects_and_said()
    {
        var content = Content(
            "BEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Mars/Base:20261012T100000\r\nDTEND;TZID=Mars/Base:20261014T100000\r\nEND:VEVENT\r\n"
        );
        Assert.True(content is { IsWhole: true, HasUnknownZones: true });
        Assert.Equal(("2026-10-12", "2026-10-14"), (Day(content.Events[0].From), Day(content.Events[0].To)));
    }

    [Fact]
    public void An_endless_series_goes_to_the_horizon_over_both_changes_of_the_clock()
    {
        var berlin = new FeedPlace(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), WholeDays: false);
        var body = Calendar(
            "BEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=Europe/Berlin:20260105T100000\r\nDTEND;TZID=Europe/Berlin:20260105T120000\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n"
        );
        var (content, _) = FeedReader.Read(Encoding.UTF8.GetBytes(body), berlin, Now, Now.AddDays(365), Ours);
        Assert.Equal(52, content!.Events.Count);
        Assert.All(content.Events, e => Assert.Equal(10, TimeZoneInfo.ConvertTime(e.From, berlin.Zone).Hour));
        Assert.Equal([8, 9], content.Events.Select(e => e.From.Hour).Distinct().Order());
    }

    [Fact]
    public void A_series_has_its_exceptions_its_moves_and_its_cancelled_days()
    {
        var content = Content(
            """
            BEGIN:VEVENT
            UID:a
            DTSTART;VALUE=DATE:20261001
            DTEND;VALUE=DATE:20261002
            RRULE:FREQ=WEEKLY;COUNT=4
            EXDATE;VALUE=DATE:20261008
            END:VEVENT
            BEGIN:VEVENT
            UID:a
            RECURRENCE-ID;VALUE=DATE:20261015
            DTSTART;VALUE=DATE:20261016
            DTEND;VALUE=DATE:20261018
            END:VEVENT
            BEGIN:VEVENT
            UID:a
            RECURRENCE-ID;VALUE=DATE:20261022
            DTSTART;VALUE=DATE:20261022
            STATUS:CANCELLED
            END:VEVENT

            """.ReplaceLineEndings("\r\n")
        );
        Assert.Equal([("2026-10-01", "2026-10-02"), ("2026-10-16", "2026-10-18")], content.Events.Select(e => (Day(e.From), Day(e.To))));
    }

    [Theory]
    [InlineData("DTSTART:20261012T000000Z\r\nRRULE:FREQ=SECONDLY")]
    [InlineData("DTSTART:20261012T000000Z\r\nRRULE:FREQ=MINUTELY;INTERVAL=1")]
    [InlineData("DTSTART:00010101T000000Z\r\nRRULE:FREQ=DAILY")]
    [InlineData("DTSTART:20261012T000000Z\r\nRRULE:FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2;BYSECOND=0,1,2")]
    [InlineData("DTSTART;VALUE=DATE:20261012\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("DTSTART;VALUE=DATE:20261012\r\nRRULE:nonsense")]
    [InlineData("DTSTART;VALUE=DATE:20260231")]
    [InlineData("DTSTART:tomorrow")]
    [InlineData("SUMMARY:no beginning")]
    public void What_cannot_be_read_or_costs_time_leaves_the_rest_readable_and_frees_nothing(string lines)
    {
        var content = Content($"BEGIN:VEVENT\r\nUID:a\r\n{lines}\r\nEND:VEVENT\r\n" + Event("20261120"));
        Assert.False(content.IsWhole);
        Assert.Equal("2026-11-20", Day(Assert.Single(content.Events).From));
    }

    [Fact]
    public void What_does_not_take_time_is_over_or_is_ours_is_not_taken()
    {
        var content = Content(
            "BEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20261012\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
                + "BEGIN:VEVENT\r\nUID:b\r\nDTSTART;VALUE=DATE:20261012\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
                + "BEGIN:VEVENT\r\nUID:c\r\nDTSTART;VALUE=DATE:20260901\r\nEND:VEVENT\r\n"
                + "BEGIN:VEVENT\r\nUID:booking-72@DENGA.example\r\nDTSTART;VALUE=DATE:20261012\r\nEND:VEVENT\r\n"
        );
        Assert.True(Assert.Single(content.Events).IsOurs);
    }

    private static FeedContent Content(string events) => Content(Encoding.UTF8.GetBytes(Calendar(events)));

    private static FeedContent Content(byte[] body)
    {
        var (content, error) = FeedReader.Read(body, Moscow, Now, Now.AddDays(730), Ours);
        Assert.Null(error);
        return content!;
    }

    private static string Calendar(string events) =>
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID;X-RICAL-TZSOURCE=TZINFO:-//x//EN\r\n" + events + "END:VCALENDAR\r\n";

    private static string Event(string day) => $"BEGIN:VEVENT\r\nUID:e{day}\r\nDTSTART;VALUE=DATE:{day}\r\nEND:VEVENT\r\n";

    private static string Day(DateTimeOffset at) =>
        Moscow.Day(at).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
