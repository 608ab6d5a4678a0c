namespace Denga.Panel.Tables;

internal static class TableTexts
{
    internal static readonly Text Module = new("Модуль", "Module");
    internal static readonly Text Any = new("Все", "All");
    internal static readonly Text Find = new("Найти", "Find");
    internal static readonly Text Clear = new("Сбросить", "Clear");
    internal static readonly Text Columns = new("Столбцы", "Columns");
    internal static readonly Text Export = new("Скачать CSV", "Download CSV");
    internal static readonly Text First = new("К началу", "To the first page");
    internal static readonly Text Next = new("Дальше", "Next page");
    internal static readonly Text Pages = new("Страницы", "Pages");
    internal static readonly Text NothingFound = new("По этому фильтру ничего нет.", "Nothing passes this filter.");
    internal static readonly Text Retry = new("Повторить", "Retry");
    internal static readonly Text Cut = new("В файл вошли первые {0} строк.", "The file holds the first {0} rows.");
}
