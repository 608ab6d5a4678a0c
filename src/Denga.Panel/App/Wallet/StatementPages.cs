using System.Globalization;
using System.Text;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Microsoft.AspNetCore.Http;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Panel.App.Wallet;

/// <summary>An account with what moved on it, as a page and as a table for other programs.</summary>
internal static class StatementPages
{
    private const int LinesOnPage = 50;
    private const int LinesAtOnce = 200;
    private const int FileLinesMax = 100_000;

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
        return visit.IsPart ? visit.Page<StatementLines>(view) : visit.Page<AccountPage>(view);
    }

    internal static async Task<IResult> Csv(Visit visit)
    {
        if (!visit.TryRoute<AccountId>("account", out var id))
            return visit.NotFound();
        var period = Period.Of(visit);
        var text = new StringBuilder("number,time,kind,amount,currency,balance after,note,operation\r\n");
        string? cursor = null;
        for (var lines = 0; lines < FileLinesMax; )
        {
            var page = await visit.Ask(Question(visit, id, period, cursor, LinesAtOnce));
            if (!page.IsOk)
                return visit.Failed(page.Error);
            foreach (var line in page.Value.Lines)
                text.Append(Row(line, visit.Zone));
            lines += page.Value.Lines.Count;
            cursor = page.Value.Next;
            if (cursor is null)
                break;
        }
        visit.Http.Response.Headers.CacheControl = "no-store";
        return Results.File(
            Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray(),
            "text/csv",
            $"denga-{period.FirstText}-{period.LastText}.csv"
        );
    }

    private static Statement Question(Visit visit, AccountId account, Period period, string? cursor, int limit) =>
        new(visit.Me.Id, account, period.From, period.To, cursor, limit);

    private static string Row(StatementLine line, string zone) =>
        string.Join(
            ',',
            line.Number.ToString(CultureInfo.InvariantCulture),
            App.Show.In(line.RecordedAt, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            line.Kind,
            line.Amount.ToAmountString(),
            line.Amount.Currency.Code,
            line.BalanceAfter.ToAmountString(),
            Quoted(line.Metadata?.GetValueOrDefault("note") ?? ""),
            line.Posting.ToString()
        ) + "\r\n";

    /// <summary>A spreadsheet takes a text that begins so for a formula.</summary>
    private static string Quoted(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

/// <param name="Page">Null when what was asked for is no period.</param>
internal sealed record StatementView(Account Account, Period Period, StatementPage? Page);
