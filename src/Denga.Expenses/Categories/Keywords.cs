using Denga.Contracts.Expenses;
using Denga.Expenses.Parsing;
using Denga.Speech;

namespace Denga.Expenses.Categories;

/// <summary>Finds a built-in category by the words of a note, which stand in <c>Words/categories.txt</c>. A keyword ending in <c>*</c> is a stem: every word that begins with it means the
/// category, the longest stem first; two words joined by <c>_</c> must stand side by side and win over single ones. Of several words the most
/// telling wins: a pair, then a whole word or the longer stem, then the one that stands first. A note without any known word is read once more for
/// words with one slip of the pen ("прадукты").</summary>
internal static class Keywords
{
    private const int StemMin = 3;
    private const int WordMax = 32;

    private static readonly Dictionary<string, string> Words = new(2048, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> Stems = new(2048, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> Pairs = new(256, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> IncomeWords = new(128, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> IncomeStems = new(128, StringComparer.Ordinal);
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> WordLookup = Words.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> StemLookup = Stems.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> PairLookup = Pairs.GetAlternateLookup<
        ReadOnlySpan<char>
    >();
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> IncomeWordLookup =
        IncomeWords.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> IncomeStemLookup =
        IncomeStems.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>By their first letter: the words that are long enough to be recognised with a slip.</summary>
    private static readonly Dictionary<char, List<(string Word, bool IsStem, string Category)>> Near = [];

    static Keywords()
    {
        foreach (var (key, list) in WordTable.Rows(typeof(Keywords).Assembly, "categories"))
            if (key.StartsWith("income ", StringComparison.Ordinal))
                Add(list, key["income ".Length..], IncomeWords, IncomeStems);
            else
                Add(list, key, Words, Stems);
        foreach (var (isStem, known) in (ReadOnlySpan<(bool, Dictionary<string, string>)>)[(false, Words), (true, Stems)])
        foreach (var (word, category) in known)
            if (word.Length >= (isStem ? 6 : 4))
            {
                if (!Near.TryGetValue(word[0], out var near))
                    Near[word[0]] = near = [];
                near.Add((word, isStem, category));
            }
    }

    /// <summary>The category and the word that decided, in the writer's spelling; null when no word is known.</summary>
    internal static (string Category, string Word)? Find(string note, EntryKind kind)
    {
        Span<char> pair = stackalloc char[WordMax * 2 + 1];
        Span<char> low = stackalloc char[WordMax];
        var before = 0;
        var beforeStart = 0;
        var best = 0;
        string? category = null;
        var (from, to) = (0, 0);
        for (var i = 0; i < note.Length; )
        {
            if (!char.IsLetterOrDigit(note[i]))
            {
                i++;
                continue;
            }
            var start = i;
            while (
                i < note.Length
                && (
                    char.IsLetterOrDigit(note[i])
                    || note[i] is '\'' or '’' or '&' or '-' && i + 1 < note.Length && char.IsLetterOrDigit(note[i + 1])
                )
            )
                i++;
            if (i - start > WordMax)
            {
                before = 0;
                continue;
            }
            var length = Lower(note.AsSpan(start, i - start), low);
            var word = low[..length];
            if (kind != EntryKind.Income && before > 0)
            {
                pair[before] = ' ';
                word.CopyTo(pair[(before + 1)..]);
                if (best < 1_000 && PairLookup.TryGetValue(pair[..(before + 1 + length)], out var both))
                    (category, best, from, to) = (both, 1_000, beforeStart, i);
            }
            var (found, weight) =
                kind == EntryKind.Income ? Look(word, IncomeWordLookup, IncomeStemLookup) : Look(word, WordLookup, StemLookup);
            if (found is not null && weight > best)
                (category, best, from, to) = (found, weight, start, i);
            word.CopyTo(pair);
            before = length;
            beforeStart = start;
        }
        if (category is not null)
            return (category, note[from..to]);
        return kind == EntryKind.Income ? null : Misspelt(note, low);
    }

    /// <summary>The first word that differs from a known one by a letter; words that would mean several categories tell nothing.</summary>
    private static (string Category, string Word)? Misspelt(string note, Span<char> low)
    {
        for (var i = 0; i < note.Length; i++)
        {
            var start = i;
            while (i < note.Length && char.IsLetter(note[i]))
                i++;
            if (i - start is < 4 or > WordMax)
                continue;
            var word = low[..Lower(note.AsSpan(start, i - start), low)];
            if (Near.TryGetValue(word[0], out var near) && Nearest(word, near) is { } category)
                return (category, note[start..i]);
        }
        return null;
    }

    private static string? Nearest(ReadOnlySpan<char> word, List<(string Word, bool IsStem, string Category)> near)
    {
        string? found = null;
        foreach (var (known, isStem, category) in near)
        {
            var matches = isStem
                ? IsSlipInStem(Beginning(word, known.Length - 1), known)
                    || IsSlipInStem(Beginning(word, known.Length), known)
                    || IsSlipInStem(Beginning(word, known.Length + 1), known)
                : Slips.IsOne(word, known);
            if (!matches)
                continue;
            if (found is not null && !string.Equals(found, category, StringComparison.Ordinal))
                return null;
            found = category;
        }
        return found;
    }

    /// <summary>Other endings make other words: the slip is not in the last letter.</summary>
    private static bool IsSlipInStem(ReadOnlySpan<char> word, ReadOnlySpan<char> stem) =>
        Slips.IsOne(word, stem) && word.CommonPrefixLength(stem) < stem.Length - 1;

    private static ReadOnlySpan<char> Beginning(ReadOnlySpan<char> word, int length) => word[..Math.Min(word.Length, length)];

    private static (string? Category, int Weight) Look(
        ReadOnlySpan<char> word,
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> words,
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> stems
    )
    {
        if (words.TryGetValue(word, out var exact))
            return (exact, 40);
        for (var length = word.Length; length >= StemMin; length--)
            if (stems.TryGetValue(word[..length], out var category))
                return (category, Math.Min(length * 5, 40));
        if (word.Length > 3 && word[^1] == 's' && words.TryGetValue(word[..^1], out exact))
            return (exact, 40);
        var hyphen = word.IndexOf('-');
        return hyphen > 0 ? Look(word[..hyphen], words, stems) : (null, 0);
    }

    private static int Lower(ReadOnlySpan<char> word, Span<char> low)
    {
        for (var i = 0; i < word.Length; i++)
        {
            var c = char.ToLowerInvariant(word[i]);
            low[i] =
                c == 'ё' ? 'е'
                : c == '’' ? '\''
                : c;
        }
        return word.Length;
    }

    private static void Add(string list, string category, Dictionary<string, string> words, Dictionary<string, string> stems)
    {
        foreach (var word in WordTable.Split(list.Replace('ё', 'е')))
            if (word.Contains('_', StringComparison.Ordinal))
                Pairs[word.Replace('_', ' ')] = category;
            else if (word.EndsWith('*'))
                stems[word[..^1]] = category;
            else
                words[word] = category;
    }
}
