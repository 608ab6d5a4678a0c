namespace Denga.Bot.Wallet;

/// <summary>What is said about topping up.</summary>
internal static class RechargeTexts
{
    internal static readonly Text Ask = new(
        "Сколько положить на счёт? Это пробные деньги, чтобы попробовать Denga: платить не нужно. Нажмите или напишите сумму.",
        "How much shall I put on the account? It is play money, to try Denga with: nothing is paid. Press one or write an amount."
    );
    internal static readonly Text Done = new(
        "Положил {0} пробных денег. На счёте {1}.",
        "I put {0} of play money on the account. It holds {1}."
    );
    internal static readonly Text Opened = new(
        "Положил {0} пробных денег. На счёте {1}. Счёта в этой валюте у вас не было: открыл его.",
        "I put {0} of play money on the account. It holds {1}. You had no account in this currency: I opened one."
    );
    internal static readonly Text More = new("Ещё", "More");
}
