using Denga.Contracts.Expenses;

namespace Denga.Reports.Documents;

/// <summary>The words of workbooks and PDFs, in Russian and English.</summary>
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

    public string In(string currency) => russian ? $"В {currency}" : $"In {currency}";

    public string Newest(string shown, string all) =>
        russian
            ? $"Показаны последние {shown} из {all}; все — в файле Excel."
            : $"The last {shown} of {all} are shown; all are in the Excel file.";

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
