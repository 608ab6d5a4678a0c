using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Accounts: all of them, a new one, one with its statement.</summary>
internal static class AccountPages
{
    internal static async Task<IResult> Overview(Visit visit)
    {
        var accounts = await visit.Ask(new Balances(visit.Me.Id));
        return accounts.IsOk ? visit.Page<OverviewPage, IReadOnlyList<Account>>(accounts.Value) : visit.Failed(accounts.Error);
    }

    internal static Task<IResult> AskOpen(Visit visit) => Task.FromResult(visit.Page<OpenPage>());

    internal static async Task<IResult> Open(Visit visit)
    {
        if (!Currency.TryFind(visit.Entered["currency"], out var currency))
        {
            visit.Refused("currency", FormTexts.Empty);
            return visit.Page<OpenPage>();
        }
        var purpose = visit.Entered["purpose"];
        var answer = await visit.Ask(new OpenAccount(visit.Me.Id, currency, purpose.Length == 0 ? "main" : purpose));
        if (answer.IsOk)
            return visit.Go("/app/accounts/" + answer.Value.Id);
        visit.Refused(answer.Error);
        return visit.Page<OpenPage>();
    }

    internal static async Task<IResult> Close(Visit visit)
    {
        if (!visit.TryRoute<AccountId>("account", out var id))
            return visit.NotFound();
        var answer = await visit.Ask(new CloseAccount(visit.Me.Id, id));
        return answer.IsOk ? visit.Go("/app?said=closed") : visit.Failed(answer.Error);
    }
}
