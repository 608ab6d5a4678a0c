namespace Denga.Bot.Stars;

/// <summary>What is said in the Stars shop.</summary>
internal static class StarsTexts
{
    internal static readonly Text Shop = new(
        "Звёзды Telegram и Premium, себе или другу. Нажмите или напишите количество; одной строкой тоже можно: 100 @masha",
        "Telegram Stars and Premium, for you or a friend. Press one or write how many; one line does it too: 100 @masha"
    );
    internal static readonly Text Pack = new("{0} — {1}", "{0}: {1}");
    internal static readonly Text PackLabel = new("{0} · {1}", "{0} · {1}");
    internal static readonly Text Rates = new(
        "Цены по курсу от {0}, наценка магазина {1}.",
        "Prices by the rate of {0}, the shop adds {1}."
    );
    internal static readonly Text AnyAmount = new("Другое количество", "Another number");
    internal static readonly Text Premium = new("Telegram Premium", "Telegram Premium");
    internal static readonly Text Orders = new("Мои заказы", "My orders");
    internal static readonly Text AskQuantity = new("Сколько звёзд? От 50 до 1 000 000.", "How many Stars? From 50 to 1,000,000.");
    internal static readonly Text AskMonths = new("На сколько месяцев?", "For how many months?");
    internal static readonly Text NotUnderstood = new(
        "Не понял заказ. Напишите так: /stars 100 @masha",
        "I did not understand the order. Write it like this: /stars 100 @masha"
    );

    internal static readonly Text AskTo = new(
        "{0}: кому? Нажмите «Себе» или напишите @имя или ссылку t.me.",
        "{0}: for whom? Press “For me”, or write a @username or a t.me link."
    );
    internal static readonly Text ToSelf = new("Себе", "For me");
    internal static readonly Text ToOther = new("Другому", "For another");
    internal static readonly Text NoUsername = new(
        "У вас в Telegram нет имени пользователя, без него звёзды не доставить. Откройте Telegram → Настройки → «Имя пользователя», придумайте имя и сохраните. Потом напишите мне что-нибудь из Telegram и нажмите «Проверить снова». Или напишите @имя того, кому купить.",
        "You have no username in Telegram, and Stars cannot be delivered without one. Open Telegram → Settings → Username, choose a name and save it. Then write me anything from Telegram and press “Check again”. Or write the @username of the person to buy for."
    );
    internal static readonly Text CheckAgain = new("Проверить снова", "Check again");

    internal static readonly Text Check = new("Проверьте заказ.", "Check the order.");
    internal static readonly Text What = new("Что: {0}", "What: {0}");
    internal static readonly Text To = new("Кому: {0}", "For: {0}");
    internal static readonly Text Recipient = new("@{0}, {1}", "@{0}, {1}");
    internal static readonly Text Price = new("Цена: {0}, в том числе наценка {1}", "Price: {0}, of which the shop adds {1}");
    internal static readonly Text Discount = new("Скидка по промокоду: {0}", "Discount by the promo code: {0}");
    internal static readonly Text RateAge = new("Курс от {0}", "Rate of {0}");
    internal static readonly Text ByFragment = new("Покупка через Fragment.", "Bought through Fragment.");
    internal static readonly Text Remains = new("Спишется со счёта, останется {0}.", "It is taken from the account; {0} remains.");
    internal static readonly Text Missing = new(
        "На счёте {0}, не хватает {1}. Оплатите недостающее, и куплю сразу, без новых нажатий.",
        "The account holds {0}; {1} is missing. Pay the rest, and I buy at once, without another press."
    );
    internal static readonly Text Holds = new("Цена держится до {0}.", "The price holds until {0}.");
    internal static readonly Text Buy = new("Купить за {0}", "Buy for {0}");
    internal static readonly Text PayRest = new("Доплатить {0} и купить", "Pay {0} more and buy");
    internal static readonly Text PayRestBy = new("{0}: {1}", "{0}: {1}");
    internal static readonly Text Fragment = new("Через Fragment", "Through Fragment");
    internal static readonly Text NotFragment = new("Без Fragment", "Without Fragment");
    internal static readonly Text Promo = new("Промокод", "Promo code");
    internal static readonly Text AskPromo = new("Напишите промокод.", "Write the promo code.");
    internal static readonly Text PressToBuy = new(
        "Чтобы купить, нажмите кнопку под заказом выше.",
        "To buy, press the button under the order above."
    );
    internal static readonly Text Renewed = new(
        "Цена больше не держалась, ничего не купил. Вот новая:",
        "The price held no longer and nothing was bought. Here is a new one:"
    );
    internal static readonly Text PriceMoved = new(
        "Денег на счёте стало меньше. Вот как теперь:",
        "There is less on the account now. This is how it stands:"
    );
    internal static readonly Text Left = new("Хорошо, ничего не купил.", "All right, nothing was bought.");
    internal static readonly Text Outdated = new(
        "Этот заказ уже не ждёт. По нему ничего не куплено.",
        "This order does not wait any more. Nothing was bought by it."
    );
    internal static readonly Text Waits = new(
        "Один неоплаченный заказ у вас уже есть. Оплатите его или отмените:",
        "You have an unpaid order already. Pay it or call it off:"
    );

    internal static readonly Text Order = new("Заказ: {0} для {1}, {2}", "Order: {0} for {1}, {2}");
    internal static readonly Text GoesOn = new("После оплаты куплю сам.", "Once it is paid, I buy by myself.");
    internal static readonly Text Buying = new(
        "⏳ Покупаю: {0} для {1}. {2} удержано на счёте.",
        "⏳ Buying {0} for {1}. {2} is held on the account."
    );
    internal static readonly Text Unclear = new(
        "⏳ Продавец ещё не подтвердил: {0} для {1}. Уточняю у него, второй раз не куплю. {2} пока удержано.",
        "⏳ The seller has not confirmed yet: {0} for {1}. I am asking; nothing is bought twice. {2} is held meanwhile."
    );
    internal static readonly Text Delivered = new("✅ Доставлено: {0} для {1}. Списано {2}.", "✅ Delivered: {0} for {1}. {2} was taken.");
    internal static readonly Text Failed = new(
        "✋ Не получилось купить: {0} для {1}. {2} Деньги снова свободны.",
        "✋ {0} for {1} could not be bought. {2} The money is free again."
    );
    internal static readonly Text SellerRefused = new("Продавец отказал.", "The seller refused.");
    internal static readonly Text Cancelled = new(
        "Заказ отменён: {0} для {1}. Ничего не списано.",
        "The order is called off: {0} for {1}. Nothing was taken."
    );
    internal static readonly Text CallOff = new("Отменить заказ", "Call it off");
    internal static readonly Text More = new("Ещё звёзды", "More Stars");
    internal static readonly Text Friends = new("Привести друга", "Bring a friend");
    internal static readonly Text NoOrders = new("Заказов пока не было.", "There have been no orders yet.");
    internal static readonly Text Latest = new("Последние заказы:", "The latest orders:");
}
