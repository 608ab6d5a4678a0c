using Denga.Contracts.Expenses;

namespace Denga.Expenses.Parsing;

/// <summary>Splits a message into entries: by lines, by semicolons, and by commas where every part is an entry by itself. A line that only names a
/// day is the day of the lines below it.</summary>
internal static class TextParser
{
    private const int PartsMax = 50;

    internal static IReadOnlyList<(string Line, Reading Reading)> Parse(string text, Writer writer)
    {
        var found = new List<(string Line, Reading Reading)>();
        var below = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
            if (!raw.IsWhiteSpace())
                below++;
        Heading? heading = null;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line.IsEmpty)
                continue;
            below--;
            var first = found.Count;
            if (!TrySplit(line, ';', writer, found) && !TrySplit(line, ',', writer, found) && !TrySplitUnderDay(line, writer, found))
            {
                var reading = LineParser.Parse(line, writer);
                if (below > 0 && reading is not Reading.Entry { Value.Note.Length: > 0 } && Heading.TryRead(line, writer, out var next))
                {
                    heading = next;
                    found.Add((line.ToString(), next.Day is null ? new Reading.Refused("no_such_day") : new Reading.NotAnEntry()));
                    continue;
                }
                found.Add((line.ToString(), reading));
            }
            if (heading is { } day)
                Put(day, found, first, writer);
        }
        if (found.Count > 1)
        {
            DropTitles(found);
            CheckTotal(found);
        }
        if (found.Count == 0)
            found.Add(("", new Reading.NotAnEntry()));
        return found;
    }

    private static void Put(in Heading heading, List<(string Line, Reading Reading)> found, int first, Writer writer)
    {
        for (var i = first; i < found.Count; i++)
        {
            var (line, reading) = found[i];
            // A line that waits for its sum is read again with it; then it has to name the day itself.
            if (reading is Reading.NoAmount { Day: null } && heading is { Day: not null, Other: null })
                line = $"{heading.Words} {line}";
            found[i] = (line, heading.Over(reading, writer));
        }
    }

    /// <summary>"вчера: кофе 350, такси 400".</summary>
    private static bool TrySplitUnderDay(ReadOnlySpan<char> line, Writer writer, List<(string Line, Reading Reading)> found)
    {
        var colon = line.IndexOf(": ");
        if (colon < 0 || !line[colon..].ContainsAny(",;") || !Heading.TryRead(line[..(colon + 1)], writer, out var heading))
            return false;
        var first = found.Count;
        var rest = line[(colon + 2)..].Trim();
        if (!TrySplit(rest, ';', writer, found) && !TrySplit(rest, ',', writer, found))
            return false;
        Put(heading, found, first, writer);
        return true;
    }

    /// <summary>"продукты:" over entries is no thing without a sum.</summary>
    private static void DropTitles(List<(string Line, Reading Reading)> found)
    {
        for (var i = 0; i + 1 < found.Count; i++)
            if (
                found[i] is (var line, Reading.NoAmount)
                && line.EndsWith(':')
                && found[i + 1].Reading is Reading.Entry { Value.Note.Length: > 0 }
            )
                found[i] = (line, new Reading.NotAnEntry());
    }

    /// <summary>"итого 135" under entries is their sum and no entry; where it is another figure, the person says.</summary>
    private static void CheckTotal(List<(string Line, Reading Reading)> found)
    {
        if (found[^1] is not (var line, Reading.Entry { Value: var total }) || !IsTotal(line, total.Note))
            return;
        decimal sum = 0;
        var entries = 0;
        for (var i = 0; i < found.Count - 1; i++)
        {
            if (found[i].Reading is not Reading.Entry { Value: var value })
                continue;
            entries++;
            if (value.Amount.Currency == total.Amount.Currency)
                sum += value.Amount.ToDecimal();
        }
        if (entries > 0)
            found[^1] = (line, sum == total.Amount.ToDecimal() ? new Reading.NotAnEntry() : new Reading.Unsure("talk", [total]));
    }

    private static bool IsTotal(string line, string note) =>
        note.Length == 0 ? line.StartsWith('=') : note.Length < 12 && Vocabulary.Is(note.ToLowerInvariant(), Role.Total);

    private static bool TrySplit(ReadOnlySpan<char> line, char separator, Writer writer, List<(string Line, Reading Reading)> found)
    {
        if (line.Length > 1_000 || !line.Contains(separator))
            return false;
        var before = found.Count;
        var entries = 0;
        var dated = 0;
        while (!line.IsEmpty)
        {
            var at = Separator(line, separator);
            var part = line[..at].Trim();
            line = at < line.Length ? line[(at + 1)..] : default;
            if (part.IsEmpty)
                continue;
            var reading = LineParser.Parse(part, writer);
            if (reading is not Reading.Entry { Value.Note.Length: > 0 } entry || IsPart(entry.Value.Note) || ++entries > PartsMax)
            {
                found.RemoveRange(before, found.Count - before);
                return false;
            }
            if (entry.Value.Day != writer.Today)
                dated++;
            found.Add((part.ToString(), reading));
        }
        if (entries > 1 && (dated == 0 || dated == entries))
            return true;
        found.RemoveRange(before, found.Count - before);
        return false;
    }

    /// <summary>"моя доля", "с меня 750": what stands before the comma is the whole of it. "Card purchase": what comes after it is where.</summary>
    private static bool IsPart(string note)
    {
        if (note.Length > 40)
            return false;
        var low = note.ToLowerInvariant();
        if (IsPaying(low))
            return true;
        var before = 0;
        var isBank = true;
        for (var start = 0; start < low.Length; )
        {
            var end = low.IndexOf(' ', start) is >= 0 and var space ? space : low.Length;
            if (Vocabulary.Is(low.AsSpan(start, end - start).TrimEnd(":."), Role.Balance))
                return true;
            isBank &= Vocabulary.Is(low.AsSpan(start, end - start).TrimEnd(":."), Role.Bank);
            if (Vocabulary.Is(low.AsSpan(start, end - start), Role.PartOf) || Vocabulary.Is(low.AsSpan(before, end - before), Role.PartOf))
                return true;
            (before, start) = (start, end + 1);
        }
        return isBank;
    }

    /// <summary>"заплатил", "оплатил со скидкой": of what stands before it.</summary>
    private static bool IsPaying(string low)
    {
        var space = low.IndexOf(' ');
        var verb = space < 0 ? low : low[..space];
        if (!Vocabulary.Is(verb, Role.PaidByMe) && !Vocabulary.Is(verb, Role.Paid))
            return false;
        var rest = low.AsSpan(verb.Length).Trim();
        return rest.IsEmpty || Vocabulary.Is(rest[..(rest.IndexOf(' ') is > 0 and var end ? end : rest.Length)], Role.Partner);
    }

    /// <summary>The next separator that is not a decimal comma.</summary>
    private static int Separator(ReadOnlySpan<char> line, char separator)
    {
        for (var i = 0; i < line.Length; i++)
            if (line[i] == separator && !(i + 1 < line.Length && i > 0 && char.IsDigit(line[i - 1]) && char.IsDigit(line[i + 1])))
                return i;
        return line.Length;
    }
}
