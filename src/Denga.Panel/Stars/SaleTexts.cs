using Denga.Contracts.Stars;

namespace Denga.Panel.Stars;

internal static class SaleTexts
{
    internal const string SandboxName = "sandbox";
    internal static readonly Text Title = new("Заказы звёзд", "Orders of Stars");
    internal static readonly Text None = new("Звёзды ещё не заказывали.", "No Stars were ordered yet.");
    internal static readonly Text One = new("Заказ звёзд", "Order of Stars");
    internal static readonly Text Created = new("Заказан", "Ordered");
    internal static readonly Text WhatIsSold = new("Что", "What");
    internal static readonly Text Recipient = new("Кому", "For");
    internal static readonly Text RecipientFilter = new("Получатель", "Recipient");
    internal static readonly Text Buyer = new("Покупатель", "Buyer");
    internal static readonly Text Seller = new("Продавец", "Seller");
    internal static readonly Text Way = new("Как оплачен", "Paid");
    internal static readonly Text State = new("Состояние", "State");
    internal static readonly Text Price = new("Цена", "Price");
    internal static readonly Text Cost = new("Закупка", "Cost");
    internal static readonly Text Fees = new("Комиссии", "Fees");
    internal static readonly Text CostInPrice = new("Закупка и комиссии", "Cost and fees");
    internal static readonly Text Margin = new("Маржа", "Margin");
    internal static readonly Text Discount = new("Скидка", "Discount");
    internal static readonly Text Rate = new("Курс", "Rate");
    internal static readonly Text Promo = new("Промокод", "Promo code");
    internal static readonly Text From = new("С дня", "From the day");
    internal static readonly Text To = new("По день", "To the day");
    internal static readonly Text Disputed = new("Спор", "Dispute");
    internal static readonly Text OnlyDisputed = new("продавец противоречит себе", "the seller contradicts himself");
    internal static readonly Text Economics = new("Экономика заказа", "What the order brings");
    internal static readonly Text Number = new("Номер", "Id");
    internal static readonly Text Held = new("Деньги отложены", "Money set aside");
    internal static readonly Text Buying = new("Продавцу сказали покупать", "Seller told to buy");
    internal static readonly Text Ended = new("Закончен", "Ended");
    internal static readonly Text SellersId = new("Номер у продавца", "Id at the seller");
    internal static readonly Text Why = new("Почему", "Why");
    internal static readonly Text Invoice = new("Счёт на оплату", "Invoice");
    internal static readonly Text Posting = new("Проводка", "Posting");
    internal static readonly Text PayLink = new("Оплатить продавцу", "Pay the seller");
    internal static readonly Text PayLinkHint = new(
        "Ссылка открывается в кошельке TON. Оплатите один раз, ничего не меняя.",
        "The link opens in a TON wallet. Pay it once, as it is."
    );
    internal static readonly Text Said = new("Что спрашивали у продавца и что он ответил", "What the seller was asked, and what he said");
    private static readonly Text NotAsked = new("Его ещё не спрашивали.", "He was not asked yet.");
    private static readonly Text NoCalls = new(
        "Обращений не записано: пробный продавец живёт внутри Denga.",
        "No calls are kept: the play seller lives inside of Denga."
    );
    internal static readonly Text SellerWebhooks = new("Что он прислал сам", "What he sent by himself");

    internal static readonly Text Resolve = new("Чем кончилось на самом деле", "How it ended in truth");
    internal static readonly Text ResolveHint = new(
        "Посмотрите заказ у продавца или в блокчейне. Решение нельзя отменить.",
        "Look the order up at the seller or on the chain. The decision cannot be taken back."
    );
    internal static readonly Text Delivered = new("Доставлен: списать деньги", "Delivered: take the money");
    internal static readonly Text DeliveredAsk = new(
        "{0} для {1} доставлены? С покупателя спишется {2}.",
        "Were {0} delivered to {1}? {2} is taken from the buyer."
    );
    internal static readonly Text NotDelivered = new("Не доставлен: вернуть деньги", "Not delivered: give the money back");
    internal static readonly Text NotDeliveredAsk = new(
        "{0} для {1} не доставлены? Отложенные {2} снова станут свободны.",
        "Were {0} not delivered to {1}? The {2} set aside become free again."
    );
    internal static readonly Text Resolved = new("Записано.", "Written down.");

