using System.Globalization;
using System.Text.Json;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Expenses;
using Denga.Contracts.Reports;
using Denga.Platform;
using Denga.Platform.Texts;

namespace Denga.Bot.Reports;

/// <param name="Period">Its key; without one, this month.</param>
[Action("rep")]
internal sealed record OpenReport(string Period = "") : IAction;

[Action("rep:csv")]
internal sealed record ExportReport(string Period) : IAction;

/// <param name="Format">xlsx or pdf.</param>
[Action("rep:doc")]
internal sealed record AskDocument(string Format, string Period) : IAction;

/// <summary>A document that was asked for is coming along, or at its end.</summary>
[Action("rep:news")]
internal sealed record DocumentNews(OperationId Document) : IAction;

/// <summary>Where the money went: a picture with words, for a week, a month, a year or any days.</summary>
internal sealed class ReportDialog(CategoryNames categories) : Dialog
{
    private const int CategoriesMax = 6;
    private const int CaptionMax = 1000;
    private const string XlsxFormat = "xlsx";
    private const string PdfFormat = "pdf";
    private static readonly string[] Names = ["report", "отчёт", "отчет"];

    internal override string Word => "rep";

    internal override IReadOnlyList<string> Commands => Names;

    internal override IReadOnlyList<MenuItem> Menu => [new(40, "report", new("Куда ушли деньги", "Where the money went"))];

