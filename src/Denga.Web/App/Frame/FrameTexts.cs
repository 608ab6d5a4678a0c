namespace Denga.Web.App.Frame;

internal static class FrameTexts
{
    internal static readonly Text Description = new(
        "Личный кабинет Denga: счета, переводы, обмен и выписки.",
        "Your Denga cabinet: accounts, transfers, exchange and statements."
    );
    internal static readonly Text Skip = new("К содержанию", "Skip to the content");
    internal static readonly Text Sections = new("Разделы", "Sections");
    internal static readonly Text Menu = new("Меню", "Menu");
    internal static readonly Text Accounts = new("Счета", "Accounts");
    internal static readonly Text Send = new("Перевод", "Send");
    internal static readonly Text Convert = new("Обмен", "Convert");
    internal static readonly Text Requests = new("Запросы", "Requests");
    internal static readonly Text TopUp = new("Пополнить", "Top up");
    internal static readonly Text Schedules = new("Платежи по расписанию", "Scheduled payments");
    internal static readonly Text Contacts = new("Контакты", "Contacts");
    internal static readonly Text Alerts = new("Уведомления о курсах", "Rate alerts");
    internal static readonly Text Security = new("Вход и безопасность", "Sign-in and security");
    internal static readonly Text Settings = new("Настройки", "Settings");
    internal static readonly Text Chat = new("Чат с ботом", "Chat with the bot");
    internal static readonly Text Queues = new("Как работает Denga", "How Denga runs");
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
    internal static readonly Text Remove = new("Удалить", "Remove");
    internal static readonly Text More = new("Показать ещё", "Show more");
}
