using System.Globalization;
using Denga.Contracts;
using Denga.Platform.Texts;
using Denga.Speech;

namespace Denga.Reports.Charts;

/// <summary>Numbers, days and sentences of the picture, in Russian and English. Its own tables, because the machine's may differ or be missing.
/// Russian writes <c>1 250,50 ₽</c> with no-break spaces, English <c>₽1,250.50</c>; decimals are left out when they are all zeros, and a
/// currency without a sign of its own is written by its code.</summary>
internal sealed class Words(string language)
{
    private const char Nbsp = '\u00A0';
    private const char Minus = '\u2212';
    private readonly bool russian = string.Equals(language, "ru", StringComparison.OrdinalIgnoreCase);

    private static readonly string[] MonthsRu = "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь".Split(
        ' '
    );
    private static readonly string[] OfMonthsRu = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".Split(
        ' '
    );
    private static readonly string[] ShortMonthsRu = "янв фев мар апр май июн июл авг сен окт ноя дек".Split(' ');
    private static readonly string[] WeekdaysRu = "вс пн вт ср чт пт сб".Split(' ');
    private static readonly string[] MonthsEn = (
        "January February March April May June July August September October November " + "December"
    ).Split(' ');
    private static readonly string[] WeekdaysEn = "Sun Mon Tue Wed Thu Fri Sat".Split(' ');

    public string Spent => russian ? "Потрачено" : "Spent";
    public string Income => russian ? "Доход" : "Income";
    public string ByCategory => russian ? "По категориям" : "By category";
    public string Untitled => russian ? "Без названия" : "Untitled";
    public string NothingTitle => russian ? "Записей за это время нет" : "Nothing recorded in this period";
    public string NothingSpentTitle => russian ? "Трат за это время нет" : "Nothing spent in this period";
    public string[] NothingHint =>
        russian
            ? ["Напишите, например, «350 кофе» —", "и здесь появится картина ваших трат."]
            : ["Write “350 coffee”, for example,", "and your spending will be drawn here."];

    /// <summary>The letters of the pictures have no sign of the lari.</summary>
    public static string Sign(Currency currency) => currency.Code == "GEL" ? currency.Code : CurrencySign.Of(currency);

    public string Rest(int categories) =>
        russian
            ? $"Остальное ({categories.ToString(CultureInfo.InvariantCulture)})"
            : $"Everything else ({categories.ToString(CultureInfo.InvariantCulture)})";

    public string By(Step step) =>
        (step, russian) switch
        {
            (Step.Day, true) => "По дням",
            (Step.Month, true) => "По месяцам",
            (Step.Year, true) => "По годам",
            (Step.Day, false) => "By day",
            (Step.Month, false) => "By month",
            _ => "By year",
        };

    public string Most(string when, string amount) => russian ? $"больше всего: {when}, {amount}" : $"most: {when}, {amount}";

    public string Entries(int count) =>
        Number(count)
        + Nbsp
        + (
            russian ? Plural(count, "запись", "записи", "записей")
            : count == 1 ? "entry"
            : "entries"
        );

    public string Amount(Money money)
    {
        var number = Number(Math.Abs(money.ToDecimal()), money.Currency.Scale);
        var minus = money.Minor < 0 ? Minus.ToString() : "";
        var sign = Sign(money.Currency);
        if (russian)
            return minus + number + Nbsp + sign;
        return minus + sign + (sign.Length > 1 ? Nbsp.ToString() : "") + number;
    }

    /// <summary>A part of something, in whole percent; what is a part and rounds to zero is «&lt;1 %».</summary>
    public string Percent(decimal percent)
    {
        var number = percent == 0 ? "<1" : percent.ToString("0", CultureInfo.InvariantCulture);
        return russian ? number + Nbsp + "%" : number + "%";
    }

    /// <summary>A mark of the axis, short: <c>2,5 тыс.</c>, <c>2.5K</c>.</summary>
    public string Short(decimal value)
    {
        var (divisor, ru, en) = Math.Abs(value) switch
        {
            >= 1_000_000_000_000m => (1_000_000_000_000m, "трлн", "T"),
            >= 1_000_000_000m => (1_000_000_000m, "млрд", "B"),
            >= 1_000_000m => (1_000_000m, "млн", "M"),
            >= 1_000m => (1_000m, "тыс.", "K"),
            _ => (1m, "", ""),
        };
        var number = (value / divisor).ToString(divisor == 1 ? "0.#########" : "#,0.##", CultureInfo.InvariantCulture);
        if (!russian)
            return number + en;
        return number.Replace(',', Nbsp).Replace('.', ',') + (ru.Length > 0 ? Nbsp + ru : "");
    }

    public string Period(DateOnly from, DateOnly to)
    {
        if (from == to)
            return Day(from);
        if (from.Day == 1 && to == from.AddMonths(1).AddDays(-1))
            return (russian ? MonthsRu : MonthsEn)[from.Month - 1] + " " + Year(from);
        if (from is { Day: 1, Month: 1 } && to == from.AddYears(1).AddDays(-1))
            return russian ? Year(from) + " год" : Year(from);
        if (from is { Day: 1, Month: 1 } && to is { Day: 31, Month: 12 })
            return $"{Year(from)}–{Year(to)}";
        if (from.Year != to.Year)
            return $"{Day(from)} – {Day(to)}";
        return from.Month == to.Month ? $"{Number(from.Day)}–{Day(to)}" : $"{DayOfMonth(from)} – {Day(to)}";
    }

    public string Day(DateOnly day) => DayOfMonth(day) + " " + Year(day);

    /// <summary>For a narrow column: <c>05.11.2026</c>, <c>5 Nov 2026</c>.</summary>
    public string ShortDay(DateOnly day) =>
        russian ? day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture) : $"{Number(day.Day)}{Nbsp}{ShortMonth(day)}{Nbsp}{Year(day)}";

    public string DayOfMonth(DateOnly day) => Number(day.Day) + Nbsp + (russian ? OfMonthsRu : MonthsEn)[day.Month - 1];

    public string Month(DateOnly day) => (russian ? OfLowerMonth(day) : MonthsEn[day.Month - 1]) + " " + Year(day);

    public string ShortMonth(DateOnly day) => russian ? ShortMonthsRu[day.Month - 1] : MonthsEn[day.Month - 1][..3];

    public string Weekday(DateOnly day) => (russian ? WeekdaysRu : WeekdaysEn)[(int)day.DayOfWeek];

    public static string Year(DateOnly day) => day.Year.ToString(CultureInfo.InvariantCulture);

    /// <summary>The change against the period before, in words: an arrow or a colour alone would leave people out.</summary>
    public string Change(Money now, Money before)
    {
        if (now == before)
            return russian ? "Столько же" : "The same";
        var more = now > before;
        var times = before.ToDecimal() > 0 ? now.ToDecimal() / before.ToDecimal() : 0;
        if (times >= 10)
        {
            var whole = decimal.Truncate(times);
            var number = Number(whole, 0);
            return russian ? $"▲ в{Nbsp}{number} {Plural((int)(whole % 100), "раз", "раза", "раз")} больше" : $"▲ {number} times as much";
        }
        var share = Percent(decimal.Round(Math.Abs(times - 1) * 100, 0, MidpointRounding.AwayFromZero));
        return (more, russian) switch
        {
            (true, true) => $"▲ на{Nbsp}{share} больше",
            (false, true) => $"▼ на{Nbsp}{share} меньше",
            (true, false) => $"▲ {share} more",
            _ => $"▼ {share} less",
        };
    }

    /// <summary>What it was before: <c>месяцем раньше — 31 200 ₽</c>.</summary>
    public string Earlier(DateOnly from, DateOnly to, string amount, bool sameDays = false) =>
        russian ? $"{When(from, to, sameDays)} — {amount}" : $"{amount} {When(from, to, sameDays)}";

    public string NothingEarlier(DateOnly from, DateOnly to, bool sameDays = false)
    {
        var when = When(from, to, sameDays);
        return russian ? $"{char.ToUpperInvariant(when[0])}{when[1..]} трат не было" : $"Nothing was spent {when}";
    }

    private string When(DateOnly from, DateOnly to, bool sameDays)
    {
        var length = to.DayNumber - from.DayNumber + 1;
        var (ru, en) =
            from.Day == 1 && to == from.AddMonths(1).AddDays(-1) ? ("месяцем раньше", "the month before")
            : from is { Day: 1, Month: 1 } && to == from.AddYears(1).AddDays(-1) ? ("годом раньше", "the year before")
            : length == 7 ? ("неделей раньше", "the week before")
            : length == 1 ? ("днём раньше", "the day before")
            : ("за такое же время до этого", "in the same time before");
        return (russian, sameDays) switch
        {
            (true, true) => "за те же дни " + ru.Replace("за такое же время до этого", "до этого", StringComparison.Ordinal),
            (false, true) => "on the same days " + (en.StartsWith("in ", StringComparison.Ordinal) ? "before" : "of " + en),
            (true, false) => ru,
            _ => en,
        };
    }

    private static string OfLowerMonth(DateOnly day) => MonthsRu[day.Month - 1].ToLowerInvariant();

    private string Number(decimal value, int scale = 0)
    {
        var whole = decimal.Truncate(value) == value;
        var text = value.ToString(
            whole ? "#,0" : "#,0." + new string('0', Math.Min(2, scale)) + new string('#', Math.Max(0, scale - 2)),
            CultureInfo.InvariantCulture
        );
        return russian ? text.Replace(',', Nbsp).Replace('.', ',') : text;
    }

    private static string Plural(int count, string one, string few, string many) =>
        (count % 100) is >= 11 and <= 14
            ? many
            : (count % 10) switch
            {
                1 => one,
                2 or 3 or 4 => few,
                _ => many,
            };
}

/// <summary>What a column of the chart stands for.</summary>
internal enum Step
{
    Day,
    Month,
    Year,
}
