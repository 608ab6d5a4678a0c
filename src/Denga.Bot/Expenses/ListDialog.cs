using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Reports;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <param name="Page">From 0; without one the list is opened anew.</param>
[Action("list")]
internal sealed record OpenList(int? Page = null) : IAction;

/// <param name="Days">Key of a period.</param>
[Action("list:of")]
internal sealed record ListDays(string Days) : IAction;

/// <summary>What is listed.</summary>
/// <param name="Days">Key of a period.</param>
/// <param name="Cursors">Of the pages that were seen, and of the next; the first page has none.</param>
internal sealed record ListDraft(string? Query, string? Days, IReadOnlyList<string> Cursors);

/// <summary>Entries page by page, all or those that were looked for; every entry opens its screen of changes.</summary>
internal sealed class ListDialog(CategoryNames categories) : Dialog
{
    private const int PageEntries = 5;
    private const int QueryCharactersMax = 100;
    private const int PagesMax = 50;
    private const string Prefix = "list";

    internal override string Word => Prefix;

    internal override IReadOnlyList<string> Commands => ["list", "find", "список", "найти", "записи", "история"];

    internal override IReadOnlyList<MenuItem> Menu =>
        [new(60, "list", new("Все записи", "All entries")), new(70, "find", new("Найти запись", "Find an entry"))];

    internal override bool Takes(string command, string arguments) => command.ToLowerInvariant() is "найти" or "find";

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) => Begin(turn, arguments, null, cancel);

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action switch
        {
            ListDays days when Period.TryKey(days.Days, out _) => Begin(turn, "", days.Days, cancel),
            OpenList { Page: { } page } => Show(turn, page, cancel),
            _ => Begin(turn, "", null, cancel),
        };

    private Task Begin(Turn turn, string query, string? days, CancellationToken cancel)
    {
        var asked = query.Length == 0 ? null : PlainText.Head(PlainText.OneLine(query), QueryCharactersMax);
        turn.Set(Prefix, new ListDraft(asked, days, []));
        return Show(turn, 0, cancel);
    }

    private async Task Show(Turn turn, int page, CancellationToken cancel)
    {
        var draft = turn.Get<ListDraft>(Prefix) ?? new ListDraft(null, null, []);
        page = Math.Min(page, draft.Cursors.Count);
        var days = draft.Days is { } key && Period.TryKey(key, out var period) ? period : (Period?)null;
        var cursor = page == 0 ? null : draft.Cursors[page - 1];
        var found = await turn.Ask(
            new FindExpenses(turn.Person.Id, draft.Query, days?.From, days?.To, Cursor: cursor, Limit: PageEntries),
            cancel
        );
        if (!found.IsOk)
        {
            turn.ShowError(found.Error);
            return;
        }
        if (found.Value.Next is { } next && page == draft.Cursors.Count && page < PagesMax - 1)
            turn.Set(Prefix, draft with { Cursors = [.. draft.Cursors, next] });
        var names = await categories.Of(turn, found.Value.Items.Select(e => e.Category), cancel);
        var turning = new List<Choice>();
        if (page > 0)
            turning.Add((Texts.Earlier, new OpenList(page - 1)));
        if (found.Value.Next is not null)
            turning.Add((Texts.Later, new OpenList(page + 1)));
        turn.Show(
            turn.Screen()
                .Line(Text(turn, found.Value.Items, names, draft.Query, days))
                .Grid(1, found.Value.Items.Select(e => (Choice)(LabelOf(e, names, turn), new OpenChange(e.Id))))
                .Row([.. turning, Choices.Home])
        );
    }

    private static string LabelOf(Expense entry, IReadOnlyDictionary<string, Category> names, Turn turn)
    {
        var language = turn.Person.Language;
        var what = entry.Note.Length > 0 ? entry.Note : CategoryNames.Name(names, entry.Category, language);
        return PlainText.Cut($"{Words.Of(entry.Amount, language)} · {what} · {Words.Of(entry.Day, turn.Today, language)}", 40);
    }

    private static string Text(
        Turn turn,
        IReadOnlyList<Expense> entries,
        IReadOnlyDictionary<string, Category> names,
        string? query,
        Period? days
    )
    {
        var language = turn.Person.Language;
        var asked = query ?? (days is { } of ? ReportDialog.NameOf(of, turn.Today, language) : null);
        if (entries.Count == 0)
            return asked is null ? ReportTexts.NoEntries.In(language) : ReportTexts.NotFound.In(language, asked);
        var heading = asked is null ? ReportTexts.Entries.In(language) : ReportTexts.Found.In(language, asked);
        return string.Join('\n', entries.Select(e => "• " + EntryWords.Line(e, names, turn, kind: true)).Prepend(heading));
    }
}
