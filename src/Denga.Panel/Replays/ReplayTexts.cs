using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Panel.Frame;
using Denga.Panel.Payments;

namespace Denga.Panel.Replays;

internal static class ReplayTexts
{
    internal static readonly Text Title = new("Репетиции вебхуков", "Rehearsals of webhooks");
    internal static readonly Text Hint = new(
        "Сохранённый вебхук отрабатывается сегодняшним кодом понарошку. Сначала видно, что изменится, и только потом это делается или нет.",
        "A stored webhook is worked by today's code as a rehearsal. First it shows what would change; only then is that done, or not."
    );
    internal static readonly Text None = new("Репетиций ещё не было.", "Nothing was rehearsed yet.");
    internal static readonly Text One = new("Репетиция", "Rehearsal");
    internal static readonly Text Rehearse = new("Отрепетировать", "Rehearse");
    internal static readonly Text Choose = new("Отрепетировать вебхуки за дни", "Rehearse the webhooks of some days");
    internal static readonly Text ChooseAsk = new(
        "Все вебхуки провайдера за эти дни, самое большее 50. Ничего не изменится.",
        "All webhooks of a provider of these days, 50 at most. Nothing changes."
    );
    internal static readonly Text Provider = new("Провайдер", "Provider");
    internal static readonly Text From = new("С дня", "From the day");
    internal static readonly Text To = new("По день", "To the day");
    internal static readonly Text Rehearsed = new("Репетиция готова.", "The rehearsal is done.");
    internal static readonly Text At = new("Когда", "When");
    internal static readonly Text State = new("Состояние", "State");
    internal static readonly Text Webhooks = new("Вебхуков", "Webhooks");
    internal static readonly Text Changes = new("Изменений", "Changes");
    internal static readonly Text Rows = new("Что изменится", "What would change");
    internal static readonly Text NoRows = new("Ничего: всё это уже учтено.", "Nothing: all of it is taken already.");
    internal static readonly Text What = new("Где", "Where");
    internal static readonly Text Field = new("Что", "What");
    internal static readonly Text Before = new("Сейчас", "Now");
    internal static readonly Text After = new("Станет", "Then");
    internal static readonly Text Legs = new("Проводки", "Postings");
    internal static readonly Text NoLegs = new("Деньги не двинутся.", "No money moves.");
    internal static readonly Text Told = new("Сообщения и события", "Messages and events");
    internal static readonly Text NoneTold = new("Никто ничего не узнает.", "Nobody is told anything.");
    private static readonly Text AndMessage = new("{0}; человеку придёт сообщение", "{0}; the person is told");
    internal static readonly Text About = new("О чём", "About");
    internal static readonly Text Work = new("Что начнётся потом", "What would follow");
    internal static readonly Text NoWork = new("Ничего.", "Nothing.");
    internal static readonly Text Refused = new("Не будет принято", "What would not be taken");
    internal static readonly Text NoneRefused = new("Всё принимается.", "All of it is taken.");
    internal static readonly Text Why = new("Почему", "Why");
    internal static readonly Text Apply = new("Сделать по-настоящему", "Do it");
    internal static readonly Text ApplyAsk = new(
        "Случится ровно то, что показано: изменений — {0}, движений денег — {1}. Если с тех пор что-то изменилось, ничего не случится.",
        "Exactly what is shown happens: {0} changes, {1} movements of money. Where anything has changed since, nothing happens."
    );
    internal static readonly Text Applied = new("Сделано.", "It is done.");
    internal static readonly Text Discard = new("Отказаться", "Leave it");
    internal static readonly Text DiscardAsk = new("Показанное не будет сделано.", "What is shown is not done.");
    internal static readonly Text Discarded = new("Оставлено как есть.", "Left as it is.");

    private static readonly Text StatePreviewed = new("ждёт решения", "waiting for a decision");
    private static readonly Text StateApplying = new("делается", "under way");
    private static readonly Text StateApplied = new("сделано", "done");
    private static readonly Text StateDiscarded = new("не сделано", "left");

    private static readonly Text Invoice = new("Счёт на оплату", "Invoice");
    private static readonly Text Attempt = new("Попытка оплаты", "Attempt to pay");
    private static readonly Text Charge = new("Поступление", "Charge");
    private static readonly Text Refund = new("Возврат", "Refund");

    /// <summary>What operators read of the values; all others are ids, and what never changes.</summary>
    private static readonly Dictionary<string, Text> Columns = new(StringComparer.Ordinal)
    {
        ["state"] = new("состояние", "state"),
        ["ended"] = new("как кончился", "how it ended"),
        ["paid"] = new("пришло", "came"),
        ["refunded"] = new("возвращено", "given back"),
        ["minor"] = new("сумма", "amount"),
        ["fee"] = new("комиссия", "fee"),
        ["provider"] = new("провайдер", "provider"),
        ["provider_id"] = new("номер у провайдера", "id at the provider"),
        ["reason"] = new("причина", "reason"),
        ["trouble"] = new("внимание", "attention"),
        ["is_held"] = new("деньги отложены", "money set aside"),
        ["error"] = new("ошибка", "error"),
    };

    internal static Text Of(ReplayState state) =>
        state switch
        {
            ReplayState.Applying => StateApplying,
            ReplayState.Applied => StateApplied,
            ReplayState.Discarded => StateDiscarded,
            _ => StatePreviewed,
        };

    /// <param name="told">Type and key, as the effect has it.</param>
    internal static string Event(string told, string language)
    {
        var words = Words.Event(told.Split(' ')[0], language);
        return
            told.StartsWith("payments.invoice-paid.", StringComparison.Ordinal)
            || told.StartsWith("payments.refund-ended.", StringComparison.Ordinal)
            ? AndMessage.In(language, words)
            : words;
    }

    internal static bool IsShown(ChangedValue change) => Columns.ContainsKey(change.Column);

    internal static Text Table(string row) =>
        TableOf(row) switch
        {
            "invoice" => Invoice,
            "payment" => Attempt,
            "charge" => Charge,
            _ => Refund,
        };

    internal static string Key(string row) => row[(row.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    internal static Text Column(ChangedValue change) => Columns[change.Column];

    /// <param name="json">A value as the row has it.</param>
    internal static string Value(ChangedValue change, string? json, string language)
    {
        if (json is null)
            return "—";
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        if (change.Currency is { } currency && value.TryGetInt64(out var minor))
            return Words.Exact(new Money(minor, currency), language);
        return (change.Column, value.ValueKind) switch
        {
            (_, JsonValueKind.True) => PanelTexts.Yes.In(language),
            (_, JsonValueKind.False) => PanelTexts.No.In(language),
            ("error", JsonValueKind.Object) => Denga.Panel.Work.WorkTexts.Error(value.GetProperty("code").GetString()!, language),
            (_, JsonValueKind.String) => Said(TableOf(change.Row), change.Column, value.GetString()!, language),
            _ => value.ToString(),
        };
    }

    private static string TableOf(string row) => row.Split(' ')[0];

    private static string Said(string table, string column, string value, string language) =>
        column switch
        {
            "provider" => Words.Provider(value, language),
            "trouble" => InvoiceTexts.TroubleOf(value).In(language),
            "state" or "ended" when table == "invoice" => Words.Of(Enum.Parse<InvoiceState>(value), language),
            "state" when table == "payment" => InvoiceTexts.Of(Enum.Parse<PaymentState>(value)).In(language),
            "state" when table == "refund" => InvoiceTexts.Of(Enum.Parse<RefundState>(value)).In(language),
            _ => value,
        };
}
