namespace Denga.Panel.Webhooks;

internal static class WebhookTexts
{
    internal static readonly Text Title = new("Вебхуки провайдеров", "Webhooks of providers");
    internal static readonly Text None = new("Провайдеры ничего не присылали.", "No provider has sent anything.");
    internal static readonly Text Provider = new("Провайдер", "Provider");
    internal static readonly Text Received = new("Пришёл", "Received");
    internal static readonly Text Size = new("Байт", "Bytes");
    internal static readonly Text State = new("Состояние", "State");
    internal static readonly Text Replay = new("Отработать снова", "Work again");
    internal static readonly Text ReplayAsk = new(
        "Отработать вебхук {0} ({1}) ещё раз? Дважды ничего не зачислится.",
        "Work the webhook {0} ({1}) again? Nothing is credited twice."
    );
    internal static readonly Text Replayed = new("Вебхук поставлен в работу.", "The webhook is on its way.");
    internal static readonly Text One = new("Вебхук", "Webhook");
    internal static readonly Text ReadKept = new(
        "Секреты скрыты. В журнал записано, что вы это прочитали.",
        "Secrets are hidden. The audit says that you have read this."
    );
    internal static readonly Text Headers = new("Заголовки", "Headers");
    internal static readonly Text Body = new("Тело", "Body");
    private static readonly Text Waiting = new("ждёт", "waiting");
    private static readonly Text Done = new("отработан", "done");
    private static readonly Text GivenUp = new("не удался", "given up");

    internal static Text Of(string state) =>
        state switch
        {
            "waiting" => Waiting,
            "given_up" => GivenUp,
            // What was done long ago is forgotten by the work table.
            _ => Done,
        };
}
