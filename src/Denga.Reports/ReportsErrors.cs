using Denga.Contracts;

namespace Denga.Reports;

internal static class ReportsErrors
{
    public static readonly Error Format = Error.Invalid("reports.format", "The format must be xlsx or pdf.");
    public static readonly Error NoDocument = Error.NotFound("reports.no_document", "There is no such document.");
    public static readonly Error NotBuilt = new(
        "reports.not_built",
        ErrorKind.Unavailable,
        "The document could not be built. Ask again later."
    );
    public static readonly Error TooManyEntries = Error.Invalid(
        "reports.too_many_entries",
        "A workbook holds a million entries. Ask for a shorter period."
    );

    /// <summary>The code has the name of the module whose statement it is.</summary>
    public static readonly Error StatementTooLong = Error.Conflict(
        "wallet.statement_too_long",
        "The statement has more than 100,000 lines; choose a shorter period."
    );

    /// <summary>The code of the module whose rule it is, so that people read one sentence for it.</summary>
    public static readonly Error Period = Error.Invalid("expenses.period", "The period must not be backwards, nor longer than ten years.");
}
