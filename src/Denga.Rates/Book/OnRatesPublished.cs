using Denga.Contracts.Rates;
using Denga.Platform.Data;
using Denga.Platform.Events;

namespace Denga.Rates.Book;

/// <summary>Copies are forgotten by the event, so also when the process that stored the set ended before it could tell.</summary>
internal sealed class OnRatesPublished(RateBook book) : Consumer<RatesPublished>("rates.current")
{
    protected override Task Consume(RatesPublished happened, Delivery delivery, UnitOfWork work, CancellationToken cancel) =>
        book.Changed(cancel);
}