    internal override bool Takes(string command, string arguments) => PeriodText.TryRead(arguments, new DateOnly(2026, 1, 1), 1, out _);

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var startDay = book.IsOk ? book.Value.MonthStartDay : 1;
        if (PeriodText.TryRead(arguments.Length == 0 ? "month" : arguments, turn.Today, startDay, out var period))
            await Show(turn, period, startDay, cancel);
        else
            turn.Show(turn.Screen().Line(ReportTexts.NotAPeriod).Row(Choices.Home));
    }

    internal override async Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        var book = await turn.Ask(new ExpenseBook(turn.Person.Id), cancel);
        var startDay = book.IsOk ? book.Value.MonthStartDay : 1;
        switch (action)
        {
            case ExportReport { Period: var key } when Period.TryKey(key, out var exported):
                await Export(turn, exported, cancel);
                break;
            case AskDocument { Format: XlsxFormat or PdfFormat } document when Period.TryKey(document.Period, out var printed):
                Ask(turn, printed, document.Format);
                break;
            case OpenReport { Period: var key } when Period.TryKey(key, out var period):
                await Show(turn, period, startDay, cancel);
                break;
            default:
                await Show(turn, Period.Of(PeriodKind.Month, turn.Today, startDay), startDay, cancel);
                break;
        }
    }

    /// <summary>The message of a document that was asked for says how it is coming along; after the end nothing changes it.</summary>
    internal override async Task Notify(Turn turn, IAction notification, CancellationToken cancel)
    {
        var news = JsonSerializer.Deserialize<TellDocument>(turn.Update.Text ?? "", DengaJson.Options)!;
        if (await turn.MessageAbout(SubjectOf(news.Id), cancel) is not { } message)
            return;
        var language = turn.Person.Language;
        var waiting = message.Text.Split('\n')[0];
        if (news.Progress is { } progress)
        {
            var done = ReportTexts.Progress.In(language, Words.Percent(progress.Percent, language));
            turn.Edit(message.Id, new Screen(waiting + "\n" + done, Subject: message.Subject));
            return;
        }
        if (news.Failed is { } failed)
        {
            turn.Edit(
                message.Id,
                new Screen(ErrorWords.Of(new Error(failed.Code, ErrorKind.Unavailable, ""), language), Subject: Ended(news.Id))
            );
            return;
        }
        turn.Edit(message.Id, new Screen(ReportTexts.Built.In(language), Subject: Ended(news.Id)));
        turn.Send(new Screen(ReportTexts.Exported.In(language, news.Finished!.Entries), File: news.Finished.File));
    }

    private static Subject SubjectOf(OperationId document) => new("document", document.ToString());

    private static Subject Ended(OperationId document) => new("document-ended", document.ToString());

    /// <summary>The document's id is made of the press: a press that is worked again asks for the same one.</summary>
    private static void Ask(Turn turn, Period period, string format)
    {
        var language = turn.Person.Language;
        var document = turn.Update.Operation;
        turn.Publish(new DocumentRequested(document, turn.Conversation.Id, turn.Person.Id, period.From, period.To, format, language));
        var named = NameOf(period, turn.Today, language, inside: true);
        var text = format == PdfFormat ? ReportTexts.PreparingPdf : ReportTexts.PreparingExcel;
        turn.Send(new Screen(text.In(language, named), Subject: SubjectOf(document)));
    }

    private async Task Show(Turn turn, Period period, int startDay, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var report = await turn.Ask(new SpendingReport(turn.Person.Id, period.From, period.To, language, Today: turn.Today), cancel);
        if (!report.IsOk)
        {
            turn.ShowError(report.Error);
            return;
        }
        var text = await Caption(turn, period, startDay, report.Value, cancel);
        // Of an empty period there is nothing to draw.
        turn.Show(
            Buttons(turn, turn.Screen().Line(text), period, startDay).Picture(report.Value.Now.Count == 0 ? null : report.Value.Picture)
        );
    }

    private async Task<string> Caption(Turn turn, Period period, int startDay, ReportBuilt report, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var now = report.Now;
        var named = NameOf(period, turn.Today, language);
        var lines = new List<string>();
        if (now.Spent.IsZero)
            lines.Add(ReportTexts.Nothing.In(language, named));
        else
        {
            lines.Add(ReportTexts.Heading.In(language, named, Words.Of(now.Spent, language)));
            lines.Add(Comparison(now.Spent, report.Before.Spent, Compared(period, startDay, turn.Today, language), language));
        }
        if (!now.Income.IsZero)
            lines.Add(ReportTexts.Income.In(language, Words.Of(now.Income, language)));
        var names = await categories.Of(turn, now.Categories.Select(c => c.Category), cancel);
        var spent = now.Categories.Zip(now.Percents()).Where(c => c.First.Sum.Minor > 0 && IsSpending(c.First, names)).ToList();
        if (spent.Count > 0)
            lines.Add("");
        foreach (var (category, percent) in spent.Take(CategoriesMax))
            lines.Add(
                ReportTexts.Share.In(
                    language,
                    CategoryNames.Name(names, category.Category, language),
                    Words.Of(category.Sum, language),
                    Words.Share(percent, language)
                )
            );
        if (spent.Count > CategoriesMax)
            lines.Add(ReportTexts.OtherCategories.In(language, spent.Count - CategoriesMax));
        return PlainText.Cut(string.Join('\n', lines), CaptionMax);
    }

    private static bool IsSpending(CategorySum sum, IReadOnlyDictionary<string, Category> names) =>
        !names.TryGetValue(sum.Category, out var category) || category.Kind != EntryKind.Income;

    /// <summary>The name of what the report compares with.</summary>
    private static string Compared(Period period, int startDay, DateOnly today, string language)
    {
        if (!ComparedPeriod.TryBefore(period.From, period.To, today, startDay, out var before))
            return "";
        if (!ComparedPeriod.IsRunning(period.From, period.To, today))
            return NameOf(new Period(before.Value.From, before.Value.To, period.Kind), today, language, inside: true);
        var named = NameOf(new Period(before.Value.From, before.Value.To, PeriodKind.Days), today, language);
        return (before.Value.From == before.Value.To ? ReportTexts.SameDay : ReportTexts.SameDays).In(language, named);
    }

    private static string Comparison(Money now, Money before, string named, string language)
    {
        if (before.Minor <= 0)
            return ReportTexts.NothingBefore.In(language, named);
        if (now == before)
            return ReportTexts.Same.In(language, named);
        var difference = now > before ? now - before : before - now;
        return (now > before ? ReportTexts.More : ReportTexts.Less).In(
            language,
            Words.Of(difference, language),
            Words.Percent(decimal.Round(100m * difference.Minor / before.Minor, MidpointRounding.AwayFromZero), language),
            named
        );
    }

    /// <param name="inside">A sentence: a Russian month has a small letter there.</param>
    internal static string NameOf(Period period, DateOnly today, string language, bool inside = false) =>
        Words.Period(period.From, period.To, language, today, inside, named: period.Kind != PeriodKind.Days);

    private static ScreenBuilder Buttons(Turn turn, ScreenBuilder screen, Period period, int startDay)
    {
        var turning = new List<Choice> { (ReportTexts.Earlier, new OpenReport(period.Moved(-1).Key)) };
        if (period.To < turn.Today)
            turning.Add((ReportTexts.Later, new OpenReport(period.Moved(1).Key)));
        return screen
            .Row(Of(ReportTexts.Week, PeriodKind.Week), Of(ReportTexts.Month, PeriodKind.Month), Of(ReportTexts.Year, PeriodKind.Year))
            .Row(turning)
            .Row(
                (ReportTexts.Excel, new AskDocument(XlsxFormat, period.Key)),
                (ReportTexts.Pdf, new AskDocument(PdfFormat, period.Key)),
                (ReportTexts.File, new ExportReport(period.Key))
            )
            .Row((ReportTexts.List, new ListDays(period.Key)), Choices.Home);

        Choice Of(Text label, PeriodKind kind) => (label, new OpenReport(Period.Of(kind, turn.Today, startDay).Key));
    }

    private static async Task Export(Turn turn, Period period, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var exported = await turn.Ask(new ExportEntries(turn.Person.Id, period.From, period.To, language), cancel);
        turn.Send(
            exported.IsOk
                ? new Screen(ReportTexts.Exported.In(language, exported.Value.Entries), File: exported.Value.File)
                : new Screen(ErrorWords.Of(exported.Error, language))
        );
    }
}
