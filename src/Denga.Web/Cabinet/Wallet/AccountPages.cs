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

    /// <summary>Who tops up for the first time expects an account; who has some is told that there is one more.</summary>
    private static async Task<bool> IsAnother(Visit visit, TopUpReceipt receipt) =>
        receipt.Opened && await visit.Ask(new Balances(visit.Me.Id)) is { IsOk: true, Value.Count: > 1 };

    internal static Task<IResult> AskTopUp(Visit visit)
    {
        visit.Suggest("currency", "RUB");
        return Task.FromResult(visit.Page<TopUpPage>());
    }

    internal static async Task<IResult> TopUp(Visit visit)
    {
        if (!EnteredAmount.TryRead(visit, "amount", "currency", out var amount) || !EnteredAmount.TryId(visit, out var id))
            return visit.Page<TopUpPage>();
        var answer = await visit.Ask(new SandboxTopUp(id, visit.Me.Id, amount));
        if (answer.IsOk)
            return visit.Go($"/app/accounts/{answer.Value.Account}{(await IsAnother(visit, answer.Value) ? "?said=opened" : "")}");
        visit.Refused(answer.Error);
        return visit.Page<TopUpPage>();
    }
}
