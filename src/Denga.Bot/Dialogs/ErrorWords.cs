using Denga.Contracts;
using Denga.Platform.Telemetry;

namespace Denga.Bot.Dialogs;

/// <summary>Expected errors of operations in words that say what to do.</summary>
internal static class ErrorWords
{
    internal static readonly IReadOnlyDictionary<string, Text> ByCode = new Dictionary<string, Text>(StringComparer.Ordinal)
    {
        ["expenses.amount_not_positive"] = new("Сумма должна быть больше нуля.", "The amount must be more than zero."),
        ["expenses.amount_too_large"] = new(
            "Такая сумма не поместится. Проверьте, нет ли лишних нулей.",
            "The amount is too large. Check it for extra zeros."
        ),
        ["expenses.day_out_of_range"] = new(
            "Записываю дни с 2000 года и не дальше года вперёд. Исправьте дату.",
            "I keep days from 2000 up to a year ahead. Please correct the date."
        ),
        ["expenses.unknown_category"] = new("Такой категории нет. Список: /categories", "There is no such category. The list: /categories"),
        ["expenses.text_too_long"] = Texts.TooLong,
        ["expenses.too_many"] = Texts.TooLong,
        ["expenses.no_rate"] = new(
            "Не знаю курса этой валюты на этот день. Напишите сумму в другой валюте.",
            "I do not know the rate of this currency for that day. Write the amount in another currency."
        ),
        ["expenses.receipt_known"] = new("Этот чек уже записан.", "This receipt is saved already."),
        ["expenses.whole_does_not_fit"] = new(
            "Доля не может быть больше всего счёта. Проверьте суммы.",
            "A share cannot be more than the whole bill. Check the amounts."
        ),
        ["expenses.not_found"] = new("Этой записи уже нет.", "This entry is gone."),
        ["expenses.changed_meanwhile"] = new(
            "Запись только что изменилась. Посмотрите на неё ещё раз.",
            "The entry has just changed. Please look at it again."
        ),
        ["expenses.bad_cursor"] = new("Список изменился. Откройте его заново: /list", "The list has changed. Open it again: /list"),
        ["expenses.month_start_out_of_range"] = new(
            "Месяц может начинаться с 1-го по 28-е число.",
            "A month may start on a day from 1 to 28."
        ),
        ["expenses.category_name"] = new(
            "Название категории — от 1 до 40 знаков. Напишите другое.",
            "A category's name has 1 to 40 characters. Write another one."
        ),
        ["expenses.too_many_categories"] = new(
            "Своих категорий уже 100, больше не поместится.",
            "There are 100 categories of your own already, no more fit."
        ),
        ["expenses.limit_currency"] = new(
            "Лимит считается в основной валюте. Напишите сумму в ней.",
            "A limit is in your main currency. Write the amount in it."
        ),
        ["expenses.period"] = new(
            "Период должен идти вперёд и быть не длиннее десяти лет.",
            "The period must go forward and be no longer than ten years."
        ),
        ["expenses.too_many_recurring"] = new(
            "Регулярных записей уже 100. Закончите ненужные: /recurring",
            "There are 100 recurring entries already. End some: /recurring"
        ),
        ["operation.id_reused"] = new("Это действие уже сделано.", "This was done already."),
        ["analytics.period"] = new("Могу показать не больше 400 дней сразу.", "I can show at most 400 days at once."),
        ["analytics.window"] = new("Могу показать не больше суток сразу.", "I can show at most a day at once."),
        ["rates.unknown_pair"] = new("Курса этих валют я не знаю.", "I do not know the rate of these currencies."),
        ["identity.unknown_language"] = new("Говорю по-русски и по-английски.", "I speak Russian and English."),
        ["identity.unknown_time_zone"] = new(
            "Не знаю такого города. Напишите крупный город рядом или пояс, например Europe/Moscow",
            "I do not know this city. Write a large city nearby or a zone such as Europe/London"
        ),
        ["identity.bad_token"] = new("Вход устарел. Войдите ещё раз.", "The sign-in has expired. Please sign in again."),
        ["identity.bad_email"] = new(
            "Адрес почты должен быть вида имя@example.org.",
            "The e-mail address must look like name@example.org."
        ),
        ["identity.weak_password"] = new(
            "Нужен пароль от 10 до 128 знаков, и не самый ходовой.",
            "The password needs 10 to 128 characters, and not one that everybody tries."
        ),
        ["identity.too_many"] = new(
            "Слишком много попыток. Подождите немного и попробуйте снова.",
            "Too many attempts. Wait a little and try again."
        ),
        ["identity.busy"] = new(
            "Сейчас входит слишком много людей. Попробуйте через секунду.",
            "Too many people are signing in. Try again in a second."
        ),
        ["identity.has_email"] = new("Почта уже привязана.", "There is an e-mail address already."),
        ["identity.no_email"] = new("Почта ещё не привязана.", "There is no e-mail address yet."),
        ["identity.bad_code"] = new(
            "Код не подходит: он неверный, уже использован или устарел. Получите новый.",
            "The code does not fit: it is wrong, used or expired. Get a new one."
        ),
        ["identity.bad_credentials"] = new("Неверная почта или пароль.", "The e-mail address or the password is wrong."),
        ["identity.locked"] = new(
            "Слишком много ошибок подряд, вход закрыт на время. Попробуйте позже.",
            "Too many wrong attempts in a row, closed for a while. Try again later."
        ),
        ["identity.bad_telegram"] = new(
            "Telegram не подтвердил вход. Откройте страницу из Telegram ещё раз.",
            "Telegram did not confirm the sign-in. Open the page from Telegram again."
        ),
        ["identity.telegram_off"] = new("Вход через Telegram не настроен.", "Signing in with Telegram is not set up."),
        ["identity.unknown_session"] = new("Этот сеанс уже закрыт.", "This session has ended already."),
        ["identity.unknown_person"] = new("Такого человека нет.", "There is no such person."),
        ["identity.two_factor_on"] = new("Второй фактор уже включён.", "The second factor is on already."),
        ["identity.two_factor_off"] = new("Второй фактор не включён.", "The second factor is not on."),
        ["identity.no_second_channel"] = new(
            "Некуда прислать код. Добавьте почту или приложение-аутентификатор.",
            "There is nowhere to send a code. Add an e-mail address or an authenticator."
        ),
        ["identity.both_have_email"] = new(
            "У обоих аккаунтов своя почта — такие не объединить.",
            "Both accounts have an e-mail address of their own: such cannot be joined."
        ),
        ["identity.holds_money"] = new(
            "Там ещё есть деньги. Сначала переведите или выведите их.",
            "There is still money. Transfer or withdraw it first."
        ),
        ["identity.last_administrator"] = new(
            "Это последний администратор. Сначала назначьте другого.",
            "This is the last administrator. Appoint another one first."
        ),
        ["identity.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["identity.no_token"] = new("Сначала войдите.", "Please sign in first."),
        ["identity.forbidden"] = new("На это у вас нет прав.", "You may not do this."),
        ["identity.bad_purpose"] = new("Такой код запросить нельзя.", "Such a code cannot be asked for."),
        ["chat.empty"] = Texts.Empty,
        ["chat.too_long"] = Texts.TooLong,
        ["chat.not_found"] = new("Такого разговора нет.", "There is no such conversation."),
        ["bot.unreachable"] = new("Человек сейчас недоступен.", "The person cannot be reached."),
    };

    private static readonly Text Unavailable = new(
        "Сейчас это не отвечает. Попробуйте через минуту. Номер для оператора: {0}",
        "This does not answer at the moment. Try again in a minute. Number for the operator: {0}"
    );

    internal static string Of(Error error, string language) =>
        error.Kind != ErrorKind.Unavailable && ByCode.TryGetValue(error.Code, out var text) ? text.In(language)
        : error.Kind == ErrorKind.Unavailable ? Unavailable.In(language, Tracing.ShortId)
        : Texts.Broken.In(language, Tracing.ShortId);
}
