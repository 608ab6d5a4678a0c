using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;

namespace Denga.Speech;

/// <summary>How a movement of somebody's money stands, in a list of them.</summary>
public enum MovementStatus
{
    /// <summary>It waits for the person.</summary>
    Pending,

    /// <summary>It goes on by itself.</summary>
    Processing,
    Completed,
    Failed,
    Cancelled,
    Expired,
}

/// <summary>What a movement of somebody's money is for him.</summary>
public enum MovementKind
{
    Recharge,
    Purchase,
    Refund,
    Bonus,
    Adjustment,
}

public static partial class Words
{
    /// <summary>Who takes the money, as the payer knows it: <c>Карта или СБП (ЮKassa)</c>.</summary>
    public static string Provider(string provider, string language) =>
        ProviderTexts.TryGetValue(provider, out var known) ? known.In(language) : Capital(provider);

    public static MovementStatus StatusOf(Invoice invoice) =>
        invoice.State switch
        {
            InvoiceState.Created => MovementStatus.Pending,
            InvoiceState.Pending => invoice.Payment?.State == PaymentState.Unknown ? MovementStatus.Processing : MovementStatus.Pending,
            InvoiceState.PartlyPaid => MovementStatus.Pending,
            // Its time was over, and the money came all the same.
            InvoiceState.Expired => invoice.Paid.IsZero ? MovementStatus.Expired : MovementStatus.Completed,
            InvoiceState.Cancelled => invoice.Paid.IsZero ? MovementStatus.Cancelled : MovementStatus.Completed,
            InvoiceState.Failed => MovementStatus.Failed,
            _ => MovementStatus.Completed,
        };

    public static MovementStatus StatusOf(Refund refund) =>
        refund.State switch
        {
            RefundState.Done => MovementStatus.Completed,
            RefundState.Failed => MovementStatus.Failed,
            _ => MovementStatus.Processing,
        };

    public static MovementStatus StatusOf(StarsOrder order) =>
        order.State switch
        {
            StarsOrderState.Created => MovementStatus.Pending,
            StarsOrderState.Delivered => MovementStatus.Completed,
            StarsOrderState.Failed => MovementStatus.Failed,
            StarsOrderState.Cancelled => MovementStatus.Cancelled,
            _ => MovementStatus.Processing,
        };

    /// <summary><c>ждёт</c>, <c>выполнено</c>.</summary>
    public static string Of(MovementStatus status, string language) => StatusTexts[status].In(language);

    /// <summary><c>Пополнение</c>, <c>Покупка</c>.</summary>
    public static string Of(MovementKind kind, string language) => MovementTexts[kind].In(language);

    /// <summary>How an invoice stands, alone: <c>оплачен частично</c>.</summary>
    public static string Of(InvoiceState state, string language) => InvoiceTexts[state].In(language);

    /// <summary><c>ждёт оплаты</c>, <c>покупаем</c>.</summary>
    public static string Of(StarsOrderState state, string language) => OrderTexts[state].In(language);

    /// <summary>What an invoice is for: <c>Пополнение счёта</c>.</summary>
    public static string PurposeOf(Invoice invoice, string language) => (PurposeTexts.GetValueOrDefault(invoice.Purpose) ?? Payment).In(language);

    /// <summary><c>100 звёзд</c>, <c>Telegram Premium на 3 месяца</c>.</summary>
    public static string Product(StarsProduct product, int quantity, string language) =>
        (product == StarsProduct.Stars ? Stars : Premium).In(language, quantity);

    private static readonly Plural Stars = new("{0} звезда", "{0} звезды", "{0} звёзд", "{0} Star", "{0} Stars");
    private static readonly Plural Premium = new(
        "Telegram Premium на {0} месяц",
        "Telegram Premium на {0} месяца",
        "Telegram Premium на {0} месяцев",
        "Telegram Premium for {0} month",
        "Telegram Premium for {0} months"
    );

    private static readonly Text Payment = new("Платёж", "Payment");

    private static readonly Dictionary<string, Text> PurposeTexts = new(StringComparer.Ordinal)
    {
        ["top-up"] = new("Пополнение счёта", "Top-up"),
        ["stars"] = new("Оплата заказа звёзд", "Payment for an order of Stars"),
        ["booking"] = new("Оплата брони", "Payment for a booking"),
    };

    private static readonly Dictionary<string, Text> ProviderTexts = new(StringComparer.Ordinal)
    {
        ["sandbox"] = new("Пробная оплата", "Play payment"),
        ["heleket"] = new("Криптовалюта (Heleket)", "Crypto (Heleket)"),
        ["yookassa"] = new("Карта или СБП (ЮKassa)", "Card or SBP (YooKassa)"),
        ["stripe"] = new("Банковская карта (Stripe)", "Bank card (Stripe)"),
        ["telegramstars"] = new("Звёзды Telegram", "Telegram Stars"),
        ["cash"] = new("Наличные", "Cash"),
    };

    private static readonly Dictionary<MovementStatus, Text> StatusTexts = new()
    {
        [MovementStatus.Pending] = new("ждёт оплаты", "waiting for payment"),
        [MovementStatus.Processing] = new("обрабатывается", "processing"),
        [MovementStatus.Completed] = new("выполнено", "completed"),
        [MovementStatus.Failed] = new("не прошло", "failed"),
        [MovementStatus.Cancelled] = new("отменено", "cancelled"),
        [MovementStatus.Expired] = new("время вышло", "expired"),
    };

    private static readonly Dictionary<MovementKind, Text> MovementTexts = new()
    {
        [MovementKind.Recharge] = new("Пополнение", "Top-up"),
        [MovementKind.Purchase] = new("Покупка", "Purchase"),
        [MovementKind.Refund] = new("Возврат", "Refund"),
        [MovementKind.Bonus] = new("Бонус", "Bonus"),
        [MovementKind.Adjustment] = new("Поправка", "Adjustment"),
    };

    private static readonly Dictionary<InvoiceState, Text> InvoiceTexts = new()
    {
        [InvoiceState.Created] = new("ждёт оплаты", "waiting for payment"),
        [InvoiceState.Pending] = new("ждёт оплаты", "waiting for payment"),
        [InvoiceState.PartlyPaid] = new("оплачен частично", "partly paid"),
        [InvoiceState.Paid] = new("оплачен", "paid"),
        [InvoiceState.Overpaid] = new("оплачен с избытком", "overpaid"),
        [InvoiceState.Expired] = new("время вышло", "expired"),
        [InvoiceState.Cancelled] = new("отменён", "cancelled"),
        [InvoiceState.Failed] = new("не прошёл", "failed"),
        [InvoiceState.PartlyRefunded] = new("возвращён частично", "partly refunded"),
        [InvoiceState.Refunded] = new("возвращён", "refunded"),
    };

    private static readonly Dictionary<StarsOrderState, Text> OrderTexts = new()
    {
        [StarsOrderState.Created] = new("ждёт оплаты", "waiting for payment"),
        [StarsOrderState.Held] = new("деньги удержаны", "money held"),
        [StarsOrderState.Purchasing] = new("покупаем", "buying"),
        [StarsOrderState.Delivered] = new("доставлен", "delivered"),
        [StarsOrderState.Failed] = new("не удался", "failed"),
        [StarsOrderState.Unknown] = new("уточняем у продавца", "asking the seller"),
        [StarsOrderState.Cancelled] = new("отменён", "cancelled"),
    };
}
