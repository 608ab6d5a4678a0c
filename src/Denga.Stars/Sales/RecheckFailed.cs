using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Outside;
using Denga.Stars.Orders;
using Denga.Stars.Sellers;

namespace Denga.Stars.Sales;

/// <summary>Asks sellers once more, and for a day, about orders that failed after they were told to buy: one who delivered after all has sold something
/// that nobody has paid for.</summary>
internal sealed class RecheckFailed(Database<StarsModule> database, OrderTable orders, StarsSellersByName sellers, TimeProvider clock)
    : IJob
{
    private const int AtOnce = 200;

    public string Name => "stars.recheck-failed";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public async Task Run(CancellationToken cancel)
    {
        var failed = await orders.Read(
            $"state = 'Failed' and created_at > $1 and ended_at > $2 and buying_at is not null and dispute is null order by created_at limit {AtOnce}",
            c => c.With(clock.GetUtcNow().AddDays(-100)).With(clock.GetUtcNow().AddDays(-1)),
            cancel
        );
        foreach (var order in failed)
        {
            try
            {
                if (
                    sellers.Of(order.Seller) is not { } seller
                    || await seller.Ask(order.Request, order.SellerOrder!, cancel) is not { State: SellerState.Delivered }
                )
                    continue;
            }
            catch (OutsideException)
            {
                // The next turn asks him.
                continue;
            }
            await database.Transaction(
                async unit =>
                {
                    await orders.KeepDispute(unit, order.Id, "It failed; later he said that it was delivered.", cancel);
                    return 0;
                },
                cancel
            );
        }
    }
}
