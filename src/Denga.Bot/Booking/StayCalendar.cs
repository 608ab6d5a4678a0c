using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Contracts.Booking;

namespace Denga.Bot.Booking;

/// <summary>A month of an object in buttons. One tap chooses the day of arrival, a second one that of departure, a third begins anew.</summary>
internal sealed class StayCalendar
{
    /// <summary>Of one question.</summary>
    private const int DaysMax = 100;

    /// <summary>A cell without a day: messengers take no empty label.</summary>
    private const string Blank = "\u2800";

    /// <summary>More do not fit on a phone.</summary>
    private const int WeekdayLetters = 2;
    private readonly Dictionary<DateOnly, CalendarDay> days;
    private readonly StayRules rules;

    private StayCalendar(IReadOnlyList<CalendarDay> read, StayRules rules)
    {
        days = read.ToDictionary(d => d.Day);
        this.rules = rules;
    }

    /// <summary>One question: the month, and the days since the arrival that is chosen.</summary>
    internal static async Task<StayCalendar?> Of(Turn turn, RentalObject of, DateOnly month, DateOnly? arrival, CancellationToken cancel)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var to = first.AddMonths(1).AddDays(1);
        var from = arrival < first ? arrival.Value : first;
        if (to.DayNumber - from.DayNumber > DaysMax)
            from = first;
        var read = await turn.Ask(new FreeDates(of.Id, from, to), cancel);
        if (read.IsOk)
            return new StayCalendar(read.Value, of.Rules);
        turn.ShowError(read.Error);
        return null;
    }

    /// <summary>Why a tap on this day chooses nothing; null where it chooses.</summary>
    internal string? Refusal(DateOnly day, DateOnly? arrival, string language)
    {
        if (arrival is not { } since || day <= since)
            return Arrival(day, language);
        // Where something stands between, the tap begins anew, if it can.
        if (!Ends(day, arrival))
            return MayArrive(day) ? null : BookTexts.Between.In(language);
        var nights = day.DayNumber - since.DayNumber;
        var least = days.TryGetValue(since, out var first) ? Math.Max(first.Least, rules.Least) : rules.Least;
        return nights < least ? BookTexts.TooShort.In(language, least)
            : nights > rules.Most ? BookTexts.TooLong.In(language, rules.Most)
            : null;
    }

    /// <summary>Whether a tap on the day ends the stay that was begun.</summary>
    internal bool Ends(DateOnly day, DateOnly? arrival)
    {
        if (arrival is not { } since || day <= since)
            return false;
        for (var night = since; night < day; night = night.AddDays(1))
            if (!days.TryGetValue(night, out var known) || known.State != DayState.Free)
                return false;
        return true;
    }

    internal ScreenBuilder Rows(
        ScreenBuilder screen,
        DateOnly month,
        DateOnly? arrival,
        DateOnly? departure,
        DateOnly today,
        string language
    )
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var isMondayFirst = language == "ru";
        var shift = isMondayFirst ? ((int)first.DayOfWeek + 6) % 7 : (int)first.DayOfWeek;
        screen.Row([
            .. Enumerable
                .Range(0, 7)
                .Select(i => (Choice)(Words.Weekday(first.AddDays(i - shift), language)[..WeekdayLetters], new BookMonth(first))),
        ]);
        var cells = Enumerable
            .Repeat((Choice)(Blank, new BookMonth(first)), shift)
            .Concat(
                Enumerable
                    .Range(0, DateTime.DaysInMonth(first.Year, first.Month))
                    .Select(i => first.AddDays(i))
                    .Select(day => (Choice)(Label(day, arrival, departure), new BookDay(day)))
            )
            .ToList();
        while (cells.Count % 7 != 0)
            cells.Add((Blank, new BookMonth(first)));
        screen.Grid(7, cells);
        var way = new List<Choice>();
        if (first > today)
            way.Add((Texts.Earlier, new BookMonth(first.AddMonths(-1))));
        way.Add((Words.Month(first, language), new BookMonth(first)));
        if (first.AddMonths(1) <= today.AddDays(rules.HorizonDays))
            way.Add((Texts.Later, new BookMonth(first.AddMonths(1))));
        return screen.Row(way);
    }

    private string Label(DateOnly day, DateOnly? arrival, DateOnly? departure)
    {
        var number = Words.Number(day.Day, 0, "en");
        if (day == arrival)
            return "[" + number;
        if (day == departure)
            return number + "]";
        if (departure is null && Ends(day, arrival))
            return Refusal(day, arrival, "en") is null ? number : "×";
        return MayArrive(day) ? number
            : days.TryGetValue(day, out var known) && known.State == DayState.Free ? "×"
            : "·";
    }

    private bool MayArrive(DateOnly day) => days.TryGetValue(day, out var known) && known.MayArrive;

    private string? Arrival(DateOnly day, string language)
    {
        if (!days.TryGetValue(day, out var known) || known.State == DayState.Closed)
            return BookTexts.Closed.In(language);
        if (known.State == DayState.Busy)
            return BookTexts.Busy.In(language);
        if (known.MayArrive)
            return null;
        return rules.ArrivalDays.Count > 0 && !rules.ArrivalDays.Contains(day.DayOfWeek)
            ? BookTexts.NoArrival.In(language)
            : BookTexts.GapTooShort.In(language, Math.Max(known.Least, rules.Least));
    }
}
