namespace Denga.Web.Cabinet.Wallet;

/// <summary>Contacts, schedules and alerts: lists that a person keeps.</summary>
internal static class PeopleTexts
{
    internal static readonly Text CalledBefore = new("раньше {0}", "before: {0}");
    internal static readonly Text Contacts = new("Контакты", "Contacts");
    internal static readonly Text Find = new("Найти", "Find");
    internal static readonly Text ByName = new("По имени", "By name");
    internal static readonly Text RecentFirst = new("Недавние", "Recent");
    internal static readonly Text NoContacts = new(
        "Контактов пока нет. Они появятся после первого перевода.",
        "There are no contacts yet. They appear after the first transfer."
    );
    internal static readonly Text AddContact = new("Добавить контакт", "Add a contact");
    internal static readonly Text Name = new("Имя, если нужно", "Name, if you want one");
    internal static readonly Text Added = new("Добавлено.", "Added.");
    internal static readonly Text Removed = new("Удалено.", "Removed.");
    internal static readonly Text SendTo = new("Перевести: {0}", "Send to {0}");
    internal static readonly Text Schedules = new("Платежи по расписанию", "Scheduled payments");
    internal static readonly Text NoSchedules = new("Ничего не запланировано.", "Nothing is scheduled.");
    internal static readonly Text NewSchedule = new("Запланировать перевод", "Schedule a transfer");
    internal static readonly Text ScheduleMade = new("Запланировано.", "Scheduled.");
    internal static readonly Text ScheduleEnded = new("Больше не повторится.", "It will not be repeated.");
    internal static readonly Text NextTime = new("{0}, следующий: {1}", "{0}, next: {1}");
    internal static readonly Text End = new("Остановить", "End");
    internal static readonly Text EndOf = new("Остановить: {0}, {1}", "End: {0}, {1}");
    internal static readonly Text Alerts = new("Уведомления о курсах", "Rate alerts");
    internal static readonly Text NoAlerts = new("Уведомлений нет.", "There are no alerts.");
    internal static readonly Text AlertsLead = new(
        "Скажем один раз, когда курс перейдёт отметку.",
        "You are told once when a rate passes the mark."
    );
    internal static readonly Text AddAlert = new("Добавить уведомление", "Add an alert");
    internal static readonly Text Of = new("Когда 1", "When 1");
    internal static readonly Text Side = new("станет", "is");
    internal static readonly Text Below = new("дешевле", "below");
    internal static readonly Text Above = new("дороже", "above");
    internal static readonly Text Mark = new("Отметка", "Mark");
    internal static readonly Text In = new("В валюте", "In");
    internal static readonly Text NowAt = new("сейчас {0}", "{0} now");
}
