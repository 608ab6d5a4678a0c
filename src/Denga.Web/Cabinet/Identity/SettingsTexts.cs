namespace Denga.Web.Cabinet.Identity;

internal static class SettingsTexts
{
    internal static readonly Text Title = new("Настройки", "Settings");
    internal static readonly Text LanguageAndTime = new("Язык и время", "Language and time");
    internal static readonly Text Language = new("Язык", "Language");
    internal static readonly Text Zone = new("Часовой пояс", "Time zone");
    internal static readonly Text ZoneHint = new(
        "Например Europe/Moscow. В нём показаны время операций и дни выписки.",
        "Such as Europe/London. Times of operations and days of statements are shown in it."
    );
    internal static readonly Text SavedNow = new("Сохранено.", "Saved.");
    internal static readonly Text Telegram = new("Telegram и чат", "Telegram and chat");
    internal static readonly Text TelegramWhy = new(
        "Привяжите Telegram или веб-чат, и бот покажет те же счета, что и кабинет.",
        "Link Telegram or the web chat, and the bot shows the same accounts as the cabinet."
    );
    internal static readonly Text Channels = new("Привязано: {0}", "Linked: {0}");
    internal static readonly Text MakeCode = new("Получить код", "Get a code");
    internal static readonly Text SendToBot = new("Отправьте боту это сообщение:", "Send this message to the bot:");
    internal static readonly Text GoodUntil = new("Код действует до {0}.", "The code is good until {0}.");
    internal static readonly Text HaveCode = new("Код, который дал бот", "A code the bot gave you");
    internal static readonly Text Link = new("Связать", "Link");
    internal static readonly Text LinkedNow = new(
        "Связано: бот и кабинет теперь показывают одно и то же.",
        "Linked: the bot and the cabinet now show the same."
    );
    internal static readonly Text Joined = new("Настройки теперь общие", "The settings are shared now");
    internal static readonly Text JoinedNow = new("Остались: {0}.", "These stay: {0}.");
    internal static readonly Text JoinedWas = new("У второго было: {0}.", "The other one had: {0}.");
    internal static readonly Text MonthFrom = new("месяц с {0}-го числа", "months from day {0}");
    internal static readonly Text LeaveSo = new("Оставить так", "Leave it so");
    internal static readonly Text TakeTheirs = new("Взять вторые", "Take the other ones");
    internal static readonly Text Data = new("Мои данные", "My data");
    internal static readonly Text DataWhy = new(
        "Всё, что Denga хранит о вас, одним файлом.",
        "Everything Denga keeps of you, in one file."
    );
    internal static readonly Text Download = new("Скачать мои данные", "Download my data");
    internal static readonly Text Files = new("Готовые файлы", "Files made for you");
    internal static readonly Text FilesWhy = new(
        "Файл откроет любой, у кого есть ссылка на него, пока файл не удалён.",
        "Whoever has a link to a file can open it until the file is deleted."
    );
    internal static readonly Text FileUntil = new("удалится {0}", "is deleted {0}");
    internal static readonly Text Erase = new("Удалить мои данные", "Erase my data");
    internal static readonly Text EraseWhy = new(
        "Имя, почта, мессенджеры, сеансы и записи о тратах исчезнут навсегда. Проводки останутся в учёте без имени, чтобы он сходился. Вернуть ничего нельзя.",
        "Your name, e-mail, messengers, sessions and expense records go for ever. Postings stay in the books without a name, so that they balance. Nothing can be brought back."
    );
    internal static readonly Text EraseMoney = new("На счетах не должно остаться денег.", "There must be no money left on the accounts.");
    internal static readonly Text Proceed = new("Продолжить", "Proceed");
    internal static readonly Text EraseNow = new("Удалить навсегда", "Erase for ever");

    internal static Text Channel(string name) =>
        name switch
        {
            "telegram" => new Text("Telegram", "Telegram"),
            "web" => new Text("веб-чат", "web chat"),
            "whatsapp" => new Text("WhatsApp", "WhatsApp"),
            _ => new Text(name, name),
        };

    internal static string NameOf(string language) => language == "ru" ? "русский" : "English";
}
