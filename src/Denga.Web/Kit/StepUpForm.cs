using Denga.Contracts;
using Denga.Contracts.Identity;

namespace Denga.Web.Kit;

/// <summary>A second proof for something large: the operation refuses without one, a code is sent, and the same form comes again with a field for it.</summary>
internal static class StepUpForm
{
    internal const string Field = "method";

    private static readonly Text ByEmail = new("Код пришёл на почту.", "The code has come by e-mail.");
    private static readonly Text ByMessenger = new("Код пришёл в мессенджер.", "The code has come to your messenger.");
    private static readonly Text ByAuthenticator = new("Код покажет приложение-аутентификатор.", "Your authenticator app shows the code.");

    internal static Text MethodOf(string method) =>
        method switch
        {
            "authenticator" => ByAuthenticator,
            "messenger" => ByMessenger,
            _ => ByEmail,
        };

    /// <summary>Whether a code is what is missing: then it is on its way, and the form keeps its id, because what it is about to do is still the same.
    /// Otherwise the error stands in the form.</summary>
    /// <param name="code">The error that an operation has when it wants one.</param>
    internal static async Task<bool> Asks(Visit visit, Error error, string code)
    {
        var id = visit.Entered["op"];
        if (error.Code == code)
        {
            var asked = await visit.Ask(new RequestStepUp(visit.Me.Id, error.Args?.GetValueOrDefault("purpose") ?? "transfer " + id));
            if (asked.IsOk)
                visit.Keep(Field, asked.Value.Method);
            else
                visit.Refused(asked.Error);
            return asked.IsOk;
        }
        visit.Refused(error);
        if (error.Code != "identity.bad_code")
            return false;
        visit.Keep("op", id);
        return true;
    }
}
