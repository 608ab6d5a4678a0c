using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Identity.Accounts;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Operations;

namespace Denga.Identity.TwoFactor;

internal sealed class TwoFactorHandlers(
    Database<IdentityModule> database,
    Authenticators authenticators,
    EmailAccounts accounts,
    OwnPassword own
)
    : IOperationHandler<StartTwoFactor, TwoFactorSecret>,
        IOperationHandler<ConfirmTwoFactor, RecoveryCodes>,
        IOperationHandler<RenewRecoveryCodes, RecoveryCodes>,
        IOperationHandler<RemoveTwoFactor, Done>
{
    public async Task<Result<TwoFactorSecret>> Handle(StartTwoFactor operation, CancellationToken cancel)
    {
        if (await own.Refuses(operation.Person, operation.Password, operation.Current, cancel) is { } refused)
            return refused;
        if (await authenticators.Make(operation.Person, cancel) is not { } secret)
            return IdentityErrors.TwoFactorOn;
        var account = await accounts.Of(operation.Person, cancel);
        var name = Uri.EscapeDataString("Denga:" + (account?.Address ?? operation.Person.ToString()));
        var text = Totp.ToBase32(secret);
        var uri = $"otpauth://totp/{name}?secret={text}&issuer=Denga&algorithm=SHA1&digits=6&period=30";
        return new TwoFactorSecret(text, uri, QrPicture.Svg(uri));
    }

    public async Task<Result<RecoveryCodes>> Handle(ConfirmTwoFactor operation, CancellationToken cancel)
    {
        if (await authenticators.IsOn(operation.Person, cancel))
            return IdentityErrors.TwoFactorOn;
        return await authenticators.Refuses(operation.Person, operation.Code, cancel, confirms: true) is { } refused
            ? refused
            : await NewCodes(operation.Person, cancel);
    }

    public async Task<Result<RecoveryCodes>> Handle(RenewRecoveryCodes operation, CancellationToken cancel) =>
        await Checked(operation.Person, operation.Code, operation.Password, operation.Current, cancel) is { } refused
            ? refused
            : await NewCodes(operation.Person, cancel);

    public async Task<Result<Done>> Handle(RemoveTwoFactor operation, CancellationToken cancel)
    {
        if (await Checked(operation.Person, operation.Code, operation.Password, operation.Current, cancel) is { } refused)
            return refused;
        await using var connection = await database.Open(cancel);
        await Authenticators.Remove(operation.Person, connection);
        return Done.It;
    }

    /// <summary>The password first: a code that is right is used up.</summary>
    private async Task<Error?> Checked(PersonId person, string code, string? password, SessionId? current, CancellationToken cancel) =>
        !await authenticators.IsOn(person, cancel)
            ? IdentityErrors.TwoFactorOff
            : await own.Refuses(person, password, current, cancel) ?? await authenticators.Refuses(person, code, cancel);

    private Task<Result<RecoveryCodes>> NewCodes(PersonId person, CancellationToken cancel) =>
        database.Transaction<Result<RecoveryCodes>>(
            async work => new RecoveryCodes(await authenticators.MakeRecoveryCodes(person, work.Connection)),
            cancel
        );
}
