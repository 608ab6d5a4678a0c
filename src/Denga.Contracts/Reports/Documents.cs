namespace Denga.Contracts.Reports;

/// <summary>Asks for a document of a period's entries, both days included: a workbook (<c>xlsx</c>) or a <c>pdf</c>. It is built in the background;
/// of unchanged entries it is not built twice. Errors: <c>expenses.period</c>, <c>operation.id_reused</c>.</summary>
[Operation(
    "POST /api/v1/reports/documents",
    Grpc = "denga.reports.v1.Documents/Request",
    Summary = "Asks for a workbook or a PDF of a period."
)]
public sealed record RequestDocument(OperationId Id, PersonId Person, DateOnly From, DateOnly To, string Format, string Language = "ru")
    : IOperation<Document>;

/// <summary>How a document stands. Error: <c>reports.no_document</c>, also for another person's.</summary>
[Operation(
    "GET /api/v1/reports/documents/{document}",
    Grpc = "denga.reports.v1.Documents/Get",
    Summary = "How a document stands, and its file."
)]
public sealed record DocumentById(PersonId Person, OperationId Document) : IOperation<Document>;

/// <param name="State"><c>waiting</c>, <c>building</c>, <c>finished</c> or <c>failed</c>.</param>
/// <param name="File">File key, for <c>/files/{key}</c>, when it is finished; good for at least a day.</param>
/// <param name="Error">The code of why it failed.</param>
public sealed record Document(OperationId Id, string State, int Percent, string? File = null, string? Error = null);
