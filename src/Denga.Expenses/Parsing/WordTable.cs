using System.Text;

namespace Denga.Expenses.Parsing;

/// <summary>A table of words that is built into the program. Its rows are "key: words"; # opens a line that is a remark.</summary>
internal static class WordTable
{
    internal static IEnumerable<(string Key, string Words)> Rows(string name)
    {
        using var stream =
            typeof(WordTable).Assembly.GetManifestResourceStream($"Words/{name}.txt")
            ?? throw new InvalidOperationException($"There is no table Words/{name}.txt.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                throw new InvalidDataException($"Words/{name}.txt: a row is \"key: words\", and this is none: {line}");
            yield return (line[..colon], line[(colon + 1)..]);
        }
    }

    internal static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
