using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Http;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Identity;

/// <summary>Password, second factor and sessions.</summary>
internal static class SecurityPages
{
    internal static Task<IResult> Show(Visit visit) => Page(visit);

    internal static async Task<IResult> ChangePassword(Visit visit)
    {
        var form = visit.Http.Request.Form;
        var answer = await visit.Ask(new ChangePassword(visit.Me.Id, form["current"].ToString(), form["new"].ToString(), visit.Session));
        return answer.IsOk ? visit.Go("/app/security?said=password") : await Again(visit, answer.Error);
    }

    internal static async Task<IResult> AddEmail(Visit visit)
    {
        var email = visit.Entered["email"];
        var password = visit.Http.Request.Form["password"].ToString();
        var answer = await visit.Ask(new AddEmail(visit.Me.Id, email, password, visit.Client, visit.Session));
        return answer.IsOk ? ConfirmEmail(visit, answer.Value.Challenge) : await Again(visit, answer.Error);
    }

    internal static async Task<IResult> EmailAdded(Visit visit)
    {
        if (!ChallengeId.TryParse(visit.Entered["challenge"], provider: null, out var challenge))
            return visit.Go("/app/security");
        var answer = await visit.Ask(new ConfirmRegistration(challenge, Code(visit), Browser: true, visit.Client));
        if (!answer.IsOk)
        {
            visit.Refused(answer.Error);
            return ConfirmEmail(visit, challenge);
        }
        // Confirming signs in; here somebody is signed in already and stays so.
        if (answer.Value.Session is { } second)
            await visit.Ask(new EndSession(visit.Me.Id, second));
        return visit.Go("/app/security?said=email");
    }

    private static IResult ConfirmEmail(Visit visit, ChallengeId challenge) =>
        visit.Page<ConfirmPage, Confirmation>(
            new Confirmation("/app/security/email/confirm", challenge, visit.Entered["email"], "/app/security")
        );

    internal static async Task<IResult> EndSession(Visit visit)
    {
        if (!SessionId.TryParse(visit.Entered["session"], provider: null, out var session))
            return visit.NotFound();
        var answer = await visit.Ask(new EndSession(visit.Me.Id, session));
        if (!answer.IsOk)
            return await Again(visit, answer.Error);
        if (session != visit.Session)
            return visit.Go("/app/security?said=session");
        BrowserSession.Drop(visit.Http);
        return visit.Go("/app/sign-in");
    }

    internal static async Task<IResult> EndAllSessions(Visit visit)
    {
        var answer = await visit.Ask(new SignOutEverywhere(visit.Me.Id));
        if (!answer.IsOk)
            return visit.Failed(answer.Error);
        BrowserSession.Drop(visit.Http);
        return visit.Go("/app/sign-in?everywhere=1");
    }

    internal static async Task<IResult> StartTwoFactor(Visit visit)
    {
        var answer = await visit.Ask(new StartTwoFactor(visit.Me.Id, Password(visit), visit.Session));
        return answer.IsOk ? visit.Page<TwoFactorPage, TwoFactorSecret?>(answer.Value) : await Again(visit, answer.Error);
    }

    internal static async Task<IResult> ConfirmTwoFactor(Visit visit)
    {
        var answer = await visit.Ask(new ConfirmTwoFactor(visit.Me.Id, Code(visit)));
        if (answer.IsOk)
            return visit.Page<RecoveryCodesPage, RecoveryCodes>(answer.Value);
        visit.Refused(answer.Error);
        return answer.Error.Code is "identity.bad_code" or "identity.code_used"
            ? visit.Page<TwoFactorPage, TwoFactorSecret?>(null)
            : await Page(visit);
    }

    internal static async Task<IResult> RenewRecoveryCodes(Visit visit)
    {
        var answer = await visit.Ask(new RenewRecoveryCodes(visit.Me.Id, Code(visit), Password(visit), visit.Session));
        return answer.IsOk ? visit.Page<RecoveryCodesPage, RecoveryCodes>(answer.Value) : await Again(visit, answer.Error);
    }

    internal static async Task<IResult> RemoveTwoFactor(Visit visit)
    {
        var answer = await visit.Ask(new RemoveTwoFactor(visit.Me.Id, Code(visit), Password(visit), visit.Session));
        return answer.IsOk ? visit.Go("/app/security?said=off") : await Again(visit, answer.Error);
    }

    private static Task<IResult> Again(Visit visit, Error error)
    {
        visit.Refused(error);
        return Page(visit);
    }

    private static async Task<IResult> Page(Visit visit)
    {
        var settings = await visit.Ask(new Security(visit.Me.Id));
        if (!settings.IsOk)
            return visit.Failed(settings.Error);
        var sessions = await visit.Ask(new Sessions(visit.Me.Id, visit.Session));
        return sessions.IsOk
            ? visit.Page<SecurityPage, SecurityModel>(new SecurityModel(settings.Value, sessions.Value))
            : visit.Failed(sessions.Error);
    }

    private static string? Password(Visit visit) =>
        visit.Http.Request.Form["current"].ToString() is { Length: > 0 } password ? password : null;

    private static string Code(Visit visit) => visit.Entered["code"].Replace(" ", "", StringComparison.Ordinal);
}

public sealed record SecurityModel(SecuritySettings Settings, IReadOnlyList<Session> Sessions);
