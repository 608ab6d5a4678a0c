using Denga.Contracts;

namespace Denga.Reports;

internal static class ReportsErrors
{
    /// <summary>The code of the module whose rule it is, so that people read one sentence for it.</summary>
    public static readonly Error Period = Error.Invalid("expenses.period", "The period must not be backwards nor longer than ten years.");
}
