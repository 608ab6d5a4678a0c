namespace Denga.Web.App;

/// <summary>Expected errors of operations in words that say what to do, and the field that each is about.</summary>
internal static class ErrorTexts
{
    internal static readonly Text Unknown = new(
        "Что-то пошло не так. Повторите; если не поможет, назовите номер {0}.",
        "Something went wrong. Please retry; if it does not help, quote the number {0}."
    );

    internal static readonly Text Away = new(
        "Denga сейчас не отвечает. Попробуйте ещё раз через минуту.",
        "Denga does not answer at the moment. Try again in a minute."
    );

    internal static readonly Text Gone = new("Этого здесь больше нет. Обновите страницу.", "This is not here any more. Reload the page.");

    internal static readonly Text Forged = new(
        "Форма устарела или пришла с чужого сайта. Откройте страницу заново и повторите.",
        "The form is out of date or came from another site. Open the page again and retry."
    );

    internal static readonly Text Empty = new("Заполните это поле.", "Please fill this in.");
    internal static readonly Text Amount = new(
        "Напишите сумму числом, например 500 или 99,50.",
        "Write the amount as a number, such as 500 or 99.50."
    );
    internal static readonly Text Decimals = new(
        "У этой валюты столько знаков после запятой не бывает.",
        "This currency has fewer decimals."
    );

