using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;

namespace Denga.Web.Cabinet.Wallet;

internal static class MoneyTexts
{
    internal static readonly Text Accounts = new("Счета", "Accounts");
    internal static readonly Text OpenAccount = new("Открыть счёт", "Open an account");
    internal static readonly Text Open = new("Открыть", "Open");
    internal static readonly Text Currency = new("Валюта", "Currency");
    internal static readonly Text Purpose = new("Название, если нужно", "Name, if you want one");
    internal static readonly Text PurposeHint = new(
        "Например, Отпуск. Без названия счёт станет основным в этой валюте.",
        "Such as Holidays. Without one it is the main account of the currency."
    );
    internal static readonly Text Held = new("из них удержано {0}", "of which {0} is held");
    internal static readonly Text Available = new("Доступно {0}", "{0} available");
    internal static readonly Text Send = new("Перевести", "Send");
    internal static readonly Text Convert = new("Обменять", "Convert");
    internal static readonly Text Request = new("Запросить", "Request");
    internal static readonly Text TopUp = new("Пополнить", "Top up");
    internal static readonly Text Closed = new("Счёт закрыт.", "The account is closed.");
    internal static readonly Text Close = new("Закрыть счёт", "Close the account");
    internal static readonly Text Number = new("Номер счёта", "Account number");
    internal static readonly Text Amount = new("Сумма", "Amount");

    /// <summary>The main account of a currency is called by its currency, another by its own name.</summary>
    internal static string NameOf(Account account, string language) => NameOf(account.Purpose, account.Currency, language);

    internal static string NameOf(string purpose, Currency currency, string language) =>
        purpose == "main" ? Words.Title(currency, language) : $"{PlainText.Isolate(purpose)} · {currency.Code}";
}
