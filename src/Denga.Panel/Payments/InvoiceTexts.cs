using Denga.Contracts.Payments;

namespace Denga.Panel.Payments;

internal static class InvoiceTexts
{
    internal static readonly Text Title = new("Счета на оплату", "Invoices");
    internal static readonly Text None = new("Счетов ещё не было.", "There are no invoices yet.");
    internal static readonly Text One = new("Счёт на оплату", "Invoice");
    internal static readonly Text Find = new("Номер или ссылка", "Id or reference");
    internal static readonly Text State = new("Состояние", "State");
    internal static readonly Text Provider = new("Провайдер", "Provider");
    internal static readonly Text Customer = new("Человек", "Person");
    internal static readonly Text Amount = new("Сумма", "Amount");
    internal static readonly Text From = new("С дня", "From the day");
    internal static readonly Text To = new("По день", "To the day");
    internal static readonly Text Trouble = new("Внимание", "Attention");
    internal static readonly Text OnlyTrouble = new("нужен человек", "somebody must look");
    internal static readonly Text Purpose = new("За что", "For");
    internal static readonly Text Reference = new("Ссылка", "Reference");
    internal static readonly Text Paid = new("Пришло", "Came");
    internal static readonly Text Refunded = new("Возвращено", "Given back");
    internal static readonly Text Created = new("Выставлен", "Made");
    internal static readonly Text Until = new("Ждёт до", "Waits until");
    internal static readonly Text PaidAt = new("Оплачен", "Paid at");
    internal static readonly Text Taxes = new("Налоги", "Taxes");
    internal static readonly Text Number = new("Номер", "Id");

    internal static readonly Text Attempts = new("Попытки оплаты", "Attempts to pay");
    internal static readonly Text NoAttempts = new("Платить ещё не пробовали.", "Nobody has tried to pay yet.");
    internal static readonly Text TheirId = new("У провайдера", "There");
    internal static readonly Text Started = new("Начата", "Begun");
    internal static readonly Text Refusal = new("Отказ", "Refusal");
    internal static readonly Text Charges = new("Поступления", "Charges");
    internal static readonly Text NoCharges = new("Денег не приходило.", "No money came.");
    internal static readonly Text Fee = new("Комиссия", "Fee");
    internal static readonly Text ChargedAt = new("Пришло в", "Came at");
    internal static readonly Text Posting = new("Проводка", "Posting");
    internal static readonly Text NotPosted = new("ещё нет", "not yet");
    internal static readonly Text Refunds = new("Возвраты", "Refunds");
    internal static readonly Text NoRefunds = new("Ничего не возвращали.", "Nothing was given back.");
    internal static readonly Text Reason = new("Причина", "Reason");
    internal static readonly Text AskedBy = new("Кто вернул", "By");
    internal static readonly Text ByProvider = new("сам провайдер", "the provider itself");
    internal static readonly Text AskedAt = new("Начат", "Begun");
    internal static readonly Text Calls = new("Что спрашивали у провайдеров", "What providers were asked");
    internal static readonly Text NoCalls = new("Провайдеров ещё не спрашивали.", "No provider was asked yet.");
    internal static readonly Text Webhooks = new("Что прислали провайдеры", "What providers sent");
    internal static readonly Text NoWebhooks = new("Вебхуков не было.", "No webhooks came.");

    internal static readonly Text RefundsTitle = new("Возвраты", "Refunds");
    internal static readonly Text RefundsNone = new("Возвратов ещё не было.", "There are no refunds yet.");

    private static readonly Text Unknown = new("уточняем у провайдера", "asking the provider");
    private static readonly Text Pending = new("ждёт плательщика", "waiting for the payer");
    private static readonly Text PaymentPaid = new("оплачена", "paid");
    private static readonly Text Refused = new("отказано", "refused");
    private static readonly Text Cancelled = new("отменена", "cancelled");
    private static readonly Text Expired = new("время вышло", "expired");
    private static readonly Text RefundPending = new("возвращаем", "under way");
    private static readonly Text RefundDone = new("возвращён", "done");
    private static readonly Text RefundFailed = new("не удался", "failed");

    private static readonly Dictionary<string, Text> Troubles = new(StringComparer.Ordinal)
    {
        ["review"] = new("провайдер задержал деньги на проверку", "the provider holds the money back to check it"),
        ["other_currency"] = new("пришла другая валюта", "another currency came"),
        ["test_mode"] = new("пробный платёж в боевом режиме, не засчитан", "a test payment in live mode, not counted"),
        ["charge_changed"] = new("провайдер изменил сумму поступления", "the provider changed the amount of a charge"),
        ["charge_of_another"] = new("это поступление уже засчитано за другой счёт", "the charge was counted for another invoice"),
        ["bad_charge"] = new("поступление записано с ошибкой, не засчитано", "the charge is malformed and not counted"),
        ["refunded_more"] = new("провайдер вернул больше, чем просили", "the provider gave back more than was asked"),
    };

    internal static Text Of(PaymentState state) =>
        state switch
        {
            PaymentState.Pending => Pending,
            PaymentState.Paid => PaymentPaid,
            PaymentState.Refused => Refused,
            PaymentState.Cancelled => Cancelled,
            PaymentState.Expired => Expired,
            _ => Unknown,
        };

    internal static Text Of(RefundState state) =>
        state switch
        {
            RefundState.Done => RefundDone,
            RefundState.Failed => RefundFailed,
            _ => RefundPending,
        };

    /// <summary>What somebody must look at; a trouble of another release by the words that somebody must.</summary>
    internal static Text TroubleOf(string trouble) => Troubles.GetValueOrDefault(trouble) ?? OnlyTrouble;
}
