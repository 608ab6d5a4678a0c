using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Notifications.Texts;

/// <summary>What people read. Pure.</summary>
internal static class NoticeTexts
{
    private const int Exhausted = 100;

    /// <param name="category">The category's name in the person's language; null for the limit of everything.</param>
    public static string Limit(LimitReached reached, string? category, string language)
    {
        var words = new Wording(language);
        return reached.Threshold >= Exhausted ? Over(reached.Limit, category, words) : Near(reached.Limit, category, words);
    }

    public static string Recurring(RecurringRecorded recorded, string category, string language)
    {
        var words = new Wording(language);
        var (entry, note) = (recorded.Expense, PlainText.OneLine(recorded.Expense.Note));
        var what = note.Length == 0 ? category : note;
        var of = note.Length == 0 ? "" : words.Say($" («{category}»)", $" (“{category}”)");
        var (amount, day) = (words.Amount(entry.Amount), words.Day(entry.Day));
        return entry.Kind == EntryKind.Income
            ? words.Say(
                $"Записан регулярный доход за {day}: {what}, {amount}{of}.",
                $"Recurring income recorded for {day}: {what}, {amount}{of}."
            )
            : words.Say(
                $"Записан регулярный расход за {day}: {what}, {amount}{of}.",
                $"Recurring expense recorded for {day}: {what}, {amount}{of}."
            );
    }

    private static string Near(LimitState limit, string? category, Wording words)
    {
        var (percent, of, until) = (words.Percent(limit.Percent), SpentOf(limit, words), words.Day(limit.PeriodTo));
        var text = category is null
            ? words.Say($"Потрачено {percent} общего лимита: {of}.", $"{percent} of the total limit is spent: {of}.")
            : words.Say($"Потрачено {percent} лимита «{category}»: {of}.", $"{percent} of the limit for “{category}” is spent: {of}.");
        if (limit.PerDay.Minor > 0)
        {
            var perDay = words.Amount(limit.PerDay);
            text += words.Say($" До {until} можно тратить по {perDay} в день.", $" Until {until} you can spend {perDay} a day.");
        }
        if (limit.LastsUntil is { } lasts)
        {
            var day = words.Day(lasts);
            text += words.Say($" При нынешнем темпе его хватит до {day}.", $" At this pace it lasts until {day}.");
        }
        return text;
    }

    private static string Over(LimitState limit, string? category, Wording words)
    {
        var of = SpentOf(limit, words);
        var whose = category is null
            ? words.Say("Общий лимит", "The total limit")
            : words.Say($"Лимит «{category}»", $"The limit for “{category}”");
        var over = limit.Spent - limit.Amount;
        if (over.Minor > 0)
        {
            var more = words.Amount(over);
            return words.Say($"{whose} превышен на {more}: {of}.", $"{whose} is exceeded by {more}: {of}.");
        }
        var next = words.Day(limit.PeriodTo.AddDays(1));
        return words.Say(
            $"{whose} исчерпан: {of}. Новый период начнётся {next}.",
            $"{whose} is used up: {of}. A new period begins on {next}."
        );
    }

    private static string SpentOf(LimitState limit, Wording words) =>
        words.Say(
            $"{words.Number(limit.Spent)} из {words.Amount(limit.Amount)}",
            $"{words.Amount(limit.Spent)} of {words.Amount(limit.Amount)}"
        );
}
