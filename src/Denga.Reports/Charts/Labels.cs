using System.Globalization;
using System.Text;
using Denga.Platform.Texts;

namespace Denga.Reports.Charts;

/// <summary>Makes what people typed fit to be drawn.</summary>
internal static class Labels
{
    /// <summary>One line, without what no font has and XML cannot hold, and without heaps of accents. May be empty.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in PlainText.OneLine(text).EnumerateRunes())
            if (IsDrawn(rune))
                clean.Append(rune.ToString());
        return clean.ToString().Trim();
    }

    /// <summary>An accent that is not composed with its letter into one of an alphabet is decoration, which the font heaps up.</summary>
    private static bool IsDrawn(Rune rune) =>
        rune.Value is not (0xFFFD or (>= 0x300 and <= 0x36F))
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
