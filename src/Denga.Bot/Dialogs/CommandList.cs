namespace Denga.Bot.Dialogs;

/// <summary>The commands as messengers list them.</summary>
internal static class CommandList
{
    internal static readonly IReadOnlyList<(string Command, Text Text)> All =
    [
        ("start", new("Начать сначала", "Start over")),
        ("help", new("Что я умею", "What I can do")),
        ("add", new("Записать трату", "Add an expense")),
        ("report", new("Куда ушли деньги", "Where the money went")),
        ("stats", new("Сегодня и этот месяц", "Today and this month")),
        ("list", new("Все записи", "All entries")),
        ("find", new("Найти запись", "Find an entry")),
        ("balance", new("Деньги на счетах", "Money on your accounts")),
        ("send", new("Перевести деньги", "Send money")),
        ("convert", new("Обменять валюту", "Convert currency")),
        ("recharge", new("Пополнить счёт", "Top up")),
        ("limits", new("Лимиты на месяц", "Monthly limits")),
        ("recurring", new("Регулярные записи", "Recurring entries")),
        ("categories", new("Категории", "Categories")),
        ("currency", new("Основная валюта", "Main currency")),
        ("rates", new("Курсы валют", "Exchange rates")),
        ("settings", new("Язык, часовой пояс, начало месяца", "Language, time zone, month start")),
        ("link", new("Связать с веб-кабинетом", "Link with the web cabinet")),
        ("cancel", new("Отменить начатое", "Cancel what was begun")),
    ];
}
