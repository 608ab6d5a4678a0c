using System.Globalization;
using System.Text;

namespace Denga.Platform.Texts;

/// <summary>What somebody else wrote, made fit to stand in a sentence, a table or a file of ours: it cannot break out of its line, turn the
/// reading order around, hide letters, or be cut inside a character. Hebrew, Arabic, Indic scripts and emoji stay as they are read. Nothing here
/// escapes for HTML or CSV: that is for whoever writes those. Source: Unicode UAX #9 and #29, UTS #39.</summary>
public static class PlainText
{
    private const int MarksInARowMax = 4;
    private const char Ellipsis = '…';
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>At most <paramref name="charactersMax"/> UTF-16 units, the last of them an ellipsis if something was left out; a character that a
    /// person sees as one (an emoji of several parts, a letter with its accents) stays whole or goes.</summary>
    public static string Cut(string text, int charactersMax) =>
        text.Length <= charactersMax ? text : Head(text, charactersMax - 1).TrimEnd() + Ellipsis;

    /// <summary>The beginning of a text, without an ellipsis: at most <paramref name="charactersMax"/> UTF-16 units, cut between whole
    /// characters.</summary>
    public static string Head(string text, int charactersMax)
    {
        if (text.Length <= charactersMax)
            return text;
        var end = 0;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text, end);
            if (next > charactersMax)
                break;
            end = next;
        }
        // One letter under more accents than there is room for.
        if (end == 0 && charactersMax > 0)
            end = char.IsHighSurrogate(text[charactersMax - 1]) ? charactersMax - 1 : charactersMax;
        return text[..end];
    }

    /// <summary>One line: breaks and runs of blanks become one blank; control characters, marks that turn the direction, and characters that
    /// nobody sees are left out, except where a script or an emoji is joined by them. Composed (NFC), trimmed.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        var blank = false;
        var marks = 0;
        var before = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (IsBlank(rune, category))
            {
                blank = line.Length > 0;
                continue;
            }
            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks > MarksInARowMax || IsUnseen(rune, category, before))
                continue;
            if (blank)
                line.Append(' ');
            blank = false;
            line.Append(rune.ToString());
            before = rune;
        }
        return line.ToString().TrimEnd((char)ZeroWidthNonJoiner, (char)ZeroWidthJoiner).Normalize(NormalizationForm.FormC);
    }

    /// <summary><see cref="OneLine"/>, between the quotation marks of the language (<c>ru</c>: «…», otherwise “…”), which the text cannot close by
    /// itself; a text read from right to left is isolated, so that the sentence around it keeps its order.</summary>
    public static string Quote(string text, string language, int charactersMax = int.MaxValue)
    {
        var (open, close) = language == "ru" ? ('«', '»') : ('“', '”');
        var line = Cut(OneLine(text), charactersMax).Replace(open, '"').Replace(close, '"');
        return open + Isolate(line) + close;
    }

    /// <summary>Puts a text with letters read from right to left between U+2068 and U+2069; any other stays as it is.</summary>
    public static string Isolate(string text) => text.EnumerateRunes().Any(IsRightToLeft) ? $"\u2068{text}\u2069" : text;

    private static bool IsBlank(Rune rune, UnicodeCategory category) =>
        category is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x09 and <= 0x0D) or 0x85 or 0x2800;

    private static bool IsUnseen(Rune rune, UnicodeCategory category, Rune before) =>
        rune.Value switch
        {
            // Persian and Indic words need both; emoji are joined by the second.
            ZeroWidthNonJoiner => !IsJoined(before),
            ZeroWidthJoiner => !IsJoined(before) && !IsPicture(before),
            // Asks for the coloured or the plain form of the sign before it.
            0xFE0E or 0xFE0F => !IsPicture(before),
            0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 => true,
            >= 0xFE00 and <= 0xFE0D => true,
            >= 0xE0000 and <= 0xE0FFF => true,
            // No characters at all: nothing shows them, XML does not hold them, and some cannot be composed.
            (>= 0xFDD0 and <= 0xFDEF) or >= 0xFFFE when (rune.Value & 0xFFFE) == 0xFFFE || rune.Value <= 0xFDEF => true,
            _ => category is UnicodeCategory.Control or UnicodeCategory.Format,
        };

    private static bool IsJoined(Rune rune) => rune.Value is >= 0x0600 and < 0x1100 && (Rune.IsLetter(rune) || IsMark(rune));

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsPicture(Rune rune) =>
        rune.Value is 0xFE0F or 0x20E3 or '#' or '*' or (>= '0' and <= '9')
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol or UnicodeCategory.MathSymbol
        || rune.Value is 0x203C or 0x2049;

    private static bool IsRightToLeft(Rune rune) =>
        rune.Value
            is (>= 0x0590 and <= 0x08FF)
                or (>= 0xFB1D and <= 0xFDFF)
                or (>= 0xFE70 and <= 0xFEFF)
                or (>= 0x10800 and <= 0x10FFF)
                or (>= 0x1E800 and <= 0x1EFFF);
}
