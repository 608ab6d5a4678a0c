using System.Globalization;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Notifications.Texts;

/// <summary>What people read. Pure.</summary>
internal static class NoticeTexts
{
    private const int Exhausted = 100;
    private const int CaughtUpLinesMax = 20;
    private const int NoteCharactersMax = 80;

    /// <param name="category">The category's name in the person's language; null for the limit of everything.</param>
    public static string Limit(LimitReached reached, string? category, Wording words) =>
        reached.Threshold >= Exhausted ? Over(reached.Limit, category, words) : Near(reached.Limit, category, words);

    public static string Recurring(RecurringRecorded recorded, string category, Wording words)
    {
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

    /// <param name="names">Names of categories by key.</param>
    public static string CaughtUp(RecurringCaughtUp caughtUp, IReadOnlyDictionary<string, string> names, Wording words)
    {
        var lines = new List<string>
        {
            words.Say(
                "Записал регулярное за дни, пока Denga не работала:",
                "Recorded recurring entries of the days when Denga was not running:"
            ),
        };
        foreach (var entry in caughtUp.Entries.Take(CaughtUpLinesMax))
        {
            var note = PlainText.Cut(PlainText.OneLine(entry.Last.Note), NoteCharactersMax);
            var what =
                note.Length > 0
                    ? note
                    : names.GetValueOrDefault(entry.Last.Category) ?? CategoryTexts.Of(entry.Last.Category, words.Language);
            var times = entry.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" × {entry.Count}") : "";
            var (first, last) = (words.Day(entry.From), words.Day(entry.Last.Day));
            var days = entry.Count == 1 ? last : $"{first} – {last}";
            var line = $"• {what} — {words.Amount(entry.Last.Amount)}{times}, {days}";
            lines.Add(
                entry.Missed == 0
                    ? line
                    : line + words.Say($"; более ранние дни не записаны: {entry.Missed}", $"; earlier days not recorded: {entry.Missed}")
            );
        }
        if (caughtUp.Entries.Count - CaughtUpLinesMax is > 0 and var more)
            lines.Add(words.Say($"и другие: {more}", $"and others: {more}"));
        return string.Join('\n', lines);
    }

    public static string RecurringFailed(RecurringFailed failed, Wording words)
    {
        var (amount, day) = (words.Amount(failed.Template.Amount), words.Day(failed.Day));
        var what = failed.Template.Note.Length > 0 ? " " + PlainText.Quote(failed.Template.Note, words.Language, NoteCharactersMax) : "";
        var code = failed.Template.Amount.Currency.Code;
        return failed.Reason == "expenses.no_rate"
            ? words.Say(
                $"Не могу записать регулярное{what}, {amount}, за {day}: нет курса {code}. Запишу, как только он появится. Изменить сумму: /recurring",
                $"I cannot record the recurring entry{what}, {amount}, of {day}: there is no rate for {code}. It is recorded as soon as there is one. To change the amount: /recurring"
            )
            : words.Say(
                $"Не могу записать регулярное{what}, {amount}, за {day}. Посмотреть и изменить: /recurring",
                $"I cannot record the recurring entry{what}, {amount}, of {day}. To look and change it: /recurring"
            );
    }

    private static string Near(LimitState limit, string? category, Wording words)
    {
        var (percent, of, until) = (Words.Percent(limit.Percent, words.Language), SpentOf(limit, words), words.Day(limit.PeriodTo));
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
            $"{Words.Bare(limit.Spent, words.Language)} из {words.Amount(limit.Amount)}",
            $"{words.Amount(limit.Spent)} of {words.Amount(limit.Amount)}"
        );
}
