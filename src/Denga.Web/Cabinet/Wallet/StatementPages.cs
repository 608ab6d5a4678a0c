using Denga.Contracts;
using Denga.Contracts.Reports;
using Denga.Contracts.Wallet;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Wallet;

/// <summary>An account with what moved on it, as a page and as a table for other programs.</summary>
internal static class StatementPages
{
    private const int LinesOnPage = 50;

    internal static async Task<IResult> Show(Visit visit)
    {
        if (!visit.TryRoute<AccountId>("account", out var id))
            return visit.NotFound();
        var account = await visit.Ask(new AccountById(visit.Me.Id, id));
        if (!account.IsOk)
            return visit.Failed(account.Error);
        var period = Period.Of(visit);
        visit.Keep("from", period.FirstText);
        visit.Keep("to", period.LastText);
        var state = ListState.Of(visit, "from", "to", "kind", ListState.Text);
        var page = await visit.Ask(Question(visit, id, period, state));
        if (!page.IsOk)
            visit.Refused(page.Error);
        var lines = new ListPage<StatementLine>(state, page.IsOk ? page.Value.Lines : [], page.IsOk ? page.Value.Next : null);
        return visit.Page<AccountPage, StatementModel>(new(account.Value, period, lines, page.IsOk ? page.Value : null));
    }

    internal static async Task<IResult> Csv(Visit visit)
    {
        if (!visit.TryRoute<AccountId>("account", out var id))
            return visit.NotFound();
        var period = Period.Of(visit);
        var made = await visit.Ask(
            new ExportStatement(visit.Me.Id, id, period.From, period.To, visit.Language, Wish(visit, "kind"), Wish(visit, "text"))
        );
        return made.IsOk ? visit.Go("/files/" + made.Value.File) : visit.Failed(made.Error);
    }

    private static Statement Question(Visit visit, AccountId account, Period period, ListState state) =>
        new(
            visit.Me.Id,
            account,
            period.From,
            period.To,
            state.Wish(ListState.Cursor),
            LinesOnPage,
            state.Wish("kind"),
            state.Wish(ListState.Text),
            NewestFirst: true
        );

    private static string? Wish(Visit visit, string name) => visit.Entered[name] is { Length: > 0 } wish ? wish : null;
}

/// <param name="Totals">Null when what was asked for is no period.</param>
public sealed record StatementModel(Account Account, Period Period, ListPage<StatementLine> Lines, StatementPage? Totals);
