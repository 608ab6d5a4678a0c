using System.Runtime.CompilerServices;
using Dapper;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Contracts.Reports;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Operations;
using Denga.Reports.Charts;
using Denga.Reports.Exports;
using Denga.Reports.Spending;
using Microsoft.Extensions.Options;

namespace Denga.Reports.Documents;

/// <summary>A file that was built.</summary>
internal sealed record BuiltDocument(string File, int Entries);

/// <summary>Builds a workbook or a PDF of a period, or gives the one that was built of the same entries.</summary>
internal sealed class DocumentBuilder(
    IOperations operations,
    Database<ReportsModule> database,
    ReportFiles files,
    FileStore pictures,
    PdfPrinter printer,
    IOptions<ReportsOptions> options,
    TimeProvider clock
)
{
    public const string Xlsx = "xlsx";
    public const string Pdf = "pdf";

    /// <summary>Entries that are written while the document is built make it neither the old nor the new one; then it is built again.</summary>
    private const int AttemptsMax = 3;
    private const int EntriesBetweenNews = 1_000;

    /// <summary>By which a period is over or not; whose it is matters less for a document than that it is the same for all of its parts.</summary>
    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private DateTimeOffset MidnightUtc => new(Today, TimeOnly.MinValue, TimeSpan.Zero);

    public static IReadOnlyList<string> Formats { get; } = [Xlsx, Pdf];

    /// <param name="tell">Hears how many percent are done, now and then.</param>
    public async Task<Result<BuiltDocument>> Build(
        DocumentRequest request,
        Func<int, CancellationToken, Task> tell,
        CancellationToken cancel
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var book = await operations.Ask(new ExpenseBook(new PersonId(request.Person)), cancel);
            if (!book.IsOk)
                return book.Error;
            if (await Find(request, book.Value, cancel) is { } known)
                return known;
            var content = await Content(request, book.Value, cancel);
            if (!content.IsOk)
                return content.Error;
            var written = await Write(request, content.Value, tell, cancel);
            if (!written.IsOk)
                return written.Error;
            var after = await operations.Ask(new ExpenseBook(new PersonId(request.Person)), cancel);
            if (!after.IsOk)
                return after.Error;
            var whole = after.Value == book.Value && content.Value.Now.Version == book.Value.Version;
            if (!whole && attempt < AttemptsMax)
                continue;
            var name = FileNames.Of(request.Format == Pdf ? "report" : "expenses", request.From, request.To, request.Format);
            var saved = await files.Save(new PersonId(request.Person), written.Value.Bytes, name, cancel);
            if (!saved.IsOk)
                return saved.Error;
            var built = new BuiltDocument(saved.Value, written.Value.Entries);
            if (whole)
                await Keep(request, book.Value, built, cancel);
            return built;
        }
    }

    private async Task<Result<DocumentContent>> Content(DocumentRequest request, Book book, CancellationToken cancel)
    {
        var person = new PersonId(request.Person);
        if (!ComparedPeriod.TryBefore(request.From, request.To, Today, book.MonthStartDay, out var before))
            return ReportsErrors.Period;
        var now = await operations.Ask(new Contracts.Expenses.Spending(person, request.From, request.To), cancel);
        if (!now.IsOk)
            return now.Error;
        if (request.Format == Xlsx && now.Value.Count > Workbook.EntriesMax)
            return ReportsErrors.TooManyEntries;
        var earlier = await operations.Ask(new Contracts.Expenses.Spending(person, before.Value.From, before.Value.To), cancel);
        if (!earlier.IsOk)
            return earlier.Error;
        var categories = await operations.Ask(new Categories(person, request.Language), cancel);
        if (!categories.IsOk)
            return categories.Error;
        var names = categories.Value.ToDictionary(c => c.Key, c => c.Name, StringComparer.Ordinal);
        return new DocumentContent(request.From, request.To, now.Value, earlier.Value, names, request.Language, IsRunning(request));
    }

    private async Task<Result<(ReadOnlyMemory<byte> Bytes, int Entries)>> Write(
        DocumentRequest request,
        DocumentContent content,
        Func<int, CancellationToken, Task> tell,
        CancellationToken cancel
    )
    {
        try
        {
            if (request.Format == Pdf)
            {
                var newest = new List<Expense>();
                await foreach (var entry in Entries(request, content, PdfPage.EntriesMax, tell, cancel))
                    newest.Add(entry);
                var picture = await pictures.Draw(SpendingChart.Draw(content.Card), cancel);
                var pdf = await printer.Print(PdfPage.Write(content, newest, picture), cancel);
                return (pdf, content.Now.Count);
            }
            using var workbook = new MemoryStream();
            var written = await Workbook.Write(workbook, content, Entries(request, content, int.MaxValue, tell, cancel), cancel);
            return (workbook.GetBuffer().AsMemory(0, (int)workbook.Length), written);
        }
        catch (RefusedPageException refused)
        {
            return refused.Error;
        }
        catch (PrintException)
        {
            return ReportsErrors.NotBuilt;
        }
    }

    /// <summary>The newest first.</summary>
    private async IAsyncEnumerable<Expense> Entries(
        DocumentRequest request,
        DocumentContent content,
        int most,
        Func<int, CancellationToken, Task> tell,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var all = Math.Max(1, Math.Min(most, content.Now.Count));
        var read = 0;
        await foreach (var entry in EntriesOfPeriod.Read(operations, new PersonId(request.Person), request.From, request.To, most, cancel))
        {
            yield return entry;
            if (++read % EntriesBetweenNews == 0)
                await tell((int)Math.Min(99, read * 100L / all), cancel);
        }
    }

    private bool IsRunning(DocumentRequest request) => ComparedPeriod.IsRunning(request.From, request.To, Today);

    private async Task<BuiltDocument?> Find(DocumentRequest request, Book book, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await connection.QuerySingleOrDefaultAsync<BuiltDocument>(
            """
            select file, entries from document
            where person_id = @Person and period_from = @From and period_to = @To and format = @Format and language = @Language
                and version = @Version and currency = @Code and month_start_day = @MonthStartDay and built_at > @since
            """,
            new
            {
                request.Person,
                request.From,
                request.To,
                request.Format,
                request.Language,
                book.Version,
                book.Currency.Code,
                book.MonthStartDay,
                since = IsRunning(request) ? MidnightUtc : clock.GetUtcNow() - options.Value.KeepReportsFor,
            }
        );
    }

    private async Task Keep(DocumentRequest request, Book book, BuiltDocument built, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync(
            """
            insert into document (person_id, period_from, period_to, format, language, version, currency, month_start_day, file, entries, built_at)
            values (@Person, @From, @To, @Format, @Language, @Version, @Code, @MonthStartDay, @File, @Entries, @now)
            on conflict on constraint document_once do update set file = excluded.file, entries = excluded.entries, built_at = excluded.built_at
            """,
            new
            {
                request.Person,
                request.From,
                request.To,
                request.Format,
                request.Language,
                book.Version,
                book.Currency.Code,
                book.MonthStartDay,
                built.File,
                built.Entries,
                now = clock.GetUtcNow(),
            }
        );
    }
}

/// <summary>What a document shows besides its entries.</summary>
/// <param name="Names">Names of categories by key.</param>
internal sealed record DocumentContent(
    DateOnly From,
    DateOnly To,
    SpendingAnswer Now,
    SpendingAnswer Before,
    IReadOnlyDictionary<string, string> Names,
    string Language,
    bool IsRunning = false
)
{
    public SpendingCard Card => new(From, To, Now, Before, Names, Language, Dark: false, IsRunning);

    public string NameOf(string category) => Names.GetValueOrDefault(category) ?? CategoryTexts.Of(category, Language);
}
