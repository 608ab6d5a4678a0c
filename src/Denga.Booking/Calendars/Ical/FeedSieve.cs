using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Denga.Booking.Calendars.Ical;

/// <summary>A calendar of which only is left what says when something is taken, event by event.</summary>
/// <param name="Events">The lines between BEGIN and END of each, rewritten, with those of one UID together.</param>
/// <param name="Unread">How many events could not be read, or are made to cost time: what the calendar does not show may be in them.</param>
/// <param name="HasUnknownZones">Times of zones that nobody knows are taken for the object's own.</param>
internal sealed record SievedCalendar(IReadOnlyList<IReadOnlyList<SievedEvent>> Events, int Unread, bool HasUnknownZones);

internal sealed record SievedEvent(IReadOnlyList<string> Lines);

/// <summary>Looks through what a stranger's server answered before a library reads it: whether it is a calendar, whether it is whole, and whether it is
/// harmless. What Denga has no use for (texts, alarms, attachments, zones' own rules) goes no further and is kept nowhere.</summary>
internal static partial class FeedSieve
{
    internal const int EventsMax = 2_000;
    private const int RulesMax = 50;
    private const int LineCharactersMax = 8_000;
    private const int LinesOfEventMax = 200;
    private const int RuleCharactersMax = 500;

    /// <summary>A rule from the year 1 costs more than one of this century.</summary>
    private const int RuleYearLeast = 1990;
    private const int DateCharacters = 8;
    private static readonly string[] Frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    private static readonly string[] Times = ["DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID"];
    private static readonly string[] Plain = ["UID", "DURATION", "RRULE", "STATUS", "TRANSP", "SUMMARY"];

