namespace Denga.Bot.Reports;

/// <summary>What is said about reports, live totals and lists.</summary>
internal static class ReportTexts
{
    internal static readonly Text Heading = new("{0}: потрачено {1}", "{0}: {1} spent");
    internal static readonly Text Nothing = new("{0}: трат нет.", "{0}: no expenses.");
    internal static readonly Text Income = new("Доход: {0}", "Income: {0}");
    internal static readonly Text More = new("Это на {0} ({1}) больше, чем за {2}.", "That is {0} ({1}) more than in {2}.");
    internal static readonly Text Less = new("Это на {0} ({1}) меньше, чем за {2}.", "That is {0} ({1}) less than in {2}.");
    internal static readonly Text Same = new("Столько же, сколько за {0}.", "The same as in {0}.");
    internal static readonly Text NothingBefore = new("За {0} трат не было.", "There were no expenses in {0}.");
    internal static readonly Text SameDays = new("те же дни ({0})", "the same days ({0})");
    internal static readonly Text SameDay = new("тот же день ({0})", "the same day ({0})");
    internal static readonly Text Share = new("{0} — {1} ({2})", "{0}: {1} ({2})");
    internal static readonly Plural OtherCategories = new(
        "ещё {0} категория",
        "ещё {0} категории",
        "ещё {0} категорий",
        "{0} more category",
        "{0} more categories"
    );
    internal static readonly Text Week = new("Неделя", "Week");
    internal static readonly Text Month = new("Месяц", "Month");
    internal static readonly Text Year = new("Год", "Year");
    internal static readonly Text Earlier = new("‹ раньше", "‹ earlier");
    internal static readonly Text Later = new("позже ›", "later ›");
    internal static readonly Text File = new("Файл CSV", "CSV file");
    internal static readonly Text Excel = new("Excel", "Excel");
    internal static readonly Text Pdf = new("PDF", "PDF");
    internal static readonly Text PreparingExcel = new("⏳ Готовлю файл Excel за {0}…", "⏳ Preparing an Excel file of {0}…");
    internal static readonly Text PreparingPdf = new("⏳ Готовлю PDF за {0}…", "⏳ Preparing a PDF of {0}…");
    internal static readonly Text Progress = new("Готово {0}", "{0} done");
    internal static readonly Text Built = new("Готово, файл ниже.", "Done, the file is below.");
    internal static readonly Text List = new("Список", "List");
    internal static readonly Plural Exported = new(
        "{0} запись в файле.",
        "{0} записи в файле.",
        "{0} записей в файле.",
        "{0} entry in the file.",
        "{0} entries in the file."
    );
    internal static readonly Text NotAPeriod = new(
        "Не понял, за какое время. Например: /report май, /report 2026-10, /report с 1 по 15 ноября",
        "I did not understand the time. For example: /report May, /report 2026-10, /report 01.11-15.11"
    );

    internal static readonly Text Today = new("Сегодня: {0}", "Today: {0}");
    internal static readonly Text ThisMonth = new("С {0}: {1}", "Since {0}: {1}");
    internal static readonly Text Allowance = new(
        "Можно тратить {0} в день, чтобы уложиться в лимит.",
        "You may spend {0} a day to stay within the limit."
    );
    internal static readonly Text ByCategory = new("По категориям:", "By category:");
    internal static readonly Text NoEntriesYet = new(
        "В этом месяце записей ещё нет. Напишите первую, например: 350 кофе",
        "There are no entries this month yet. Write the first one, for example: 350 coffee"
    );
    internal static readonly Text Limits = new("Лимиты", "Limits");
    internal static readonly Text Refresh = new("Обновить", "Refresh");

    internal static readonly Text Entries = new("Записи, новые сверху:", "Entries, the newest first:");
    internal static readonly Text Found = new("Нашёл по «{0}»:", "Found for “{0}”:");
    internal static readonly Text NotFound = new(
        "По «{0}» ничего не нашёл. Можно искать словом, категорией, месяцем и суммой: /find кофе май >300",
        "Nothing found for “{0}”. Search by word, category, month and amount: /find coffee May >300"
    );
    internal static readonly Text NoEntries = new(
        "Записей ещё нет. Напишите первую, например: 350 кофе",
        "There are no entries yet. Write the first one, for example: 350 coffee"
    );
    internal static readonly Text First = new("В начало", "To the start");
}
