using System.Globalization;

namespace Denga.Expenses.Parsing;

/// <summary>Understands one line, without (but for receipts) regular expressions, the network or a clock: the same line, day, currency and language give the same
/// reading. What is not certain is asked (<see cref="Reading.Unsure"/>), never guessed.</summary>
internal static class LineParser
{
    /// <summary>A longer line is no expense; a note may have 500 characters.</summary>
    private const int LengthMax = 2_000;

    [ThreadStatic]
    private static (Line Line, Draft Draft)? spare;

    internal static Reading Parse(ReadOnlySpan<char> line, Writer writer)
    {
        line = line.Trim();
        if (line.IsEmpty)
            return new Reading.NotAnEntry();
        if (line.Length > LengthMax)
            return line.ContainsAnyInRange('0', '9') ? new Reading.Refused("note_too_long") : new Reading.NotAnEntry();
        if (FiscalReceipt.TryRead(line, writer, out var receipt))
            return receipt;

        var text = line.Length <= 256 ? stackalloc char[256] : new char[line.Length];
        text = text[..Clean(line, text)];
        if (text.ContainsAny("<*_`~"))
            text = text[..Markup.Drop(text)];
        if (text.IsEmpty || text[0] is '<' || text[0] == '/' && text.Length > 1 && char.IsLetter(text[1]))
            return new Reading.NotAnEntry();
        var (read, draft) = spare ??= (new Line(), new Draft());
        read.Cut(text, writer);
        return LineRules.Read(read, draft);
    }

    /// <summary>One kind of space, one kind of digit and minus; no invisible marks.</summary>
    private static int Clean(ReadOnlySpan<char> line, Span<char> text)
    {
        var length = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            var clean = c;
            if (c >= 128)
            {
                if (
                    c
                    is '\u00AD'
                        or '\uFEFF'
                        or (>= '\u200B' and <= '\u200C')
                        or '\u200E'
                        or '\u200F'
                        or (>= '\u202A' and <= '\u202E')
                        or (>= '\u2060' and <= '\u2069')
                        or '\uFFFE'
                        or '\uFFFF'
                )
                    continue;
                if (c is '\u00A0' or '\u2009' or '\u202F' or '\u2007' or '\u2008' or '\u2006')
                    clean = '\u00A0';
                else if (char.IsWhiteSpace(c))
                    clean = ' ';
                else if (c is '\u2212' or '\uFE63' or '\uFF0D' or '\u2010' or '\u2011' or '\u2012')
                    clean = '-';
                else if (char.IsDigit(c))
                    clean = (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c));
                else if (char.IsSurrogate(c) && !IsPaired(line, i))
                    continue;
            }
            else if (c < ' ' || c == '\u007F')
                clean = ' ';
            if (length == 0 && clean is ' ' or '\u00A0')
                continue;
            text[length++] = clean;
        }
        while (length > 0 && text[length - 1] is ' ' or '\u00A0' or '\uD800')
            length--;
        if (length > 0 && char.IsHighSurrogate(text[length - 1]))
            length--;
        return length;
    }

    /// <summary>Strings from outside may hold lonely halves of surrogate pairs, which no database would take.</summary>
    private static bool IsPaired(ReadOnlySpan<char> line, int i) =>
        char.IsHighSurrogate(line[i])
            ? i + 1 < line.Length && char.IsLowSurrogate(line[i + 1])
            : i > 0 && char.IsHighSurrogate(line[i - 1]);
}
