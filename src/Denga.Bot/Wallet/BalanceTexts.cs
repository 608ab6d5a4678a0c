namespace Denga.Bot.Wallet;

/// <summary>What is said about accounts and what moved on them.</summary>
internal static class BalanceTexts
{
    internal static readonly Text Money = new("Баланс", "Balance");
    internal static readonly Text Send = new("Перевести", "Send");
    internal static readonly Text Convert = new("Обменять", "Convert");
    internal static readonly Text TopUp = new("Пополнить", "Top up");
    internal static readonly Text Statement = new("Выписка", "Statement");

    internal static readonly Text Heading = new("На счетах:", "On your accounts:");
    internal static readonly Text Opened = new(
        "Открыл вам счёт: {0}. На нём пока пусто. Пополните его — это займёт одно нажатие.",
        "I opened an account for you: {0}. It is empty so far. Top it up: one tap."
    );
    internal static readonly Text Held = new("{0}, из них удержано {1}, доступно {2}", "{0}, of which {1} is held, {2} available");
    internal static readonly Text Total = new("Всего ≈ {0} по сегодняшним курсам.", "About {0} in all, at today's rates.");
    internal static readonly Text TotalStale = new(
        "Всего ≈ {0}. Курсы не сегодняшние: {1}, новых пока нет.",
        "About {0} in all. The rates are not today's: they are of {1}, there are no newer ones yet."
    );
    internal static readonly Text NoRate = new("Без учёта {0}: курса не знаю.", "Without {0}: I know no rate.");

    internal static readonly Text WhichAccount = new("Выписка по какому счёту?", "The statement of which account?");
    internal static readonly Text Movements = new("Последнее на счёте «{0}»:", "The latest on the account “{0}”:");
    internal static readonly Text NoMovements = new(
        "На счёте «{0}» пока ничего не было.",
        "Nothing has happened on the account “{0}” yet."
    );
    internal static readonly Text After = new("Сейчас на счёте {0}.", "It holds {0} now.");
    internal static readonly Text TransferTo = new("перевод: {0}", "to {0}");
    internal static readonly Text TransferFrom = new("перевод от {0}", "from {0}");
}
