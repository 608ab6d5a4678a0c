using System.Globalization;
using CsvHelper;
using Denga.Contracts.Expenses;

namespace Denga.Reports.Csv;

/// <summary>Writes entries as CSV: UTF-8 with byte order mark, comma, CRLF, quotes as RFC 4180 has them. Numbers have a decimal point and no
/// grouping, days are <c>2026-11-20</c>, the header is English, so that a file means the same to every program; names of categories are in the
/// person's language. Rate columns are empty for entries in the main currency.</summary>
internal static class EntriesCsv
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "date",
        "kind",
        "category",
        "amount",
        "currency",
        "converted",
        "main_currency",
        "rate",
        "rate_source",
        "rate_date",
        "note",
        "tags",
        "account",
        "id",
    ];

    private static readonly CsvWriterOptions Rules = CsvWriterOptions.Default with { WriteByteOrderMark = true };

    /// <summary>Writes entry by entry and leaves the stream open.</summary>
    /// <param name="names">Names of categories by key; a key without one is written itself.</param>
    /// <returns>How many entries were written.</returns>
    public static async Task<int> Write(
        Stream stream,
        IAsyncEnumerable<Expense> entries,
        IReadOnlyDictionary<string, string> names,
        CancellationToken cancellationToken
    )
    {
        await using var csv = CsvWriter.Create(stream, Rules, leaveOpen: true);
        await csv.WriteRecordAsync([.. Columns], cancellationToken);
        var written = 0;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            Write(csv, entry, names);
            await csv.EndRecordAsync(cancellationToken);
            written++;
        }
        return written;
    }

    /// <summary>A spreadsheet runs a cell that begins like a formula; an apostrophe before it makes it a text.</summary>
    internal static string Guarded(string text) =>
        text.Length > 0 && "=+-@\t\r\n".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;

    private static void Write(CsvWriter csv, Expense entry, IReadOnlyDictionary<string, string> names)
    {
        csv.WriteField(Day(entry.Day));
        csv.WriteField(entry.Kind.ToString().ToLowerInvariant());
        csv.WriteField(Guarded(names.GetValueOrDefault(entry.Category, entry.Category)));
        csv.WriteField(entry.Amount.ToAmountString());
        csv.WriteField(entry.Amount.Currency.Code);
        csv.WriteField(entry.Converted.ToAmountString());
        csv.WriteField(entry.Converted.Currency.Code);
        csv.WriteField(entry.Rate?.Value.ToString(CultureInfo.InvariantCulture) ?? "");
        csv.WriteField(entry.Rate?.Source ?? "");
        csv.WriteField(entry.Rate is { } rate ? Day(rate.Date) : "");
        csv.WriteField(Guarded(entry.Note));
        csv.WriteField(Guarded(string.Join(' ', entry.Tags)));
        csv.WriteField(Guarded(entry.Account ?? ""));
        csv.WriteField(entry.Id.ToString());
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
