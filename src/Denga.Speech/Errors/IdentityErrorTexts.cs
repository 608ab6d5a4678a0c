namespace Denga.Speech;

internal static class IdentityErrorTexts
{
    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["identity.bad_code"] = new("Код не подошёл: он неверный или устарел.", "The code does not fit: it is wrong or expired.")
        {
            InChat = new(
                "Код не подходит: он неверный или устарел. Получите новый.",
                "The code does not fit: it is wrong or expired. Get a new one."
            ),
        },
        ["identity.bad_credentials"] = new("Неверная почта или пароль.", "The e-mail address or the password is wrong."),
        ["identity.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["identity.bad_email"] = new(
            "Проверьте адрес почты: нужен вид name@example.org.",
            "Check the e-mail address: it looks like name@example.org."
        ),
        ["identity.bad_identity"] = new(
            "Непонятно, от кого это сообщение. Скажите оператору.",
            "It is not clear whom this message is from. Please tell the operator."
        ),
        ["identity.bad_purpose"] = new("Такой код запросить нельзя.", "Such a code cannot be asked for."),
        ["identity.bad_telegram"] = new(
            "Telegram не подтвердил вход. Попробуйте ещё раз.",
            "Telegram did not confirm the sign-in. Please try again."
        ),
        ["identity.bad_token"] = new("Вход устарел. Войдите ещё раз.", "The sign-in has expired. Please sign in again."),
        ["identity.both_have_email"] = new(
            "У обоих аккаунтов своя почта — такие не объединить.",
            "Both accounts have an e-mail address of their own: such cannot be joined."
        ),
        ["identity.busy"] = new(
            "Сейчас входит слишком много людей. Повторите через {retryAfterSeconds}.",
            "Too many people are signing in. Try again in {retryAfterSeconds}."
        ),
        ["identity.changed_meanwhile"] = new(
            "В ту же минуту в аккаунте что-то изменилось, поэтому ничего не сделано. Попробуйте ещё раз.",
            "Something about the account changed at the same moment, so nothing was done. Try again."
        ),
        ["identity.code_used"] = new(
            "Этот код уже использован. Дождитесь следующего или получите новый.",
            "This code was used already. Wait for the next one, or get another."
        ),
        ["identity.email_taken"] = new(
            "С этой почтой уже есть аккаунт. Войдите в него и введите код там.",
            "There is an account with this e-mail address. Sign in to it and enter the code there."
        ),
        ["identity.forbidden"] = new("На это у вас нет прав.", "You may not do this."),
        ["identity.has_email"] = new("Почта уже привязана.", "There is an e-mail address already."),
        ["identity.holds_money"] = new(
            "На счетах ещё есть деньги. Сначала переведите их.",
            "There is still money on the accounts. Move it away first."
        ),
        ["identity.key_lost"] = new(
            "Аутентификатор не прочитать: на сервере заменили ключ. Скажите оператору.",
            "The authenticator cannot be read: the server's key was replaced. Please tell the operator."
        ),
        ["identity.last_administrator"] = new(
            "Это последний администратор. Сначала назначьте другого.",
            "This is the last administrator. Appoint another one first."
        ),
        ["identity.last_way_in"] = new(
            "Это единственный вход к вашим данным. Сначала добавьте почту.",
            "This is the only way to your data. Add an e-mail address first."
        ),
        ["identity.locked"] = new(
            "Слишком много неверных попыток, вход закрыт на время. Повторите через {retryAfterSeconds}.",
            "Too many wrong attempts, so signing in is locked for a while. Try again in {retryAfterSeconds}."
        )
        {
            InCabinet = new(
                "Слишком много неверных попыток, вход закрыт на время. Откройте его новым паролем через почту или повторите через {retryAfterSeconds}.",
                "Too many wrong attempts, so signing in is locked for a while. Set a new password by e-mail, or try again in {retryAfterSeconds}."
            ),
        },
        ["identity.no_email"] = new("Почта ещё не привязана.", "There is no e-mail address yet."),
        ["identity.no_second_channel"] = new(
            "Некуда прислать код. Добавьте почту или приложение-аутентификатор.",
            "There is nowhere to send a code. Add an e-mail address or an authenticator."
        ),
        ["identity.no_token"] = new("Сначала войдите.", "Please sign in first."),
        ["identity.password_needed"] = new("Для этого введите свой пароль.", "Enter your password for this.")
        {
            InChat = new(
                "Для этого нужен пароль. Сделайте это в кабинете: «Вход и безопасность».",
                "This takes your password. Do it in the cabinet, under Sign-in and security."
            ),
        },
        ["identity.person_changed"] = new(
            "Пока форма была открыта, это изменил кто-то другой.",
            "Somebody else changed this while the form was open."
        ),
        ["identity.second_factor_needed"] = new(
            "Включён второй фактор. Введите код из приложения или запасной код.",
            "The second factor is on. Enter a code of the app, or a recovery code."
        )
        {
            InChat = new(
                "Включён второй фактор. Пришлите код из приложения-аутентификатора или запасной код.",
                "The second factor is on. Send the code of your authenticator app, or a recovery code."
            ),
        },
        ["identity.sign_in_needed"] = new(
            "Из чата этого сделать нельзя: войдите в кабинет через Telegram.",
            "This cannot be done from a chat: sign in to the cabinet with Telegram."
        ),
        ["identity.step_up_needed"] = new("Подтвердите это кодом.", "Confirm this with a code."),
        ["identity.telegram_off"] = new("Вход через Telegram не настроен.", "Signing in with Telegram is not set up."),
        ["identity.too_many"] = new(
            "Слишком много попыток. Повторите через {retryAfterSeconds}.",
            "Too many attempts. Try again in {retryAfterSeconds}."
        ),
        ["identity.two_factor_off"] = new("Второй фактор не включён.", "The second factor is not on."),
        ["identity.two_factor_on"] = new("Второй фактор уже включён.", "The second factor is on already."),
        ["identity.unknown_language"] = new("Есть русский и английский.", "There are Russian and English.")
        {
            InChat = new("Говорю по-русски и по-английски.", "I speak Russian and English."),
        },
        ["identity.unknown_person"] = new("Такого человека нет.", "There is no such person."),
        ["identity.right_missing"] = new(
            "На это у вас нет права. Его может дать администратор.",
            "You do not have the right to do this. An administrator can give it."
        ),
        ["identity.unknown_right"] = new("Такого права нет.", "There is no such right."),
        ["identity.unknown_session"] = new("Этот сеанс уже закрыт.", "This session has ended already."),
        ["identity.unknown_time_zone"] = new("Такого часового пояса нет.", "There is no such time zone.")
        {
            InChat = new(
                "Не знаю такого города. Напишите крупный город рядом или пояс, например Europe/Moscow",
                "I do not know this city. Write a large city nearby or a zone such as Europe/London"
            ),
        },
        ["identity.username_contested"] = new(
            "Под этим именем писали двое, и чьё оно, пока не ясно. Попросите получателя написать боту ещё раз или переведите по почте или номеру счёта.",
            "Two people have written under this name, and it is not clear whose it is. Ask the payee to write to the bot once more, or send by e-mail address or account number."
        )
        {
            InChat = new(
                "Под этим именем писали двое, и чьё оно, пока не ясно: ничего не перевёл. Попросите получателя написать мне ещё раз или переведите по почте или номеру счёта.",
                "Two people have written under this name, and it is not clear whose it is: nothing was sent. Ask the payee to write to me once more, or send by e-mail address or account number."
            ),
        },
        ["identity.weak_password"] = new(
            "Нужно от 10 до 128 знаков, и не из самых частых паролей.",
            "10 to 128 characters, and not one of the most common passwords."
        ),
    };
}
