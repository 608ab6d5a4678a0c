namespace Denga.Expenses.Parsing;

/// <summary>Splits a message into entries: by lines, by semicolons, and by commas where every part is an entry by itself.</summary>
internal static class TextParser
{
    private const int PartsMax = 50;

    internal static IReadOnlyList<(string Line, Reading Reading)> Parse(string text, Writer writer)
    {
        var found = new List<(string Line, Reading Reading)>();
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line.IsEmpty)
                continue;
            if (!TrySplit(line, ';', writer, found) && !TrySplit(line, ',', writer, found))
                found.Add((line.ToString(), LineParser.Parse(line, writer)));
        }
        if (found.Count == 0)
            found.Add(("", new Reading.NotAnEntry()));
        return found;
    }

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
            if (reading is not Reading.Entry { Value.Note.Length: > 0 } entry || ++entries > PartsMax)
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

    /// <summary>The next separator that is not a decimal comma.</summary>
    private static int Separator(ReadOnlySpan<char> line, char separator)
    {
        for (var i = 0; i < line.Length; i++)
            if (line[i] == separator && !(i + 1 < line.Length && i > 0 && char.IsDigit(line[i - 1]) && char.IsDigit(line[i + 1])))
                return i;
        return line.Length;
    }
}
