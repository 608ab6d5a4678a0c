namespace Denga.Bot.Dialogs;

/// <summary>Why an amount cannot be taken, where money is about to move.</summary>
internal static class AmountTexts
{
    internal static readonly Text NotAnAmount = new(
        "Не понял сумму. Напишите её числом, например 500 или 99,50.",
        "I did not understand the amount. Write it as a number, such as 500 or 99.50."
    );
    internal static readonly Text UnknownCurrency = new(
        "Не знаю такой валюты. Напишите, например, 500 RUB или 20 $.",
        "I do not know this currency. Write, for example, 500 RUB or $20."
    );
    internal static readonly Text NotPositive = new("Сумма должна быть больше нуля.", "The amount must be more than zero.");
    internal static readonly Text Unclear = new(
        "Не понял сумму: у этой валюты столько знаков после запятой не бывает. Напишите проще, например 500 или 99,50.",
        "I did not understand the amount: this currency has fewer decimals. Write it more simply, such as 500 or 99.50."
    );
    internal static readonly Text TooLarge = new(
        "Такая сумма не поместится. Проверьте, нет ли лишних нулей.",
        "The amount is too large. Check it for extra zeros."
    );

    internal static Text Of(AmountFault fault) =>
        fault switch
        {
            AmountFault.UnknownCurrency => UnknownCurrency,
            AmountFault.NotPositive => NotPositive,
            AmountFault.Unclear => Unclear,
            AmountFault.TooLarge => TooLarge,
            _ => NotAnAmount,
        };
}
