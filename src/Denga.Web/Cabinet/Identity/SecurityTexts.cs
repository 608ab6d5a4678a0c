namespace Denga.Web.Cabinet.Identity;

internal static class SecurityTexts
{
    internal static readonly Text Title = new("Вход и безопасность", "Sign-in and security");
    internal static readonly Text SignsIn = new("Вход: {0}", "You sign in with {0}");
    internal static readonly Text Linked = new("Привязано: {0}", "Linked: {0}");
    internal static readonly Text Password = new("Пароль", "Password");
    internal static readonly Text CurrentPassword = new("Нынешний пароль", "Current password");
    internal static readonly Text NewPassword = new("Новый пароль", "New password");
    internal static readonly Text ChangePassword = new("Сменить пароль", "Change the password");
    internal static readonly Text ChangeEnds = new(
        "На других устройствах и в чатах вход закончится. Привязанные мессенджеры останутся: лишние отвяжите в списке.",
        "Other devices and chats are signed out. Linked messengers stay: unlink those you do not want in the list."
    );
    internal static readonly Text PasswordChanged = new(
        "Пароль изменён, на других устройствах вход закончен.",
        "The password is changed; other devices are signed out."
    );
    internal static readonly Text AddEmail = new("Вход по почте", "Sign-in by e-mail");
    internal static readonly Text AddEmailWhy = new(
        "Добавьте почту и пароль: вы войдёте и без мессенджера, и на почту придут коды для крупных переводов.",
        "Add an e-mail address and a password: you can sign in without the messenger, and codes for large transfers come by e-mail."
    );
    internal static readonly Text AddEmailNow = new("Добавить почту", "Add the e-mail");
    internal static readonly Text EmailAdded = new("Почта добавлена.", "The e-mail address is added.");
    internal static readonly Text SecondFactor = new("Второй фактор", "Second factor");
    internal static readonly Text SecondFactorWhy = new(
        "Кроме пароля при входе нужен код из приложения на телефоне. Пароль, попавший в чужие руки, тогда ничего не откроет.",
        "Besides the password, signing in asks for a code from an app on your phone. A stolen password opens nothing then."
    );
    internal static readonly Text TurnOn = new("Включить", "Switch on");
    internal static readonly Text On = new("Включён. Запасных кодов осталось: {0}.", "It is on. Recovery codes left: {0}.");
    internal static readonly Text TurnedOff = new("Второй фактор выключен.", "The second factor is off.");
    internal static readonly Text CodeNow = new("Код из приложения", "Code from the app");
    internal static readonly Text CodeOrRecovery = new("Или один из запасных кодов.", "Or one of the recovery codes.");
    internal static readonly Text NewCodes = new("Новые запасные коды", "New recovery codes");
    internal static readonly Text TurnOff = new("Выключить", "Switch off");
    internal static readonly Text Scan = new("Отсканируйте код", "Scan the code");
    internal static readonly Text ScanHow = new(
        "Откройте приложение-аутентификатор, отсканируйте картинку и введите шесть цифр, которые оно покажет.",
        "Open an authenticator app, scan the picture and enter the six digits it shows."
    );
    internal static readonly Text ScanAgain = new(
        "Код не подошёл. Введите следующий, который покажет приложение, или начните заново.",
        "The code does not fit. Enter the next one that the app shows, or start over."
    );
    internal static readonly Text QrLabel = new("QR-код для приложения-аутентификатора", "QR code for the authenticator app");
    internal static readonly Text ByHand = new("Или введите ключ вручную:", "Or type the key in:");
    internal static readonly Text StartOver = new("Начать заново", "Start over");
    internal static readonly Text RecoveryCodes = new("Запасные коды", "Recovery codes");
    internal static readonly Text RecoveryCodesWhy = new(
        "Второй фактор включён. Каждый код один раз заменит приложение. Сохраните их: больше мы их не покажем.",
        "The second factor is on. Each code stands in for the app once. Keep them: they are not shown again."
    );
    internal static readonly Text Kept = new("Сохранил, продолжить", "I have kept them");
    internal static readonly Text Sessions = new("Где выполнен вход", "Where you are signed in");
    internal static readonly Text SessionsWhy = new(
        "Всё, что может действовать от вашего имени: браузеры, программы, чаты и мессенджеры.",
        "Whatever can act for you: browsers, programs, chats and messengers."
    );
    internal static readonly Text ChatIn = new("Веб-чат: {0}", "Web chat: {0}");
    internal static readonly Text Since = new("с {0}", "since {0}");
    internal static readonly Text Unlink = new("Отвязать", "Unlink");
    internal static readonly Text ThisOne = new("это устройство", "this device");
    internal static readonly Text Program = new("Программа", "Program");
    internal static readonly Text Browser = new("Браузер", "Browser");
    internal static readonly Text Seen = new("был активен {0}", "active {0}");
    internal static readonly Text End = new("Выйти", "Sign out");
    internal static readonly Text EndOf = new("Выйти: {0}, {1}", "Sign out: {0}, {1}");
    internal static readonly Text EndAll = new("Выйти на всех устройствах", "Sign out on all devices");
    internal static readonly Text Ended = new("Готово: оттуда больше не войти.", "Done: it can no longer act for you.");
}
