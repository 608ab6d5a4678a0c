namespace Denga.Speech;

/// <summary>Why an amount cannot be taken, where money is about to move.</summary>
public static class AmountTexts
{
    private static readonly ErrorText NotAnAmount = new(
        "Напишите сумму числом, например 500 или 99,50.",
        "Write the amount as a number, such as 500 or 99.50."
    )
    {
        InChat = new(
            "Не понял сумму. Напишите её числом, например 500 или 99,50.",
            "I did not understand the amount. Write it as a number, such as 500 or 99.50."
        ),
    };
    private static readonly ErrorText UnknownCurrency = new(
        "Такой валюты нет. Напишите одно число.",
        "There is no such currency. Write just the number."
    )
    {
        InChat = new(
            "Не знаю такой валюты. Напишите, например, 500 RUB или 20 $.",
            "I do not know this currency. Write, for example, 500 RUB or $20."
        ),
    };
    private static readonly ErrorText NotPositive = new("Сумма должна быть больше нуля.", "The amount must be more than zero.");
    private static readonly ErrorText Unclear = new(
        "У этой валюты столько знаков после запятой не бывает. Напишите проще, например 500 или 99,50.",
        "This currency has fewer decimals. Write it more simply, such as 500 or 99.50."
    )
    {
        InChat = new(
            "Не понял сумму: у этой валюты столько знаков после запятой не бывает. Напишите проще, например 500 или 99,50.",
            "I did not understand the amount: this currency has fewer decimals. Write it more simply, such as 500 or 99.50."
        ),
    };
    private static readonly ErrorText TooLarge = new(
        "Такая сумма не поместится. Проверьте, нет ли лишних нулей.",
        "The amount is too large. Check it for extra zeros."
    );

    public static Text Of(AmountFault fault, Surface surface) =>
        (
            fault switch
            {
                AmountFault.UnknownCurrency => UnknownCurrency,
                AmountFault.NotPositive => NotPositive,
                AmountFault.Unclear => Unclear,
                AmountFault.TooLarge => TooLarge,
                _ => NotAnAmount,
            }
        ).On(surface);
}