    internal static readonly Text SellersTitle = new("Продавцы звёзд", "Sellers of Stars");
    internal static readonly Text SellersHint = new(
        "Сколько денег магазина у каждого продавца и сколько ещё можно потратить.",
        "How much of the shop's money each seller has, and how much may still be spent."
    );
    internal static readonly Text SellersNone = new("Продавцов нет.", "There are no sellers.");
    internal static readonly Text Uses = new("Для чего", "Used for");
    internal static readonly Text Answers = new("Отвечает", "Answers");
    internal static readonly Text Hot = new("В кошельке по учёту", "In the wallet, by the books");
    internal static readonly Text SaidFunds = new("По его словам", "By his word");
    internal static readonly Text Cold = new("Отложено", "Put away");
    internal static readonly Text Hour = new("За час", "In an hour");
    internal static readonly Text Day = new("За сутки", "In a day");
    internal static readonly Text Of = new("{0} из {1}", "{0} of {1}");
    internal static readonly Text Low = new("мало денег", "funds are low");
    internal static readonly Text Silent = new("не сообщает", "does not tell");
    internal static readonly Text Move = new("Переместить", "Move funds");
    internal static readonly Text MoveAsk = new(
        "Деньги магазина у продавца «{0}». Сами деньги переводятся не здесь: здесь записывается, что они переведены.",
        "The shop's money at the seller “{0}”. The money itself moves elsewhere: here it is written down that it moved."
    );
    internal static readonly Text MoveFrom = new("Откуда", "From");
    internal static readonly Text MoveTo = new("Куда", "To");
    internal static readonly Text Amount = new("Сколько", "How much");
    internal static readonly Text Moved = new("Перемещение записано.", "The movement is written down.");

    internal static readonly Text MarginsTitle = new("Наценка на звёзды и Premium", "Margins of Stars and Premium");
    internal static readonly Text MarginsHint = new(
        "Сколько процентов добавляется к цене продавца. Решает последнее подходящее правило. Уже обещанные цены не меняются.",
        "How many percent are added to the seller's price. The last rule that fits decides. Prices that were promised stay."
    );
    internal static readonly Text MarginsNone = new("Правил нет.", "There are no rules.");
    internal static readonly Text Product = new("Что", "What");
    internal static readonly Text AnyProduct = new("Звёзды и Premium", "Stars and Premium");
    internal static readonly Text OnlyStars = new("Звёзды", "Stars");
    internal static readonly Text OnlyPremium = new("Premium, месяцы", "Premium, months");
    internal static readonly Text FromQuantity = new("От количества", "From a quantity of");
    internal static readonly Text Otherwise = new("Всё остальное", "Everything else");
    internal static readonly Text MarginPercent = new("Наценка, %", "Margin, %");
    internal static readonly Text AddRule = new("Добавить правило", "Add a rule");
    internal static readonly Text AddRuleAsk = new(
        "Правило будет последним: оно важнее прежних.",
        "The rule comes last: it outweighs those before it."
    );
    internal static readonly Text ChangeMargin = new("Изменить", "Change");
    internal static readonly Text ChangeMarginAsk = new("Новая наценка: {0}.", "A new margin: {0}.");
    internal static readonly Text RemoveRule = new("Убрать", "Remove");
    internal static readonly Text RemoveRuleAsk = new("Убрать правило: {0}.", "Remove the rule: {0}.");
    internal static readonly Text MarginsSet = new("Наценка изменена.", "The margins are set.");
    internal static readonly Text PromosTitle = new("Промокоды", "Promo codes");
    internal static readonly Text PromosNone = new("Промокодов ещё нет.", "There are no promo codes yet.");
    internal static readonly Text Code = new("Код", "Code");
    internal static readonly Text CodeHint = new("От 3 до 20 латинских букв, цифр и дефисов.", "3 to 20 of a–z, 0–9 and hyphen.");
    internal static readonly Text Percent = new("Скидка, %", "Discount, %");
    internal static readonly Text PercentHint = new(
        "От 0,1 до 50. Дешевле, чем просит продавец, заказ не станет.",
        "0.1 to 50. It never takes the price below what the seller asks."
    );
    internal static readonly Text UsesMax = new("Сколько раз", "Uses");
    internal static readonly Text Used = new("Использован", "Used");
    internal static readonly Text Until = new("Действует по день", "Until the day");
    internal static readonly Text Over = new("Кончается", "Is over");
    internal static readonly Text MadeAt = new("Создан", "Made");
    internal static readonly Text Make = new("Создать промокод", "Make a promo code");
    internal static readonly Text MakeAsk = new(
        "Один человек может взять скидку один раз. Код нельзя изменить, когда он создан.",
        "A person takes the discount once. A code is not changed once it is made."
    );
    internal static readonly Text Made = new("Промокод создан.", "The promo code is made.");

    private static readonly Text Sandbox = new("Пробный продавец", "Play seller");
    private static readonly Text Balance = new("с баланса", "from the balance");
    private static readonly Text Direct = new("напрямую", "directly");
    private static readonly Text Fragment = new("через Fragment", "through Fragment");
    private static readonly Text Owner = new("у владельца", "with the owner");
    private static readonly Text PurseCold = new("отложено", "put away");
    private static readonly Text PurseHot = new("в кошельке продавца", "in the seller's wallet");

    internal static Text NothingSaid(string seller) => seller == SandboxName ? NoCalls : NotAsked;

    internal static string SellerOf(string name, string language) =>
        name switch
        {
            SandboxName => Sandbox.In(language),
            "mystars" => "MyStars",
            "fragment-api" => "Fragment API",
            _ => name,
        };

    internal static Text WayOf(StarsWay way) =>
        way switch
        {
            StarsWay.Direct => Direct,
            StarsWay.Fragment => Fragment,
            _ => Balance,
        };

    internal static Text PurseOf(StarsPurse purse) =>
        purse switch
        {
            StarsPurse.Cold => PurseCold,
            StarsPurse.Hot => PurseHot,
            _ => Owner,
        };
}
