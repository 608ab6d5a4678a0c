using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Notifications.Sending;
using Denga.Notifications.Texts;
using Denga.Platform.Operations;

namespace Denga.Notifications.Notices;

/// <summary>Who got money is told; who sent it sees it where he sent it from, unless he was not there: then it was scheduled, and need not be told.</summary>
internal sealed class TransferCompletedNotice(NoticeLog notices, IOperations operations)
    : NoticeTemplate<TransferCompleted, TransferReceipt>("transfer-completed", notices)
{
    protected override IEnumerable<Addressee> To(TransferCompleted happened) =>
        happened.Payee == happened.Person ? [] : [new(happened.Payee)];

    protected override Task<Result<TransferReceipt>> Values(TransferCompleted happened, Person person, CancellationToken cancel) =>
        operations.Ask(new TransferById(person.Id, happened.Transfer), cancel);

    protected override string Text(TransferReceipt values, string language) => WalletTexts.Received(values, language);

    protected override (string Subject, string Text) Letter(TransferReceipt values, string language) =>
        (LetterSubjects.Received.In(language), Text(values, language));
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

    protected override string Text(TransferRefused values, string language) => WalletTexts.Refused(values.Amount, values.Refusal, language);

    protected override (string Subject, string Text) Letter(TransferRefused values, string language) =>
        (LetterSubjects.Refused.In(language), Text(values, language));
}

internal sealed record ScheduleValues(ScheduleFailed Failed, string TimeZone);

internal sealed class ScheduleFailedNotice(NoticeLog notices) : NoticeTemplate<ScheduleFailed, ScheduleValues>("schedule-failed", notices)
{
    protected override IEnumerable<Addressee> To(ScheduleFailed happened) => [new(happened.Person)];

    protected override Task<Result<ScheduleValues>> Values(ScheduleFailed happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<ScheduleValues>>(new ScheduleValues(happened, person.TimeZone));

    protected override string Text(ScheduleValues values, string language) =>
        WalletTexts.ScheduleFailed(values.Failed, values.TimeZone, language);

    protected override (string Subject, string Text) Letter(ScheduleValues values, string language) =>
        (LetterSubjects.ScheduleFailed.In(language), Text(values, language));
}

internal sealed class RateCrossedNotice(NoticeLog notices) : NoticeTemplate<RateCrossed, RateCrossed>("rate-crossed", notices)
{
    protected override IEnumerable<Addressee> To(RateCrossed happened) => [new(happened.Person)];

    protected override Task<Result<RateCrossed>> Values(RateCrossed happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<RateCrossed>>(happened);

    protected override string Text(RateCrossed values, string language) => WalletTexts.RateCrossed(values, language);

    protected override (string Subject, string Text) Letter(RateCrossed values, string language) =>
        (LetterSubjects.RateCrossed.In(language), Text(values, language));
}