    /// <summary>The calendar, or the code of what is wrong with the answer.</summary>
    internal static (SievedCalendar? Calendar, string? Error) Read(byte[] body)
    {
        var text = Decode(body).TrimStart('\uFEFF', ' ', '\t', '\r', '\n', '\0');
        if (text.Length == 0)
            return (null, FeedProblems.Empty);
        if (!text.StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase))
            return (null, FeedProblems.NoCalendar);
        var events = new Dictionary<string, List<SievedEvent>>(StringComparer.Ordinal);
        var (open, count, unread, rules, unknown) = (new Stack<string>(), 0, 0, 0, false);
        List<string>? lines = null;
        var spoilt = false;
        var whole = false;
        foreach (var line in Unfold(text))
        {
            var (name, parameters, value) = Split(line);
            // What follows the end, such as the comment of a cache, is no part of it.
            if (open.Count == 0 && whole && (name != "BEGIN" || !Is(value, "VCALENDAR")))
                break;
            if (name == "BEGIN")
            {
                open.Push(value.Trim().ToUpperInvariant());
                whole = false;
                if (open.Count == 2 && open.Peek() == "VEVENT")
                {
                    if (++count > EventsMax)
                        return (null, FeedProblems.TooMany);
                    (lines, spoilt) = ([], false);
                }
            }
            else if (name == "END")
            {
                if (!open.TryPop(out var ended) || !Is(value, ended))
                    return (null, FeedProblems.Cut);
                whole = open.Count == 0;
                if (ended != "VEVENT" || open.Count != 1 || lines is null)
                    continue;
                if (spoilt || !lines.Exists(l => l.StartsWith("DTSTART", StringComparison.Ordinal)) || CostsTime(lines, ref rules))
                    unread++;
                else
                    Add(events, lines);
                lines = null;
            }
            else if (lines is not null && open.Count == 2)
            {
                if (Array.IndexOf(Plain, name) >= 0)
                    lines.Add($"{name}:{value}");
                else if (Array.IndexOf(Times, name) >= 0)
                {
                    spoilt |= !AreTimes().IsMatch(value.Trim());
                    lines.Add(Time(name, parameters, value, ref unknown));
                }
                else
                    continue;
                spoilt |= lines.Count > LinesOfEventMax || line.Length > LineCharactersMax;
            }
        }
        return whole ? (new SievedCalendar([.. events.Values], unread, unknown), null) : (null, FeedProblems.Cut);
    }

    /// <summary>A charset is not believed: dates are ASCII in all of those that are in use, and texts are of no use.</summary>
    private static string Decode(byte[] body)
    {
        using var reader = new StreamReader(new MemoryStream(body), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    private static IEnumerable<string> Unfold(string text)
    {
        StringBuilder? line = null;
        foreach (var raw in text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (raw[0] is ' ' or '\t' && line is not null)
            {
                line.Append(raw, 1, raw.Length - 1);
                continue;
            }
            if (line is not null)
                yield return line.ToString();
            line = new StringBuilder(raw);
        }
        if (line is not null)
            yield return line.ToString();
    }

    /// <summary>What stands in quotes separates nothing.</summary>
    private static (string Name, string[] Parameters, string Value) Split(string line)
    {
        var (quoted, from) = (false, 0);
        var parts = new List<string>();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
                quoted = !quoted;
            if (quoted || line[i] is not (';' or ':'))
                continue;
            parts.Add(line[from..i]);
            from = i + 1;
            if (line[i] == ':')
                return (parts[0].Trim().ToUpperInvariant(), [.. parts.Skip(1)], line[from..]);
        }
        return ("", [], line);
    }

    private static string Time(string name, string[] parameters, string value, ref bool unknown)
    {
        value = value.Trim();
        var isDate = value.Split(',')[0].Length == DateCharacters;
        var zone = parameters.FirstOrDefault(p => p.StartsWith("TZID=", StringComparison.OrdinalIgnoreCase))?[5..].Trim('"', ' ');
        if (isDate)
            return $"{name};VALUE=DATE:{value}";
        if (zone is null || value.EndsWith('Z'))
            return $"{name}:{value}";
        if (Zones.Iana(zone) is { } iana)
            return $"{name};TZID={iana}:{value}";
        unknown = true;
        return $"{name}:{value}";
    }

    /// <summary>Rules by the second, from the beginning of time, or with lists of hours have no place in a calendar of stays.</summary>
    private static bool CostsTime(List<string> lines, ref int rules)
    {
        foreach (var rule in lines.Where(l => l.StartsWith("RRULE:", StringComparison.Ordinal)))
        {
            var parts = rule["RRULE:".Length..].ToUpperInvariant().Split(';', StringSplitOptions.TrimEntries);
            if (
                ++rules > RulesMax
                || rule.Length > RuleCharactersMax
                || !parts.Any(p => p.StartsWith("FREQ=", StringComparison.Ordinal) && Frequencies.Contains(p[5..]))
                || parts.Any(p =>
                    p.StartsWith("BYHOUR", StringComparison.Ordinal)
                    || p.StartsWith("BYMINUTE", StringComparison.Ordinal)
                    || p.StartsWith("BYSECOND", StringComparison.Ordinal)
                )
            )
                return true;
            var start = lines.Find(l => l.StartsWith("DTSTART", StringComparison.Ordinal))!;
            if (
                !int.TryParse(start[(start.LastIndexOf(':') + 1)..].PadRight(4)[..4], CultureInfo.InvariantCulture, out var year)
                || year < RuleYearLeast
            )
                return true;
        }
        return false;
    }

    private static void Add(Dictionary<string, List<SievedEvent>> events, List<string> lines)
    {
        var uid = lines.Find(l => l.StartsWith("UID:", StringComparison.Ordinal)) is { } given ? given["UID:".Length..].Trim() : "";
        if (!events.TryGetValue(uid, out var same))
            events[uid] = same = [];
        same.Add(new SievedEvent(lines));
    }

    private static bool Is(string value, string name) => value.Trim().Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>As 20261012, 20261012T140000 or 20261012T140000Z, with commas between.</summary>
    [GeneratedRegex(
        "^[0-9]{8}(T[0-9]{6}Z?)?(,[0-9]{8}(T[0-9]{6}Z?)?)*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex AreTimes();
}
