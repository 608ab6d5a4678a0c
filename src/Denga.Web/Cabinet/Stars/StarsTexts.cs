using Denga.Contracts.Stars;
using Denga.Platform.Texts;

namespace Denga.Web.Cabinet.Stars;

internal static class StarsTexts
{
    internal static readonly Text Title = new("Звёзды и Premium", "Stars and Premium");
    internal static readonly Text Stars = new("Звёзды", "Stars");
    internal static readonly Text Premium = new("Premium", "Premium");
    internal static readonly Text Orders = new("Мои заказы", "My orders");
    internal static readonly Text NoOrders = new("Заказов пока не было.", "There have been no orders yet.");
    internal static readonly Text PayIn = new("Платить в валюте", "Pay in");
    internal static readonly Text HowManyStars = new("Сколько звёзд", "How many Stars");
    internal static readonly Text HowLong = new("На какой срок", "For how long");
    internal static readonly Text HowMany = new("Выберите или напишите, сколько.", "Choose or write how many.");
    internal static readonly Text Rates = new(
        "Цены по курсу от {0}, наценка магазина до {1}.",
        "Prices by the rate of {0}; the shop adds up to {1}."
    );
    internal static readonly Text Other = new("Другое количество", "Another number");
    internal static readonly Text OtherHint = new("От 50 до 1 000 000.", "From 50 to 1,000,000.");
    internal static readonly Text To = new("Кому", "For");
    internal static readonly Text ToHint = new(
        "@имя в Telegram или ссылка t.me. Оставьте пустым, чтобы купить себе.",
        "A Telegram @username or a t.me link. Leave it empty to buy for yourself."
    );
    internal static readonly Text Way = new("Как купить", "How");
    internal static readonly Text FromBalance = new("Обычно", "As usual");
    internal static readonly Text Fragment = new("Через Fragment", "Through Fragment");
    internal static readonly Text Promo = new("Промокод", "Promo code");

    internal static readonly Text Check = new("Проверьте заказ", "Check the order");
    internal static readonly Text What = new("Что", "What");
    internal static readonly Text Fee = new("Наценка магазина", "The shop adds");
    internal static readonly Text Discount = new("Скидка по промокоду", "Discount by the promo code");
    internal static readonly Text RateAge = new("Курс от", "Rate of");
    internal static readonly Text OnBalance = new("На счёте", "On your account");
    internal static readonly Text Price = new("Цена", "Price");
    internal static readonly Text Missing = new("Не хватает", "Missing");
    internal static readonly Text Remains = new("Останется", "Remains");
    internal static readonly Text Holds = new("Цена держится ещё", "The price holds for");
    internal static readonly Text Expired = new(
        "Время вышло, ничего не куплено. Вернитесь и спросите цену заново.",
        "Time is up, and nothing was bought. Go back and ask for the price again."
    );
    internal static readonly Text Buy = new("Купить за {0}", "Buy for {0}");
    internal static readonly Text PayRest = new("Доплатить {0} и купить", "Pay {0} more and buy");
    internal static readonly Text GoesOn = new(
        "Как только придёт оплата, заказ продолжится сам.",
        "As soon as the payment comes, the order goes on by itself."
    );
    internal static readonly Text Change = new("Изменить", "Change");

    internal static readonly Text Waits = new(
        "Один неоплаченный заказ у вас уже есть. Оплатите его или отмените.",
        "You have an unpaid order already. Pay it or call it off."
    );
    internal static readonly Text CallOff = new("Отменить заказ", "Call it off");
    internal static readonly Text More = new("Купить ещё", "Buy more");

    private static readonly Text Taken = new("Заказ принят", "Order taken");
    private static readonly Text Held = new("Деньги удержаны", "Money held");
    private static readonly Text Bought = new("Куплено у продавца", "Bought from the seller");
    private static readonly Text Delivered = new("Доставлено", "Delivered");

