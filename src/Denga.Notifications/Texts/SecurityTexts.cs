using Denga.Contracts.Identity;

namespace Denga.Notifications.Texts;

/// <summary>What people read of their sign-ins. Pure.</summary>
internal static class SecurityTexts
{
    public static string TokenReused(RefreshTokenReused reused, Wording words) =>
        words.Say(
            $"Один из ваших сеансов закрыт: его ключ пришёл второй раз, с адреса {reused.Address ?? "?"}. Так бывает, когда его украли. Войдите заново, проверьте в кабинете «Вход и безопасность», где ещё открыт вход, и смените пароль, если что-то вам незнакомо.",
            $"One of your sessions was ended: its key came a second time, from the address {reused.Address ?? "?"}. That happens when it was stolen. Sign in again, look in the cabinet under Sign-in and security at where else you are signed in, and change your password if anything is strange to you."
        );

    public static string TokenReusedLetter(RefreshTokenReused reused, Wording words) =>
        words.Say(
            $"Ключ одного из ваших сеансов пришёл второй раз, с адреса {reused.Address ?? "?"}. Так бывает, когда его украли, поэтому Denga закрыла этот сеанс.\n\nВойдите заново, посмотрите в разделе «Вход и безопасность», где ещё открыт вход, и смените пароль, если что-то вам незнакомо.",
            $"The key of one of your sessions came a second time, from the address {reused.Address ?? "?"}. That happens when it was stolen, so Denga has ended the session.\n\nSign in again, look under Sign-in and security at where else you are signed in, and change your password if anything is strange to you."
        );
}
