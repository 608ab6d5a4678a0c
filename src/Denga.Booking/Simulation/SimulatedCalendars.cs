using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Platform.Simulation;

namespace Denga.Booking.Simulation;

/// <summary>What another platform says of a unit.</summary>
/// <param name="IsGuest">Somebody has booked there; else its owner closed the days.</param>
internal sealed record SimulatedEntry(string Uid, DateOnly From, DateOnly To, bool IsGuest);

/// <summary>A calendar at another platform, the same for all processes that read it.</summary>
internal sealed class SimulatedCalendar(SimulatedWorld world, int number)
{
    private const int EntriesMax = 12;
    private const int FarDays = 100;
    private List<SimulatedEntry> entries = [];
    private List<SimulatedEntry>? forgotten;
    private int names;
    private int version;

    internal FeedId Feed { get; set; }

    internal Uri Address { get; } = new($"https://platform.example/{number.ToString(CultureInfo.InvariantCulture)}.ics");

    internal IReadOnlyList<SimulatedEntry> Entries => entries;

    /// <summary>Somebody books there, moves, or cancels; now and then most of it is gone for a while.</summary>
    internal void Change()
    {
        var random = world.Random;
        version++;
        if (forgotten is not null)
        {
            (entries, forgotten) = ([.. forgotten.Concat(entries)], null);
            return;
        }
        if (entries.Count > 3 && random.Next(12) == 0)
        {
            (entries, forgotten) = (entries[..1], entries[1..]);
            return;
        }
        var today = DateOnly.FromDateTime(world.Time.Now.UtcDateTime);
        entries.RemoveAll(e => e.To < today);
        var from = today.AddDays(random.Next(3) == 0 ? FarDays + random.Next(2 * FarDays) : 1 + random.Next(BookingSimulation.AheadMax));
        var to = from.AddDays(1 + random.Next(5));
        var at = entries.Count == 0 ? 0 : random.Next(entries.Count);
        if (entries.Count >= EntriesMax || entries.Count > 0 && random.Next(3) == 0)
            entries.RemoveAt(at);
        else if (entries.Count > 0 && random.Next(3) == 0)
            entries[at] = entries[at] with { From = from, To = to };
        else
            entries.Add(new SimulatedEntry($"{++names}@platform.example", from, to, random.Next(3) > 0));
    }

    /// <summary>Away, broken, cut, empty, or what is so.</summary>
    internal HttpResponseMessage Answer(HttpRequestMessage asked)
    {
        if (world.Once(20))
            return new HttpResponseMessage(HttpStatusCode.BadGateway);
        if (world.Once(30))
            return Said("<html><body>Sign in</body></html>", "text/html");
        var calendar = Written(world.Once(30) ? [] : entries);
        if (world.Once(30))
            return Said(calendar[..world.Random.Next(calendar.Length)], "text/calendar");
        var tag = $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";
        if (asked.Headers.IfNoneMatch.Any(t => t.Tag == tag))
            return new HttpResponseMessage(HttpStatusCode.NotModified);
        var answer = Said(calendar, "text/calendar");
        if (!world.IsCalm && world.Random.Next(2) == 0)
            answer.Headers.ETag = new EntityTagHeaderValue(tag);
        return answer;
    }

    private static HttpResponseMessage Said(string text, string type) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, type) };

    private static string Written(IEnumerable<SimulatedEntry> entries)
    {
        var text = new StringBuilder("BEGIN:VCALENDAR\r\nPRODID:-//Airbnb Inc//Hosting Calendar 1.0//EN\r\nVERSION:2.0\r\n");
        foreach (var entry in entries)
            text.Append(
                CultureInfo.InvariantCulture,
                $"BEGIN:VEVENT\r\nDTEND;VALUE=DATE:{entry.To:yyyyMMdd}\r\nDTSTART;VALUE=DATE:{entry.From:yyyyMMdd}\r\nUID:{entry.Uid}\r\nSUMMARY:{(entry.IsGuest ? "Reserved" : "Airbnb (Not available)")}\r\nEND:VEVENT\r\n"
            );
        return text.Append("END:VCALENDAR\r\n").ToString();
    }
}

/// <summary>The way of a process to those calendars: slow, and cut before and after.</summary>
internal sealed class SimulatedInternet(SimulatedWorld world, SimulatedProcess process, IReadOnlyList<SimulatedCalendar> calendars)
    : HttpMessageHandler
{
    private const int SilentOnce = 25;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        world.Time.Meanwhile(async () =>
        {
            await world.Step(process);
            if (world.Once(SilentOnce))
                throw new HttpRequestException("The simulated platform is away.");
            var answer = calendars.Single(c => c.Address == request.RequestUri).Answer(request);
            await world.Step(process);
            return world.Once(SilentOnce) ? throw new HttpRequestException("The simulated connection was cut.") : answer;
        });
}
