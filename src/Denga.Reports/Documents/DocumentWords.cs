using Denga.Contracts.Expenses;

namespace Denga.Reports.Documents;

/// <summary>The words of workbooks, PDFs and CSV files, in Russian and English.</summary>
internal sealed class DocumentWords(string language)
{
    private readonly bool russian = language == "ru";

    public string Summary => russian ? "Сводка" : "Summary";
    public string Entries => russian ? "Записи" : "Entries";
    public string Period => russian ? "Период" : "Period";
    public string Spent => russian ? "Потрачено" : "Spent";
    public string Income => russian ? "Доход" : "Income";
    public string Count => russian ? "Записей" : "Entries";
    public string Category => russian ? "Категория" : "Category";
    public string Sum => russian ? "Сумма" : "Sum";
    public string Share => russian ? "Доля" : "Share";
    public string Date => russian ? "Дата" : "Date";
    public string Kind => russian ? "Вид" : "Kind";
    public string Amount => russian ? "Сумма" : "Amount";
    public string Currency => russian ? "Валюта" : "Currency";
    public string Rate => russian ? "Курс" : "Rate";
    public string Note => russian ? "Заметка" : "Note";
    public string Tags => russian ? "Метки" : "Tags";
    public string Account => russian ? "Счёт" : "Account";

    public string Total => russian ? "Итого" : "Total";
    public string Opening => russian ? "На начало" : "At the start";
    public string Closing => russian ? "На конец" : "At the end";

    public string[] EntryHeads =>
        russian
            ?
            [
                Date,
                Kind,
                Category,
                Amount,
                Currency,
                "В основной валюте",
                "Основная валюта",
                Rate,
                "Источник курса",
                "Дата курса",
                Note,
                Tags,
                Account,
                "Номер записи",
            ]
            :
            [
                Date,
                Kind,
                Category,
                Amount,
                Currency,
                "In main currency",
                "Main currency",
                Rate,
                "Rate source",
                "Rate date",
                Note,
                Tags,
                Account,
                "Entry id",
            ];

    public string[] StatementHeads =>
        russian
            ? ["Номер", "Время", "Часовой пояс", "Операция", Amount, Currency, "Остаток", "С кем", "Пояснение", "Номер операции"]
            : ["Number", "Time", "Time zone", "Operation", Amount, Currency, "Balance", "With", Note, "Operation id"];

    public string In(string currency) => russian ? $"В {currency}" : $"In {currency}";

    public string Newest(string shown, string all) =>
        russian
            ? $"Показаны последние {shown} из {all}; все — в файле Excel."
            : $"The last {shown} of {all} are shown; all are in the Excel file.";

    /// <summary>What moved money, by the posting's kind.</summary>
    public string Movement(string kind) =>
        (kind, russian) switch
        {
            ("transfer", true) => "Перевод",
            ("transfer", false) => "Transfer",
            ("conversion", true) => "Обмен",
            ("conversion", false) => "Exchange",
            ("sandbox" or "top-up", true) => "Пополнение",
            ("sandbox" or "top-up", false) => "Top-up",
            ("reversal", true) => "Отмена",
            ("reversal", false) => "Reversal",
            (_, true) => "Операция",
            _ => "Operation",
        };

    /// <summary>Who published a rate.</summary>
    public string Source(string source) =>
        string.Join(
            " + ",
            source
                .Split('+')
                .Select(name =>
                    (name, russian) switch
                    {
                        ("cbr", true) => "Банк России",
                        ("cbr", false) => "Bank of Russia",
                        ("cbr-mirror", true) => "Банк России (зеркало)",
                        ("cbr-mirror", false) => "Bank of Russia (mirror)",
                        ("ecb", true) => "ЕЦБ",
                        ("ecb", false) => "ECB",
                        ("snapshot", true) => "из комплекта",
                        ("snapshot", false) => "built-in set",
                        _ => name,
                    }
                )
        );

    public string Of(EntryKind kind) =>
        (kind, russian) switch
        {
            (EntryKind.Expense, true) => "расход",
            (EntryKind.Income, true) => "доход",
            (EntryKind.Refund, true) => "возврат",
            (EntryKind.Expense, false) => "expense",
            (EntryKind.Income, false) => "income",
            _ => "refund",
        };
}