    internal static readonly IReadOnlyDictionary<string, Text> ByCode = new Dictionary<string, Text>(StringComparer.Ordinal)
    {
        ["identity.unknown_language"] = new("Есть русский и английский.", "There are Russian and English."),
        ["identity.unknown_time_zone"] = new("Такого часового пояса нет.", "There is no such time zone."),
        ["identity.bad_token"] = new("Вход устарел. Войдите ещё раз.", "The sign-in has expired. Please sign in again."),
        ["identity.no_token"] = new("Сначала войдите.", "Please sign in first."),
        ["identity.forbidden"] = new("На это у вас нет прав.", "You may not do this."),
        ["identity.bad_email"] = new(
            "Проверьте адрес почты: нужен вид name@example.org.",
            "Check the e-mail address: it looks like name@example.org."
        ),
        ["identity.weak_password"] = new(
            "Нужно от 10 до 128 знаков, и не из самых частых паролей.",
            "10 to 128 characters, and not one of the most common passwords."
        ),
        ["identity.too_many"] = new("Слишком много попыток. Подождите немного и повторите.", "Too many attempts. Wait a little and retry."),
        ["identity.busy"] = new("Сейчас много входов сразу. Повторите через минуту.", "Many people are signing in. Retry in a minute."),
        ["identity.has_email"] = new("Почта уже привязана.", "There is an e-mail address already."),
        ["identity.no_email"] = new("Почта ещё не привязана.", "There is no e-mail address yet."),
        ["identity.bad_code"] = new("Код не подошёл: он неверный или устарел.", "The code does not fit: it is wrong or expired."),
        ["identity.code_used"] = new(
            "Этот код уже использован. Дождитесь следующего или запросите новый.",
            "This code was used already. Wait for the next one, or ask for another."
        ),
        ["identity.password_needed"] = new("Для этого введите свой пароль.", "Enter your password for this."),
        ["identity.sign_in_needed"] = new(
            "Из чата этого сделать нельзя. Войдите через Telegram.",
            "This cannot be done from a chat. Sign in with Telegram."
        ),
        ["identity.second_factor_needed"] = new(
            "Включён второй фактор. Введите код из приложения или запасной код.",
            "The second factor is on. Enter a code of the app, or a recovery code."
        ),
        ["identity.username_contested"] = new(
            "Под этим именем писали двое, и чьё оно, пока не ясно. Попросите получателя написать боту ещё раз или переведите по почте или номеру счёта.",
            "Two people have written under this name, and it is not clear whose it is. Ask the payee to write to the bot once more, or send by e-mail address or account number."
        ),
        ["identity.email_taken"] = new(
            "С этой почтой уже есть аккаунт. Войдите в него и введите код там.",
            "There is an account with this e-mail address. Sign in to it and enter the code there."
        ),
        ["identity.last_way_in"] = new(
            "Это единственный вход к вашим данным. Сначала добавьте почту.",
            "This is the only way to your data. Add an e-mail address first."
        ),
        ["identity.bad_credentials"] = new("Неверная почта или пароль.", "The e-mail address or the password is wrong."),
        ["identity.locked"] = new(
            "Слишком много неверных попыток, вход закрыт на время. Откройте его новым паролем через почту или подождите.",
            "Too many wrong attempts, so signing in is locked for a while. Set a new password by e-mail, or wait."
        ),
        ["identity.bad_telegram"] = new(
            "Telegram не подтвердил вход. Попробуйте ещё раз.",
            "Telegram did not confirm this. Please try again."
        ),
        ["identity.telegram_off"] = new("Вход через Telegram не настроен.", "Signing in with Telegram is not set up."),
        ["identity.unknown_session"] = new("Этот сеанс уже закрыт.", "This session has ended already."),
        ["identity.unknown_person"] = new("Такого человека нет.", "There is no such person."),
        ["identity.two_factor_on"] = new("Второй фактор уже включён.", "The second factor is on already."),
        ["identity.two_factor_off"] = new("Второй фактор не включён.", "The second factor is not on."),
        ["identity.no_second_channel"] = new(
            "Некуда прислать код: привяжите почту или мессенджер.",
            "There is nowhere to send a code to: add an e-mail address or a messenger."
        ),
        ["identity.both_have_email"] = new(
            "У обоих есть почта, соединить их нельзя.",
            "Both have an e-mail address, so they cannot be joined."
        ),
        ["identity.holds_money"] = new(
            "На счетах ещё есть деньги. Переведите их, и повторите.",
            "There is still money on the accounts. Move it away and retry."
        ),
        ["identity.changed_meanwhile"] = new(
            "В ту же минуту в аккаунте что-то изменилось, поэтому ничего не сделано. Попробуйте ещё раз.",
            "Something about the account changed at the same moment, so nothing was done. Try again."
        ),
        ["identity.last_administrator"] = new(
            "Это последний администратор. Назначьте сначала другого.",
            "This is the last administrator. Appoint another one first."
        ),
        ["identity.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["identity.bad_purpose"] = new("Такой код запросить нельзя.", "Such a code cannot be asked for."),
        ["request.invalid"] = new(
            "Что-то из написанного сюда не подходит: проверьте даты и знаки.",
            "Something of what you wrote does not fit here: check dates and characters."
        ),
        ["request.too_many"] = new(
            "Отсюда слишком много вопросов о людях. Повторите через {retryAfterSeconds} с.",
            "Too many questions about people from here. Try again in {retryAfterSeconds} s."
        ),
        ["module.silent"] = new(
            "Часть Denga сейчас не отвечает. Повторите через минуту: дважды ничего не выполнится.",
            "A part of Denga does not answer. Retry in a minute: nothing is done twice."
        ),
        ["wallet.bad_purpose"] = new(
            "Напишите название: до 40 знаков, без двоеточий.",
            "Write a name of up to 40 characters, without colons."
        ),
        ["wallet.too_many_accounts"] = new("Счетов уже сто, больше не откроется.", "There are a hundred accounts already."),
        ["wallet.account_not_found"] = new("Такого счёта нет.", "There is no such account."),
        ["wallet.contact_not_found"] = new("Такого контакта нет.", "There is no such contact."),
        ["wallet.alert_not_found"] = new("Такого оповещения нет.", "There is no such alert."),
        ["wallet.account_not_empty"] = new(
            "На счёте есть деньги. Закрыть можно пустой.",
            "There is money on it. Only an empty account can be closed."
        ),
        ["wallet.account_closed"] = new("Счёт закрыт.", "The account is closed."),
        ["wallet.wrong_currency"] = new("Счёт в другой валюте.", "The account is in another currency."),
        ["wallet.bad_floor"] = new("Такой предел поставить нельзя.", "Such a limit cannot be set."),
        ["wallet.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["wallet.bad_period"] = new("Период должен идти вперёд.", "The period must go forward."),
        ["wallet.bad_amount"] = new("Сумма должна быть больше нуля.", "The amount must be more than zero."),
        ["wallet.bad_kind"] = new("Такой операции нет.", "There is no such operation."),
        ["wallet.bad_time"] = new("С этим временем нельзя. Проверьте дату.", "This time does not do. Check the date."),
        ["wallet.bad_legs"] = new("Так деньги перевести нельзя.", "Money cannot be moved like this."),
        ["wallet.bad_metadata"] = new("Пояснение слишком длинное.", "The note is too long."),
        ["wallet.unbalanced"] = new("Суммы не сходятся.", "The sums do not balance."),
        ["wallet.overflow"] = new("Такая сумма не поместится.", "Such an amount does not fit."),
        ["wallet.not_enough"] = new("На счёте не хватает денег.", "There is not enough money on the account."),
        ["files.too_many_photos"] = new(
            "Слишком много фото: не больше 20 в минуту и 200 (300 МБ) в день. Пришлите это позже.",
            "Too many photos: at most 20 a minute and 200 (300 MB) a day. Please send this one later."
        ),
        ["request.too_many_streams"] = new(
            "С вашего адреса открыто слишком много страниц. Закройте лишние или подождите минуту.",
            "Too many pages are open from your address. Close some, or wait a minute."
        ),
        ["files.away"] = new(
            "Хранилище файлов сейчас не отвечает. Повторите через минуту.",
            "The store of files does not answer. Retry in a minute."
        ),
        ["wallet.busy"] = new("Сейчас очень много операций. Повторите через минуту.", "Very many operations at once. Retry in a minute."),
        ["wallet.hold_not_found"] = new("Такого удержания нет.", "There is no such hold."),
        ["wallet.hold_ended"] = new("Удержание уже снято.", "The hold has ended."),
        ["wallet.capture_too_large"] = new("Это больше удержанного.", "This is more than was held."),
        ["wallet.posting_not_found"] = new("Такой операции нет.", "There is no such operation."),
        ["wallet.already_reversed"] = new("Эта операция уже отменена.", "This was reversed already."),
        ["wallet.is_reversal"] = new("Отмену отменить нельзя.", "A reversal cannot be reversed."),
        ["operation.id_reused"] = new(
            "Эта форма уже отправлена с другими данными. Откройте её заново.",
            "This form was sent already with other values. Open it again."
        ),
        ["rates.unknown_pair"] = new("Курса для этих валют нет.", "There is no rate for these currencies."),
        ["wallet.amount_too_small"] = new(
            "Сумма слишком мала: после обмена ничего не останется.",
            "The amount is too small: nothing would come out."
        ),
        ["wallet.bad_name"] = new("Имя: от 1 до 60 знаков.", "The name has 1 to 60 characters."),
        ["wallet.bad_note"] = new("Пояснение: не больше 200 знаков.", "The note has 200 characters at most."),
        ["wallet.bad_rate"] = new(
            "Курс должен быть числом больше нуля и не в тысячи раз дальше нынешнего.",
            "The rate must be a number above zero, and not thousands of times away from that of now."
        ),
        ["wallet.rate_fixed"] = new("Этот курс никогда не меняется.", "This rate never changes."),
        ["wallet.bad_until"] = new("Последний день раньше первого.", "The last day is before the first."),
        ["wallet.bad_search"] = new("Искать можно не больше чем по 100 знакам.", "Search for 100 characters at most."),
        ["wallet.limit_operation"] = new(
            "Больше {limit} {currency} за один перевод нельзя.",
            "One transfer may be {limit} {currency} at most."
        ),
        ["wallet.limit_day"] = new(
            "Дневной лимит {limit} {currency}; сегодня осталось {left} {currency}.",
            "The limit of a day is {limit} {currency}; {left} {currency} is left."
        ),
        ["wallet.limit_month"] = new(
            "Месячный лимит {limit} {currency}; осталось {left} {currency}.",
            "The limit of a month is {limit} {currency}; {left} {currency} is left."
        ),
        ["wallet.no_rate"] = new(
            "Курс этой валюты неизвестен, лимит не проверить.",
            "The rate of this currency is unknown, so the limit cannot be checked."
        ),
        ["wallet.payee_not_found"] = new(
            "Получатель не найден. Проверьте почту, @имя или номер счёта.",
            "Nobody was found. Check the e-mail address, @username or account number."
        ),
        ["wallet.quote_expired"] = new("Время котировки вышло. Возьмите новую.", "The quote has expired. Get a new one."),
        ["wallet.quote_not_found"] = new("Такой котировки нет. Возьмите новую.", "There is no such quote. Get a new one."),
        ["wallet.quote_used"] = new("По этой котировке уже обменяли. Возьмите новую.", "This quote was used already. Get a new one."),
        ["wallet.rates_stale"] = new(
            "Курсы устарели: последние — на {date}. Обмен откроется, когда придут новые.",
            "The rates are out of date: the last are of {date}. Conversion opens again with new ones."
        ),
        ["wallet.request_cancelled"] = new("Этот запрос отменён.", "This request was cancelled."),
        ["wallet.request_expired"] = new("Срок этого запроса вышел.", "This request has expired."),
        ["wallet.request_not_found"] = new("Такого запроса нет.", "There is no such request."),
        ["wallet.request_paid"] = new("Этот запрос уже оплачен.", "This request is paid already."),
        ["wallet.same_account"] = new("Себе на тот же счёт перевести нельзя.", "One cannot send to the same account."),
        ["wallet.same_currency"] = new("Выберите разные валюты.", "Choose two different currencies."),
        ["wallet.sandbox_limit"] = new(
            "Пробных денег больше {limit} {currency} в день не бывает; осталось {left} {currency}.",
            "Play money is {limit} {currency} a day at most; {left} {currency} is left."
        ),
        ["wallet.sandbox_off"] = new("Пробное пополнение выключено.", "Play money is switched off."),
        ["wallet.schedule_not_found"] = new("Такого расписания нет.", "There is no such schedule."),
        ["wallet.statement_too_long"] = new(
            "Выписка слишком длинная. Возьмите период короче.",
            "The statement is too long. Take a shorter period."
        ),
        ["wallet.step_up_needed"] = new("Сумма крупная: подтвердите её кодом.", "This is a large amount: confirm it with a code."),
        ["wallet.too_fast"] = new(
            "Слишком много переводов подряд. Повторите через {retryAfterSeconds} с.",
            "Too many transfers at once. Retry in {retryAfterSeconds} s."
        ),
        ["wallet.too_many_alerts"] = new("Уведомлений уже 50. Удалите лишние.", "There are 50 alerts already. Remove some."),
        ["wallet.too_many_contacts"] = new("Контактов уже 200. Удалите лишние.", "There are 200 contacts already. Remove some."),
        ["wallet.too_many_lookups"] = new("Слишком много запросов подряд. Подождите минуту.", "Too many requests at once. Wait a minute."),
        ["wallet.too_many_requests"] = new(
            "Открытых запросов уже 100. Отмените лишние.",
            "There are 100 open requests already. Cancel some."
        ),
        ["wallet.too_many_schedules"] = new("Расписаний уже 100. Завершите лишние.", "There are 100 schedules already. End some."),
        ["wallet.transfer_not_found"] = new("Такого перевода нет.", "There is no such transfer."),
    };

    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["identity.bad_email"] = ["email"],
        ["identity.has_email"] = ["email"],
        ["identity.weak_password"] = ["new", "password"],
        ["identity.bad_code"] = ["second", "code"],
        ["identity.code_used"] = ["second", "code"],
        ["identity.second_factor_needed"] = ["second"],
        ["identity.email_taken"] = ["email"],
        ["identity.username_contested"] = ["to"],
        ["identity.bad_credentials"] = ["current"],
        ["identity.password_needed"] = ["current"],
        ["identity.unknown_time_zone"] = ["zone"],
        ["wallet.bad_purpose"] = ["purpose"],
        ["wallet.bad_amount"] = ["amount"],
        ["wallet.not_enough"] = ["amount"],
        ["wallet.overflow"] = ["amount"],
        ["wallet.bad_metadata"] = ["note"],
        ["wallet.bad_note"] = ["note"],
        ["wallet.bad_name"] = ["name"],
        ["wallet.bad_rate"] = ["mark"],
        ["wallet.bad_search"] = ["text"],
        ["wallet.bad_time"] = ["first"],
        ["wallet.bad_until"] = ["until"],
        ["wallet.rate_fixed"] = ["in"],
        ["wallet.amount_too_small"] = ["amount"],
        ["wallet.limit_operation"] = ["amount"],
        ["wallet.limit_day"] = ["amount"],
        ["wallet.limit_month"] = ["amount"],
        ["wallet.payee_not_found"] = ["to"],
        ["wallet.same_account"] = ["to"],
        ["wallet.wrong_currency"] = ["to"],
        ["wallet.same_currency"] = ["currency"],
        ["wallet.sandbox_limit"] = ["amount"],
    };

    /// <summary>The field of the form that the error is about, when the form has it.</summary>
    internal static string? FieldOf(string code, Entered entered) =>
        Fields.TryGetValue(code, out var names) ? names.FirstOrDefault(entered.Has) : null;
}
