using System.Buffers;
using Denga.Contracts.Expenses;

namespace Denga.Expenses.Parsing;

/// <summary>A line that names a day and nothing else, over lines of that day: "вчера:", "15.11". <paramref name="Other"/> is its other reading;
/// without a day it is one that there is not.</summary>
internal readonly record struct Heading(string Words, DateOnly? Day, DateOnly? Other, string? Remark)
{
    private const int LengthMax = 40;

    /// <summary>What stands in for an entry, to see of which day it would be.</summary>
    private const string Probe = " zz 77777";

    private static readonly SearchValues<char> PriceCharacters = SearchValues.Create("0123456789.,");

    internal static bool TryRead(ReadOnlySpan<char> line, Writer writer, out Heading heading)
    {
        heading = default;
        var words = line.TrimEnd(" :\u00A0-–—");
        if (words.IsEmpty || words.Length > LengthMax || words.Length == line.Length && IsPrice(words, writer))
            return false;
        switch (LineParser.Parse(string.Concat(words, Probe), writer))
        {
            case Reading.Entry { IsDated: true, Value: { Note: "zz" } value } entry:
                heading = new Heading(words.ToString(), value.Day, null, entry.Remark);
                return true;
            case Reading.Unsure { Reason: "ambiguous_date", Choices: [{ Note: "zz" } first, ..] and var days }:
                heading = new Heading(words.ToString(), first.Day, days[^1].Day, null);
                return true;
            case Reading.Refused { Reason: "no_such_day" or "day_out_of_range" }:
                foreach (var c in words)
                    if (char.IsLetter(c))
                        return false;
                heading = new Heading(words.ToString(), null, null, null);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The reading of a line below: of the heading's day, unless it names its own.</summary>
    internal Reading Over(Reading reading, Writer writer)
    {
        var day = Day ?? writer.Today;
        switch (reading)
        {
            case Reading.Entry { IsDated: false } entry when Day is null || Other is not null:
                return new Reading.Unsure(
                    "ambiguous_date",
                    Other is { } other && other != day
                        ? [entry.Value with { Day = day }, entry.Value with { Day = other }]
                        : [entry.Value with { Day = day }]
                );
            case Reading.Entry { IsDated: false } entry:
                return new Reading.Entry(entry.Value with { Day = day }, Remark ?? entry.Remark, IsDated: true);
            case Reading.NoAmount { Day: null } thing when Other is null:
                return thing with { Day = Day };
            case Reading.Unsure { Reason: not "ambiguous_date" } unsure:
                return new Reading.Unsure(unsure.Reason, [.. unsure.Choices.Select(c => c.Day == writer.Today ? c with { Day = day } : c)]);
            default:
                return reading;
        }
    }

    /// <summary>"15.11" alone: where prices have such decimals it is one.</summary>
    private static bool IsPrice(ReadOnlySpan<char> words, Writer writer) =>
        !words.ContainsAnyExcept(PriceCharacters)
        && words.Count('.') + words.Count(',') < 2
        && !(Vocabulary.HasSmallUnits(writer.Currency) && !writer.IsEnglish);
}
