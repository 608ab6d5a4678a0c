using Denga.Contracts.Payments;

namespace Denga.Panel.Payments;

/// <summary>The words of money that two people let go.</summary>
internal static class ApprovalTexts
{
    /// <summary>The purpose of a refund of an invoice.</summary>
    internal const string Refund = "refund";

    internal static readonly Text Title = new("Согласования", "Approvals");
    internal static readonly Text Hint = new(
        "Крупный возврат делается с согласия второго оператора: кто попросил, сам не соглашается.",
        "A large refund takes a second operator: who asked for it cannot agree to it himself."
    );
    internal static readonly Text None = new("Согласовывать нечего.", "Nothing waits for a second person.");
    internal static readonly Text AskedAt = new("Когда", "When");
    internal static readonly Text AskedBy = new("Кто просит", "Asked by");
    internal static readonly Text What = new("Что", "What");
    internal static readonly Text Agree = new("Согласиться", "Agree");
    internal static readonly Text AgreeAsk = new("Вернуть {0}? Деньги уйдут сразу.", "Give back {0}? The money goes at once.");
    internal static readonly Text Agreed = new("Возврат согласован.", "The refund was agreed to.");
    internal static readonly Text Refuse = new("Отказать", "Refuse");
    internal static readonly Text RefuseAsk = new("Не возвращать {0}?", "Give back nothing of {0}?");
    internal static readonly Text WasRefused = new("В возврате отказано.", "The refund was refused.");
    private static readonly Text OfInvoice = new("возврат по счёту", "refund of invoice");
    private static readonly Text OfBooking = new("отмена брони", "cancellation of booking");
    private static readonly Text Waiting = new("ждёт второго", "waits for a second person");
    private static readonly Text Given = new("согласовано", "agreed");
    private static readonly Text Refused = new("отказано", "refused");

    internal static Text Of(ApprovalState state) =>
        state switch
        {
            ApprovalState.Given => Given,
            ApprovalState.Refused => Refused,
            _ => Waiting,
        };

    internal static Text For(string purpose) => purpose == Refund ? OfInvoice : OfBooking;
}
