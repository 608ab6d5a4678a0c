namespace Denga.Panel.Actions;

internal static class ActionTexts
{
    internal static readonly Text Reason = new("Причина", "Reason");
    internal static readonly Text ReasonKept = new(
        "Останется в журнале вместе с вашим именем.",
        "It is kept in the audit, with who you are."
    );
    internal static readonly Text Code = new("Код подтверждения", "Confirmation code");
    internal static readonly Text Again = new("Прислать новый код", "Send another code");
    private static readonly Text ByEmail = new("Код пришёл на почту.", "The code has come by e-mail.");
    private static readonly Text ByMessenger = new("Код пришёл в мессенджер.", "The code has come to your messenger.");
    private static readonly Text ByAuthenticator = new("Код покажет приложение-аутентификатор.", "Your authenticator app shows the code.");

    internal static Text SentBy(string method) =>
        method switch
        {
            "authenticator" => ByAuthenticator,
            "messenger" => ByMessenger,
            _ => ByEmail,
        };
}
