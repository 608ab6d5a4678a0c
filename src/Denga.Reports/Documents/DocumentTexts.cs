namespace Denga.Reports.Documents;

/// <summary>The words of workbooks, PDFs and CSV files, in Russian and English.</summary>
internal sealed class DocumentTexts(string language)
{
    public string Language => language;

    public string Summary => Say("Сводка", "Summary");
    public string Entries => Say("Записи", "Entries");
    public string Period => Say("Период", "Period");
    public string Spent => Say("Потрачено", "Spent");
    public string Income => Say("Доход", "Income");
    public string Count => Say("Записей", "Entries");
    public string Category => Say("Категория", "Category");
    public string Sum => Say("Сумма", "Sum");
    public string Share => Say("Доля", "Share");
    public string Date => Say("Дата", "Date");
    public string Kind => Say("Вид", "Kind");
    public string Amount => Say("Сумма", "Amount");
    public string Currency => Say("Валюта", "Currency");
    public string Rate => Say("Курс", "Rate");
    public string Note => Say("Заметка", "Note");
    public string Tags => Say("Метки", "Tags");
    public string Account => Say("Счёт", "Account");

    public string Total => Say("Итого", "Total");
    public string Opening => Say("На начало", "At the start");
    public string Closing => Say("На конец", "At the end");

    public string[] EntryHeads =>
        [
            Date,
            Kind,
            Category,
            Amount,
            Currency,
            Say("В основной валюте", "In main currency"),
            Say("Основная валюта", "Main currency"),
            Rate,
            Say("Источник курса", "Rate source"),
            Say("Дата курса", "Rate date"),
            Note,
            Tags,
            Account,
            Say("Номер записи", "Entry id"),
        ];

    public string[] StatementHeads =>
        [
            Say("Номер", "Number"),
            Say("Время", "Time"),
            Say("Часовой пояс", "Time zone"),
            Say("Операция", "Operation"),
            Amount,
            Currency,
            Say("Остаток", "Balance"),
            Say("С кем", "With"),
            Say("Пояснение", "Note"),
            Say("Номер операции", "Operation id"),
        ];

    public string In(string currency) => Say($"В {currency}", $"In {currency}");

    public string Newest(string shown, string all) =>
        Say(
            $"Показаны последние {shown} из {all}; все — в файле Excel.",
            $"The last {shown} of {all} are shown; all are in the Excel file."
        );

    private string Say(string ru, string en) => new Text(ru, en).In(language);
}
