using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Denga.Rates.Book;

internal sealed class RateSourcesHandler(RateBook book, IOptions<RatesOptions> options, TimeProvider clock)
    : IOperationHandler<RateSources, IReadOnlyList<RateSource>>
{
    public async Task<Result<IReadOnlyList<RateSource>>> Handle(RateSources operation, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var index = await book.Current(cancel);
        return index
            .Latest.GroupBy(k => k.Set.Source, StringComparer.Ordinal)
            .OrderBy(sets => sets.Key, StringComparer.Ordinal)
            .Select(sets => Describe(sets.Key, [.. sets], today))
            .ToArray();
    }

    /// <summary>The snapshot has a set for each of its bases; together they are one source.</summary>
    private RateSource Describe(string name, KeptSet[] sets, DateOnly today)
    {
        var newest = sets.MaxBy(k => k.Set.Date)!;
        return new RateSource(
            name,
            newest.Set.Date,
            newest.FetchedAt,
            sets.SelectMany(k => k.Set.PerUnit.Keys).Distinct().Count(),
            Math.Abs(today.DayNumber - newest.Set.Date.DayNumber) > options.Value.StaleAfterDays
        );
    }
}
