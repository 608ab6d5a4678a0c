using Denga.Contracts.Wallet;

namespace Denga.Web.Cabinet.Wallet;

internal static class RequestTexts
{
    internal static readonly Text Title = new("Запросы денег", "Payment requests");
    internal static readonly Text New = new("Новый запрос", "New request");
    internal static readonly Text Lead = new(
        "Пришлите ссылку или покажите код — вам переведут ровно эту сумму.",
        "Send the link or show the code: exactly this amount comes to you."
    );
    internal static readonly Text Make = new("Создать запрос", "Make the request");
    internal static readonly Text Mine = new("Мои запросы", "My requests");
    internal static readonly Text Empty = new("Запросов пока нет.", "There are no requests yet.");
    internal static readonly Text State = new("Состояние", "State");
    internal static readonly Text All = new("Все", "All");
    internal static readonly Text NewestFirst = new("Новые", "Newest");
    internal static readonly Text EndsFirst = new("Скоро истекут", "Ending soon");
    internal static readonly Text One = new("Запрос на {0}", "Request of {0}");
    internal static readonly Text Open = new("ждёт оплаты", "waiting");
    internal static readonly Text Paid = new("оплачен", "paid");
    internal static readonly Text Cancelled = new("отменён", "cancelled");
    internal static readonly Text Expired = new("срок вышел", "expired");
    internal static readonly Text Until = new("Действует до {0}", "Good until {0}");
    internal static readonly Text Link = new("Ссылка", "Link");
    internal static readonly Text Share = new("Поделиться", "Share");
    internal static readonly Text Qr = new("QR-код со ссылкой на оплату", "QR code of the payment link");
    internal static readonly Text Cancel = new("Отменить запрос", "Cancel the request");
    internal static readonly Text Transfer = new("Посмотреть перевод", "See the transfer");
    internal static readonly Text Pay = new("Оплата запроса", "Pay a request");
    internal static readonly Text Asks = new("{0} просит перевести", "{0} asks you for");
    internal static readonly Text SignIn = new("Войти и оплатить", "Sign in and pay");
    internal static readonly Text PayNow = new("Перевести {0}", "Send {0}");
    internal static readonly Text NoAccount = new(
        "У вас нет счёта в этой валюте. Откройте его или обменяйте деньги.",
        "You have no account in this currency. Open one, or convert some money."
    );

    internal static (Text Words, string Class) StateOf(PaymentRequestState state) =>
        state switch
        {
            PaymentRequestState.Paid => (Paid, "status good"),
            PaymentRequestState.Cancelled => (Cancelled, "status"),
            PaymentRequestState.Expired => (Expired, "status bad"),
            _ => (Open, "status"),
        };
}
