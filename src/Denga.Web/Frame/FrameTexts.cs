namespace Denga.Web.Frame;

internal static class FrameTexts
{
    internal static readonly Text Description = new(
        "Личный кабинет Denga: счета, переводы, обмен и выписки.",
        "Your Denga cabinet: accounts, transfers, exchange and statements."
    );
    internal static readonly Text Skip = new("К содержанию", "Skip to the content");
    internal static readonly Text Sections = new("Разделы", "Sections");
    internal static readonly Text Menu = new("Меню", "Menu");
    internal static readonly Text OtherLanguage = new("English", "Русский");
    internal static readonly Text SignOut = new("Выйти", "Sign out");
    internal static readonly Text Close = new("Закрыть", "Close");
    internal static readonly Text Cancel = new("Отмена", "Cancel");
    internal static readonly Text Back = new("Назад", "Back");
    internal static readonly Text Copy = new("Скопировать", "Copy");
    internal static readonly Text Copied = new("Скопировано", "Copied");
    internal static readonly Text Offline = new(
        "Нет связи с Denga. Проверьте интернет и попробуйте ещё раз.",
        "Denga cannot be reached. Check your connection and try again."
    );
    internal static readonly Text Failed = new(
        "Не получилось. Попробуйте ещё раз через минуту.",
        "That did not work. Try again in a minute."
    );
    internal static readonly Text TooMany = new("Слишком часто. Повторите через {0} с.", "Too often. Try again in {0} s.");
    internal static readonly Text Next = new("Дальше", "Continue");
    internal static readonly Text Save = new("Сохранить", "Save");
    internal static readonly Text NotFoundTitle = new("Такой страницы нет", "There is no such page");
    internal static readonly Text NotFoundText = new(
        "Возможно, адрес набран с ошибкой или страница переехала.",
        "The address may be mistyped, or the page has moved."
    );
    internal static readonly Text ErrorTitle = new("Не получилось", "That did not work");
    internal static readonly Text ErrorText = new(
        "Страница сейчас не открывается. Попробуйте ещё раз через минуту.",
        "The page does not open at the moment. Please try again in a minute."
    );
    internal static readonly Text Panel = new("Панель операторов", "Operators’ panel");
    internal static readonly Text GoHome = new("На главную", "To the first page");
}
