using System.ComponentModel.DataAnnotations;

namespace Denga.Reports;

/// <summary>Settings under <c>Reports</c>.</summary>
internal sealed class ReportsOptions
{
    /// <summary>How long pictures and exports are kept; default 7 days.</summary>
    [Range(typeof(TimeSpan), "2.00:00:00", "365.00:00:00")]
    public TimeSpan KeepFilesFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many pictures are drawn at once; default 2.</summary>
    [Range(1, 64)]
    public int PicturesAtOnce { get; set; } = 2;

    /// <summary>How long one picture may take; default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan PictureTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A report is answered from the cache while its picture is good for another day at least.</summary>
    internal TimeSpan KeepReportsFor => KeepFilesFor - TimeSpan.FromDays(1);
}
