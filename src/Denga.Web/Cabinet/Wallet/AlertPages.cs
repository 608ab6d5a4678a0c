using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>Marks that a person wants to be told of when a rate passes them.</summary>
internal static class AlertPages
{
    internal static async Task<IResult> List(Visit visit)
    {
        var alerts = await visit.Ask(new RateAlerts(visit.Me.Id));
        visit.Suggest("of", "USD");
        visit.Suggest("in", "RUB");
        return alerts.IsOk
            ? visit.Page<AlertsPage, ListPage<RateAlert>>(new(ListState.Of(visit), alerts.Value, Next: null))
            : visit.Failed(alerts.Error);
    }

    internal static async Task<IResult> Add(Visit visit)
    {
        if (!EnteredAmount.TryId(visit, out var id))
            return await List(visit);
        if (
            !Currency.TryFind(visit.Entered["of"], out var of)
            || !Currency.TryFind(visit.Entered["in"], out var into)
            || !EnteredAmount.TryNumber(visit.Entered["mark"], out var mark)
        )
        {
            visit.Refused("mark", ErrorTexts.Of("wallet.bad_rate", Surface.Cabinet));
            return await List(visit);
        }
        var side = visit.Entered["side"] == "above" ? AlertSide.Above : AlertSide.Below;
        var answer = await visit.Ask(new AddRateAlert(id, visit.Me.Id, of, into, side, mark));
        if (answer.IsOk)
            return visit.Go("/app/alerts?said=added");
        visit.Refused(answer.Error);
        return await List(visit);
    }

    internal static async Task<IResult> Remove(Visit visit)
    {
        if (!RateAlertId.TryParse(visit.Entered["alert"], provider: null, out var id))
            return visit.NotFound();
        var answer = await visit.Ask(new RemoveRateAlert(visit.Me.Id, id));
        return answer.IsOk ? visit.Go("/app/alerts?said=removed") : visit.Failed(answer.Error);
    }
}
