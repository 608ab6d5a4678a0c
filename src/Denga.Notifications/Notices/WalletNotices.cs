using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Notifications.Sending;
using Denga.Notifications.Texts;
using Denga.Platform.Operations;
using Denga.Platform.Telemetry;

namespace Denga.Notifications.Notices;

/// <summary>Who got money is told; who sent it sees it where he sent it from, unless he was not there: then it was scheduled, and need not be told.</summary>
internal sealed class TransferCompletedNotice(NoticeLog notices, IOperations operations)
    : NoticeTemplate<TransferCompleted, TransferReceipt>("transfer-completed", notices)
{
    protected override IEnumerable<Addressee> To(TransferCompleted happened) =>
        happened.Payee == happened.Person ? [] : [new(happened.Payee)];

    protected override Task<Result<TransferReceipt>> Values(TransferCompleted happened, Person person, CancellationToken cancel) =>
        operations.Ask(new TransferById(person.Id, happened.Transfer), cancel);

    protected override string Text(TransferReceipt values, Wording words) => WalletTexts.Received(values, words);

    protected override (string Subject, string Text) Letter(TransferReceipt values, Wording words) =>
        (LetterSubjects.Received.In(words.Language), Text(values, words));
}

internal sealed class TransferRefusedNotice(NoticeLog notices)
    : NoticeTemplate<TransferRefused, TransferRefused>("transfer-refused", notices)
{
    /// <summary>So long the front ends wait for the end themselves; a scheduled one is told as such.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2);

    protected override IEnumerable<Addressee> To(TransferRefused happened) =>
        happened.Schedule is not null || happened.At - happened.RequestedAt < Watched ? [] : [new(happened.Person)];

    protected override Task<Result<TransferRefused>> Values(TransferRefused happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<TransferRefused>>(happened);

    protected override string Text(TransferRefused values, Wording words) =>
        WalletTexts.Refused(values.Amount, values.Refusal, Tracing.ShortId, words);

    protected override (string Subject, string Text) Letter(TransferRefused values, Wording words) =>
        (LetterSubjects.Refused.In(words.Language), Text(values, words));
}

internal sealed record ScheduleValues(ScheduleFailed Failed, string TimeZone);

internal sealed class ScheduleFailedNotice(NoticeLog notices) : NoticeTemplate<ScheduleFailed, ScheduleValues>("schedule-failed", notices)
{
    protected override IEnumerable<Addressee> To(ScheduleFailed happened) => [new(happened.Person)];

    protected override Task<Result<ScheduleValues>> Values(ScheduleFailed happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<ScheduleValues>>(new ScheduleValues(happened, person.TimeZone));

    protected override string Text(ScheduleValues values, Wording words) =>
        WalletTexts.ScheduleFailed(values.Failed, values.TimeZone, Tracing.ShortId, words);

    protected override (string Subject, string Text) Letter(ScheduleValues values, Wording words) =>
        (LetterSubjects.ScheduleFailed.In(words.Language), Text(values, words));
}

internal sealed class RateCrossedNotice(NoticeLog notices) : NoticeTemplate<RateCrossed, RateCrossed>("rate-crossed", notices)
{
    protected override IEnumerable<Addressee> To(RateCrossed happened) => [new(happened.Person)];

    protected override Task<Result<RateCrossed>> Values(RateCrossed happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<RateCrossed>>(happened);

    protected override string Text(RateCrossed values, Wording words) => WalletTexts.RateCrossed(values, words);

    protected override (string Subject, string Text) Letter(RateCrossed values, Wording words) =>
        (LetterSubjects.RateCrossed.In(words.Language), Text(values, words));
}
