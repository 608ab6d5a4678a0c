using System.Globalization;
using Denga.Contracts;

namespace Denga.Reports.Charts;

/// <summary>The period cut into columns: by day up to two months, by month up to three years, by year beyond. Days without entries count as zero.</summary>
internal sealed class ColumnBars
{
    private const int DaysMax = 62;
    private const int MonthsMax = 36;
    private readonly bool oneMonth;

    private ColumnBars(Step step, IReadOnlyList<ColumnBar> all, bool oneMonth)
    {
        Step = step;
        All = all;
        this.oneMonth = oneMonth;
    }

    public Step Step { get; }

    public IReadOnlyList<ColumnBar> All { get; }

    /// <summary>The highest column, the earliest of equals; null when nothing was spent.</summary>
    public ColumnBar? Most => All.MaxBy(bar => bar.Sum.Minor) is { Sum.Minor: > 0 } most ? most : null;

    public static ColumnBars Of(SpendingCard card)
    {
        var months = ((card.To.Year - card.From.Year) * 12) + card.To.Month - card.From.Month + 1;
        var step =
            card.To.DayNumber - card.From.DayNumber < DaysMax ? Step.Day
            : months <= MonthsMax ? Step.Month
            : Step.Year;
        var sums = card
            .Now.Days.GroupBy(day => Start(day.Day, step))
            .ToDictionary(days => days.Key, days => days.Aggregate(Money.Zero(card.Now.Currency), (sum, day) => sum + day.Sum));
        var bars = new List<ColumnBar>();
        for (var start = Start(card.From, step); start <= card.To; start = Next(start, step))
            bars.Add(new ColumnBar(start, sums.GetValueOrDefault(start, Money.Zero(card.Now.Currency))));
        return new ColumnBars(step, bars, oneMonth: months == 1);
    }

    /// <summary>Marks of the axis from zero up: two to five round numbers, the last not below the highest column.</summary>
    public IReadOnlyList<decimal> Marks()
    {
        var highest = Math.Max(0, All.Max(bar => bar.Sum.ToDecimal()));
        if (highest == 0)
            return [0, 1];
        var power = 1m;
        for (; power * 10 <= highest; power *= 10) { }
        for (; power > highest; power /= 10) { }
        var step = new[] { 0.5m, 1, 2, 2.5m, 5 }.Select(factor => factor * power).First(size => size * 4 >= highest);
        var marks = new List<decimal> { 0 };
        do marks.Add(marks[^1] + step);
        while (marks[^1] < highest);
        return marks;
    }

    /// <summary>Labels under the columns by place, the most important first: whoever draws them leaves out those that would overlap.</summary>
    public IEnumerable<(int Place, string Text)> Labels(string language)
    {
        var places = All.Select((bar, place) => (bar.Start, Place: place)).ToList();
        return Step switch
        {
            Step.Year => places.Select(bar => (bar.Place, Words.Year(bar.Start))),
            Step.Month when All[0].Start.Year == All[^1].Start.Year => places.Select(bar =>
                (bar.Place, Words.ShortMonth(bar.Start, language))
            ),
            Step.Month => places
                .OrderBy(bar => bar.Start.Month == 1 ? 0 : 1)
                .Select(bar => (bar.Place, bar.Start.Month == 1 ? Words.Year(bar.Start) : Words.ShortMonth(bar.Start, language))),
            _ when All.Count <= 8 => places.Select(bar => (bar.Place, Words.Weekday(bar.Start, language) + " " + Number(bar.Start.Day))),
            _ => places
                .Where(bar => bar.Place == 0 || bar.Start.Day == 1 || bar.Start.Day % 5 == 0)
                .OrderBy(bar => bar.Start.Day == 1 ? 0 : 1)
                .Select(bar => (bar.Place, DayText(bar.Start, bar.Place))),
        };

        string DayText(DateOnly day, int place) =>
            !oneMonth && (day.Day == 1 || place == 0) ? Number(day.Day) + "\u00A0" + Words.ShortMonth(day, language) : Number(day.Day);
    }

    private static string Number(int day) => day.ToString(CultureInfo.InvariantCulture);

    private static DateOnly Start(DateOnly day, Step step) =>
        step switch
        {
            Step.Day => day,
            Step.Month => new DateOnly(day.Year, day.Month, 1),
            _ => new DateOnly(day.Year, 1, 1),
        };

    private static DateOnly Next(DateOnly start, Step step) =>
        step switch
        {
            Step.Day => start.AddDays(1),
            Step.Month => start.AddMonths(1),
            _ => start.AddYears(1),
        };
}

/// <param name="Start">The first day of what the column stands for.</param>
internal sealed record ColumnBar(DateOnly Start, Money Sum);
