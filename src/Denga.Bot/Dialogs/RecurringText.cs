using Denga.Contracts.Expenses;

namespace Denga.Bot.Dialogs;

/// <summary>"каждый месяц 1 числа аренда 30000", "every week gym 500": the rhythm, and the rest of the line.</summary>
internal static class RecurringText
{
    private static readonly (string Words, Rhythm Rhythm)[] Beginnings =
    [
        ("каждый день", Rhythm.Daily),
        ("ежедневно", Rhythm.Daily),
        ("every day", Rhythm.Daily),
        ("daily", Rhythm.Daily),
        ("каждую неделю", Rhythm.Weekly),
        ("еженедельно", Rhythm.Weekly),
        ("every week", Rhythm.Weekly),
        ("weekly", Rhythm.Weekly),
        ("каждый месяц", Rhythm.Monthly),
        ("ежемесячно", Rhythm.Monthly),
        ("every month", Rhythm.Monthly),
        ("monthly", Rhythm.Monthly),
        ("каждый год", Rhythm.Yearly),
        ("ежегодно", Rhythm.Yearly),
        ("every year", Rhythm.Yearly),
        ("yearly", Rhythm.Yearly),
    ];

    internal static bool TryRead(string text, out Rhythm rhythm, out string rest)
    {
        var line = text.Trim();
        foreach (var (words, found) in Beginnings)
            if (line.StartsWith(words + " ", StringComparison.OrdinalIgnoreCase) && !line.Contains('\n', StringComparison.Ordinal))
            {
                (rhythm, rest) = (found, line[words.Length..].Trim());
                return true;
            }
        (rhythm, rest) = (default, "");
        return false;
    }
}
