using System.ComponentModel.DataAnnotations;

namespace Denga.Reports;

/// <summary>Settings under <c>Reports</c>.</summary>
internal sealed class ReportsOptions
{
    /// <summary>How long pictures, exports and documents are kept, and so how long a link to one is good; default 7 days.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "365.00:00:00")]
    public TimeSpan KeepFilesFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many PDFs are printed at once.</summary>
    [Range(1, 64)]
    public int PdfsAtOnce { get; set; } = 2;

    /// <summary>How long one PDF may take.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan PdfTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A report is answered from the cache while its picture is good for another day at least.</summary>
    internal TimeSpan KeepReportsFor => KeepFilesFor - TimeSpan.FromDays(1);
}
