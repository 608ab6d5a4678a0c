using Denga.Contracts.Identity;
using Denga.Contracts.Wallet;

namespace Denga.Contracts.Reports;

/// <summary>The statement of an account as CSV, with the filters of <see cref="Statement"/>, at most 100,000 lines: opening, movements with the
/// running balance, closing; times on the person's clock. Laid out as <see cref="ExportEntries"/>. Errors: as <see cref="Statement"/>, and
/// <c>wallet.statement_too_long</c>.</summary>
/// <param name="Language">Of its words and numbers: <c>ru</c> or <c>en</c>.</param>
/// <param name="Kind">Only movements of this kind.</param>
/// <param name="Text">Only movements whose note has these words.</param>
[Operation("GET /api/v1/accounts/{account}/statement.csv", Summary = "A statement as a CSV file.")]
public sealed record ExportStatement(
    PersonId Person,
    AccountId Account,
    DateTimeOffset From,
    DateTimeOffset To,
    string Language = "ru",
    string? Kind = null,
    string? Text = null
) : IOperation<StatementExported>;

/// <param name="File">File key, for <c>/files/{key}</c>.</param>
public sealed record StatementExported(string File, int Lines);

/// <summary>The files that were made for a person and can still be opened by their link: exports, statements, workbooks, PDFs, pictures of reports;
/// the newest first, at most 500.</summary>
[Operation("GET /api/v1/me/files", Summary = "The files that were made for the person and are still here.")]
public sealed record KeptFiles(PersonId Person) : IOperation<IReadOnlyList<KeptFile>>
{
    public const int FilesMax = 500;
}

/// <param name="File">File key, for <c>/files/{key}</c>.</param>
/// <param name="Name">What it is saved as.</param>
/// <param name="ExpiresAt">It is deleted then.</param>
public sealed record KeptFile(string File, string Name, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>What Reports keeps of a person.</summary>
[Operation]
public sealed record ReportRecords(PersonId Person) : IOperation<PersonalRecords>;
