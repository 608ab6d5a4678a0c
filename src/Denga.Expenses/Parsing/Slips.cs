using System.Numerics;

namespace Denga.Expenses.Parsing;

/// <summary>Slips of the pen: one letter more, less, another, or two exchanged.</summary>
internal static class Slips
{
    /// <summary>The letters of a word as a set of bits.</summary>
    internal static int Letters(ReadOnlySpan<char> word)
    {
        var letters = 0;
        foreach (var c in word)
            letters |= 1 << (c & 31);
        return letters;
    }

    /// <summary>False where the letters differ by more than one slip could: spares the comparison.</summary>
    internal static bool MayBeOne(int letters, int others) => BitOperations.PopCount((uint)(letters ^ others)) <= 2;

    /// <summary>The first letter is right. A word of four letters has only a vowel for one that sounds like it.</summary>
    internal static bool IsOne(ReadOnlySpan<char> word, ReadOnlySpan<char> known)
    {
        if (Math.Abs(word.Length - known.Length) > 1)
            return false;
        var same = word.CommonPrefixLength(known);
        if (same == 0)
            return false;
        var a = word[same..];
        var b = known[same..];
        if (word.Length == known.Length)
            return a.Length > 0
                && (
                    a[1..].SequenceEqual(b[1..]) && (known.Length > 4 || SoundsLike(a[0], b[0]))
                    || known.Length > 4 && a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..])
                );
        return known.Length > 4 && (word.Length > known.Length ? a[1..].SequenceEqual(b) : a.SequenceEqual(b[1..]));
    }

    private static bool SoundsLike(char a, char b) =>
        (a, b) is ('а', 'о') or ('о', 'а') or ('е', 'и') or ('и', 'е') or ('э', 'е') or ('е', 'э') or ('ы', 'и') or ('и', 'ы');
}
