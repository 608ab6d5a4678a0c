namespace Denga.Panel.Payments;

internal static class ActTexts
{
    internal static readonly Text Actions = new("Что можно сделать", "What can be done");
    internal static readonly Text Refund = new("Вернуть деньги", "Give the money back");
    internal static readonly Text RefundAsk = new(
        "Деньги уйдут со счёта человека и вернутся тем же путём, каким пришли. Осталось вернуть самое большее {0}.",
        "The money leaves the person's account and goes back the way it came. At most {0} is left to give back."
    );
    internal static readonly Text HowMuch = new("Сколько", "How much");
    internal static readonly Text All = new("Пусто — вернуть всё, что осталось.", "Empty: all that is left.");
    internal static readonly Text RefundBegun = new("Возврат начат.", "The refund is under way.");

    internal static readonly Text Cash = new("Принять наличные", "Confirm the cash");
    internal static readonly Text CashAsk = new(
        "Деньги у вас в руках? Сразу после подтверждения они будут на счёте человека.",
        "Is the money in your hands? It is on the person's account as soon as you confirm it."
    );
    internal static readonly Text CashTaken = new("Наличные приняты.", "The cash is confirmed.");

    internal static readonly Text Cancel = new("Отменить счёт", "Cancel the invoice");
    internal static readonly Text CancelAsk = new(
        "Счёт на {0} больше не будет ждать оплаты. Если деньги всё же придут, они зачислятся.",
        "The invoice of {0} waits for no payment any more. Should money come all the same, it is credited."
    );
    internal static readonly Text Cancelled = new("Счёт отменён.", "The invoice is cancelled.");

    internal static readonly Text Adjust = new("Исправить баланс", "Correct the balance");
    internal static readonly Text AdjustAsk = new(
        "Деньги появятся на основном счёте человека или уйдут с него; вторая сторона — счёт Denga.",
        "Money comes to the person's main account or leaves it; the other side is an account of Denga's."
    );
    internal static readonly Text Kind = new("Что это", "What it is");
    internal static readonly Text Bonus = new("Бонус", "Bonus");
    internal static readonly Text Correction = new("Исправление", "Correction");
    internal static readonly Text SignHint = new(
        "Со знаком минус деньги уйдут: −100. Валюту можно дописать: 20 USD.",
        "With a minus the money leaves: −100. A currency may follow: 20 USD."
    );
    internal static readonly Text Adjusted = new("Баланс исправлен.", "The balance is corrected.");
}
