using Denga.Contracts.Wallet;

namespace Denga.Web.Cabinet.Wallet;

internal static class TransferTexts
{
    internal static readonly Text Title = new("Переводы", "Transfers");
    internal static readonly Text Latest = new("Последние переводы", "Latest transfers");
    internal static readonly Text All = new("Все переводы", "All transfers");
    internal static readonly Text Empty = new("Переводов пока нет.", "There are no transfers yet.");
    internal static readonly Text Outgoing = new("Перевод: {0}", "Transfer to {0}");
    internal static readonly Text Incoming = new("Перевод от {0}", "Transfer from {0}");
    internal static readonly Text Own = new("Между своими счетами", "Between own accounts");
    internal static readonly Text Status = new("Как он идёт", "How it stands");
    internal static readonly Text Requested = new("Запрос принят", "Request taken");
    internal static readonly Text Validated = new("Проверен: счёт, права и лимиты", "Checked: account, rights and limits");
    internal static readonly Text Completed = new("Деньги переведены", "The money has moved");
    internal static readonly Text Refused = new("Отклонён, деньги на месте", "Refused; no money moved");
    internal static readonly Text OnItsWay = new("в пути", "on its way");
    internal static readonly Text Done = new("выполнен", "completed");
    internal static readonly Text NotDone = new("отклонён", "refused");
    internal static readonly Text Details = new("Откуда эта сумма: проводка подробно", "Where this comes from: the posting in detail");
    internal static readonly Text Refresh = new("Обновить", "Refresh");
    internal static readonly Text Again = new("Повторить", "Send again");

    internal static Text HopOf(TransferStatus status) =>
        status switch
        {
            TransferStatus.Requested => Requested,
            TransferStatus.Validated => Validated,
            TransferStatus.Completed => Completed,
            _ => Refused,
        };

    internal static (Text Words, string Class) StatusOf(TransferStatus status) =>
        status switch
        {
            TransferStatus.Completed => (Done, "status good"),
            TransferStatus.Refused => (NotDone, "status bad"),
            _ => (OnItsWay, "status"),
        };

    internal static string NameOf(TransferReceipt transfer, string language) =>
        transfer.Own ? Own.In(language)
        : transfer.Incoming ? Incoming.In(language, transfer.Payer)
        : Outgoing.In(language, transfer.Payee);

    /// <summary>The other side alone, where it is plain that it is a transfer.</summary>
    internal static string OtherSide(TransferReceipt transfer, string language) =>
        transfer.Own ? Own.In(language)
        : transfer.Incoming ? transfer.Payer
        : transfer.Payee;
}
