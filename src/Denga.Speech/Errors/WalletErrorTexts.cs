namespace Denga.Speech;

internal static class WalletErrorTexts
{
    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["wallet.account_closed"] = new("Счёт закрыт.", "The account is closed."),
        ["wallet.account_not_empty"] = new(
            "На счёте есть деньги. Закрыть можно пустой.",
            "There is money on it. Only an empty account can be closed."
        ),
        ["wallet.account_not_found"] = new("Такого счёта нет.", "There is no such account."),
        ["wallet.alert_not_found"] = new("Такого оповещения нет.", "There is no such alert."),
        ["wallet.already_reversed"] = new("Эта операция уже отменена.", "This was reversed already."),
        ["wallet.amount_too_small"] = new(
            "Сумма слишком мала: после обмена ничего не останется.",
            "The amount is too small: nothing would come out."
        ),
        ["wallet.bad_amount"] = new("Сумма должна быть больше нуля.", "The amount must be more than zero."),
        ["wallet.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["wallet.bad_floor"] = new("Такой предел поставить нельзя.", "Such a limit cannot be set."),
        ["wallet.bad_kind"] = new("Такой операции нет.", "There is no such operation."),
        ["wallet.bad_legs"] = new("Так деньги перевести нельзя.", "Money cannot be moved like this."),
        ["wallet.bad_metadata"] = new("Пояснение слишком длинное. Напишите короче.", "The note is too long. Please write a shorter one."),
        ["wallet.bad_name"] = new("Имя: от 1 до 60 знаков.", "The name has 1 to 60 characters."),
        ["wallet.bad_note"] = new("Пояснение: не больше 200 знаков.", "The note has 200 characters at most.")
        {
            InChat = new("Комментарий — не больше 200 знаков. Напишите короче.", "A note has 200 characters at most. Write a shorter one."),
        },
        ["wallet.bad_period"] = new("Период должен идти вперёд.", "The period must go forward."),
        ["wallet.bad_purpose"] = new(
            "Напишите название: до 40 знаков, без двоеточий.",
            "Write a name of up to 40 characters, without colons."
        ),
        ["wallet.bad_rate"] = new(
            "Курс должен быть числом больше нуля и не в тысячи раз дальше нынешнего.",
            "The rate must be a number above zero, and not thousands of times away from that of now."
        ),
        ["wallet.bad_search"] = new("Искать можно не больше чем по 100 знакам.", "Search for 100 characters at most."),
        ["wallet.bad_time"] = new("С этим временем нельзя. Проверьте дату.", "This time does not do. Check the date."),
        ["wallet.bad_until"] = new("Последний день раньше первого.", "The last day is before the first."),
        ["wallet.busy"] = new(
            "Сейчас очень много операций. Повторите через минуту.",
            "Very many operations at once. Try again in a minute."
        ),
        ["wallet.capture_too_large"] = new("Это больше удержанного.", "This is more than was held."),
        ["wallet.contact_not_found"] = new("Такого контакта нет.", "There is no such contact."),
        ["wallet.hold_ended"] = new("Удержание уже снято.", "The hold has ended."),
        ["wallet.hold_not_found"] = new("Такого удержания нет.", "There is no such hold."),
        ["wallet.is_reversal"] = new("Отмену отменить нельзя.", "A reversal cannot be reversed."),
        ["wallet.limit_day"] = new(
            "Дневной лимит {limit}; сегодня осталось {left}.",
            "The limit of a day is {limit}; {left} of it is left today."
        ),
        ["wallet.limit_month"] = new("Месячный лимит {limit}; осталось {left}.", "The limit of a month is {limit}; {left} of it is left."),
        ["wallet.limit_operation"] = new("Больше {limit} за один перевод нельзя.", "One transfer may be {limit} at most."),
        ["wallet.no_rate"] = new(
            "Курс этой валюты неизвестен, лимит не проверить.",
            "The rate of this currency is unknown, so the limit cannot be checked."
        ),
        ["wallet.not_enough"] = new("На счёте не хватает денег.", "There is not enough money on the account."),
        ["wallet.overflow"] = new("Такая сумма не поместится.", "Such an amount does not fit."),
        ["wallet.payee_not_found"] = new(
            "Получатель не найден. Проверьте почту, @имя или номер счёта.",
            "Nobody was found. Check the e-mail address, @username or account number."
        )
        {
            InChat = new(
                "Не нашёл такого получателя. Проверьте почту, @имя или номер счёта.",
                "Nobody was found. Check the e-mail address, @username or account number."
            ),
        },
        ["wallet.posting_not_found"] = new("Такой операции нет.", "There is no such operation."),
        ["wallet.quote_expired"] = new("Время котировки вышло. Возьмите новую.", "The quote has expired. Get a new one."),
        ["wallet.quote_not_found"] = new("Такой котировки нет. Возьмите новую.", "There is no such quote. Get a new one."),
        ["wallet.quote_used"] = new("По этой котировке уже обменяли. Возьмите новую.", "This quote was used already. Get a new one."),
        ["wallet.rate_fixed"] = new("Этот курс никогда не меняется.", "This rate never changes."),
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
            "Слишком много переводов подряд. Повторите через {retryAfterSeconds}.",
            "Too many transfers at once. Try again in {retryAfterSeconds}."
        )
        {
            InNotice = new("Слишком много переводов подряд.", "There were too many transfers at once."),
        },
        ["wallet.too_many_accounts"] = new("Счетов уже сто, больше не откроется.", "There are a hundred accounts already."),
        ["wallet.too_many_alerts"] = new("Оповещений уже 50. Удалите лишние.", "There are 50 alerts already. Remove some."),
        ["wallet.too_many_contacts"] = new("Контактов уже 200. Удалите лишние.", "There are 200 contacts already. Remove some."),
        ["wallet.too_many_lookups"] = new(
            "Слишком много запросов подряд. Повторите через {retryAfterSeconds}.",
            "Too many requests at once. Try again in {retryAfterSeconds}."
        ),
        ["wallet.too_many_requests"] = new(
            "Открытых запросов уже 100. Отмените лишние.",
            "There are 100 open requests already. Cancel some."
        ),
        ["wallet.too_many_schedules"] = new("Расписаний уже 100. Завершите лишние.", "There are 100 schedules already. End some."),
        ["wallet.transfer_not_found"] = new("Такого перевода нет.", "There is no such transfer."),
        ["wallet.unbalanced"] = new("Суммы не сходятся.", "The sums do not balance."),
        ["wallet.wrong_currency"] = new("Этот счёт в другой валюте.", "That account is in another currency.")
        {
            InChat = new("Этот счёт в другой валюте, ничего не перевёл.", "That account is in another currency; nothing was sent."),
        },
    };
}
