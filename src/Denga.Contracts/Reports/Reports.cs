using Denga.Contracts.Expenses;

namespace Denga.Contracts.Reports;

/// <summary>A spending report of a period, both days included, with the same length of time before it, and a picture. Kept under the version
/// of the data: while nothing changes, the same report is answered from the cache. Errors: <c>expenses.period</c>.</summary>
/// <param name="Language"><c>ru</c> or <c>en</c>, for the words in the picture.</param>
/// <param name="Dark">Colours of the picture.</param>
/// <param name="Today">The person's day: a period that is not over by then is compared with the same days of the one before. Without it, with all of
/// it.</param>
[Operation("GET /api/v1/reports/spending", Summary = "A spending report with a chart.")]
public sealed record SpendingReport(
    PersonId Person,
    DateOnly From,
    DateOnly To,
    string Language = "ru",
    bool Dark = false,
    DateOnly? Today = null
) : IOperation<ReportBuilt>;

/// <param name="Before">The period of the same length that ended the day before; a whole month is compared with the whole month before, and a running one with
/// its same days.</param>
/// <param name="Picture">File key of a PNG, for <c>/files/{key}</c>, good for at least a day; empty when no picture could be drawn.</param>
/// <param name="Cached">It was answered from the cache.</param>
public sealed record ReportBuilt(DateOnly From, DateOnly To, SpendingAnswer Now, SpendingAnswer Before, string Picture, bool Cached);

/// <summary>All entries of a period as CSV for a person's office (UTF-8 with byte order mark, RFC 4180): in Russian with semicolons, decimal commas and
/// days as <c>20.11.2026</c>, in English with commas, decimal points and days as <c>2026-11-20</c>. Programs read <c>GET /api/v1/expenses</c>.
/// Errors: <c>expenses.period</c>.</summary>
/// <param name="Language">Of its words and numbers: <c>ru</c> or <c>en</c>.</param>
[Operation("GET /api/v1/reports/export", Summary = "Entries of a period as a CSV file.")]
public sealed record ExportEntries(PersonId Person, DateOnly From, DateOnly To, string Language = "ru") : IOperation<Exported>;

/// <param name="File">File key, for <c>/files/{key}</c>.</param>
public sealed record Exported(string File, int Entries);
