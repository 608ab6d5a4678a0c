using Denga.Contracts;
using Denga.Contracts.Reports;
using Denga.Contracts.Wallet;
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
        var cursor = visit.Entered["cursor"];
        var page = await visit.Ask(Question(visit, id, period, cursor.Length == 0 ? null : cursor, LinesOnPage));
        if (!page.IsOk)
            visit.Refused(page.Error);
        var view = new StatementView(account.Value, period, page.IsOk ? page.Value : null);
        return visit.IsPart ? visit.Page<StatementLines, StatementView>(view) : visit.Page<AccountPage, StatementView>(view);
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

    private static Statement Question(Visit visit, AccountId account, Period period, string? cursor, int limit) =>
        new(visit.Me.Id, account, period.From, period.To, cursor, limit, Wish(visit, "kind"), Wish(visit, "text"), NewestFirst: true);

    private static string? Wish(Visit visit, string name) => visit.Entered[name] is { Length: > 0 } wish ? wish : null;
}

/// <param name="Page">Null when what was asked for is no period.</param>
public sealed record StatementView(Account Account, Period Period, StatementPage? Page);
