using Denga.Contracts;

namespace Denga.Reports.Spending;

/// <summary>What a report depends on: the same key, the same report.</summary>
/// <param name="Until">The day until which a period that is not over is compared; null for any other.</param>
internal sealed record ReportKey(
    PersonId Person,
    DateOnly From,
    DateOnly To,
    string Language,
    bool Dark,
    long Version,
    Currency Currency,
    int MonthStartDay,
    DateOnly? Until
);
