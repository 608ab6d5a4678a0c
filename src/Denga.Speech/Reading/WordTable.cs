using System.Reflection;
using System.Text;

namespace Denga.Speech;

/// <summary>A table of words that is built into a program, <c>Words/name.txt</c>. Its rows are "key: words"; # opens a line that is a remark.</summary>
public static class WordTable
{
    /// <summary>Throws where there is no such table in <paramref name="home"/>, or a row is none.</summary>
    public static IEnumerable<(string Key, string Words)> Rows(Assembly home, string name)
    {
        using var stream =
            home.GetManifestResourceStream($"Words/{name}.txt")
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

    /// <summary>Numbers in words and multipliers: the parser of expenses and a typed amount read the same ones.</summary>
    public static IEnumerable<(string Key, string Words)> Numbers() => Rows(typeof(WordTable).Assembly, "numbers");

    public static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
