namespace Denga.Web.Kit;

internal static class KitTexts
{
    internal static readonly Text Apply = new("Показать", "Show");
    internal static readonly Text More = new("Показать ещё", "Show more");
    internal static readonly Text Order = new("Порядок", "Order");
    internal static readonly Text NothingFound = new(
        "Ничего не нашлось. Измените условия.",
        "Nothing was found. Change what you look for."
    );
    internal static readonly Text ShowAll = new("Показать всё", "Show everything");
    internal static readonly Text Currency = new("Валюта", "Currency");
    internal static readonly Text Amount = new("Сумма", "Amount");
    internal static readonly Text FindCurrency = new("Название, код или страна", "Name, code or country");
    internal static readonly Text NoCurrency = new("Такой валюты нет", "There is no such currency");
    internal static readonly Text RemoveOf = new("Удалить: {0}", "Remove {0}");
    internal static readonly Text Code = new("Код подтверждения", "Confirmation code");
    internal static readonly Text ChangedMeanwhile = new(
        "Пока форма была открыта, это изменили в другом месте. Сейчас там: {0}. Проверьте свои ответы и сохраните ещё раз.",
        "This was changed elsewhere while the form was open. It says now: {0}. Check your answers and save once more."
    );
}
