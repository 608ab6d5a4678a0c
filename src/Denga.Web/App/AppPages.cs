using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Web.App.Identity;
using Denga.Web.App.Live;
using Denga.Web.App.Wallet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.App;

/// <summary>The cabinet's addresses. What is read is a page; what is written is a form that proves where it comes from.</summary>
internal static class AppPages
{
    private static readonly string[] Get = ["GET"];
    private static readonly string[] Post = ["POST"];

    internal static void Map(RouteGroupBuilder app)
    {
        LiveEvents.Map(app);

        Open(app, "/sign-in", SignInPages.SignIn, SignInPages.SignInNow);
        Open(app, "/sign-in/code", SignInPages.SignIn, SignInPages.SignInWithCode);
        Open(app, "/sign-in/telegram", SignInPages.Telegram, SignInPages.SignInWithTelegram);
        Open(app, "/register", SignInPages.Register, SignInPages.RegisterNow);
        Open(app, "/register/confirm", SignInPages.Register, SignInPages.ConfirmRegistration);
        Open(app, "/recover", SignInPages.Recover, SignInPages.RecoverNow);
        Open(app, "/recover/confirm", SignInPages.Recover, SignInPages.ConfirmRecovery);
        Open(app, "/setup", SetupPages.Show, SetupPages.Become);
        Write(app, "/sign-out", SignInPages.SignOut);
        Write(app, "/language", SettingsPages.ChangeLanguage);

        Read(app, "/security", SecurityPages.Show);
        Write(app, "/security/password", SecurityPages.ChangePassword);
        Write(app, "/security/email", SecurityPages.AddEmail);
        Write(app, "/security/email/confirm", SecurityPages.EmailAdded);
        Write(app, "/security/sessions/end", SecurityPages.EndSession);
        Write(app, "/security/sessions/end-all", SecurityPages.EndAllSessions);
        Write(app, "/security/two-factor/start", SecurityPages.StartTwoFactor);
        Write(app, "/security/two-factor/confirm", SecurityPages.ConfirmTwoFactor);
        Write(app, "/security/two-factor/codes", SecurityPages.RenewRecoveryCodes);
        Write(app, "/security/two-factor/remove", SecurityPages.RemoveTwoFactor);

        Read(app, "/settings", SettingsPages.Show);
        Write(app, "/settings", SettingsPages.Change);
        Write(app, "/settings/link-code", SettingsPages.MakeLinkCode);
        Write(app, "/settings/link", SettingsPages.RedeemLinkCode);
        Write(app, "/settings/take", SettingsPages.Take);
        Read(app, "/settings/export", SettingsPages.Export);
        Read(app, "/settings/erase", SettingsPages.AskErase);
        Write(app, "/settings/erase/code", SettingsPages.SendEraseCode);
        Write(app, "/settings/erase", SettingsPages.Erase);

        Read(app, "", AccountPages.Overview);
        Read(app, "/parts/accounts", AccountPages.Cards);
        Read(app, "/accounts/open", AccountPages.AskOpen);
        Write(app, "/accounts/open", AccountPages.Open);
        Read(app, "/accounts/{account}", StatementPages.Show);
        Read(app, "/accounts/{account}/statement.csv", StatementPages.Csv);
        Write(app, "/accounts/{account}/close", AccountPages.Close);
        Read(app, "/operations/{operation}", OperationPages.Explain);
        Read(app, "/top-up", AccountPages.AskTopUp);
        Write(app, "/top-up", AccountPages.TopUp);

        Read(app, "/send", SendPages.Ask);
        Write(app, "/send", SendPages.Check);
        Write(app, "/send/change", SendPages.Ask);
        Write(app, "/send/confirm", SendPages.Send);
        Read(app, "/transfers", TransferPages.List);
        Read(app, "/transfers/{transfer}", TransferPages.Show);
        Read(app, "/parts/transfers", TransferPages.Latest);
        Read(app, "/parts/transfers/{transfer}", TransferPages.Part);
        Read(app, "/schedules", SchedulePages.List);
        Write(app, "/schedules/end", SchedulePages.End);
        Read(app, "/contacts", ContactPages.List);
        Write(app, "/contacts", ContactPages.Add);
        Write(app, "/contacts/remove", ContactPages.Remove);

        Read(app, "/convert", ConvertPages.Ask);
        Write(app, "/convert/quote", ConvertPages.MakeQuote);
        Write(app, "/convert", ConvertPages.Execute);
        Read(app, "/alerts", AlertPages.List);
        Write(app, "/alerts", AlertPages.Add);
        Write(app, "/alerts/remove", AlertPages.Remove);

        Read(app, "/requests", RequestPages.List);
        Write(app, "/requests", RequestPages.Make);
        Read(app, "/requests/{request}", RequestPages.Show);
        Read(app, "/parts/requests/{request}", RequestPages.Part);
        Write(app, "/requests/{request}/cancel", RequestPages.Cancel);
        ReadOpen(app, "/pay/{token}", RequestPages.AskPay);
        Write(app, "/pay/{token}", RequestPages.Pay);
    }

    /// <summary>A page for those who are not signed in. Its form needs no session, but must come from this site.</summary>
    private static void Open(IEndpointRouteBuilder app, string path, Func<Visit, Task<IResult>> page, Func<Visit, Task<IResult>> write)
    {
        app.MapMethods(path, Get, Begun(page));
        app.MapMethods(
            path,
            Post,
            Begun(visit => BrowserSession.IsFromElsewhere(visit.Http) ? Task.FromResult(visit.Forged()) : write(visit))
        );
    }

    /// <summary>A page that everybody may see, signed in or not.</summary>
    private static void ReadOpen(IEndpointRouteBuilder app, string path, Func<Visit, Task<IResult>> page) =>
        app.MapMethods(path, Get, Begun(page));

    internal static void Read(IEndpointRouteBuilder app, string path, Func<Visit, Task<IResult>> page) =>
        app.MapMethods(path, Get, Begun(visit => visit.Person is null ? Task.FromResult(visit.ToSignIn()) : page(visit)));

    internal static void Write(IEndpointRouteBuilder app, string path, Func<Visit, Task<IResult>> write) =>
        app.MapMethods(
            path,
            Post,
            Begun(async visit =>
                visit.Person is null ? visit.ToSignIn()
                : BrowserSession.FormIsForged(visit.Http, await visit.Http.Request.ReadFormAsync()) ? visit.Forged()
                : await write(visit)
            )
        );

    private static Func<HttpContext, Visit, Task<IResult>> Begun(Func<Visit, Task<IResult>> answer) =>
        async (http, visit) =>
        {
            if (HttpMethods.IsPost(http.Request.Method) && !http.Request.HasFormContentType)
                return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            try
            {
                await visit.Begin(http);
                return await answer(visit);
            }
            catch (InvalidDataException)
            {
                // No form: the character U+0000 in it, or fields without end.
                var words = ErrorTexts.Of("request.invalid", Surface.Cabinet).In(Language.Of(http));
                return WebModule.Error(http, StatusCodes.Status400BadRequest, words);
            }
            // Said in the person's language: what else fails is told by the problem document of all of Denga.
            catch (Exception e) when (Outage.Is(e))
            {
                return visit.Away();
            }
        };
}
