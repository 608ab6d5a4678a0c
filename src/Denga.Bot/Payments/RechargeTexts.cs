namespace Denga.Bot.Payments;

/// <summary>What is said about topping up, and about an invoice as it is paid.</summary>
internal static class RechargeTexts
{
    internal static readonly Text Ask = new(
        "На сколько пополнить счёт? Нажмите или напишите сумму.",
        "How much shall I top up? Press one or write an amount."
    );
    internal static readonly Text By = new("Способы оплаты: {0}.", "Ways to pay: {0}.");
    internal static readonly Text Play = new("Оплата пробная: настоящие деньги не нужны.", "The payment is play: no real money is needed.");
    internal static readonly Text Choose = new("Пополнение на {0}. Как оплатите?", "A top-up of {0}. How will you pay?");
    internal static readonly Text ChooseOther = new("Осталось оплатить {0}. Как оплатите?", "{0} is left to pay. How will you pay?");
    internal static readonly Text PressOne = new("Нажмите на способ оплаты выше.", "Press one of the ways to pay above.");
    internal static readonly Text More = new("Ещё", "More");
    internal static readonly Text Again = new("Повторить", "Try again");
    internal static readonly Text History = new("История", "History");

    internal static readonly Text Heading = new("{0}: {1}", "{0}: {1}");
    internal static readonly Text Method = new("Способ: {0}", "By: {0}");
    internal static readonly Text Waiting = new(
        "Нажмите «Оплатить», откроется страница оплаты. Когда деньги придут, это сообщение изменится само.",
        "Press “Pay”: the payment page opens. When the money comes, this message changes by itself."
    );
    internal static readonly Text WaitingForCash = new(
        "Отдайте деньги оператору. Когда он это подтвердит, сообщение изменится само.",
        "Hand the money to an operator. When that is confirmed, this message changes by itself."
    );
    internal static readonly Text Until = new("Счёт ждёт до {0}.", "It waits until {0}.");
    internal static readonly Text Unclear = new(
        "⏳ Платёжная система ещё не ответила. Спрашиваю её, и всё появится здесь; второй раз ничего не запрошу.",
        "⏳ The payment system has not answered yet. I am asking it, and it appears here; nothing is asked for twice."
    );
    internal static readonly Text Crediting = new("⏳ Оплачено, зачисляю.", "⏳ Paid; I am crediting it.");
    internal static readonly Text PartlyOver = new(
        "✅ Пришло {0} из {1}. Время счёта вышло, деньги остались у вас.",
        "✅ {0} of {1} came in. The invoice has run out, and the money is yours."
    );
    internal static readonly Text Unstarted = new("Осталось выбрать, как оплатить.", "It is left to choose how to pay.");
    internal static readonly Text Refused = new(
        "Оплата не прошла: банк или платёжная система отказали, деньги не списаны. Попробуйте ещё раз или другим способом.",
        "The payment did not go through: the bank or the payment system refused, and nothing was taken. Try again, or pay another way."
    );
    internal static readonly Text AttemptOver = new(
        "Страница оплаты закрылась, деньги не приходили. Попробуйте ещё раз или другим способом.",
        "The payment page was closed and no money came. Try again, or pay another way."
    );
    internal static readonly Text Partly = new(
        "Пришло {0} из {1}, эти деньги уже на счёте. Не хватает {2}: доплатите или оставьте так.",
        "{0} of {1} came and is on your account. {2} is missing: pay the rest, or leave it so."
    );
    internal static readonly Text Pay = new("Оплатить {0}", "Pay {0}");
    internal static readonly Text PayRest = new("Доплатить {0}", "Pay the rest, {0}");
    internal static readonly Text Qr = new("QR-код", "QR code");
    internal static readonly Text QrOf = new("Оплата {0}: наведите камеру.", "To pay {0}, point a camera here.");
    internal static readonly Text Page = new("Страница оплаты: {0}", "The payment page: {0}");
    internal static readonly Text NoPage = new("Страницы оплаты у этого счёта сейчас нет.", "This invoice has no payment page now.");
    internal static readonly Text OtherWay = new("Другой способ", "Another way");
    internal static readonly Text TryAgain = new("Ещё раз", "Try again");
    internal static readonly Text Cancel = new("Отменить", "Cancel");
    internal static readonly Text Refresh = new("Обновить", "Refresh");
    internal static readonly Text Receipt = new("Квитанция", "Receipt");
    internal static readonly Text ReceiptMade = new("Квитанция об оплате.", "The receipt of the payment.");

    internal static readonly Text Paid = new("✅ Пришло {0}.", "✅ {0} came in.");
    internal static readonly Text Overpaid = new(
        "✅ Пришло {0}, больше, чем нужно ({1}). Всё зачислено вам.",
        "✅ {0} came in, more than was asked ({1}). All of it is yours."
    );
    internal static readonly Text Late = new(
        "✅ Пришло {0}, когда счёт уже не ждал. Всё зачислено вам.",
        "✅ {0} came in after the invoice was closed. All of it is yours."
    );
    internal static readonly Text Balance = new("На счёте {0}.", "The account holds {0}.");
    internal static readonly Text Expired = new(
        "Время счёта на {0} вышло, денег не было. Если вы уже заплатили, они зачислятся, как только придут, и я напишу.",
        "The invoice of {0} has run out, and no money came. If you have paid, it is credited as soon as it comes, and I will write."
    );
    internal static readonly Text Cancelled = new(
        "Хорошо, счёт на {0} отменён. Если вы всё же заплатили, деньги зачислятся, и я напишу.",
        "All right, the invoice of {0} is cancelled. If you have paid all the same, the money is credited and I will write."
    );
    internal static readonly Text Failed = new(
        "Не получилось: счёт на {0} никто не принял. Деньги не списаны.",
        "That did not work: nobody took the invoice of {0}. Nothing was taken."
    );
    internal static readonly Text GivenBack = new(
        "↩ Возвращено {0} из {1}. Деньги идут туда, откуда пришли: {2}.",
        "↩ {0} of {1} was given back. The money goes where it came from: {2}."
    );
}
