using Denga.Contracts.Payments;

namespace Denga.Panel.Reconciliation;

internal static class CaseTexts
{
    internal static readonly Text Title = new("Расхождения сверки", "Differences of the reconciliation");
    internal static readonly Text Hint = new(
        "Каждую ночь провайдер, платежи и учёт сравниваются между собой. Здесь то, в чём они разошлись.",
        "Every night provider, payments and books are compared with each other. Here is what they disagree about."
    );
    internal static readonly Text None = new("Все три стороны согласны.", "All three sides agree.");
    internal static readonly Text One = new("Расхождение", "Difference");
    internal static readonly Text Kind = new("Что не так", "What is wrong");
    internal static readonly Text Provider = new("Провайдер", "Provider");
    internal static readonly Text State = new("Состояние", "State");
    internal static readonly Text There = new("У провайдера", "At the provider");
    internal static readonly Text Here = new("В платежах", "In payments");
    internal static readonly Text Ledger = new("В учёте", "In the books");
    internal static readonly Text Happened = new("Деньги двигались", "The money moved");
    internal static readonly Text Found = new("Найдено", "Found");
    internal static readonly Text Seen = new("Видели в последний раз", "Seen last");
    internal static readonly Text Subject = new("О чём", "About");
    internal static readonly Text Evidence = new("Что говорит каждая сторона", "What each side says");
    internal static readonly Text Invoice = new("Счёт на оплату", "Invoice");
    internal static readonly Text Posting = new("Проводка", "Posting");
    internal static readonly Text Proposed = new("Как исправить", "How to put it right");
    internal static readonly Text Legs = new("Проводка, которая это исправит", "The posting that puts it right");
    internal static readonly Text Correct = new("Исправить и закрыть", "Correct and close");
    internal static readonly Text CorrectAsk = new("{0} Причина останется в журнале.", "{0} The reason is kept in the audit.");
    internal static readonly Text Close = new("Закрыть без движения денег", "Close without moving money");
    internal static readonly Text CloseAsk = new(
        "Деньги не двинутся, расхождение объяснит ваша причина.",
        "No money moves; your reason explains the difference."
    );
    internal static readonly Text Closed = new("Расхождение закрыто.", "The difference is closed.");
    internal static readonly Text ClosedBy = new("Кто закрыл", "Closed by");
    internal static readonly Text ClosedAt = new("Закрыто", "Closed at");
    internal static readonly Text Reason = new("Причина", "Reason");
    internal static readonly Text CorrectedBy = new("Исправлено проводкой", "Corrected by the posting");
    internal static readonly Text LastError = new("Не удалось", "It failed");
    internal static readonly Text NothingThere = new("нет", "nothing");

    internal static readonly Text Runs = new("Как прошли сверки", "How the comparisons went");
    internal static readonly Text RunsNone = new("Сверок ещё не было.", "Nothing was compared yet.");
    internal static readonly Text Period = new("Период", "Period");
    internal static readonly Text Compared = new("Платежей", "Payments");
    internal static readonly Text Entries = new("Записей учёта", "Entries of the books");
    internal static readonly Text Differences = new("Расхождений", "Differences");
    internal static readonly Text Asked = new("Начата", "Begun");
    internal static readonly Text Ended = new("Кончилась", "Ended");
    internal static readonly Text CompareNow = new("Сверить сейчас", "Compare now");
    internal static readonly Text CompareAsk = new(
        "Сверка пойдёт в фоне. Последний час не сравнивается: он ещё движется.",
        "It is compared in the background. The last hour is left out: it may be under way."
    );
    internal static readonly Text Everyone = new("все, кто принимал деньги", "all that ever took money");
    internal static readonly Text From = new("С дня", "From the day");
    internal static readonly Text To = new("По день", "To the day");
    internal static readonly Text Begun = new("Сверка началась.", "The comparison has begun.");

    private static readonly Text Open = new("ждёт решения", "waiting for a decision");
    private static readonly Text Closing = new("закрывается", "being closed");
    private static readonly Text StateClosed = new("закрыто", "closed");
    private static readonly Text Gone = new("прошло само", "gone by itself");
    private static readonly Text RunWaiting = new("идёт", "under way");
    private static readonly Text RunDone = new("готова", "done");
    private static readonly Text RunFailed = new("провайдер не ответил", "the provider did not answer");

    private static readonly Dictionary<CaseKind, Text> Kinds = new()
    {
        [CaseKind.MissingHere] = new(
            "провайдер взял деньги, а платежи о них не знают",
            "the provider took money that payments do not know"
        ),
        [CaseKind.MissingThere] = new("у нас деньги есть, а провайдер о них не знает", "payments know money that the provider does not"),
        [CaseKind.OtherAmount] = new("суммы разные", "the amounts differ"),
        [CaseKind.OtherCurrency] = new("валюты разные", "the currencies differ"),
        [CaseKind.NotPosted] = new("деньги двигались, а в учёте этого нет", "money moved, and the books do not have it"),
        [CaseKind.PostedTwice] = new("в учёте лишняя проводка платежа", "the books have one posting of a payment too many"),
        [CaseKind.PostedAlone] = new("проводка в учёте без платежа", "a posting in the books without a payment"),
        [CaseKind.RefundMissingHere] = new("провайдер вернул деньги, а мы об этом не знаем", "the provider gave money back, unknown to us"),
        [CaseKind.RefundMissingThere] = new("у нас возврат есть, а у провайдера нет", "a refund of ours that the provider does not have"),
        [CaseKind.BalanceDiffers] = new(
            "счёт провайдера в учёте двигал кто-то ещё",
            "something else moved the provider's account in the books"
        ),
    };

    private static readonly Dictionary<CorrectionAction, Text> Actions = new()
    {
        [CorrectionAction.None] = new("Двигать деньги не нужно.", "No money is to be moved."),
        [CorrectionAction.TakeFact] = new(
            "Провайдера спросят ещё раз, и его слова будут учтены, как если бы пришли сейчас.",
            "The provider is asked once more, and what it says is taken as if it came now."
        ),
        [CorrectionAction.Post] = new("Будет сделана показанная проводка.", "The posting that is shown is made."),
        [CorrectionAction.Reverse] = new("Лишняя проводка будет отменена обратной.", "The posting is undone by an opposite one."),
    };

    internal static Text Of(CaseKind kind) => Kinds[kind];

    internal static Text Of(CorrectionAction action) => Actions[action];

    internal static Text Of(CaseState state) =>
        state switch
        {
            CaseState.Closing => Closing,
            CaseState.Closed => StateClosed,
            CaseState.Gone => Gone,
            _ => Open,
        };

    internal static Text OfRun(string state) =>
        state switch
        {
            "Done" => RunDone,
            "Failed" => RunFailed,
            _ => RunWaiting,
        };
}
