using System.Globalization;
using Denga.Platform.Health;
using Denga.Rates.Book;
using Microsoft.Extensions.Options;

namespace Denga.Rates.Fetching;

/// <summary>The age of the rates. Old rates never stop anything: what is converted by them is marked as stale.</summary>
internal sealed class RatesHealth(RateBook book, SourceStates states, IOptions<RatesOptions> options, TimeProvider clock) : IHealthCheck
{
    public string Name => "rates";

    public async Task<HealthAnswer> Check(CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var newest = (await book.Current(cancel)).Newest;
        var age = newest is null ? int.MaxValue : today.DayNumber - newest.Value.DayNumber;
        var of = newest is null
            ? "There are no rates."
            : string.Create(CultureInfo.InvariantCulture, $"The newest rates are of {newest:yyyy-MM-dd}.");
        if (age <= options.Value.StaleAfterDays && states.Failures.Count == 0)
            return new HealthAnswer(HealthState.Ok, of);
        var why = options.Value.Fetch ? string.Join(" ", states.Failures) : "Fetching is off (Rates:Fetch).";
        return new HealthAnswer(HealthState.Degraded, $"{of} {why}".TrimEnd());
    }
}
