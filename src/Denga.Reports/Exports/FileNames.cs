using System.Globalization;

namespace Denga.Reports.Exports;

/// <summary>What people save files as: <c>denga-expenses-2026-11.csv</c>. Latin letters and digits, which every mail, archive and messenger takes.</summary>
internal static class FileNames
{
    public static string Of(string what, DateOnly from, DateOnly to, string format) => $"denga-{what}-{Period(from, to)}.{format}";

    private static string Period(DateOnly from, DateOnly to) =>
        from == to ? Day(from)
        : from is { Day: 1, Month: 1 } && to == from.AddYears(1).AddDays(-1) ? from.ToString("yyyy", CultureInfo.InvariantCulture)
        : from.Day == 1 && to == from.AddMonths(1).AddDays(-1) ? from.ToString("yyyy-MM", CultureInfo.InvariantCulture)
        : $"{Day(from)}-to-{Day(to)}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
