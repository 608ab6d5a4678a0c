using Denga.Contracts.Payments;

namespace Denga.Web.Cabinet.Payments;

internal static class PaymentTexts
{
    internal static readonly Text TopUp = new("Пополнить", "Top up");
    internal static readonly Text History = new("Пополнения и покупки", "Top-ups and purchases");
    internal static readonly Text ChooseWay = new("Как оплатите?", "How will you pay?");
    internal static readonly Text OtherWay = new("Или другим способом", "Or another way");
    internal static readonly Text Pay = new("Оплатить {0}", "Pay {0}");
    internal static readonly Text Qr = new("QR-код для телефона", "QR code for a phone");
    internal static readonly Text Until = new("Счёт ждёт до {0}.", "The invoice waits until {0}.");
    internal static readonly Text Cancel = new("Отменить счёт", "Cancel the invoice");
    internal static readonly Text Again = new("Новый счёт", "A new invoice");
    internal static readonly Text ToAccount = new("К счёту", "To the account");
    internal static readonly Text ToBooking = new("К брони", "To the booking");
    internal static readonly Text ToOrder = new("К заказу", "To the order");
    internal static readonly Text Receipt = new("Квитанция, PDF", "Receipt, PDF");
    internal static readonly Text Mail = new("Прислать на почту", "Send by e-mail");
    internal static readonly Text Mailed = new("Квитанция отправлена на вашу почту.", "The receipt is on its way to your e-mail.");
    internal static readonly Text Returned = new("Вы вернулись со страницы оплаты", "You are back from the payment page");
    internal static readonly Text BackToChat = new(
        "Если вы начали в чате с ботом, вернитесь туда: сообщение о платеже изменится само. Если в кабинете — войдите.",
        "If you began in a chat with the bot, go back there: the message about the payment changes by itself. If you began in the cabinet, sign in."
    );
    internal static readonly Text SignIn = new("Войти в кабинет", "Sign in to the cabinet");

    internal static readonly Text Number = new("Номер", "Number");
    internal static readonly Text Date = new("Когда", "When");
    internal static readonly Text Method = new("Способ", "By");
    internal static readonly Text Asked = new("Выставлено", "Asked for");
    internal static readonly Text Credited = new("Зачислено", "Credited");
    internal static readonly Text GivenBack = new("Возврат", "Refund");

    internal static readonly Text Empty = new("Пополнений и покупок пока не было.", "There have been no top-ups and no purchases yet.");
    internal static readonly Text Type = new("Что", "What");
    internal static readonly Text Status = new("Как прошло", "How it stands");
    internal static readonly Text All = new("Все", "All");
    internal static readonly Text Others = new(
        "Переводы и обмен — в выписке счёта.",
        "Transfers and conversions are in the statement of an account."
    );

    internal static readonly Text Partly = new(
        "Пришло {0} из {1}, эти деньги уже на счёте. Не хватает {2}.",
        "{0} of {1} came and is on your account. {2} is missing."
    );
    private static readonly Text Crediting = new("Оплачено, зачисляем.", "Paid; it is being credited.");
    private static readonly Text PartlyOver = new(
        "Пришло {0} из {1}. Время счёта вышло, деньги остались у вас.",
        "{0} of {1} came in. The invoice has run out, and the money is yours."
    );
    private static readonly Text Unstarted = new("Осталось выбрать, как оплатить.", "It is left to choose how to pay.");
    private static readonly Text Unclear = new(
        "Платёжная система ещё не ответила. Спрашиваем её, ответ появится здесь сам; второй раз ничего не запросим.",
        "The payment system has not answered yet. It is being asked, and the answer appears here; nothing is asked for twice."
    );
    private static readonly Text Waiting = new(
        "Оплатите на странице платёжной системы. Она вернёт вас сюда, а деньги появятся сами.",
        "Pay on the payment system’s page. It brings you back here, and the money appears by itself."
    );
    private static readonly Text WaitingPlay = new(
        "Оплата пробная: настоящие деньги не нужны. Страница вернёт вас сюда, а деньги появятся сами.",
        "The payment is play: no real money is needed. The page brings you back here, and the money appears by itself."
    );
    private static readonly Text WaitingForCash = new(
        "Отдайте деньги оператору. Когда он это подтвердит, они появятся здесь сами.",
        "Hand the money to an operator. When that is confirmed, it appears here by itself."
    );
    private static readonly Text WasRefused = new(
        "Оплата не прошла: банк или платёжная система отказали, деньги не списаны. Попробуйте ещё раз или другим способом.",
        "The payment did not go through: the bank or the payment system refused, and nothing was taken. Try again, or pay another way."
    );
    private static readonly Text AttemptOver = new(
        "Страница оплаты закрылась, деньги не приходили. Попробуйте ещё раз или другим способом.",
        "The payment page was closed and no money came. Try again, or pay another way."
    );

