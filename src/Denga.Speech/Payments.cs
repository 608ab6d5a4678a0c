using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;

namespace Denga.Speech;

public static partial class Words
{
    /// <summary>Who takes the money, as the payer knows it: <c>Карта или СБП (ЮKassa)</c>.</summary>
    public static string Provider(string provider, string language) =>
        ProviderTexts.TryGetValue(provider, out var known) ? known.In(language) : Capital(provider);

    public static IReadOnlyList<string> KnownProviders => [.. ProviderTexts.Keys];

    public static MoneyStatus StatusOf(Invoice invoice) =>
        invoice.State switch
        {
            InvoiceState.Created => MoneyStatus.Pending,
            InvoiceState.Pending => invoice.Payment?.State is PaymentState.Unknown or PaymentState.Paid
                ? MoneyStatus.Processing
                : MoneyStatus.Pending,
            InvoiceState.PartlyPaid => MoneyStatus.Pending,
            InvoiceState.Expired => MoneyStatus.Expired,
            InvoiceState.Cancelled => MoneyStatus.Cancelled,
            InvoiceState.Failed => MoneyStatus.Failed,
            _ => MoneyStatus.Completed,
        };

    /// <summary>Money is awaited, or came and is about to be credited.</summary>
    public static bool IsAwaited(Invoice invoice, DateTimeOffset now) =>
        invoice.State is InvoiceState.Created or InvoiceState.Pending
        || invoice.State == InvoiceState.PartlyPaid && invoice.ExpiresAt > now;

    /// <summary>The money came after its time.</summary>
    public static bool IsLate(Invoice invoice) => invoice.PaidAt > invoice.ExpiresAt;

    public static MoneyStatus StatusOf(Refund refund) =>
        refund.State switch
        {
            RefundState.Done => MoneyStatus.Completed,
            RefundState.Failed => MoneyStatus.Failed,
            _ => MoneyStatus.Processing,
        };

    public static MoneyStatus StatusOf(StarsOrder order) =>
        order.State switch
        {
            StarsOrderState.Created => MoneyStatus.Pending,
            StarsOrderState.Delivered => MoneyStatus.Completed,
            StarsOrderState.Failed => MoneyStatus.Failed,
            StarsOrderState.Cancelled => MoneyStatus.Cancelled,
            _ => MoneyStatus.Processing,
        };

    /// <summary><c>ждёт</c>, <c>выполнено</c>.</summary>
    public static string Of(MoneyStatus status, string language) => StatusTexts[status].In(language);

    /// <summary><c>Пополнение</c>, <c>Покупка</c>.</summary>
    public static string Of(MoneyType kind, string language) => TypeTexts[kind].In(language);

    /// <summary>How an invoice stands, alone: <c>оплачен частично</c>.</summary>
    public static string Of(InvoiceState state, string language) => InvoiceTexts[state].In(language);

    /// <summary><c>ждёт оплаты</c>, <c>покупаем</c>.</summary>
    public static string Of(StarsOrderState state, string language) => OrderTexts[state].In(language);

    /// <summary>What an invoice is for: <c>Пополнение счёта</c>.</summary>
    /// <param name="purpose">Of the invoice.</param>
    public static string PurposeOf(string purpose, string language) => (PurposeTexts.GetValueOrDefault(purpose) ?? Payment).In(language);

    /// <summary><c>100 звёзд</c>, <c>Telegram Premium на 3 месяца</c>.</summary>
    public static string Product(StarsProduct product, int quantity, string language) =>
        (product == StarsProduct.Stars ? Stars : Premium).In(language, quantity);

    /// <summary>What a line of a person's money is: <c>Пополнение счёта</c>, <c>100 звёзд</c>, <c>Возврат</c>.</summary>
    public static string TitleOf(MoneyRecord record, string language) =>
        record.Metadata.TryGetValue("product", out var product)
        && Enum.TryParse<StarsProduct>(product, out var sold)
        && int.TryParse(record.Metadata.GetValueOrDefault("quantity"), CultureInfo.InvariantCulture, out var quantity)
            ? Product(sold, quantity, language)
        : record.Metadata.TryGetValue("purpose", out var purpose) ? PurposeOf(purpose, language)
        : Of(record.Type, language);

    /// <summary>When rates were set: those of a whole day have no hour.</summary>
    public static string RatesOf(DateTimeOffset at, TimeZoneInfo zone, DateTimeOffset now, string language) =>
        at.UtcDateTime.TimeOfDay == TimeSpan.Zero
            ? Of(DateOnly.FromDateTime(at.UtcDateTime), DayIn(zone, now), language)
            : Moment(at, zone, now, language);

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

    private static readonly Dictionary<MoneyStatus, Text> StatusTexts = new()
    {
        [MoneyStatus.Pending] = new("ждёт оплаты", "waiting for payment"),
        [MoneyStatus.Processing] = new("обрабатывается", "processing"),
        [MoneyStatus.Completed] = new("выполнено", "completed"),
        [MoneyStatus.Failed] = new("не прошло", "failed"),
        [MoneyStatus.Cancelled] = new("отменено", "cancelled"),
        [MoneyStatus.Expired] = new("время вышло", "expired"),
    };

    private static readonly Dictionary<MoneyType, Text> TypeTexts = new()
    {
        [MoneyType.Recharge] = new("Пополнение", "Top-up"),
        [MoneyType.Purchase] = new("Покупка", "Purchase"),
        [MoneyType.Refund] = new("Возврат", "Refund"),
        [MoneyType.Bonus] = new("Бонус", "Bonus"),
        [MoneyType.Adjustment] = new("Исправление", "Correction"),
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
