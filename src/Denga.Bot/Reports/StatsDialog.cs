using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Bot.Home;
using Denga.Contracts;
using Denga.Contracts.Analytics;
using Denga.Contracts.Expenses;

namespace Denga.Bot.Reports;

[Action("stats")]
internal sealed record OpenStats : IAction;

/// <summary>Today and this month, live.</summary>
internal sealed class StatsDialog(CategoryNames categories) : Dialog
{
    private const int CategoriesMax = 15;

    internal override string Word => "stats";

    internal override IReadOnlyList<string> Commands => ["stats", "статистика"];

    internal override IReadOnlyList<MenuItem> Menu => [new(50, "stats", new("Сегодня и этот месяц", "Today and this month"))];

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var from = Period.Of(PeriodKind.Month, turn.Today, book.IsOk ? book.Value.MonthStartDay : 1).From;
        var totals = await turn.Ask(new LiveTotals(turn.Person.Id, from, turn.Today), cancel);
        if (!totals.IsOk)
        {
            turn.ShowError(totals.Error);
            return;
        }
        turn.Show(
            turn.Screen()
                .Line(await Text(turn, from, totals.Value, cancel))
                .Row((StartTexts.Report, new OpenReport()), (ReportTexts.Limits, new OpenLimits()))
                .Row((ReportTexts.Refresh, new OpenStats()), Choices.Home)
        );
    }

    private async Task<string> Text(Turn turn, DateOnly from, IReadOnlyList<DayTotal> totals, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var spent = totals.Where(t => t.Kind != EntryKind.Income).ToList();
        if (totals.Count == 0)
            return ReportTexts.NoEntriesYet.In(language);
        var currency = totals[0].Sum.Currency;
        var lines = new List<string>
        {
            ReportTexts.Today.In(language, Words.Of(Sum(spent.Where(t => t.Day == turn.Today), currency), language)),
            ReportTexts.ThisMonth.In(language, Words.Of(from, turn.Today, language), Words.Of(Sum(spent, currency), language)),
        };
        var income = Sum(totals.Where(t => t.Kind == EntryKind.Income), currency);
        if (!income.IsZero)
            lines.Add(ReportTexts.Income.In(language, Words.Of(income, language)));
        var limits = await turn.Ask(new Limits(turn.Person.Id), cancel);
        if (limits.IsOk && limits.Value.FirstOrDefault(l => l.Category is null) is { } total)
            lines.Add(ReportTexts.Allowance.In(language, Words.Of(total.PerDay, language)));
        var names = await categories.Of(turn, spent.Select(t => t.Category), cancel);
        var sums = spent.GroupBy(t => t.Category).Select(g => (g.Key, Sum: Sum(g, currency))).OrderByDescending(g => g.Sum.Minor).ToList();
        if (sums.Count > 0)
            lines.AddRange(["", ReportTexts.ByCategory.In(language)]);
        lines.AddRange(sums.Take(CategoriesMax).Select(s => $"{CategoryNames.Name(names, s.Key, language)} — {Words.Of(s.Sum, language)}"));
        return string.Join('\n', lines);
    }

    private static Money Sum(IEnumerable<DayTotal> totals, Currency currency) =>
        totals.Where(t => ReferenceEquals(t.Sum.Currency, currency)).Aggregate(Money.Zero(currency), (sum, t) => sum + t.Sum);
}
