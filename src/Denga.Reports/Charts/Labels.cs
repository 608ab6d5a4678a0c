using System.Globalization;
using System.Text;

namespace Denga.Reports.Charts;

/// <summary>Makes what people typed fit to be drawn.</summary>
internal static class Labels
{
    /// <summary>Without control characters, marks that turn the direction of writing, emoji (the font has none), what XML cannot hold, and heaps
    /// of accents; blanks become single spaces. May be empty.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        var accents = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            accents = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? accents + 1 : 0;
            if (Rune.IsWhiteSpace(rune))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                    clean.Append(' ');
            }
            else if (IsDrawn(rune, category) && accents <= 2)
            {
                clean.Append(rune.ToString());
            }
        }
        // What is composed after this is a letter of some alphabet; accents that are left over are decoration, which the font heaps up.
        return string.Concat(clean.ToString().Normalize().Where(letter => letter is < '\u0300' or > '\u036F')).TrimEnd();
    }

    private static bool IsDrawn(Rune rune, UnicodeCategory category) =>
        category
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.OtherSymbol
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            )
        && rune.Value is not (0xFFFD or (>= 0xFE00 and <= 0xFE0F) or (>= 0x1F000 and <= 0x1FAFF));
}
