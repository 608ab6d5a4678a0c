namespace Denga.Bot.Engine;

/// <summary>What is said where no dialog can answer.</summary>
internal static class EngineTexts
{
    internal static readonly Text TooMany = new(
        "Слишком много сразу. Напишите снова через {0}, это и следующее до тех пор я пропускаю.",
        "That is too much at once. Write again in {0}; I skip this and what comes before then."
    );
    internal static readonly Text DoneAndBroken = new(
        "Готово, это записано, но показать ответ не получилось: что-то сломалось у меня. Не отправляйте ещё раз. Записи — /list, деньги — /balance; номер для оператора: {0}",
        "It is done and recorded, but I could not show the answer: something broke on my side. Do not send it again. Entries: /list, money: /balance; the number for the operator: {0}"
    );
    internal static readonly Text DoneAlready = new(
        "Это уже записано, второй раз не записываю: /list. Если нужно ещё одно такое же, отправьте снова.",
        "This is recorded already, so I do not record it twice: /list. If you do want another one like it, send it again."
    );
}
