namespace Denga.Expenses.Parsing;

/// <summary>Marks of emphasis around words, as they come with a copied text: <c>&lt;b&gt;кофе&lt;/b&gt;</c>, <c>**кофе**</c>. What stands around
/// digits is left: there it may mean something.</summary>
internal static class Markup
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Tags = new HashSet<string>(
        "b i u s em strong code pre span p div font mark small big del ins h1 h2 h3 li ul".Split(' '),
        StringComparer.OrdinalIgnoreCase
    ).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Answers the new length.</summary>
    internal static int Drop(Span<char> text)
    {
        var length = text.Length;
        if (text.Contains('<'))
            length = DropTags(text);
        foreach (var mark in (ReadOnlySpan<char>)['*', '_', '`', '~'])
            length = DropPairs(text[..length], mark);
        return length;
    }

    private static int DropTags(Span<char> text)
    {
        var open = 0;
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '<' && TagAt(text, i, out var closing) is > 0 and var end)
            {
                var around = end < text.Length && char.IsAsciiDigit(text[end]);
                if (closing ? open > 0 : !around)
                {
                    open += closing ? -1 : 1;
                    i = end - 1;
                    continue;
                }
            }
            text[length++] = text[i];
        }
        return Trim(text, length);
    }

    /// <summary>Where the tag ends, or 0.</summary>
    private static int TagAt(ReadOnlySpan<char> text, int start, out bool closing)
    {
        var i = start + 1;
        closing = i < text.Length && text[i] == '/';
        if (closing)
            i++;
        var name = i;
        while (i < text.Length && char.IsAsciiLetterOrDigit(text[i]))
            i++;
        if (!Tags.Contains(text[name..i]))
            return 0;
        var end = text[i..].IndexOf('>');
        return end < 0 || text.Slice(i, end).Contains('<') ? 0 : i + end + 1;
    }

    /// <summary>Runs of one mark: before a letter at the beginning of a word, and after the end of one.</summary>
    private static int DropPairs(Span<char> text, char mark)
    {
        var length = 0;
        for (var i = 0; i < text.Length; )
        {
            if (text[i] == mark && (length == 0 || text[length - 1] == ' '))
            {
                var run = 1;
                while (i + run < text.Length && text[i + run] == mark)
                    run++;
                var from = i + run;
                if (run <= 3 && from < text.Length && char.IsLetter(text[from]) && Closing(text, from, mark, run) is > 0 and var to)
                {
                    text[from..to].CopyTo(text[length..]);
                    length += to - from;
                    i = to + run;
                    continue;
                }
            }
            text[length++] = text[i++];
        }
        return Trim(text, length);
    }

    private static int Closing(ReadOnlySpan<char> text, int from, char mark, int run)
    {
        var to = text[from..].IndexOf(mark) + from;
        if (to < from || text[to - 1] == ' ')
            return 0;
        for (var i = 0; i < run; i++)
            if (to + i >= text.Length || text[to + i] != mark)
                return 0;
        return to + run == text.Length || !char.IsLetterOrDigit(text[to + run]) && text[to + run] != mark ? to : 0;
    }

    private static int Trim(ReadOnlySpan<char> text, int length) => text[..length].TrimEnd(" \u00A0").Length;
}
