namespace Denga.Bot.Dialogs;

/// <summary>What is said about recurring entries.</summary>
internal static class RecurringTexts
{
    internal static readonly Text None = new(
        "Регулярных записей нет. Напишите, например: каждый месяц 1 числа аренда 30000",
        "There are no recurring entries. Write, for example: every month on the 1st rent 30000"
    );
    internal static readonly Text Heading = new("Записываются сами:", "Recorded by themselves:");
    internal static readonly Text Line = new("{0} — {1}, {2}, следующая {3}", "{0}: {1}, {2}, next on {3}");
    internal static readonly Text Ended = new("{0} — {1}, {2}, больше не записывается", "{0}: {1}, {2}, has ended");
    internal static readonly Text Daily = new("каждый день", "every day");
    internal static readonly Text Weekly = new("каждую неделю", "every week");
    internal static readonly Text Monthly = new("каждый месяц", "every month");
    internal static readonly Text Yearly = new("каждый год", "every year");
    internal static readonly Text MonthlyOn = new("каждый месяц {0}", "every month on the {0}");
    internal static readonly Text MonthlyLastDay = new("каждый месяц в последний день", "every month on the last day");
    internal static readonly Text YearlyOn = new("каждый год {0}", "every year on {0}");
    internal static readonly Text Add = new("+ Добавить", "+ Add");
    internal static readonly Text AskNew = new(
        "Напишите как часто, что и сколько. Например:\nкаждый месяц 1 числа аренда 30000\nкаждую неделю спортзал 500",
        "Write how often, what and how much. For example:\nevery month on the 1st rent 30000\nevery week gym 500"
    );
    internal static readonly Text Offer = new("Записывать {0}: {1} — {2}? Первый раз {3}.", "Record {0}: {1}, {2}? The first time on {3}.");
    internal static readonly Text Yes = new("Да, записывать", "Yes, record it");
    internal static readonly Text Once = new("Только сегодня", "Just today");
    internal static readonly Text No = new("Не надо", "No");
    internal static readonly Text Added = new("Готово: {0}", "Done: {0}");
    internal static readonly Text NotAdded = new("Хорошо, не буду записывать.", "All right, I will not record it.");
    internal static readonly Text NotUnderstood = new(
        "Не понял сумму или название. Напишите так: каждый месяц 1 числа аренда 30000",
        "I did not understand the amount or the name. Write it like this: every month on the 1st rent 30000"
    );
    internal static readonly Text NoSuchRhythm = new(
        "Так часто записывать не умею. Можно каждый день, каждую неделю в свой день, каждый месяц по числу или в последний день, каждый год. "
            + "Например: каждый понедельник спорт 500",
        "I cannot record that often. It can be every day, every week on a weekday, every month on a day or the last one, every year. "
            + "For example: every Monday gym 500"
    );
    internal static readonly Text Skip = new("Пропустить {0}", "Skip {0}");
    internal static readonly Text Amount = new("Сумма", "Amount");
    internal static readonly Text AskAmount = new(
        "Напишите новую сумму; она будет со следующего раза.",
        "Write the new amount; it counts from the next time on."
    );
    internal static readonly Text End = new("Закончить", "End");
    internal static readonly Text Confirm = new(
        "Больше не записывать?\n{0}\nЗаписанное останется.",
        "Stop recording this?\n{0}\nWhat was recorded stays."
    );
    internal static readonly Text EndAmount = new("Закончить {0}", "End {0}");
    internal static readonly Text Gone = new("Этой регулярной записи уже нет.", "This recurring entry is gone.");
    internal static readonly Text Stopped = new("Больше не записываю: {0}", "No longer recorded: {0}");
}
