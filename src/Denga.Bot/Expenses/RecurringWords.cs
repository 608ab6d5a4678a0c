using System.Globalization;
using Denga.Contracts.Expenses;

namespace Denga.Bot.Expenses;

/// <summary>A phrase in its words, and how often it says that something comes; null for a rhythm that recurring entries do not have.</summary>
internal readonly record struct RhythmPhrase(string[] Words, Rhythm? Rhythm);

/// <summary>The words of <see cref="RecurringText"/>, in lower case and with е for ё: <c>Words/recurring.txt</c>.</summary>
internal static class RecurringWords
{
    private static readonly (string Key, string[] Words)[] Rows =
    [
        .. WordTable.Rows(typeof(RecurringWords).Assembly, "recurring").Select(row => (row.Key, WordTable.Split(row.Words))),
    ];

    internal static readonly RhythmPhrase[] Rhythms =
    [
        .. Rows.Where(row => row.Key is "Other" || Enum.TryParse<Rhythm>(row.Key, out _)).SelectMany(row => Phrases(row, row.Key)),
    ];
    internal static readonly RhythmPhrase[] Endings =
    [
        .. Rows.Where(row => row.Key.StartsWith("Ending ", StringComparison.Ordinal))
            .SelectMany(row => Phrases(row, row.Key["Ending ".Length..])),
    ];

    /// <summary>"в последний день месяца"; a month is named.</summary>
    internal static readonly string[][] LastDayOfMonth = [.. Phrases("LastDay")];

    /// <summary>The same and shorter ones, which need a rhythm beside them.</summary>
    internal static readonly string[][] LastDay = [.. LastDayOfMonth, .. Phrases("LastDayOf")];
    internal static readonly string[] OnceIn = Phrases("OnceIn").Single();
    internal static readonly IReadOnlyList<string> Stuck = [.. Words("Stuck")];

    private static readonly Dictionary<string, DayOfWeek> Weekdays = Rows.Where(row =>
            row.Key.StartsWith("Weekday ", StringComparison.Ordinal)
        )
        .SelectMany(row =>
            row.Words.Select(word => (word, Day: (DayOfWeek)int.Parse(row.Key["Weekday ".Length..], CultureInfo.InvariantCulture)))
        )
        .ToDictionary(pair => pair.word, pair => pair.Day, StringComparer.Ordinal);

    internal static readonly HashSet<string> NoEnding = Words("NoEnding");
    internal static readonly HashSet<string> Talk = Words("Talk");
    internal static readonly HashSet<string> EachWeekday = Words("EachWeekday");
    internal static readonly HashSet<string> OnlyOfMany = Words("OnlyOfMany");
    internal static readonly HashSet<string> NotAfterPo = Words("NotAfterPo");
    internal static readonly HashSet<string> Po = Words("Po");
    internal static readonly HashSet<string> AtWeekday = Words("AtWeekday");
    internal static readonly HashSet<string> And = Words("And");
    internal static readonly HashSet<string> EachDay = Words("EachDay");
    internal static readonly HashSet<string> EachDate = Words("EachDate");
    internal static readonly HashSet<string> DayNoun = Words("DayNoun");
    internal static readonly HashSet<string> OrdinalEnd = Words("OrdinalEnd");
    internal static readonly HashSet<string> Of = Words("Of");
    internal static readonly HashSet<string> BeforeDay = Words("BeforeDay");
    internal static readonly HashSet<string> EverySo = Words("EverySo");
    internal static readonly HashSet<string> Periods = Words("Periods");
    internal static readonly HashSet<string> BeforeDate = Words("BeforeDate");
    internal static readonly HashSet<string> Until = Words("Until");
    internal static readonly HashSet<string> Income = Words("Income");

    internal static DayOfWeek? WeekdayOf(string word) => Weekdays.TryGetValue(word, out var day) ? day : null;

    private static HashSet<string> Words(string key) =>
        Rows.Where(row => row.Key == key).SelectMany(row => row.Words).ToHashSet(StringComparer.Ordinal) is { Count: > 0 } words
            ? words
            : throw new InvalidDataException($"Words/recurring.txt has no row {key}.");

    private static IEnumerable<string[]> Phrases(string key) => Words(key).Select(phrase => phrase.Split('_'));

    private static IEnumerable<RhythmPhrase> Phrases((string Key, string[] Words) row, string rhythm) =>
        row.Words.Select(phrase => new RhythmPhrase(phrase.Split('_'), Enum.TryParse<Rhythm>(rhythm, out var often) ? often : null));
}
