using Denga.Contracts;
using Denga.Contracts.Expenses;

namespace Denga.Speech;

public static partial class Words
{
    /// <summary>What moved money, by the posting's kind: <c>перевод</c>; what no surface knows by name is an operation.</summary>
    /// <param name="title">With a capital: <c>Перевод</c>.</param>
    public static string Kind(string posting, string language, bool title = false)
    {
        var words = (PostingTexts.GetValueOrDefault(posting) ?? Operation).In(language);
        return title ? Capital(words) : words;
    }

    /// <summary><c>расход</c>, <c>доход</c>, <c>возврат</c>.</summary>
    public static string Kind(EntryKind entry, string language, bool title = false)
    {
        var words = (
            entry switch
            {
                EntryKind.Income => Income,
                EntryKind.Refund => Refund,
                _ => Expense,
            }
        ).In(language);
        return title ? Capital(words) : words;
    }

    /// <summary>The name of an account that is Denga's own, by its purpose; people read it where a movement is explained.</summary>
    public static string SystemAccount(string purpose, string language) =>
        (SystemTexts.GetValueOrDefault(purpose) ?? SystemTexts.GetValueOrDefault(purpose.Split(':')[0]) ?? OfDenga).In(language);

    private static readonly Text Operation = new("операция", "operation");
    private static readonly Text Expense = new("расход", "expense");
    private static readonly Text Income = new("доход", "income");
    private static readonly Text Refund = new("возврат", "refund");
    private static readonly Text OfDenga = new("Счёт Denga", "Account of Denga");

    private static readonly Dictionary<string, Text> PostingTexts = new(StringComparer.Ordinal)
    {
        ["transfer"] = new("перевод", "transfer"),
        ["conversion"] = new("обмен", "conversion"),
        ["sandbox"] = new("пополнение", "top-up"),
        ["top-up"] = new("пополнение", "top-up"),
        ["bonus"] = new("бонус", "bonus"),
        ["adjustment"] = new("исправление", "correction"),
        ["refund"] = new("возврат", "refund"),
        ["reversal"] = new("отмена", "reversal"),
        ["booking"] = new("бронирование", "booking"),
        ["stars"] = new("покупка в магазине звёзд", "purchase in the Stars shop"),
        ["stars-bonus"] = new("бонус за приглашение", "referral bonus"),
        ["stars-funds"] = new("деньги магазина звёзд", "money of the Stars shop"),
    };

    private static readonly Dictionary<string, Text> SystemTexts = new(StringComparer.Ordinal)
    {
        ["liquidity"] = new("Запас Denga для обмена", "Denga's reserve for conversion"),
        ["fees"] = new("Комиссии Denga", "Denga's fees"),
        ["rounding"] = new("Остатки от округления", "Rounding differences"),
        ["external:play"] = new("Пробные деньги", "Play money"),
        ["external:sandbox"] = new("Пробные деньги", "Play money"),
        ["booking"] = new("Бронирования", "Bookings"),
        ["stars"] = new("Магазин звёзд", "The Stars shop"),
        ["external:cash"] = new("Наличные", "Cash"),
        ["bonuses"] = new("Бонусы Denga", "Denga's bonuses"),
        ["adjustments"] = new("Исправления", "Corrections"),
        ["owed"] = new("Долги перед Denga", "What is owed to Denga"),
        ["unclaimed"] = new("Невостребованные деньги", "Unclaimed money"),
        ["external"] = new("Деньги извне", "Money from outside"),
    };
}
