using Denga.Bot.Engine;

namespace Denga.Bot.Wallet;

/// <summary>What is said about sending money.</summary>
internal static class SendTexts
{
    internal static readonly Text CalledBefore = new("{0}, раньше {1}", "{0}, before: {1}");
    internal static readonly Text AskAmount = new(
        "Сколько перевести? Напишите сумму. Можно сразу одной строкой: 500 @anna обед",
        "How much shall I send? Write the amount. One line does it too: 500 @anna lunch"
    );
    internal static readonly Text AskTo = new(
        "Кому перевести {0}? Напишите почту, @имя в Telegram или номер счёта.",
        "To whom shall I send {0}? Write an e-mail address, a Telegram @username or an account number."
    );
    internal static readonly Text OrContact = new("Или нажмите на контакт.", "Or press a contact.");
    internal static readonly Text AskNote = new(
        "Напишите комментарий, до 200 знаков. Его увидит и получатель.",
        "Write a note, up to 200 characters. The payee sees it too."
    );
    internal static readonly Text NotUnderstood = new(
        "Не понял, сколько и кому. Напишите так: /send 500 @anna обед",
        "I did not understand how much and to whom. Write it like this: /send 500 @anna lunch"
    );
    internal static readonly Text NoAccount = new(
        "У вас нет счёта в этой валюте ({0}), переводить не с чего. Пополните его или обменяйте на неё другую.",
        "You have no account in this currency ({0}) to send from. Top it up, or convert another one into it."
    );
    internal static readonly Text NotEnough = new(
        "Не хватает денег: на счёте {0}, а нужно {1}. Ничего не перевёл.",
        "There is not enough money: the account holds {0}, and {1} is needed. Nothing was sent."
    );

    internal static readonly Text Check = new("Проверьте перевод.", "Check the transfer.");
    internal static readonly Text To = new("Кому: {0}", "To: {0}");
    internal static readonly Text Amount = new("Сумма: {0}", "Amount: {0}");
    internal static readonly Text Fee = new("Комиссия: {0}", "Fee: {0}");
    internal static readonly Text Note = new("Комментарий: {0}", "Note: {0}");
    internal static readonly Text Remains = new("Останется на счёте: {0}", "Remains on the account: {0}");
    internal static readonly Text SendNow = new("Перевести {0}", "Send {0}");
    internal static readonly Text PressToSend = new(
        "Чтобы перевести, нажмите кнопку под переводом выше.",
        "To send, press the button under the transfer above."
    );
    internal static readonly Text AddNote = new("Комментарий", "Note");
    internal static readonly Text Cancel = new("Отмена", "Cancel");
    internal static readonly Text Again = new("Повторить", "Try again");
    internal static readonly Text Refresh = new("Обновить", "Refresh");

    internal static readonly Text Cancelled = new("Хорошо, ничего не перевёл.", "All right, nothing was sent.");
    internal static readonly Text Outdated = new(
        "Этот перевод уже не ждёт подтверждения. По нему ничего не ушло.",
        "This transfer is not waiting to be confirmed any more. Nothing was sent by it."
    );
    internal static readonly Text OnlyOnce = new("Уже принято: перевод один.", "Taken already: it is one transfer.");

    internal static readonly Text Going = new("⏳ Перевожу {0} → {1}", "⏳ Sending {0} → {1}");
    internal static readonly Text Sent = new("✅ Перевёл {0} → {1}", "✅ Sent {0} → {1}");
    internal static readonly Text Refused = new("✋ Перевод {0} → {1} не прошёл", "✋ The transfer {0} → {1} did not go through");
    internal static readonly Text StillYours = new("Деньги остались у вас.", "The money is still yours.");
    internal static readonly Text Left = new("На счёте осталось {0}.", "{0} is left on the account.");
    internal static readonly Text StepRequested = new("{0} Запрос принят", "{0} Request taken");
    internal static readonly Text StepValidated = new("{0} Проверен: счёт, права и лимиты", "{0} Checked: account, rights and limits");
    internal static readonly Text StepCompleted = new("{0} Деньги переведены", "{0} The money has moved");
    internal static readonly Text StepRefused = new("{0} Отклонён", "{0} Refused");

    internal static readonly Text AskCode = new(
        "Сумма крупная, поэтому нужен код. {0} Напишите его сюда, и я переведу {1} → {2}.",
        "This is a large amount, so a code is needed. {0} Write it here, and I will send {1} → {2}."
    );
    internal static readonly Text CodeByAuthenticator = new("Откройте приложение-аутентификатор.", "Open your authenticator.");
    internal static readonly Text CodeByEmail = new("Я отправил его на вашу почту.", "I sent it to your e-mail address.");
    internal static readonly Text CodeByMessenger = new("Я прислал его отдельным сообщением.", "I sent it in a message of its own.");
    internal static readonly Text NewCode = new("Прислать новый код", "Send a new code");
    internal static readonly Text FinishInCabinet = new(
        "Сумма крупная, поэтому нужен код, а прислать его некуда. Завершите перевод в веб-кабинете: там можно добавить почту или аутентификатор. Связать: /link",
        "This is a large amount, so a code is needed, and there is nowhere to send it. Finish the transfer in the web cabinet, where you can add an e-mail address or an authenticator. To link it: /link"
    );
}
