using Denga.Contracts.Expenses;
using Denga.Platform.Texts;
using Denga.Reports.Documents;

namespace Denga.Reports.Csv;

/// <summary>Writes entries as a table. Rate columns are empty for entries in the main currency.</summary>
internal static class EntriesCsv
{
    /// <summary>Writes entry by entry and leaves the stream open.</summary>
    /// <param name="names">Names of categories by key.</param>
    /// <returns>How many entries were written.</returns>
    public static async Task<int> Write(
        Stream stream,
        IAsyncEnumerable<Expense> entries,
        IReadOnlyDictionary<string, string> names,
        string language,
        CancellationToken cancellationToken
    )
    {
        var words = new DocumentTexts(language);
        await using var csv = new CsvTable(stream, language);
        await csv.Heads(words.EntryHeads, cancellationToken);
        var written = 0;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            Write(csv, entry, names, words);
            await csv.EndRow(cancellationToken);
            written++;
        }
        return written;
    }

    private static void Write(CsvTable csv, Expense entry, IReadOnlyDictionary<string, string> names, DocumentTexts words)
    {
        csv.Day(entry.Day);
        csv.Text(Words.Kind(entry.Kind, words.Language));
        csv.Text(names.GetValueOrDefault(entry.Category) ?? CategoryTexts.Of(entry.Category, words.Language));
        csv.Amount(entry.Amount);
        csv.Text(entry.Amount.Currency.Code);
        csv.Amount(entry.Converted);
        csv.Text(entry.Converted.Currency.Code);
        csv.Number(entry.Rate?.Value);
        csv.Text(entry.Rate is { } used ? Words.Source(used.Source, words.Language) : "");
        csv.Day(entry.Rate?.Date);
        csv.Text(entry.Note);
        csv.Text(string.Join(' ', entry.Tags));
        csv.Text(entry.Account);
        csv.Text(entry.Id.ToString());
    }
}
