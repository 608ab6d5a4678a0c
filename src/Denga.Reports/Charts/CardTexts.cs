using Denga.Contracts;

namespace Denga.Reports.Charts;

/// <summary>Sentences of the picture.</summary>
internal sealed class CardTexts(string language)
{
    private const char Nbsp = '\u00A0';

    private static readonly Plural EntryCount = new(
        "{0}\u00A0запись",
        "{0}\u00A0записи",
        "{0}\u00A0записей",
        "{0}\u00A0entry",
        "{0}\u00A0entries"
    );
    private static readonly Plural Times = new(
        "▲ в\u00A0{0} раз больше",
        "▲ в\u00A0{0} раза больше",
        "▲ в\u00A0{0} раз больше",
        "▲ {0} times as much",
        "▲ {0} times as much"
    );

    public string Spent => Say("Потрачено", "Spent");
    public string Income => Say("Доход", "Income");
    public string ByCategory => Say("По категориям", "By category");
    public string Untitled => Say("Без названия", "Untitled");
    public string NothingTitle => Say("Записей за это время нет", "Nothing recorded in this period");
    public string NothingSpentTitle => Say("Трат за это время нет", "Nothing spent in this period");
    public string[] NothingHint =>
        [
            Say("Напишите, например, «350 кофе» —", "Write “350 coffee”, for example,"),
            Say("и здесь появится картина ваших трат.", "and your spending will be drawn here."),
        ];

    /// <summary>The letters of the pictures have no sign of the lari.</summary>
    public static string Sign(Currency currency) => currency.Code == "GEL" ? currency.Code : CurrencySign.Of(currency);

    public string Amount(Money money) => Words.Of(money, language, Sign(money.Currency));

    public string Rest(int categories)
    {
        var count = Words.Number(categories, 0, language);
        return Say($"Остальное ({count})", $"Everything else ({count})");
    }

    public string By(Step step) =>
        step switch
        {
            Step.Day => Say("По дням", "By day"),
            Step.Month => Say("По месяцам", "By month"),
            _ => Say("По годам", "By year"),
        };

    public string Most(string when, string amount) => Say($"больше всего: {when}, {amount}", $"most: {when}, {amount}");

    public string Entries(int count) => EntryCount.In(language, count);

    /// <summary>The change against the period before, in words: an arrow or a colour alone would leave people out.</summary>
    public string Change(Money now, Money before)
    {
        if (now == before)
            return Say("Столько же", "The same");
        var times = before.ToDecimal() > 0 ? now.ToDecimal() / before.ToDecimal() : 0;
        if (times >= 10)
            return Times.In(language, (long)decimal.Truncate(times));
        var share = Words.Share(decimal.Round(Math.Abs(times - 1) * 100, 0, MidpointRounding.AwayFromZero), language);
        return now > before ? Say($"▲ на{Nbsp}{share} больше", $"▲ {share} more") : Say($"▼ на{Nbsp}{share} меньше", $"▼ {share} less");
    }

    /// <summary>What it was before: <c>месяцем раньше — 31 200 ₽</c>.</summary>
    public string Earlier(DateOnly from, DateOnly to, string amount, bool sameDays = false)
    {
        var when = When(from, to, sameDays);
        return Say($"{when} — {amount}", $"{amount} {when}");
    }

    public string NothingEarlier(DateOnly from, DateOnly to, bool sameDays = false)
    {
        var when = When(from, to, sameDays);
        return Say($"{char.ToUpperInvariant(when[0])}{when[1..]} трат не было", $"Nothing was spent {when}");
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
        return !sameDays
            ? Say(ru, en)
            : Say(
                "за те же дни " + ru.Replace("за такое же время до этого", "до этого", StringComparison.Ordinal),
                "on the same days " + (en.StartsWith("in ", StringComparison.Ordinal) ? "before" : "of " + en)
            );
    }

    private string Say(string ru, string en) => new Text(ru, en).In(language);
}

/// <summary>What a column of the chart stands for.</summary>
internal enum Step
{
    Day,
    Month,
    Year,
}
