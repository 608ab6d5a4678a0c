namespace Denga.Web.Cabinet.Identity;

internal static class SignInTexts
{
    internal static readonly Text SignIn = new("Вход", "Sign in");
    internal static readonly Text SignInNow = new("Войти", "Sign in");
    internal static readonly Text SignInLead = new(
        "Счета, переводы и обмен в одном кабинете.",
        "Accounts, transfers and exchange in one cabinet."
    );
    internal static readonly Text Telegram = new("Вход через Telegram", "Sign in with Telegram");
    internal static readonly Text TelegramLead = new(
        "Вы войдёте тем же человеком, которым пишете боту.",
        "You come in as the person who writes to the bot."
    );
    internal static readonly Text TelegramAsk = new("Telegram подтвердил: это вы, {0}.", "Telegram confirms that it is you, {0}.");
    internal static readonly Text Email = new("Почта", "E-mail");
    internal static readonly Text Password = new("Пароль", "Password");
    internal static readonly Text NewPassword = new("Новый пароль", "New password");
    internal static readonly Text PasswordHint = new("Не меньше 10 знаков.", "At least 10 characters.");
    internal static readonly Text Forgot = new("Забыли пароль?", "Forgot the password?");
    internal static readonly Text NoAccount = new("Впервые здесь?", "New here?");
    internal static readonly Text HaveAccount = new("Уже есть кабинет?", "Registered already?");
    internal static readonly Text Register = new("Регистрация", "Register");
    internal static readonly Text RegisterNow = new("Зарегистрироваться", "Register");
    internal static readonly Text RegisterLead = new("На почту придёт код для подтверждения.", "A code to confirm it goes to your e-mail.");
    internal static readonly Text Confirm = new("Подтвердите почту", "Confirm your e-mail");
    internal static readonly Text ConfirmNow = new("Подтвердить", "Confirm");
    internal static readonly Text CodeSent = new(
        "Если адрес {0} верный, на него пришло письмо с кодом из шести цифр.",
        "If the address {0} is right, an e-mail with a six-digit code has arrived there."
    );
    internal static readonly Text Code = new("Код", "Code");
    internal static readonly Text SixDigits = new("Шесть цифр из письма.", "Six digits from the e-mail.");
    internal static readonly Text NoLetter = new("Письма нет?", "No e-mail?");
    internal static readonly Text StartOver = new("Начать заново", "Start over");
    internal static readonly Text Recover = new("Новый пароль", "New password");
    internal static readonly Text RecoverLead = new(
        "Пришлём на почту код и зададим новый пароль.",
        "We send a code to your e-mail and set a new password."
    );
    internal static readonly Text SendCode = new("Прислать код", "Send the code");
    internal static readonly Text SetPassword = new("Сменить пароль и войти", "Set the password and sign in");
    internal static readonly Text SecondFactor = new("Второй шаг входа", "Second step");
    internal static readonly Text SecondFactorLead = new(
        "Введите код из приложения-аутентификатора или один из запасных кодов.",
        "Enter the code of your authenticator app, or one of the recovery codes."
    );
    internal static readonly Text Gone = new("Ваши данные удалены. Всего доброго!", "Your data has been erased. All the best!");
    internal static readonly Text Everywhere = new("Вы вышли на всех устройствах.", "You are signed out on all devices.");
}
