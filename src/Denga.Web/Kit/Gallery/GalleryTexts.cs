namespace Denga.Web.Kit.Gallery;

internal static class GalleryTexts
{
    internal static readonly Text Title = new("Детали страниц", "Parts of pages");
    internal static readonly Text Table = new("Таблица", "Table");
    internal static readonly Text List = new("Список", "List");
    internal static readonly Text Form = new("Форма", "Form");
    internal static readonly Text Stale = new("Сохранить устаревшую", "Save a stale one");
    internal static readonly Text Name = new("Имя", "Name");
    internal static readonly Text City = new("Город", "City");
    internal static readonly Text Visits = new("Визиты", "Visits");
    internal static readonly Text Find = new("Найти по имени", "Find by name");
    internal static readonly Text ByName = new("По имени", "By name");
    internal static readonly Text ByVisits = new("По визитам", "By visits");
    internal static readonly Text Nobody = new("Здесь пока никого.", "Nobody is here yet.");
    internal static readonly Text Chart = new("График", "Chart");
    internal static readonly Text ChartWords = new(
        "Остаток: сначала 100, потом 420, в конце 260",
        "The balance: 100 at first, then 420, 260 at the end"
    );
    internal static readonly Text Question = new("Подтвердить крупное", "Confirm something large");
    internal static readonly Text AskCode = new("Спросить код", "Ask for a code");
    internal static readonly Text Why = new("Сумма крупная, поэтому нужен код.", "This is a large amount, so a code is needed.");
    internal static readonly Text People = new("Люди", "People");
    internal static readonly Text Done = new("Сохранено.", "Saved.");
    internal static readonly Text Wrong = new("Так сохранить нельзя.", "It cannot be saved like this.");
    internal static readonly Text ShowToast = new("Показать сообщение", "Show a message");
    internal static readonly Text Hint = new("Подсказка под полем.", "A hint below the field.");
}
