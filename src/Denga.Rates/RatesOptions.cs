using System.ComponentModel.DataAnnotations;
using Denga.Rates.Sources;

namespace Denga.Rates;

/// <summary>Settings under <c>Rates</c>.</summary>
internal sealed class RatesOptions : IValidatableObject
{
    /// <summary>Whether sources are asked at all; default true. Without it the rates that are known stay in force and become stale.</summary>
    public bool Fetch { get; set; } = true;

    /// <summary>Which sources are asked, of <see cref="SourceList.Names"/>; default all.</summary>
    public string[]? Sources { get; set; }

    /// <summary>Time between two rounds; default an hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan FetchEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Wait before a source that failed for the moment is asked again; the second wait is twice as long. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Where the Bank of Russia is asked; default <c>https://www.cbr.ru/</c>.</summary>
    public Uri BankOfRussia { get; set; } = new("https://www.cbr.ru/");

    /// <summary>Where its mirror is asked; default <c>https://www.cbr-xml-daily.ru/</c>.</summary>
    public Uri BankOfRussiaMirror { get; set; } = new("https://www.cbr-xml-daily.ru/");

    /// <summary>Where the European Central Bank is asked; default <c>https://www.ecb.europa.eu/</c>.</summary>
    public Uri EuropeanCentralBank { get; set; } = new("https://www.ecb.europa.eu/");

    /// <summary>How long a source may take to answer; default 10 seconds.</summary>
    public TimeSpan SourceTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>More days than this between a rate's day and the day it is used for make it stale. 1 to 60; default 4, because a Friday's rate
    /// is in force over a weekend with a holiday.</summary>
    [Range(1, 60)]
    public int StaleAfterDays { get; set; } = 4;

    internal bool Uses(string source) => Fetch && (Sources is null || Sources.Contains(source, StringComparer.Ordinal));

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        (Sources ?? [])
            .Except(SourceList.Names, StringComparer.Ordinal)
            .Select(unknown => new ValidationResult(
                $"Rates:Sources has \"{unknown}\"; the sources are {string.Join(", ", SourceList.Names)}."
            ));
}
