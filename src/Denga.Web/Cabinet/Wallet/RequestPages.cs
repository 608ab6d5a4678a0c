using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Asking for money by a link and a picture, and paying what a link asks for.</summary>
internal static class RequestPages
{
    internal static async Task<IResult> List(Visit visit)
    {
        var requests = await visit.Ask(new PaymentRequests(visit.Me.Id));
        visit.Suggest("currency", "RUB");
        return requests.IsOk ? visit.Page<RequestsPage, IReadOnlyList<PaymentRequest>>(requests.Value) : visit.Failed(requests.Error);
    }

    internal static async Task<IResult> Make(Visit visit)
    {
        if (!AmountText.TryId(visit, out var id) || !AmountText.TryRead(visit, "amount", "currency", out var amount))
            return await List(visit);
        var answer = await visit.Ask(new RequestPayment(id, visit.Me.Id, amount, SendPages.Optional(visit, "note")));
        if (answer.IsOk)
            return visit.Go("/app/requests/" + answer.Value.Id);
        visit.Refused(answer.Error);
        return await List(visit);
    }

    internal static Task<IResult> Show(Visit visit) => One<RequestPage>(visit);

    internal static Task<IResult> Part(Visit visit) => One<RequestPart>(visit);

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
            ? visit.Page<PayPage, PayView>(
                new PayView(visit.Route("token"), asked.Value, [.. accounts.Value.Where(a => a.Currency == asked.Value.Amount.Currency)])
            )
            : visit.Failed(accounts.Error);
    }

    internal static async Task<IResult> Pay(Visit visit)
    {
        if (!AmountText.TryId(visit, out var id))
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
        if (answer.Error.Code == "wallet.step_up_needed")
        {
            var stepUp = await visit.Ask(
                new RequestStepUp(visit.Me.Id, answer.Error.Args?.GetValueOrDefault("purpose") ?? "transfer " + id)
            );
            if (stepUp.IsOk)
            {
                visit.Keep("method", stepUp.Value.Method);
                return await AskPay(visit);
            }
            visit.Refused(stepUp.Error);
            return await AskPay(visit);
        }
        visit.Refused(answer.Error);
        if (answer.Error.Code == "identity.bad_code")
            visit.Keep("op", id.ToString());
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

    private static async Task<IResult> One<TPage>(Visit visit)
        where TPage : PageOf<PaymentRequest>
    {
        var requests = await visit.Ask(new PaymentRequests(visit.Me.Id));
        if (!requests.IsOk)
            return visit.Failed(requests.Error);
        var request = requests.Value.FirstOrDefault(r => r.Id.ToString() == visit.Route("request"));
        return request is null ? visit.NotFound() : visit.Page<TPage, PaymentRequest>(request);
    }
}

/// <param name="Accounts">From which it can be paid.</param>
public sealed record PayView(string Token, AskedPayment Asked, IReadOnlyList<Account> Accounts);
