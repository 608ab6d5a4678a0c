using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Identity;

/// <summary>The way in: registration, sign-in with its second step, a new password. Each step carries its challenge in the form.</summary>
internal static class SignInPages
{
    internal static Task<IResult> SignIn(Visit visit) => Gate<SignInPage>(visit);

    internal static Task<IResult> Register(Visit visit) => Gate<RegisterPage>(visit);

    internal static Task<IResult> Recover(Visit visit) => Gate<RecoverPage>(visit);

    internal static async Task<IResult> SignInNow(Visit visit)
    {
        var entered = visit.Entered;
        var answer = await visit.Ask(
            new SignIn(entered["email"], visit.Http.Request.Form["password"].ToString(), Browser: true, visit.Client)
        );
        return answer.IsOk ? Enter(visit, answer.Value) : Again<SignInPage>(visit, answer.Error);
    }

    internal static async Task<IResult> SignInWithCode(Visit visit)
    {
        if (!Challenge(visit, out var challenge))
            return visit.Go("/app/sign-in");
        var answer = await visit.Ask(new SignInWithCode(challenge, Code(visit), Browser: true, visit.Client));
        return answer.IsOk ? Enter(visit, answer.Value) : Again<CodePage>(visit, answer.Error);
    }

    /// <summary>Telegram's own button; then, back from Telegram with what it signed, the question whether to go on. Only the answer signs in, so that
    /// nobody is signed in by a link of somebody else's.</summary>
    internal static async Task<IResult> Telegram(Visit visit)
    {
        if (BotOf(visit) is null)
            return visit.NotFound();
        var page = await Gate<TelegramPage>(visit);
        if (visit.Entered["hash"].Length == 0)
            visit.LetTelegramIn();
        return page;
    }

    internal static async Task<IResult> SignInWithTelegram(Visit visit)
    {
        var answer = await visit.Ask(new SignInWithTelegram(Widget: visit.Entered["widget"], Browser: true, Client: visit.Client));
        return answer.IsOk ? Enter(visit, answer.Value) : Again<SignInPage>(visit, answer.Error);
    }

    /// <summary>Null where people cannot come from Telegram.</summary>
    internal static string? BotOf(Visit visit) =>
        visit.Http.RequestServices.GetRequiredService<IConfiguration>()["Telegram:BotName"] is { Length: > 0 } name ? name : null;

    internal static async Task<IResult> RegisterNow(Visit visit)
    {
        var entered = visit.Entered;
        var answer = await visit.Ask(
            new Register(
                entered["email"],
                visit.Http.Request.Form["password"].ToString(),
                visit.Language,
                entered["zone"].Length == 0 ? null : entered["zone"],
                visit.Client
            )
        );
        return answer.IsOk
            ? visit.Page<ConfirmPage, Confirmation>(
                new Confirmation("/app/register/confirm", answer.Value.Challenge, entered["email"], "/app/register")
            )
            : Again<RegisterPage>(visit, answer.Error);
    }

    internal static async Task<IResult> ConfirmRegistration(Visit visit)
    {
        if (!Challenge(visit, out var challenge))
            return visit.Go("/app/register");
        var answer = await visit.Ask(new ConfirmRegistration(challenge, Code(visit), Browser: true, visit.Client));
        if (answer.IsOk)
            return Enter(visit, answer.Value);
        visit.Refused(answer.Error);
        return visit.Page<ConfirmPage, Confirmation>(
            new Confirmation("/app/register/confirm", challenge, visit.Entered["email"], "/app/register")
        );
    }

    internal static async Task<IResult> RecoverNow(Visit visit)
    {
        var answer = await visit.Ask(new Recover(visit.Entered["email"], visit.Language, visit.Client));
        return answer.IsOk
            ? visit.Page<NewPasswordPage, Confirmation>(
                new Confirmation("/app/recover/confirm", answer.Value.Challenge, visit.Entered["email"], "/app/recover")
            )
            : Again<RecoverPage>(visit, answer.Error);
    }

    internal static async Task<IResult> ConfirmRecovery(Visit visit)
    {
        if (!Challenge(visit, out var challenge))
            return visit.Go("/app/recover");
        var password = visit.Http.Request.Form["password"].ToString();
        var answer = await visit.Ask(new ConfirmRecovery(challenge, Code(visit), password, Browser: true, visit.Client));
        if (answer.IsOk)
            return Enter(visit, answer.Value);
        visit.Refused(answer.Error);
        return visit.Page<NewPasswordPage, Confirmation>(
            new Confirmation("/app/recover/confirm", challenge, visit.Entered["email"], "/app/recover")
        );
    }

    internal static async Task<IResult> SignOut(Visit visit)
    {
        await visit.Ask(new SignOut(visit.Me.Id, visit.Session));
        BrowserSession.Drop(visit.Http);
        return visit.Go("/app/sign-in");
    }

    private static Task<IResult> Gate<TPage>(Visit visit)
        where TPage : WebComponent =>
        Task.FromResult(visit.Person is null ? visit.Page<TPage>() : visit.Go(visit.Within(visit.Entered["to"])));

    private static IResult Again<TPage>(Visit visit, Error error)
        where TPage : WebComponent
    {
        visit.Refused(error);
        return visit.Page<TPage>();
    }

    private static IResult Enter(Visit visit, SignedIn signedIn)
    {
        if (signedIn.SecondFactor is { } second)
        {
            visit.Suggest("challenge", second.Challenge.ToString());
            return visit.Page<CodePage>();
        }
        BrowserSession.Keep(visit.Http, signedIn);
        return visit.Go(visit.Within(visit.Entered["to"]));
    }

    private static bool Challenge(Visit visit, out ChallengeId challenge) =>
        ChallengeId.TryParse(visit.Entered["challenge"], provider: null, out challenge);

    private static string Code(Visit visit) => visit.Entered["code"].Replace(" ", "", StringComparison.Ordinal);
}

/// <summary>A code went to an e-mail address.</summary>
/// <param name="Action">Where the form with the code goes.</param>
/// <param name="Start">Where another code is asked for.</param>
public sealed record Confirmation(string Action, ChallengeId Challenge, string Email, string Start);
