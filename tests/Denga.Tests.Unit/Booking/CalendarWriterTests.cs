using System.Text;
using Denga.Booking.Calendars.Export;
using Denga.Booking.Calendars.Ical;

namespace Denga.Tests.Unit.Booking;

/// <summary>What other platforms are told.</summary>
public sealed class CalendarWriterTests
{
    private const string Host = "@a-very-long-name-of-a-host-that-makes-lines-too-long-for-one.denga.example";
    private static readonly FeedPlace Kiritimati = new(TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati"), WholeDays: true);
    private static readonly DateTimeOffset Since = new(2026, 4, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Days_are_those_of_the_object_lines_are_folded_and_the_same_is_the_same_to_the_byte()
    {
        var entries = new[]
        {
            Entry(new DateOnly(2026, 5, 1), new DateOnly(2026, 5, 4)),
            Entry(new DateOnly(2026, 5, 4), new DateOnly(2026, 5, 5), isStay: false),
        };
        var text = CalendarWriter.Write(entries, Kiritimati, Host);
        Assert.Equal(text, CalendarWriter.Write(entries, Kiritimati, Host));
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        var unfolded = text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
        Assert.Contains("DTSTART;VALUE=DATE:20260501", unfolded);
        Assert.Contains("DTEND;VALUE=DATE:20260504", unfolded);
        Assert.Contains("DTSTAMP:20260401T100000Z", unfolded);
        Assert.Contains($"UID:booking-{entries[0].Id:N}{Host}", unfolded);
        Assert.Equal(["SUMMARY:Reserved", "SUMMARY:Not available"], unfolded.Where(l => l.StartsWith("SUMMARY", StringComparison.Ordinal)));
        // Read again it says the same, and is known as ours.
        var (content, _) = FeedReader.Read(Encoding.UTF8.GetBytes(text), Kiritimati, Since, Since.AddDays(730), Host);
        Assert.Equal(entries.Select(e => (e.From, e.To)), content!.Events.Select(e => (e.From, e.To)));
        Assert.All(content.Events, e => Assert.True(e.IsOurs));
    }

    [Fact]
    public void A_pool_is_taken_when_its_last_unit_is()
    {
        var (one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        ExportEntry At(Guid unit, int from, int to) => Entry(new DateOnly(2026, 5, from), new DateOnly(2026, 5, to)) with { Unit = unit };
        var full = CalendarWriter.Full(
            [At(one, 1, 5), At(one, 5, 8), At(one, 6, 7), At(two, 3, 6), At(two, 6, 7), At(two, 20, 22), At(one, 22, 24)],
            units: 2,
            "full",
            Since
        );
        var taken = Assert.Single(full);
        Assert.Equal((3, 7), (Kiritimati.Day(taken.From).Day, Kiritimati.Day(taken.To).Day));
    }

    private static ExportEntry Entry(DateOnly from, DateOnly to, bool isStay = true)
    {
        var id = Guid.CreateVersion7();
        return new ExportEntry(id, $"booking-{id:N}", Guid.Empty, Kiritimati.Midnight(from), Kiritimati.Midnight(to), Since, isStay);
    }
}