    private static readonly Text GoingOn = new("Покупаем. Это занимает до минуты.", "It is being bought. That takes up to a minute.");
    private static readonly Text Unclear = new(
        "Продавец ещё не подтвердил. Уточняем у него, второй раз не купим. Деньги пока удержаны.",
        "The seller has not confirmed yet. He is being asked; nothing is bought twice. The money is held meanwhile."
    );
    private static readonly Text Done = new("Доставлено, деньги списаны.", "Delivered, and the money was taken.");
    private static readonly Text NotBought = new(
        "Купить не получилось. {0} Деньги снова свободны.",
        "It could not be bought. {0} The money is free again."
    );
    private static readonly Text SellerRefused = new("Продавец отказал.", "The seller refused.");
    private static readonly Text CalledOff = new("Заказ отменён, ничего не списано.", "The order is called off, and nothing was taken.");
    private static readonly Text NoticeDelivered = new("Доставлено: {0} для {1}.", "Delivered: {0} for {1}.");
    private static readonly Text NoticeFailed = new(
        "Не получилось купить: {0} для {1}. Деньги снова свободны.",
        "{0} for {1} could not be bought. The money is free again."
    );

    internal static readonly Text Friends = new("Привести друга", "Bring a friend");
    internal static readonly Text YourCode = new("Ваш код для друга", "Your code for a friend");
    internal static readonly Text Brings = new(
        "Друг вводит его до первого заказа. С каждого его доставленного заказа вам приходит {0}.",
        "Your friend enters it before the first order. {0} of each delivered order then comes to you."
    );
    internal static readonly Text NobodyYet = new("Пока никто не пришёл.", "Nobody has come yet.");
    internal static readonly Plural Brought = new(
        "Пришёл {0} друг.",
        "Пришли {0} друга.",
        "Пришло {0} друзей.",
        "{0} friend came.",
        "{0} friends came."
    );
    internal static readonly Text Earned = new("Заработано: {0}.", "Earned: {0}.");
    internal static readonly Text EnterCode = new("Код друга, который вас привёл", "The code of the friend who brought you");
    internal static readonly Text CodeTaken = new("Код принят.", "The code is taken.");

    internal static string StateOf(StarsOrder order, Visit visit) =>
        order.State switch
        {
            StarsOrderState.Delivered => visit.Say(Done),
            StarsOrderState.Failed => visit.Say(NotBought, WhyNot(order, visit)),
            StarsOrderState.Cancelled => visit.Say(CalledOff),
            StarsOrderState.Unknown => visit.Say(Unclear),
            _ => visit.Say(GoingOn),
        };

    /// <summary>Every step, and how it stands as the list of steps shows it; null: it is still to come.</summary>
    internal static IEnumerable<(Text Step, string? State)> StepsOf(StarsOrder order)
    {
        Text[] steps = [Taken, Held, Bought, Delivered];
        var reached = order.State switch
        {
            StarsOrderState.Created => 1,
            StarsOrderState.Held => 2,
            StarsOrderState.Delivered => 4,
            _ => 2,
        };
        for (var i = 0; i < steps.Length; i++)
            yield return (
                steps[i],
                i < reached ? "done"
                : i > reached ? null
                : order.State == StarsOrderState.Failed ? "failed"
                : "now"
            );
    }

    internal static string? Of(StarsOrderChanged changed, Visit visit)
    {
        var order = changed.Order;
        var words = order.State switch
        {
            StarsOrderState.Delivered => NoticeDelivered,
            StarsOrderState.Failed => NoticeFailed,
            _ => null,
        };
        return words is null
            ? null
            : visit.Say(
                words,
                Words.Product(order.Product, order.Quantity, visit.Language),
                "@" + PlainText.OneLine(order.Recipient.Username)
            );
    }

    private static string WhyNot(StarsOrder order, Visit visit) =>
        order.Reason is { } code && ErrorTexts.Codes.Contains(code)
            ? visit.Say(new Denga.Contracts.Refusal(code, ""))
            : visit.Say(SellerRefused);
}
