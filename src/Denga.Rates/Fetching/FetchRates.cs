using System.Globalization;
using Denga.Platform.Jobs;
using Denga.Rates.Book;
using Denga.Rates.Sources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Denga.Rates.Fetching;

/// <summary>Asks every source in use, each by itself, and keeps what is new. A source that fails costs one line in the log; what it gave
/// before stays in force.</summary>
internal sealed partial class FetchRates(
    IServiceProvider services,
    RateHistory history,
    RateBook book,
    SourceStates states,
    IOptions<RatesOptions> options,
    TimeProvider clock,
    ILogger<FetchRates> log
) : IJob
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);
    private bool nobodyAnswered;

    public string Name => "rates.fetch";

    public TimeSpan Every => nobodyAnswered && Soon < options.Value.FetchEvery ? Soon : options.Value.FetchEvery;

    public async Task Run(CancellationToken cancel)
    {
        var used = services.GetServices<IRateSource>().Where(s => options.Value.Uses(s.Name)).ToArray();
        var answered = await Task.WhenAll(used.Select(s => Fetch(s, cancel)));
        nobodyAnswered = answered.Length > 0 && !answered.Contains(true);
    }

    private async Task<bool> Fetch(IRateSource source, CancellationToken cancel)
    {
        try
        {
            var set = await source.Get(cancel);
            if (!set.CanBeOf(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)))
                throw new RateSourceException(
                    source.Name,
                    string.Create(CultureInfo.InvariantCulture, $"gave rates of {set.Date:yyyy-MM-dd}, which cannot be its newest")
                );
            states.Answered(source.Name);
            var isNew = await history.Store(set, cancel);
            // Also when it was known: whoever stored it may not have come to telling.
            await book.Changed(cancel);
            if (isNew)
                Stored(source.Name, set.Date, set.PerUnit.Count);
            return true;
        }
        catch (RateSourceException failure)
        {
            states.Failed(source.Name, failure.Message);
            SourceFailed(failure.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "New rates of {Source} for {Date}: {Currencies} currencies")]
    private partial void Stored(string source, DateOnly date, int currencies);

    [LoggerMessage(LogLevel.Warning, "{Failure} It is asked again at the next round.")]
    private partial void SourceFailed(string failure);
}
