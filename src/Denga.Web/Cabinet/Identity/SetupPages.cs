using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Platform.Http;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Identity;

/// <summary>The first administrator: with the code of the first start, a new account or the person who is signed in.</summary>
internal static class SetupPages
{
    internal static Task<IResult> Show(Visit visit) => Task.FromResult(visit.Page<SetupPage>());

    internal static async Task<IResult> Become(Visit visit)
    {
        var code = visit.Entered["code"];
        if (visit.Person is { } person)
        {
            if (BrowserSession.FormIsForged(visit.Http, await visit.Http.Request.ReadFormAsync()))
                return visit.Forged();
            var claimed = await visit.Ask(new ClaimAdministration(person.Id, code));
            return claimed.IsOk ? visit.Go(Visit.Panel) : Again(visit, claimed.Error);
        }
        var zone = visit.Entered["zone"];
        var made = await visit.Ask(
            new SetUpAdministration(
                code,
                visit.Entered["email"],
                visit.Http.Request.Form["password"].ToString(),
                visit.Language,
                zone.Length == 0 ? null : zone,
                Browser: true,
                visit.Client
            )
        );
        if (!made.IsOk)
            return Again(visit, made.Error);
        BrowserSession.Keep(visit.Http, made.Value);
        return visit.Go(Visit.Panel);
    }

    private static IResult Again(Visit visit, Error error)
    {
        visit.Refused(error);
        return visit.Page<SetupPage>();
    }
}
