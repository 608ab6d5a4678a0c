using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Notifications.Sending;
using Denga.Notifications.Texts;

namespace Denga.Notifications.Notices;

/// <summary>Who waits for a payment sees it where he waits; so long he is taken to be there. Afterwards a message that only changes is not noticed.</summary>
internal static class Attention
{
    internal static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);
}

/// <summary>Money came from a provider. What pays for an order or a booking is told by that.</summary>
internal sealed class InvoicePaidNotice(NoticeLog notices) : NoticeTemplate<InvoicePaid, InvoicePaid>("invoice-paid", notices)
{
    protected override IEnumerable<Addressee> To(InvoicePaid happened) =>
        happened.Invoice.Purpose is "stars" or "booking" && IsAsAsked(happened) ? [] : [new(happened.Person)];

    protected override string? Shown(InvoicePaid happened) =>
        IsAsAsked(happened) && happened.At - (happened.Invoice.Payment?.StartedAt ?? happened.Invoice.CreatedAt) < Attention.Lasts
            ? $"invoice {happened.Invoice.Id}"
            : null;

    protected override Task<Result<InvoicePaid>> Values(InvoicePaid happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<InvoicePaid>>(happened);

    protected override string Text(InvoicePaid values, Wording words) => PaymentTexts.Paid(values, words);

    protected override (string Subject, string Text) Letter(InvoicePaid values, Wording words) =>
        (LetterSubjects.Paid.In(words.Language), Text(values, words));

    /// <summary>In its currency, and while it was awaited.</summary>
    private static bool IsAsAsked(InvoicePaid happened) =>
        happened.Credited.Currency == happened.Invoice.Amount.Currency && happened.At <= happened.Invoice.ExpiresAt;
}

internal sealed class RefundEndedNotice(NoticeLog notices) : NoticeTemplate<RefundEnded, RefundEnded>("refund-ended", notices)
{
    protected override IEnumerable<Addressee> To(RefundEnded happened) => [new(happened.Person)];

    protected override Task<Result<RefundEnded>> Values(RefundEnded happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<RefundEnded>>(happened);

    protected override string Text(RefundEnded values, Wording words) => PaymentTexts.Refunded(values.Refund, words);

    protected override (string Subject, string Text) Letter(RefundEnded values, Wording words) =>
        (LetterSubjects.Refunded.In(words.Language), Text(values, words));
}

/// <summary>An order of Stars has come to its end.</summary>
internal sealed class StarsOrderNotice(NoticeLog notices) : NoticeTemplate<StarsOrderChanged, StarsOrder>("stars-order", notices)
{
    protected override IEnumerable<Addressee> To(StarsOrderChanged happened) =>
        happened.Order.State is StarsOrderState.Delivered or StarsOrderState.Failed ? [new(happened.Person)] : [];

    protected override string? Shown(StarsOrderChanged happened) =>
        happened.At - happened.Order.CreatedAt < Attention.Lasts ? $"stars-order {happened.Order.Id}" : null;

    protected override Task<Result<StarsOrder>> Values(StarsOrderChanged happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<StarsOrder>>(happened.Order);

    protected override string Text(StarsOrder values, Wording words) => PaymentTexts.Ordered(values, words);

    protected override (string Subject, string Text) Letter(StarsOrder values, Wording words) =>
        (LetterSubjects.Stars.In(words.Language), Text(values, words));
}
