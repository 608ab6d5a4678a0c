using System.Globalization;
using System.Text;

namespace Denga.Reports.Charts;

/// <summary>Widths of texts in DejaVu Sans, for fitting and cutting labels without asking the renderer. Exact for ASCII and Russian (the font's own
/// advance widths, in thousandths of its size), rather too wide than too narrow for everything else.</summary>
internal static class TextWidth
{
    private static readonly short[] Ascii = Numbers(
        "318,401,460,838,636,950,780,275,390,390,500,838,318,361,318,337,636,636,636,636,636,636,636,636,636,636,337,337,838,838,838,531,1000,684,686,"
            + "698,770,632,575,775,752,295,295,656,557,863,748,787,603,787,695,635,611,732,684,989,685,611,685,390,337,390,838,500,500,613,635,550,635,615,"
            + "352,635,634,278,278,579,278,974,634,612,635,635,411,521,392,634,592,818,592,592,525,636,337,636,838"
    );

    private static readonly short[] AsciiBold = Numbers(
        "348,456,521,838,696,1002,872,306,457,457,523,838,380,415,380,365,696,696,696,696,696,696,696,696,696,696,400,400,838,838,838,580,1000,774,762,"
            + "734,830,683,683,821,837,372,372,775,637,995,837,850,733,850,770,720,682,812,774,1103,771,724,725,457,365,457,838,500,500,675,716,593,716,678,"
            + "435,716,712,343,343,665,343,1042,712,687,716,716,493,595,478,712,652,924,645,652,582,712,365,712,838"
    );

    private static readonly short[] Russian = Numbers(
        "684,686,686,610,781,632,1077,641,748,748,710,752,863,752,787,752,603,698,611,609,861,685,776,686,1069,1094,833,882,686,698,1080,695,613,617,"
            + "589,525,691,615,901,532,650,650,604,639,754,654,612,654,635,550,583,592,855,592,681,591,915,942,707,790,589,549,842,602"
    );

    private static readonly short[] RussianBold = Numbers(
        "774,762,762,637,891,683,1224,710,837,837,817,831,995,837,850,837,733,734,682,771,992,771,928,808,1235,1326,939,1036,762,734,1174,770,675,698,"
            + "633,522,808,678,995,581,701,701,679,732,817,691,687,691,716,593,580,652,992,645,741,687,1062,1105,751,904,632,593,972,642"
    );

    public static decimal Of(string text, decimal size, bool bold)
    {
        var thousandths = 0;
        foreach (var rune in text.EnumerateRunes())
            thousandths += Of(rune, bold);
        return thousandths * size / 1000;
    }

    /// <summary>The text, or as much of it as fits with an ellipsis; never cuts inside of what a person sees as one letter.</summary>
    public static string Cut(string text, decimal size, bool bold, decimal width)
    {
        if (Of(text, size, bold) <= width)
            return text;
        var kept = new StringBuilder();
        var room = width - Of("…", size, bold);
        var letters = StringInfo.GetTextElementEnumerator(text);
        while (letters.MoveNext())
        {
            var letter = letters.GetTextElement();
            room -= Of(letter, size, bold);
            if (room < 0)
                break;
            kept.Append(letter);
        }
        return kept.ToString().TrimEnd() + "…";
    }

    private static int Of(Rune rune, bool bold) =>
        rune.Value switch
        {
            >= 32 and < 127 => (bold ? AsciiBold : Ascii)[rune.Value - 32],
            >= 0x410 and < 0x450 => (bold ? RussianBold : Russian)[rune.Value - 0x410],
            0xA0 => bold ? 348 : 318,
            0x2013 => 500,
            0x2026 => 1000,
            0x2212 or 0xD7 => 838,
            0x25B2 or 0x25BC => 769,
            >= 0x20A0 and <= 0x20CF => bold ? 860 : 790,
            _ when Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.NonSpacingMark
                        or UnicodeCategory.EnclosingMark
                        or UnicodeCategory.Format => 0,
            >= 0x1F000 and < 0x20000 => 1300,
            >= 0x2E80 => 1000,
            >= 0x600 and < 0x2000 => bold ? 950 : 880,
            _ => bold ? 830 : 750,
        };

    private static short[] Numbers(string list) => [.. list.Split(',').Select(number => short.Parse(number, CultureInfo.InvariantCulture))];
}
