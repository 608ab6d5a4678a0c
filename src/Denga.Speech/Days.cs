using System.Globalization;

namespace Denga.Speech;

/// <summary>Days as people write them: <c>12 мая</c>, <c>12 May</c>, in that order in both languages, with plain spaces, so that they can be copied into an
/// answer and read again. The year stands there when it is not this one's, and always where nobody knows what today is: in documents and pictures.
/// Clocks are of 24 hours.</summary>
public static partial class Words
{
    private static readonly string[] MonthsRu = "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь".Split(
        ' '
    );
    private static readonly string[] OfMonthsRu = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".Split(
        ' '
    );
    private static readonly string[] ShortMonthsRu = "янв фев мар апр май июн июл авг сен окт ноя дек".Split(' ');
    private static readonly string[] WeekdaysRu = "вс пн вт ср чт пт сб".Split(' ');
    private static readonly string[] MonthsEn = DateTimeFormatInfo.InvariantInfo.MonthNames;
    private static readonly string[] WeekdaysEn = DateTimeFormatInfo.InvariantInfo.AbbreviatedDayNames;

    private static readonly Plural Seconds = new("{0} секунду", "{0} секунды", "{0} секунд", "{0} second", "{0} seconds");
    private static readonly Plural Minutes = new("{0} минуту", "{0} минуты", "{0} минут", "{0} minute", "{0} minutes");
    private static readonly Plural Hours = new("{0} час", "{0} часа", "{0} часов", "{0} hour", "{0} hours");

    /// <summary><c>12 мая</c>, with the year when it is not this one's.</summary>
    public static string Of(DateOnly day, DateOnly today, string language) =>
        day.Year == today.Year ? DayOfMonth(day, language) : Of(day, language);

    /// <summary><c>12 мая 2026</c>.</summary>
    public static string Of(DateOnly day, string language) => $"{DayOfMonth(day, language)} {Year(day)}";

    /// <summary><c>12 мая</c>, where the year is said elsewhere.</summary>
    public static string DayOfMonth(DateOnly day, string language) =>
        $"{Digits(day.Day)} {(IsRussian(language) ? OfMonthsRu : MonthsEn)[day.Month - 1]}";

    /// <summary>A number among the days of a month: <c>31</c> or <c>31st</c>.</summary>
    public static string DayOfMonth(int day, string language) =>
        Digits(day)
        + (
            IsRussian(language) ? ""
            : day is 1 or 21 or 31 ? "st"
            : day is 2 or 22 ? "nd"
            : day is 3 or 23 ? "rd"
            : "th"
        );

    /// <summary>For a narrow column: <c>05.11.2026</c>, <c>5 Nov 2026</c>.</summary>
    public static string ShortDay(DateOnly day, string language) =>
        IsRussian(language)
            ? day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture)
            : $"{Digits(day.Day)}{Nbsp}{ShortMonth(day, language)}{Nbsp}{Year(day)}";

    /// <summary><c>сегодня</c>, <c>вчера</c>, the day with its weekday within the last week, or the day.</summary>
    public static string Near(DateOnly day, DateOnly today, string language) =>
        (today.DayNumber - day.DayNumber) switch
        {
            0 => IsRussian(language) ? "сегодня" : "today",
            1 => IsRussian(language) ? "вчера" : "yesterday",
            > 1 and < 7 => $"{Of(day, today, language)}, {Weekday(day, language)}",
            _ => Of(day, today, language),
        };

    /// <summary><c>сб</c>, <c>Sat</c>.</summary>
    public static string Weekday(DateOnly day, string language) => (IsRussian(language) ? WeekdaysRu : WeekdaysEn)[(int)day.DayOfWeek];

    /// <summary><c>Ноябрь 2026</c>; <paramref name="inside"/> a Russian sentence a month has a small letter.</summary>
    public static string Month(DateOnly month, string language, bool inside = false)
    {
        var name = (IsRussian(language) ? MonthsRu : MonthsEn)[month.Month - 1];
        return $"{(inside && IsRussian(language) ? name.ToLowerInvariant() : name)} {Year(month)}";
    }

    /// <summary><c>ноя</c>, <c>Nov</c>.</summary>
    public static string ShortMonth(DateOnly day, string language) =>
        IsRussian(language) ? ShortMonthsRu[day.Month - 1] : MonthsEn[day.Month - 1][..3];

    public static string Year(DateOnly day) => Digits(day.Year);

    /// <summary>Days from one to another, both included: <c>Ноябрь 2026</c>, <c>2026 год</c>, <c>1–15 ноября</c>, <c>28 октября – 3 ноября</c>,
    /// <c>2025–2026</c>.</summary>
    /// <param name="today">By which the year of days is left out; null: it never is.</param>
    /// <param name="named">Whole months and years are called by their names; a month or year of the person's own, that begins on another day, is its
    /// days.</param>
    public static string Period(DateOnly from, DateOnly to, string language, DateOnly? today = null, bool inside = false, bool named = true)
    {
        if (from == to)
            return Day(from);
        if (named && from.Day == 1 && to == from.AddMonths(1).AddDays(-1))
            return Month(from, language, inside);
        if (named && from is { Day: 1, Month: 1 } && to == from.AddYears(1).AddDays(-1))
            return IsRussian(language) ? Year(from) + " год" : Year(from);
        if (named && from is { Day: 1, Month: 1 } && to is { Day: 31, Month: 12 })
            return $"{Year(from)}–{Year(to)}";
        if (from.Year == to.Year && from.Month == to.Month)
            return $"{Digits(from.Day)}–{Day(to)}";
        // The year of both is said once, behind the last.
        return from.Year == to.Year ? $"{DayOfMonth(from, language)} – {Day(to)}" : $"{Day(from)} – {Day(to)}";

        string Day(DateOnly day) => today is { } known ? Of(day, known, language) : Of(day, language);
    }

    /// <summary>A moment on the clock of a time zone: <c>14:05</c> today, <c>21 ноября, 14:05</c> before and after.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone, DateTimeOffset now, string language)
    {
        var day = DayIn(zone, at);
        var today = DayIn(zone, now);
        return day == today ? Clock(at, zone) : $"{Of(day, today, language)}, {Clock(at, zone)}";
    }

    /// <summary><c>14:05</c>, or <c>14:05:09</c>.</summary>
    public static string Clock(DateTimeOffset at, TimeZoneInfo zone, bool seconds = false) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(seconds ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The day that it is in a time zone.</summary>
    public static DateOnly DayIn(TimeZoneInfo zone, DateTimeOffset at) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>A wait, after "через" or "in": <c>45 секунд</c>, <c>2 minutes</c>; never less than one second, and rounded up.</summary>
    public static string Wait(TimeSpan wait, string language)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        return seconds < 90 ? Seconds.In(language, seconds)
            : seconds < 90 * 60 ? Minutes.In(language, (seconds + 59) / 60)
            : Hours.In(language, (seconds + 3599) / 3600);
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
