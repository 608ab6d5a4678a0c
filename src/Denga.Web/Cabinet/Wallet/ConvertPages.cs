using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Conversion: a quote with everything it consists of and a clock, then exactly that or nothing.</summary>
internal static class ConvertPages
{
    internal static Task<IResult> Ask(Visit visit) => Page(visit, quote: null);

    internal static async Task<IResult> MakeQuote(Visit visit)
    {
        var accounts = await visit.Ask(new Balances(visit.Me.Id));
        if (!accounts.IsOk)
            return visit.Failed(accounts.Error);
        if (accounts.Value.FirstOrDefault(a => a.Id.ToString() == visit.Entered["from"]) is not { } from)
        {
            visit.Refused("from", FormTexts.Empty);
            return await Page(visit, quote: null);
        }
        if (!Currency.TryFind(visit.Entered["currency"], out var to))
        {
            visit.Refused("currency", FormTexts.Empty);
            return await Page(visit, quote: null);
        }
        if (!EnteredAmount.TryRead(visit, "amount", visit.Entered["side"] == "get" ? to : from.Currency, out var amount))
            return await Page(visit, quote: null);
        var quote = await visit.Ask(new RequestQuote(visit.Me.Id, to, amount, from.Id));
        if (!quote.IsOk)
            visit.Refused(quote.Error);
        return await Page(visit, quote.IsOk ? quote.Value : null);
    }

    internal static async Task<IResult> Execute(Visit visit)
    {
        if (!EnteredAmount.TryId(visit, out var id) || !QuoteId.TryParse(visit.Entered["quote"], provider: null, out var quote))
            return await Page(visit, quote: null);
        var answer = await visit.Ask(new Contracts.Wallet.Convert(id, visit.Me.Id, quote));
        if (answer.IsOk)
            return visit.Go($"/app/operations/{id}?said=converted");
        visit.Refused(answer.Error);
        return await Page(visit, quote: null);
    }

    private static async Task<IResult> Page(Visit visit, Quote? quote)
    {
        var accounts = await visit.Ask(new Balances(visit.Me.Id));
        if (!accounts.IsOk)
            return visit.Failed(accounts.Error);
        visit.Suggest("currency", "USD");
        return visit.Page<ConvertPage, ConvertModel>(new(accounts.Value, quote));
    }
}

/// <param name="Quote">One that was just made.</param>
public sealed record ConvertModel(IReadOnlyList<Account> Accounts, Quote? Quote);
