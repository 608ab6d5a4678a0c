using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;
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
        ["expenses.no_photo"] = new("Этого фото уже нет. Пришлите его ещё раз.", "This photo is gone. Please send it again."),
        ["files.not_a_photo"] = new(
            "Это не похоже на фото чека: пришлите снимок JPEG или PNG.",
            "This does not look like a photo: please send a JPEG or a PNG."
        ),
        ["files.photo_broken"] = new(
            "Фото пришло не целиком. Пришлите его ещё раз.",
            "The photo has not come whole. Please send it again."
        ),
        ["files.photo_too_large"] = new(
            "Фото больше 5 МБ. Пришлите его поменьше.",
            "The photo is larger than 5 MB. Please send a smaller one."
        ),
        ["files.too_many_photos"] = new(
            "Слишком много фото: не больше 20 в минуту и 200 (300 МБ) в день. Пришлите это позже.",
            "Too many photos: at most 20 a minute and 200 (300 MB) a day. Please send this one later."
        ),
        ["files.away"] = new(
            "Хранилище файлов сейчас не отвечает. Пришлите фото через минуту.",
            "The store of files does not answer at the moment. Please send the photo in a minute."
        ),
        ["bot.photo_lost"] = new(
            "Не получилось скачать фото. Пришлите его ещё раз.",
            "The photo could not be downloaded. Please send it again."
        ),
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
        ["expenses.frequency"] = new(
            "Не понял, по каким дням записывать. Напишите так: каждый месяц 1 числа аренда 30000",
            "I did not understand on which days to record it. Write it like this: every month on the 1st rent 30000"
        ),
        ["expenses.too_many_recurring"] = new(
            "Регулярных записей уже 100. Закончите ненужные: /recurring",
            "There are 100 recurring entries already. End some: /recurring"
        ),
        ["reports.not_built"] = new(
            "Файл не получился. Попробуйте ещё раз чуть позже.",
            "The file could not be made. Please try again a little later."
        ),
        ["reports.too_many_entries"] = new(
            "В файл помещается миллион записей. Выберите период короче.",
            "A file holds a million entries. Choose a shorter period."
        ),
        ["reports.format"] = new("Могу сделать Excel или PDF.", "I can make Excel or PDF."),
        ["reports.no_document"] = new("Такого файла нет.", "There is no such file."),
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
            "Код не подходит: он неверный или устарел. Получите новый.",
            "The code does not fit: it is wrong or expired. Get a new one."
        ),
        ["identity.code_used"] = new(
            "Этот код уже использован. Дождитесь следующего или получите новый.",
            "This code was used already. Wait for the next one, or get another."
        ),
        ["identity.password_needed"] = new(
            "Для этого нужен пароль. Сделайте это в кабинете: «Вход и безопасность».",
            "This takes your password. Do it in the cabinet, under Sign-in and security."
        ),
        ["identity.sign_in_needed"] = new(
            "Из чата этого сделать нельзя: войдите в кабинет через Telegram.",
            "This cannot be done from a chat: sign in to the cabinet with Telegram."
        ),
        ["identity.second_factor_needed"] = new(
            "Включён второй фактор. Пришлите код из приложения-аутентификатора или запасной код.",
            "The second factor is on. Send the code of your authenticator app, or a recovery code."
        ),
        ["identity.username_contested"] = new(
            "Под этим именем писали двое, и чьё оно, пока не ясно: ничего не перевёл. Попросите получателя написать мне ещё раз или переведите по почте или номеру счёта.",
            "Two people have written under this name, and it is not clear whose it is: nothing was sent. Ask the payee to write to me once more, or send by e-mail address or account number."
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
        ["identity.changed_meanwhile"] = new(
            "В ту же минуту у вас что-то изменилось, поэтому я ничего не сделал. Попробуйте ещё раз.",
            "Something of yours changed at the same moment, so nothing was done. Try again."
        ),
        ["identity.last_administrator"] = new(
            "Это последний администратор. Сначала назначьте другого.",
            "This is the last administrator. Appoint another one first."
        ),
        ["identity.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["identity.no_token"] = new("Сначала войдите.", "Please sign in first."),
        ["identity.forbidden"] = new("На это у вас нет прав.", "You may not do this."),
        ["identity.bad_purpose"] = new("Такой код запросить нельзя.", "Such a code cannot be asked for."),
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
        ["wallet.wrong_currency"] = new(
            "Этот счёт в другой валюте, ничего не перевёл.",
            "That account is in another currency; nothing was sent."
        ),
        ["wallet.bad_floor"] = new("Такой предел поставить нельзя.", "Such a limit cannot be set."),
        ["wallet.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["wallet.bad_period"] = new("Период должен идти вперёд.", "The period must go forward."),
        ["wallet.bad_amount"] = new("Сумма должна быть больше нуля.", "The amount must be more than zero."),
        ["wallet.bad_kind"] = new("Такой операции нет.", "There is no such operation."),
        ["wallet.bad_time"] = new("С этим временем нельзя. Проверьте дату.", "This time does not do. Check the date."),
        ["wallet.bad_legs"] = new("Так деньги перевести нельзя.", "Money cannot be moved like this."),
        ["wallet.bad_metadata"] = new("Комментарий слишком длинный.", "The note is too long."),
        ["wallet.unbalanced"] = new("Суммы не сходятся.", "The sums do not balance."),
        ["wallet.overflow"] = new("Такая сумма не поместится.", "Such an amount does not fit."),
        ["wallet.not_enough"] = new("На счёте не хватает денег.", "There is not enough money on the account."),
        ["wallet.busy"] = new("Сейчас очень много операций. Повторите через минуту.", "Very many operations at once. Retry in a minute."),
        ["wallet.hold_not_found"] = new("Такого удержания нет.", "There is no such hold."),
        ["wallet.hold_ended"] = new("Удержание уже снято.", "The hold has ended."),
        ["wallet.capture_too_large"] = new("Это больше удержанного.", "This is more than was held."),
        ["wallet.posting_not_found"] = new("Такой операции нет.", "There is no such operation."),
        ["wallet.already_reversed"] = new("Эта операция уже отменена.", "This was reversed already."),
        ["wallet.is_reversal"] = new("Отмену отменить нельзя.", "A reversal cannot be reversed."),
        ["wallet.amount_too_small"] = new(
            "Сумма слишком мала: после обмена ничего не останется.",
            "The amount is too small: nothing would come out."
        ),
        ["wallet.bad_name"] = new("Имя: от 1 до 60 знаков.", "The name has 1 to 60 characters."),
        ["wallet.bad_note"] = new(
            "Комментарий — не больше 200 знаков. Напишите короче.",
            "A note has 200 characters at most. Write a shorter one."
        ),
        ["wallet.bad_rate"] = new(
            "Курс должен быть числом больше нуля и не в тысячи раз дальше нынешнего.",
            "The rate must be a number above zero, and not thousands of times away from that of now."
        ),
        ["wallet.rate_fixed"] = new("Этот курс никогда не меняется.", "This rate never changes."),
        ["wallet.bad_until"] = new("Последний день раньше первого.", "The last day is before the first."),
        ["wallet.bad_search"] = new("Искать можно не больше чем по 100 знакам.", "Search for 100 characters at most."),
        ["wallet.limit_operation"] = new("Больше {limit} за один перевод нельзя.", "One transfer may be {limit} at most."),
        ["wallet.limit_day"] = new("Дневной лимит {limit}; сегодня осталось {left}.", "The limit of a day is {limit}; {left} is left."),
        ["wallet.limit_month"] = new("Месячный лимит {limit}; осталось {left}.", "The limit of a month is {limit}; {left} is left."),
        ["wallet.no_rate"] = new(
            "Курс этой валюты неизвестен, лимит не проверить.",
            "The rate of this currency is unknown, so the limit cannot be checked."
        ),
        ["wallet.payee_not_found"] = new(
            "Не нашёл такого получателя. Проверьте почту, @имя или номер счёта.",
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
        ["wallet.same_account"] = new(
            "Это вы сами: на тот же счёт перевести нельзя.",
            "That is you: money cannot be sent to where it comes from."
        ),
        ["wallet.same_currency"] = new(
            "Валюта одна и та же, менять нечего. Выберите другую.",
            "Both currencies are the same, there is nothing to convert. Choose another one."
        ),
        ["wallet.sandbox_limit"] = new(
            "Пробных денег больше {limit} в день не бывает; осталось {left}.",
            "Play money is {limit} a day at most; {left} is left."
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
        ByCode.TryGetValue(error.Code, out var text) ? Filled(text.In(language), error.Args, language)
        : error.Kind == ErrorKind.Unavailable ? Unavailable.In(language, Tracing.ShortId)
        : Texts.Broken.In(language, Tracing.ShortId);

    /// <summary>Of an error as it was kept.</summary>
    internal static string Of(Refusal refusal, string language) =>
        Of(new Error(refusal.Code, ErrorKind.Conflict, refusal.Detail, refusal.Args), language);

    /// <summary><c>{left}</c> takes the value of that name: an amount where the error names a currency, a day, or as it is.</summary>
    private static string Filled(string words, IReadOnlyDictionary<string, string>? args, string language) =>
        args is null
            ? words
            : args.Aggregate(
                words,
                (said, arg) =>
                    said.Replace($"{{{arg.Key}}}", Shown(arg.Value, args.GetValueOrDefault("currency"), language), StringComparison.Ordinal)
            );

    private static string Shown(string value, string? code, string language)
    {
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return Words.Of(day, DateOnly.MinValue, language);
        return
            Currency.TryFind(code, out var currency)
            && decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && Money.TryFrom(number, currency, out var money)
            ? Words.Of(money, language)
            : value;
    }
}
