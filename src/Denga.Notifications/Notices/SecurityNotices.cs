using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Notifications.Sending;
using Denga.Notifications.Texts;

namespace Denga.Notifications.Notices;

/// <summary>Whoever stole a session may sit at one of the person's devices: the other way tells him all the same.</summary>
internal sealed class RefreshTokenReusedNotice(NoticeLog notices)
    : NoticeTemplate<RefreshTokenReused, RefreshTokenReused>("refresh-token-reused", notices)
{
    protected override IEnumerable<Addressee> To(RefreshTokenReused happened) => [new(happened.Person, ByEmailToo: true)];

    protected override Task<Result<RefreshTokenReused>> Values(RefreshTokenReused happened, Person person, CancellationToken cancel) =>
        Task.FromResult<Result<RefreshTokenReused>>(happened);

    protected override string Text(RefreshTokenReused values, Wording words) => SecurityTexts.TokenReused(values, words);

    protected override (string Subject, string Text) Letter(RefreshTokenReused values, Wording words) =>
        (LetterSubjects.TokenReused.In(words.Language), SecurityTexts.TokenReusedLetter(values, words));
}
