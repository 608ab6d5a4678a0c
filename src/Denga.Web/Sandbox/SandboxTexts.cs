using Denga.Contracts.Payments;

namespace Denga.Web.Sandbox;

internal static class SandboxTexts
{
    internal static readonly Text Title = new("Пробная оплата", "Sandbox payment");
    internal static readonly Text Play = new(
        "Это учебный способ оплаты: деньги ненастоящие, всё остальное как у настоящего.",
        "This way to pay is a rehearsal: the money is not real, all the rest is as with a real one."
    );
    internal static readonly Text Pay = new("Оплатить {0}", "Pay {0}");
    internal static readonly Text Paid = new("Оплачено: {0}", "Paid: {0}");
    internal static readonly Text Refused = new("Банк отказал. Можно попробовать ещё раз.", "The bank refused. You can try again.");
    internal static readonly Text Expired = new(
        "Срок оплаты вышел. Поздний платёж всё же дойдёт.",
        "Its time is over. A late payment still arrives."
    );
    internal static readonly Text Until = new("Оплатить до {0}", "To be paid by {0}");
    internal static readonly Text Back = new("Вернуться в Denga", "Back to Denga");
    internal static readonly Text Otherwise = new("Что ещё бывает с платежами", "What else happens to payments");

    internal static readonly IReadOnlyList<(string Do, Text Words)> Plays =
    [
        ("refuse", new("Банк отказывает", "The bank refuses")),
        ("pay-half", new("Пришла половина", "Half of it comes")),
        ("pay-double", new("Пришло вдвое больше", "Twice as much comes")),
        ("pay-late", new("Оплата опоздала", "It comes too late")),
        ("webhook-twice", new("Оплачено, сообщили дважды", "Paid, told twice")),
        ("no-webhook", new("Оплачено, не сообщили", "Paid, nobody told")),
    ];

    internal static Text? StateOf(PaymentState state) =>
        state switch
        {
            PaymentState.Refused => Refused,
            PaymentState.Expired => Expired,
            _ => null,
        };
}
