using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Reports;
using Denga.Contracts.Wallet;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Denga.Reports.Documents;

namespace Denga.Reports.Exports;

/// <summary>A statement as a file, of the pages that the question gives.</summary>
internal sealed class ExportStatementHandler(IOperations operations, ReportFiles files)
    : IOperationHandler<ExportStatement, StatementExported>
{
    private const int PageLines = 200;
    private const int LinesMax = 100_000;

    public async Task<Result<StatementExported>> Handle(ExportStatement operation, CancellationToken cancel)
    {
        var person = await operations.Ask(new Profile(operation.Person), cancel);
        if (!person.IsOk)
            return person.Error;
        var words = new DocumentTexts(operation.Language);
        var clock = new Clock(TimeZoneInfo.TryFindSystemTimeZoneById(person.Value.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc);
        using var stream = new MemoryStream();
        var lines = 0;
        StatementPage? page = null;
        await using (var csv = new CsvTable(stream, operation.Language))
        {
            do
            {
                var asked = await operations.Ask(Question(operation, page?.Next), cancel);
                if (!asked.IsOk)
                    return asked.Error;
                if (page is null)
                {
                    await csv.Heads(words.StatementHeads, cancel);
                    await End(csv, clock.At(operation.From), words.Opening, asked.Value.Opening, cancel);
                }
                page = asked.Value;
                lines += page.Lines.Count;
                if (lines > LinesMax)
                    return ReportsErrors.StatementTooLong;
                foreach (var line in page.Lines)
                    await Write(csv, line, clock.At(line.RecordedAt), words, cancel);
            } while (page.Next is not null);
            await End(csv, clock.At(operation.To), words.Closing, page.Closing, cancel);
        }
        var (first, last) = (clock.DayOf(operation.From), clock.DayOf(operation.To.AddTicks(-1)));
        var name = FileNames.Of("statement-" + page.Closing.Currency.Code, first, last, "csv");
        var saved = await files.Save(operation.Person, stream.GetBuffer().AsMemory(0, (int)stream.Length), name, cancel);
        return saved.IsOk ? new StatementExported(saved.Value, lines) : saved.Error;
    }

    private static Statement Question(ExportStatement asked, string? cursor) =>
        new(asked.Person, asked.Account, asked.From, asked.To, cursor, PageLines, asked.Kind, asked.Text);

    private static async Task Write(CsvTable csv, StatementLine line, DateTimeOffset at, DocumentTexts words, CancellationToken cancel)
    {
        csv.Number(line.Number);
        csv.Moment(at);
        csv.Offset(at);
        csv.Text(Words.Kind(line.Kind, words.Language, title: true));
        csv.Amount(line.Amount);
        csv.Text(line.Amount.Currency.Code);
        csv.Amount(line.BalanceAfter);
        csv.Text(line.Counterparty);
        csv.Text(line.Note ?? line.Metadata?.GetValueOrDefault("note"));
        csv.Text(line.Posting.ToString());
        await csv.EndRow(cancel);
    }

    private static async Task End(CsvTable csv, DateTimeOffset at, string word, Money balance, CancellationToken cancel)
    {
        csv.Text("");
        csv.Moment(at);
        csv.Offset(at);
        csv.Text(word);
        csv.Text("");
        csv.Text(balance.Currency.Code);
        csv.Amount(balance);
        csv.Text("");
        csv.Text("");
        csv.Text("");
        await csv.EndRow(cancel);
    }

    /// <summary>The person's.</summary>
    private readonly record struct Clock(TimeZoneInfo Zone)
    {
        public DateTimeOffset At(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone);

        public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(At(moment).DateTime);
    }
}
