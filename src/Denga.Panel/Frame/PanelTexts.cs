namespace Denga.Panel.Frame;

internal static class PanelTexts
{
    internal static readonly Text Panel = new("Панель", "Panel");
    internal static readonly Text Sections = new("Разделы", "Sections");
    internal static readonly Text Skip = new("К содержанию", "Skip to content");
    internal static readonly Text Queues = new("Очереди", "Queues");
    internal static readonly Text Events = new("События", "Events");
    internal static readonly Text People = new("Люди", "People");
    internal static readonly Text Work = new("Задачи", "Work");
    internal static readonly Text Webhooks = new("Вебхуки", "Webhooks");
    internal static readonly Text Calls = new("Обращения", "Provider calls");
    internal static readonly Text Postings = new("Проводки", "Postings");
    internal static readonly Text Audit = new("Журнал", "Audit");
    internal static readonly Text Running = new("Работа Denga", "Running");
    internal static readonly Text Money = new("Деньги", "Money");
    internal static readonly Text Stars = new("Звёзды", "Stars");
    internal static readonly Text Invoices = new("Счета", "Invoices");
    internal static readonly Text Refunds = new("Возвраты", "Refunds");
    internal static readonly Text Approvals = new("Согласования", "Approvals");
    internal static readonly Text Cases = new("Сверка", "Reconciliation");
    internal static readonly Text Providers = new("Провайдеры", "Providers");
    internal static readonly Text Replays = new("Репетиции", "Rehearsals");
    internal static readonly Text Endpoints = new("Получатели", "Endpoints");
    internal static readonly Text Orders = new("Заказы", "Orders");
    internal static readonly Text Sellers = new("Продавцы", "Sellers");
    internal static readonly Text Margins = new("Наценка", "Margins");
    internal static readonly Text Promos = new("Промокоды", "Promo codes");
    internal static readonly Text Yes = new("да", "yes");
    internal static readonly Text No = new("нет", "no");
    internal static readonly Text Open = new("Открыть", "Open");
    internal static readonly Text Cabinet = new("Мой кабинет", "My accounts");
    internal static readonly Text Close = new("Закрыть", "Close");
    internal static readonly Text Cancel = new("Отмена", "Cancel");
    internal static readonly Text Nothing = new("Здесь ничего нет.", "There is nothing here.");
    internal static readonly Text Reload = new("Открыть заново", "Open again");
    internal static readonly Text Broken = new(
        "Страница сломалась. Откройте её заново; если не поможет, ищите в журнале след {0}.",
        "The page broke. Open it again; if that does not help, look for the trace {0} in the log."
    );
    internal static readonly Text Disconnected = new(
        "Связь с Denga потеряна, восстанавливаем…",
        "The connection to Denga is lost, coming back…"
    );
    internal static readonly Text Failed = new("Страница сломалась.", "The page broke.");
    internal static readonly Text NotFound = new("Такой страницы нет", "There is no such page");
    internal static readonly Text OperatorsOnly = new("Страница для операторов", "A page for operators");
    internal static readonly Text Missing = new(
        "Вы вошли, но роли оператора у вас нет. Её даёт администратор, а на сервере — команда:",
        "You are signed in, but not as an operator. An administrator gives that role; on the server so does the command:"
    );
    internal static readonly Text NoneYet = new(
        "Администратора ещё нет? Введите код из консоли",
        "Is there no administrator yet? Enter the code from the console"
    );
    internal static readonly Text Back = new("Назад", "Back");
}
