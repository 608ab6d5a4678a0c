using Denga.Contracts;
using Denga.Contracts.Rates;
using Denga.Platform.Operations;

namespace Denga.Rates.Book;

internal sealed class RateOnHandler(RateBook book, TimeProvider clock) : IOperationHandler<RateOn, Rate>
{
    public async Task<Result<Rate>> Handle(RateOn operation, CancellationToken cancel)
    {
        var day = operation.Day ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return (await book.Since(day, cancel)).Find(operation.From, operation.To, day);
    }
}
