using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Platform.Operations;

namespace Denga.Rates.Book;

internal sealed class RatesIntoHandler(RateBook book) : IOperationHandler<RatesInto, IReadOnlyList<Rate>>
{
    private const int AskedMax = 10_000;

    public async Task<Result<IReadOnlyList<Rate>>> Handle(RatesInto operation, CancellationToken cancel)
    {
        if (operation.Asked.Count > AskedMax)
            return RatesErrors.TooMany;
        var rates = new Rate[operation.Asked.Count];
        if (rates.Length == 0)
            return rates;
        var index = await book.Since(operation.Asked.Min(a => a.Day), cancel);
        for (var i = 0; i < rates.Length; i++)
        {
            var rate = index.Find(operation.Asked[i].From, operation.To, operation.Asked[i].Day);
            if (!rate.IsOk)
                return rate.Error;
            rates[i] = rate.Value;
        }
        return rates;
    }
}
