namespace Denga.Speech;

internal static class StarsErrorTexts
{
    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["stars.bad_amount"] = new(
            "Сумма должна быть больше нуля, в валюте продавца и между разными местами.",
            "The amount must be above zero, in the seller's currency, and between two different places."
        ),
        ["stars.bad_code"] = new("Такого кода нет. Проверьте буквы.", "There is no such code. Check the letters."),
        ["stars.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["stars.bad_margins"] = new(
            "Наценка — от 0 до 200 %, количество — от нуля, правил не больше 50.",
            "A margin is 0 to 200%, from a quantity of zero or more, and there are at most 50 rules."
        ),
        ["stars.bad_months"] = new("Premium бывает на 3, 6 или 12 месяцев.", "Premium comes for 3, 6 or 12 months."),
        ["stars.bad_promo"] = new(
            "Этот промокод не подходит: его нет, он закончился или вы им уже пользовались.",
            "This promo code does not work: it is unknown, over, or you have used it already."
        ),
        ["stars.bad_quantity"] = new(
            "За один раз можно купить от 50 до 1 000 000 звёзд.",
            "You can buy from 50 to 1,000,000 Stars at once."
        ),
        ["stars.bad_reason"] = new("Напишите причину: до 200 знаков.", "Write a reason of up to 200 characters."),
        ["stars.bad_terms"] = new(
            "Скидка — от 0,1 до 50 процентов, от 1 до 1 000 000 раз, срок — в будущем.",
            "The discount is 0.1 to 50 percent, for 1 to 1,000,000 uses, until a day to come."
        ),
        ["stars.bad_username"] = new(
            "Это не похоже на имя в Telegram. Напишите @имя или ссылку t.me/имя.",
            "This does not look like a Telegram username. Write @name or a link such as t.me/name."
        ),
        ["stars.brought_already"] = new(
            "Код приглашения можно ввести один раз и до первого заказа.",
            "An invitation code is taken once, and before the first order."
        ),
        ["stars.called_off"] = new("Заказ отменён.", "The order was called off."),
        ["stars.capped"] = new(
            "Магазин уже продал всё, что мог за этот час. Попробуйте чуть позже: деньги не списаны.",
            "The shop has sold all it can for now. Try a little later; nothing was charged."
        ),
        ["stars.code_taken"] = new("Такой код уже есть, с другими условиями.", "There is such a code already, with other terms."),
        ["stars.currency_not_taken"] = new(
            "В этой валюте звёзды не продаются. Выберите другую.",
            "Stars are not sold in this currency. Choose another one."
        ),
        ["stars.no_funds"] = new("У магазина не нашлось денег на закупку.", "The shop could not pay its seller."),
        ["stars.no_username"] = new(
            "У вас нет имени в Telegram, а звёзды приходят на имя. Задайте его в настройках Telegram и напишите боту ещё раз.",
            "You have no Telegram username, and Stars go to one. Set it in Telegram's settings and write to the bot again."
        ),
        ["stars.not_delivered"] = new("Продавец не смог доставить заказ.", "The seller could not deliver the order."),
        ["stars.margins_changed"] = new(
            "Наценку только что изменил кто-то другой. Посмотрите и решите снова.",
            "Somebody else has just changed the margins. Look and decide anew."
        ),
        ["stars.not_unknown"] = new(
            "Вручную завершают только заказ, исход которого неизвестен.",
            "Only an order whose outcome is not known is ended by hand."
        ),
        ["stars.order_not_found"] = new("Такого заказа нет.", "There is no such order."),
        ["stars.order_paid"] = new("Заказ уже оплачен, отменить его нельзя.", "The order is paid and cannot be called off."),
        ["stars.order_waits"] = new(
            "Другой заказ ещё ждёт оплаты. Оплатите его или отмените.",
            "Another order still waits for its payment. Pay it or call it off."
        ),
        ["stars.own_code"] = new("Это ваш собственный код: пригласить себя нельзя.", "This is your own code: you cannot invite yourself."),
        ["stars.price_moved"] = new(
            "Цена у продавца успела вырасти, возьмите новую.",
            "The seller's price has gone up meanwhile; get a new one."
        ),
        ["stars.quote_expired"] = new("Цена больше не действует. Возьмите новую.", "This price holds no longer. Get a new one."),
        ["stars.quote_not_found"] = new("Такой цены нет. Возьмите новую.", "There is no such price. Get a new one."),
        ["stars.rates_stale"] = new(
            "Курсы валют устарели. Продажа откроется, когда придут новые.",
            "The exchange rates are out of date. Selling goes on when new ones arrive."
        ),
        ["stars.recipient_not_found"] = new(
            "Такого имени в Telegram нет. Проверьте буквы.",
            "There is no such username in Telegram. Check the letters."
        ),
        ["stars.recipient_refused"] = new(
            "Этому получателю подарить нельзя: это канал или бот, или у него это уже есть.",
            "This recipient cannot be given it: a channel, a bot, or somebody who has it already."
        ),
        ["stars.seller_away"] = new(
            "Продавец звёзд не отвечает. Повторите через минуту.",
            "The seller of Stars does not answer. Try again in a minute."
        ),
        ["stars.too_many_lookups"] = new(
            "Слишком много запросов подряд. Повторите через {retryAfterSeconds}.",
            "Too many requests at once. Try again in {retryAfterSeconds}."
        ),
        ["stars.unknown_seller"] = new("Такого продавца нет, или он выключен.", "There is no such seller, or it is switched off."),
        ["stars.unpaid"] = new("Заказ не оплатили вовремя, и он отменён.", "The order was not paid in time and was cancelled."),
    };
}
