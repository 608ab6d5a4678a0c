using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Asking for money by a link and a picture, and paying what a link asks for.</summary>
internal static class RequestPages
{
    internal const string State = "state";
    private const int OnPage = 20;

    internal static async Task<IResult> List(Visit visit)
    {
        var requests = await visit.Ask(new PaymentRequests(visit.Me.Id));
        if (!requests.IsOk)
            return visit.Failed(requests.Error);
        visit.Suggest("currency", "RUB");
        var state = ListState.Of(visit, State, ListState.Order);
        return visit.Page<RequestsPage, ListPage<PaymentRequest>>(
            ListPage<PaymentRequest>.Of(
                requests.Value.Where(r => state.Wish(State) is not { } wish || r.State.ToString() == wish),
                state,
                OnPage,
                r => r.Id.ToString(),
                ("newest", r => -r.CreatedAt.ToUnixTimeMilliseconds()),
                ("expires", r => r.ExpiresAt)
            )
        );
    }

    internal static async Task<IResult> Make(Visit visit)
    {
        if (!EnteredAmount.TryId(visit, out var id) || !EnteredAmount.TryRead(visit, "amount", "currency", out var amount))
            return await List(visit);
        var answer = await visit.Ask(new RequestPayment(id, visit.Me.Id, amount, SendPages.Optional(visit, "note")));
        if (answer.IsOk)
            return visit.Go("/app/requests/" + answer.Value.Id);
        visit.Refused(answer.Error);
        return await List(visit);
    }

    internal static async Task<IResult> Show(Visit visit)
    {
        var requests = await visit.Ask(new PaymentRequests(visit.Me.Id));
        if (!requests.IsOk)
            return visit.Failed(requests.Error);
        var request = requests.Value.FirstOrDefault(r => r.Id.ToString() == visit.Route("request"));
        return request is null ? visit.NotFound() : visit.Page<RequestPage, PaymentRequest>(request);
    }

    internal static async Task<IResult> Cancel(Visit visit)
    {
        if (!visit.TryRoute<PaymentRequestId>("request", out var id))
            return visit.NotFound();
        var answer = await visit.Ask(new CancelPaymentRequest(visit.Me.Id, id));
        return answer.IsOk ? visit.Go("/app/requests/" + id) : visit.Failed(answer.Error);
    }

    internal static async Task<IResult> AskPay(Visit visit)
    {
        var asked = await visit.Ask(new PaymentRequestByToken(visit.Route("token")));
        if (!asked.IsOk)
            return visit.Failed(asked.Error);
        if (visit.Person is { } asks && await Own(visit, asks.Id) is { } own)
            return visit.Go("/app/requests/" + own);
        var accounts = visit.Person is { } me ? await visit.Ask(new Balances(me.Id)) : Array.Empty<Account>();
        return accounts.IsOk
            ? visit.Page<PayPage, PayModel>(
                new PayModel(visit.Route("token"), asked.Value, [.. accounts.Value.Where(a => a.Currency == asked.Value.Amount.Currency)])
            )
            : visit.Failed(accounts.Error);
    }

    internal static async Task<IResult> Pay(Visit visit)
    {
        if (!EnteredAmount.TryId(visit, out var id))
            return await AskPay(visit);
        AccountId? from = AccountId.TryParse(visit.Entered["from"], provider: null, out var chosen) ? chosen : null;
        if (await Lacks(visit, from))
        {
            visit.Refused("from", ErrorTexts.Of("wallet.not_enough", Surface.Cabinet));
            return await AskPay(visit);
        }
        var answer = await visit.Ask(
            new PayRequest(id, visit.Me.Id, visit.Route("token"), from, SendPages.Optional(visit, "code"), Wait: false)
        );
        if (answer.IsOk || answer.Error.Args?.ContainsKey("transfer") == true)
            return visit.Go("/app/transfers/" + id);
        await StepUpForm.Asks(visit, answer.Error, "wallet.step_up_needed");
        return await AskPay(visit);
    }

    /// <summary>The person's own request of this link: there is nothing for him to pay.</summary>
    private static async Task<PaymentRequestId?> Own(Visit visit, PersonId person)
    {
        var requests = await visit.Ask(new PaymentRequests(person));
        return requests.IsOk ? requests.Value.FirstOrDefault(r => r.Token == visit.Route("token"))?.Id : null;
    }

    /// <summary>Whether the chosen account has too little. What was paid already is not asked for again.</summary>
    private static async Task<bool> Lacks(Visit visit, AccountId? from)
    {
        var asked = await visit.Ask(new PaymentRequestByToken(visit.Route("token")));
        if (from is not { } chosen || asked is not { IsOk: true, Value.State: PaymentRequestState.Open })
            return false;
        var account = await visit.Ask(new AccountById(visit.Me.Id, chosen));
        return account.IsOk && account.Value.Available is { } available && available < asked.Value.Amount;
    }

    /// <summary>As the visitor himself reached the cabinet.</summary>
    internal static string Address(Visit visit, string link) => $"{visit.Scheme}://{visit.Http.Request.Host}{new Uri(link).AbsolutePath}";
}

/// <param name="Accounts">From which it can be paid.</param>
public sealed record PayModel(string Token, AskedPayment Asked, IReadOnlyList<Account> Accounts);
