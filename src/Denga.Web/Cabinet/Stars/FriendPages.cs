using Denga.Contracts.Stars;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Stars;

/// <summary>The person's code for bringing others, and the code of who brought him.</summary>
internal static class FriendPages
{
    internal static async Task<IResult> Show(Visit visit)
    {
        var found = await visit.Ask(new StarsReferralOf(visit.Me.Id));
        return found.IsOk ? visit.Page<FriendsPage, StarsReferral>(found.Value) : visit.Failed(found.Error);
    }

    internal static async Task<IResult> Take(Visit visit)
    {
        if (visit.Entered["code"].Length == 0)
        {
            visit.Refused("code", FormTexts.Empty);
            return await Show(visit);
        }
        var taken = await visit.Ask(new TakeStarsReferral(visit.Me.Id, visit.Entered["code"]));
        if (taken.IsOk)
            return visit.Go("/app/stars/friends?said=taken");
        visit.Refused(taken.Error);
        return await Show(visit);
    }
}
