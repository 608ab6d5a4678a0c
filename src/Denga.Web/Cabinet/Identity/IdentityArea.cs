using Denga.Contracts;
using Denga.Contracts.Identity;

namespace Denga.Web.Cabinet.Identity;

/// <summary>The way in and out, and what a person sets for himself.</summary>
internal static class IdentityArea
{
    internal static void Add(Site site)
    {
        site.InMenu("/app/security", "shield", SecurityTexts.Title);
        site.InMenu("/app/settings", "settings", SettingsTexts.Title);
        site.InMenu(Visit.Panel, "clock", FrameTexts.Panel, Role.Operator);

        site.Open("/app/sign-in", SignInPages.SignIn, SignInPages.SignInNow);
        site.Open("/app/sign-in/code", SignInPages.SignIn, SignInPages.SignInWithCode);
        site.Open("/app/sign-in/telegram", SignInPages.Telegram, SignInPages.SignInWithTelegram);
        site.Open("/app/register", SignInPages.Register, SignInPages.RegisterNow);
        site.Open("/app/register/confirm", SignInPages.Register, SignInPages.ConfirmRegistration);
        site.Open("/app/recover", SignInPages.Recover, SignInPages.RecoverNow);
        site.Open("/app/recover/confirm", SignInPages.Recover, SignInPages.ConfirmRecovery);
        site.Open("/app/setup", SetupPages.Show, SetupPages.Become);
        site.Write("/app/sign-out", SignInPages.SignOut);
        site.Write("/app/language", SettingsPages.ChangeLanguage);

        site.Read("/app/security", SecurityPages.Show);
        site.Write("/app/security/password", SecurityPages.ChangePassword);
        site.Write("/app/security/email", SecurityPages.AddEmail);
        site.Write("/app/security/email/confirm", SecurityPages.EmailAdded);
        site.Write("/app/security/sessions/end", SecurityPages.EndSession);
        site.Write("/app/security/sessions/end-all", SecurityPages.EndAllSessions);
        site.Write("/app/security/two-factor/start", SecurityPages.StartTwoFactor);
        site.Write("/app/security/two-factor/confirm", SecurityPages.ConfirmTwoFactor);
        site.Write("/app/security/two-factor/codes", SecurityPages.RenewRecoveryCodes);
        site.Write("/app/security/two-factor/remove", SecurityPages.RemoveTwoFactor);

        site.Read("/app/settings", SettingsPages.Show);
        site.Write("/app/settings", SettingsPages.Change);
        site.Write("/app/settings/link-code", SettingsPages.MakeLinkCode);
        site.Write("/app/settings/link", SettingsPages.RedeemLinkCode);
        site.Write("/app/settings/take", SettingsPages.Take);
        site.Read("/app/settings/export", SettingsPages.Export);
        site.Read("/app/settings/erase", SettingsPages.AskErase);
        site.Write("/app/settings/erase/code", SettingsPages.SendEraseCode);
        site.Write("/app/settings/erase", SettingsPages.Erase);
    }
}
