using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Identity.Limits;
using Denga.Identity.Mail;
using Denga.Identity.People;
using Denga.Identity.Secrets;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Denga.Identity.TwoFactor;

/// <summary>A code before something weighty: of the authenticator, else by e-mail, else by messenger. A code that was sent fits one purpose; each fits
/// once.</summary>
internal sealed class StepUpHandlers(
    Database<IdentityModule> database,
    KnownPeople people,
    EmailAccounts accounts,
    Authenticators authenticators,
    OneTimeCodes codes,
    Letters letters,
    Attempts attempts,
    IOperations operations,
    IOptions<IdentityOptions> options
) : IOperationHandler<RequestStepUp, StepUp>, IOperationHandler<VerifyStepUp, Done>
{
    private const string Guess = "step-up";
    private const int PurposeCharactersMax = 100;
    private const int SentBurst = 5;
    private static readonly TimeSpan SentEach = TimeSpan.FromMinutes(2);

    public async Task<Result<StepUp>> Handle(RequestStepUp operation, CancellationToken cancel)
    {
        if (operation.Purpose.Length is 0 or > PurposeCharactersMax)
            return IdentityErrors.BadPurpose;
        if (await people.Find(operation.Person, cancel) is not { } person)
            return IdentityErrors.UnknownPerson;
        if (await authenticators.IsOn(person.Id, cancel))
            return new StepUp("authenticator", ExpiresAt: null);
        if (await attempts.Take("step-up", person.Id.ToString(), SentBurst, SentEach, cancel) is { } limited)
            return limited;
        var account = await accounts.Of(person.Id, cancel);
        var code = OneTimeCodes.MakeDigits();
        var purpose = PurposeOf(operation.Purpose);
        var expiresAt = await database.Transaction(
            async work =>
            {
                await OneTimeCodes.Void(purpose, person.Id, work.Connection);
                if (account is not null)
                    await letters.Write(work, account.Address, LetterTexts.StepUp, code, person.Language);
                return await codes.Keep(work.Connection, ChallengeId.New(), purpose, person.Id, code, null, options.Value.CodeLifetime);
            },
            cancel
        );
        if (account is not null)
            return new StepUp("email", expiresAt);
        var sent = await operations.Ask(
            new SendNotice(OperationId.New(), person.Id, LetterTexts.StepUp.Of(person.Language).Text(code)),
            cancel
        );
        return sent.IsOk ? new StepUp("messenger", expiresAt) : IdentityErrors.NoSecondChannel;
    }

    public async Task<Result<Done>> Handle(VerifyStepUp operation, CancellationToken cancel)
    {
        if (operation.Code is null)
            return IdentityErrors.StepUpNeeded(operation.Purpose);
        if (await people.Find(operation.Person, cancel) is not { } person)
            return IdentityErrors.UnknownPerson;
        if (await authenticators.IsOn(person.Id, cancel))
            return await authenticators.Refuses(person.Id, operation.Code, cancel) is { } refused ? refused : Done.It;
        var guess = new GuessAt(Guess, person.Id.ToString(), From: "");
        if (await attempts.Guess(guess, cancel) is { } locked)
            return locked;
        var tried = await codes.Try(PurposeOf(operation.Purpose), person.Id, operation.Code, cancel);
        if (tried.IsOk && await database.Transaction(work => codes.UseUp(tried.Value, work.Connection), cancel))
        {
            await attempts.Right(guess, cancel);
            return Done.It;
        }
        var error = tried.IsOk ? IdentityErrors.CodeUsed : tried.Error;
        if (error == IdentityErrors.CodeUsed)
            await attempts.Uncount(guess, cancel);
        return error;
    }

    /// <summary>Of one length, whatever the purpose says.</summary>
    private static string PurposeOf(string purpose) =>
        "step-up " + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(purpose)));
}
