using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Notifications.Channels;
using Denga.Notifications.Sending;
using Denga.Notifications.Texts;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Denga.Platform.Work;

namespace Denga.Notifications.Notices;

/// <summary>Whoever has a right is to be told of an event.</summary>
/// <param name="But">Who knows already.</param>
internal sealed record TellOperators(Guid Event, string Type, string Right, Guid? But, JsonElement Happened) : IWork
{
    public static string Kind => "notifications.operators";
}

/// <summary>Finds out who has the right, at the time when it is told; each is told as anybody is.</summary>
internal sealed class TellOperatorsWorker(NoticeLog notices, IOperations operations) : Worker<TellOperators>
{
    protected override async Task<WorkResult> Work(TellOperators work, WorkItem item, CancellationToken cancel)
    {
        var operators = await operations.Ask(new OperatorsWith(work.Right), cancel);
        if (!operators.IsOk)
            return WorkResult.Retry(operators.Error.Code);
        return WorkResult.Done(async unit =>
        {
            var cause = new Delivery(work.Event, work.Type, work.Right, work.Happened.GetRawText(), Trace: null, item.AddedAt);
            foreach (var one in operators.Value.Where(o => o.Value != work.But))
                await notices.Add(one, Channel.Messenger, cause, unit);
        });
    }
}

/// <summary>An event that concerns whoever has a right.</summary>
internal abstract class OperatorNotice<TEvent>(string name, NoticeLog notices) : NoticeTemplate<TEvent, TEvent>(name, notices)
    where TEvent : IEvent
{
    /// <summary>Null: no operator is told.</summary>
    protected abstract (string Right, PersonId? But)? Right(TEvent happened);

    protected override IEnumerable<Addressee> To(TEvent happened) => [];

    protected override Task<Result<TEvent>> Values(TEvent happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<TEvent>>(happened);

    protected override async Task Consume(TEvent happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        await base.Consume(happened, delivery, work, cancel);
        if (Right(happened) is not var (right, but))
            return;
        using var body = JsonDocument.Parse(delivery.Body);
        work.Later(new TellOperators(delivery.Id, delivery.Type, right, but?.Value, body.RootElement.Clone()), delivery.Id.ToString());
    }
}

/// <summary>A request, or something about a calendar, waits for an operator.</summary>
internal sealed class AttentionNotice(NoticeLog notices) : OperatorNotice<AttentionNeeded>("booking-attention", notices)
{
    protected override (string Right, PersonId? But)? Right(AttentionNeeded happened) =>
        (happened.Item.Kind == AttentionKind.Request ? BookingRights.Bookings : BookingRights.Calendars, null);

    protected override string Text(AttentionNeeded values, Wording words) => OperatorTexts.Attention(values.Item, words);

    protected override (string Subject, string Text) Letter(AttentionNeeded values, Wording words) =>
        (LetterSubjects.Operators.In(words.Language), Text(values, words));
}

/// <summary>A large refund waits for a second person; the answer is told to who asked.</summary>
internal sealed class ApprovalNotice(NoticeLog notices) : OperatorNotice<ApprovalChanged>("approval", notices)
{
    protected override (string Right, PersonId? But)? Right(ApprovalChanged happened) =>
        happened.Approval.State == ApprovalState.Waiting ? (PaymentsRights.Approvals, happened.Approval.AskedBy) : null;

    protected override IEnumerable<Addressee> To(ApprovalChanged happened) =>
        happened.Approval.State == ApprovalState.Waiting ? [] : [new(happened.Approval.AskedBy)];

    protected override string Text(ApprovalChanged values, Wording words) => OperatorTexts.Approval(values.Approval, words);

    protected override (string Subject, string Text) Letter(ApprovalChanged values, Wording words) =>
        (LetterSubjects.Operators.In(words.Language), Text(values, words));
}
