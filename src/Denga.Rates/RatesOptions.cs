using System.ComponentModel.DataAnnotations;

namespace Denga.Rates;

/// <summary>Settings of exchange rates.</summary>
internal sealed class RatesOptions
{
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
}
