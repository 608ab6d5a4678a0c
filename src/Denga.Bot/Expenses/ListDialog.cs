using System.Globalization;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Reports;
using Denga.Contracts.Expenses;
using Denga.Platform.Texts;

namespace Denga.Bot.Expenses;

/// <summary>Entries page by page, all or those that were looked for; every entry opens its screen of changes.</summary>
internal sealed class ListDialog(CategoryNames categories) : Dialog
{
    private const int PageEntries = 5;
    private const int QueryCharactersMax = 100;
    private const int CursorsMax = 50;
    private const string Query = "list.query";
    private const string Days = "list.days";

    /// <summary>Cursors of the pages so far, the first page's empty, a line each.</summary>
    private const string Cursors = "list.cursors";

    internal override string Word => "list";

    internal override IReadOnlyList<string> Commands => ["list", "find", "список", "найти", "записи", "история"];

    internal override IReadOnlyList<MenuItem> Menu =>
        [new(60, "list", new("Все записи", "All entries")), new(70, "find", new("Найти запись", "Find an entry"))];

    internal override bool Takes(string command, string arguments) => command.ToLowerInvariant() is "найти" or "find";

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) => Begin(turn, arguments, null, cancel);

    internal override Task Press(Turn turn, string arguments, CancellationToken cancel)
    {
        if (arguments.StartsWith("of:", StringComparison.Ordinal) && Period.TryKey(arguments[3..], out _))
            return Begin(turn, "", arguments[3..], cancel);
        return int.TryParse(arguments, NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            ? Show(turn, page, cancel)
            : Begin(turn, "", null, cancel);
    }

    private Task Begin(Turn turn, string query, string? days, CancellationToken cancel)
    {
        turn.Set(Query, query.Length == 0 ? null : PlainText.Head(PlainText.OneLine(query), QueryCharactersMax));
        turn.Set(Days, days);
        turn.Set(Cursors, "");
        return Show(turn, 0, cancel);
    }

    private async Task Show(Turn turn, int page, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var cursors = (turn.Get(Cursors) ?? "").Split('\n');
        page = Math.Min(page, cursors.Length - 1);
        var query = turn.Get(Query);
        var days = turn.Get(Days) is { } key && Period.TryKey(key, out var period) ? period : (Period?)null;
        var cursor = cursors[page].Length == 0 ? null : cursors[page];
        var found = await turn.Ask(
            new FindExpenses(turn.Person.Id, query, days?.From, days?.To, Cursor: cursor, Limit: PageEntries),
            cancel
        );
        if (!found.IsOk)
        {
            turn.Show(
                new Screen(
                    ErrorWords.Of(found.Error, language),
                    [
                        [Rows.Home(language)],
                    ]
                )
            );
            return;
        }
        if (found.Value.Next is { } next && page == cursors.Length - 1 && cursors.Length < CursorsMax)
            turn.Set(Cursors, string.Join('\n', cursors.Append(next)));
        var names = await categories.Of(turn, found.Value.Items.Select(e => e.Category), cancel);
        turn.Show(new Screen(Text(turn, found.Value.Items, names, query, days), Buttons(turn, found.Value, names, page)));
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

    private static List<IReadOnlyList<Button>> Buttons(
        Turn turn,
        Contracts.Page<Expense> found,
        IReadOnlyDictionary<string, Category> names,
        int page
    )
    {
        var language = turn.Person.Language;
        var rows = found
            .Items.Select(e =>
                (IReadOnlyList<Button>)
                    [
                        new Button(
                            PlainText.Cut(
                                $"{Words.Of(e.Amount, language)} · {(e.Note.Length > 0 ? e.Note : CategoryNames.Name(names, e.Category, language))} · {Words.Of(e.Day, turn.Today, language)}",
                                40
                            ),
                            ChangeDialog.Action("open", e.Id)
                        ),
                    ]
            )
            .ToList();
        var last = new List<Button>();
        if (page > 0)
            last.Add(Rows.Button(Texts.Earlier, Page(page - 1), language));
        if (found.Next is not null)
            last.Add(Rows.Button(Texts.Later, Page(page + 1), language));
        last.Add(Rows.Home(language));
        rows.Add(last);
        return rows;
    }

    private static string Page(int page) => string.Create(CultureInfo.InvariantCulture, $"list:{page}");
}
