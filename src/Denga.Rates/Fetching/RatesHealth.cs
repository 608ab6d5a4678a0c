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
        var failures = string.Join(' ', states.Failures);
        if (age <= options.Value.StaleAfterDays && failures.Length == 0)
            return new HealthAnswer(HealthState.Ok, RatesErrors.Newest(newest!.Value));
        return new HealthAnswer(
            HealthState.Degraded,
            newest is not { } of ? RatesErrors.NoneKnown(failures)
                : options.Value.Fetch ? RatesErrors.SourcesFail(of, failures)
                : RatesErrors.FetchingOff(of)
        );
    }
}