    private static readonly Text Paid = new("Деньги на вашем счёте.", "The money is on your account.");
    private static readonly Text Overpaid = new(
        "Пришло больше, чем нужно: {0} вместо {1}. Всё зачислено вам.",
        "More came than was asked: {0} in place of {1}. All of it is yours."
    );
    private static readonly Text Late = new(
        "Деньги пришли, когда счёт уже не ждал. Всё зачислено вам.",
        "The money came after the invoice was closed. All of it is yours."
    );
    private static readonly Text Expired = new(
        "Время счёта вышло, денег не было. Если вы уже заплатили, они зачислятся, как только придут.",
        "The invoice has run out, and no money came. If you have paid, it is credited as soon as it comes."
    );
    private static readonly Text Cancelled = new(
        "Счёт отменён. Если вы всё же заплатили, деньги зачислятся.",
        "The invoice is cancelled. If you have paid all the same, the money is credited."
    );
    private static readonly Text Failed = new(
        "Счёт никто не принял, деньги не списаны.",
        "Nobody took the invoice, and no money was taken."
    );
    private static readonly Text Refunded = new(
        "Возвращено {0} из {1}. Деньги идут туда, откуда пришли.",
        "{0} of {1} was given back. The money goes where it came from."
    );
    private static readonly Text RefundDone = new(
        "Вернули {0}. Деньги идут туда, откуда пришли.",
        "{0} was given back. It goes where it came from."
    );
    private static readonly Text RefundFailed = new(
        "Возврат {0} не прошёл, деньги снова на счёте.",
        "The refund of {0} did not go through; the money is on your account again."
    );

    /// <summary>What to do so that the money comes.</summary>
    internal static string HowTo(Invoice invoice, Visit visit) =>
        visit.Say(
            invoice.Payment switch
            {
                { State: PaymentState.Unknown } => Unclear,
                { State: PaymentState.Pending, Link: null } => WaitingForCash,
                { State: PaymentState.Pending, Provider: "sandbox" } => WaitingPlay,
                { State: PaymentState.Pending } => Waiting,
                { State: PaymentState.Refused } => WasRefused,
                { State: PaymentState.Paid } when invoice.Paid.IsZero => Crediting,
                { State: PaymentState.Paid } or null => Unstarted,
                _ => AttemptOver,
            }
        );

    /// <summary>What came of it.</summary>
    internal static string EndOf(Invoice invoice, Visit visit)
    {
        var (asked, paid) = (Words.Exact(invoice.Amount, visit.Language), Words.Exact(invoice.Paid, visit.Language));
        return invoice.State switch
        {
            InvoiceState.Paid => visit.Say(Words.IsLate(invoice) ? Late : Paid),
            InvoiceState.PartlyPaid => visit.Say(PartlyOver, paid, asked),
            InvoiceState.Overpaid => visit.Say(Overpaid, paid, asked),
            InvoiceState.PartlyRefunded or InvoiceState.Refunded => visit.Say(
                Refunded,
                Words.Exact(invoice.Refunded, visit.Language),
                paid
            ),
            InvoiceState.Expired => visit.Say(Expired),
            InvoiceState.Cancelled => visit.Say(Cancelled),
            _ => visit.Say(Failed),
        };
    }

    internal static string? Of(RefundEnded ended, Visit visit) =>
        visit.Say(ended.Refund.State == RefundState.Done ? RefundDone : RefundFailed, Words.Exact(ended.Refund.Amount, visit.Language));

    internal static string ClassOf(MoneyStatus status) =>
        status switch
        {
            MoneyStatus.Completed => "status good",
            MoneyStatus.Failed => "status bad",
            _ => "status",
        };

    internal static string IconOf(string provider) =>
        provider switch
        {
            "yookassa" or "stripe" => "card",
            "heleket" => "coin",
            "telegramstars" => "star",
            "cash" => "wallet",
            _ => "plus",
        };
}
