using Denga.Contracts.Payments;

namespace Denga.Panel.Outgoing;

internal static class EndpointTexts
{
    internal static readonly Text Title = new("Получатели вебхуков", "Endpoints of webhooks");
    internal static readonly Text Hint = new(
        "Ваши системы, которым Denga сообщает о деньгах. Каждое сообщение подписано секретом получателя.",
        "Systems of yours that Denga tells of money. Each message is signed with the endpoint's secret."
    );
    internal static readonly Text None = new("Пока никому не сообщаем.", "Nobody is told anything yet.");
    internal static readonly Text Address = new("Адрес", "Address");
    internal static readonly Text AddressHint = new(
        "Начинается с https:// и доступен из интернета.",
        "It begins with https:// and is of the public internet."
    );
    internal static readonly Text Events = new("О чём сообщать", "What it is told");
    internal static readonly Text State = new("Состояние", "State");
    internal static readonly Text On = new("работает", "on");
    internal static readonly Text Off = new("выключен", "off");
    internal static readonly Text Failing = new("не принимает с {0}", "takes nothing since {0}");
    internal static readonly Text Added = new("Добавлен", "Added");
    internal static readonly Text Add = new("Добавить получателя", "Add an endpoint");
    internal static readonly Text AddAsk = new(
        "Секрет, которым подписаны сообщения, покажем один раз, сразу после добавления.",
        "The secret that signs the messages is shown once, as soon as it is added."
    );
    internal static readonly Text IsAdded = new("Получатель добавлен.", "The endpoint is added.");
    internal static readonly Text Secret = new("Секрет получателя {0}", "The secret of the endpoint {0}");
    internal static readonly Text SecretOnce = new(
        "Сохраните его сейчас: больше его никто не покажет.",
        "Keep it now: nobody shows it again."
    );
    internal static readonly Text Kept = new("Сохранил", "I have kept it");
    internal static readonly Text SwitchOff = new("Выключить", "Switch off");
    internal static readonly Text SwitchOffAsk = new("Больше ничего не сообщать на {0}?", "Tell nothing more to {0}?");
    internal static readonly Text SwitchOn = new("Включить", "Switch on");
    internal static readonly Text SwitchOnAsk = new(
        "Снова сообщать на {0}? Пропущенное можно отправить снова.",
        "Tell {0} again? What it missed can be sent again."
    );
    internal static readonly Text Switched = new("Готово.", "Done.");
    internal static readonly Text Remove = new("Удалить", "Remove");
    internal static readonly Text RemoveAsk = new("Забыть {0} вместе с журналом отправок?", "Forget {0} and the log of what was sent?");
    internal static readonly Text Removed = new("Получатель удалён.", "The endpoint is removed.");
    internal static readonly Text Log = new("Журнал отправок", "What was sent");
    internal static readonly Text LogNone = new("Этому получателю ещё ничего не отправляли.", "Nothing was sent to this endpoint yet.");
    internal static readonly Text Event = new("Событие", "Event");
    internal static readonly Text Attempts = new("Попыток", "Attempts");
    internal static readonly Text Answer = new("Ответ", "Answer");
    internal static readonly Text Happened = new("Произошло", "Happened");
    internal static readonly Text Tried = new("Отправляли", "Tried");
    internal static readonly Text SendAgain = new("Отправить снова", "Send again");
    internal static readonly Text SendAgainAsk = new(
        "Отправить «{0}» ещё раз? Номер сообщения тот же, получатель узнает его.",
        "Send “{0}” once more? The message keeps its id, so the receiver knows it."
    );
    internal static readonly Text Sent = new("Отправляем.", "It is on its way.");
    private static readonly Text Waiting = new("ждёт отправки", "waiting");
    private static readonly Text Delivered = new("принято", "taken");
    private static readonly Text Failed = new("не принято", "not taken");

    internal static Text Of(DeliveryState state) =>
        state switch
        {
            DeliveryState.Delivered => Delivered,
            DeliveryState.Failed => Failed,
            _ => Waiting,
        };
}
