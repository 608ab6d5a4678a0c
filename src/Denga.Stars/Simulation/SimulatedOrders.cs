using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Simulation;
using Denga.Stars.Orders;

namespace Denga.Stars.Simulation;

/// <summary>What was promised, with everything that an order of it takes over.</summary>
internal sealed record SimulatedQuote(
    PersonId Person,
    StarsWay Way,
    string Seller,
    int Quantity,
    Money Price,
    Money Cost,
    DateTimeOffset ExpiresAt
);

/// <summary>The table of orders in memory: it takes and refuses what its keys and checks do.</summary>
internal sealed class SimulatedOrders(SimulatedWorld world)
{
    private static readonly Money Fee = new(20_000, SellerBooks.Usdt);
    private readonly Dictionary<StarsOrderId, OrderRow> orders = [];
    private readonly Dictionary<StarsQuoteId, StarsOrderId> byQuote = [];
    private readonly Dictionary<PersonId, StarsOrderId> unpaid = [];

    private DateTimeOffset Now => world.Time.Now;

    internal SimulatedModule Module { get; set; } = null!;

    internal Dictionary<StarsQuoteId, SimulatedQuote> Quotes { get; } = [];

    internal IReadOnlyCollection<OrderRow> All => orders.Values;

    internal OrderRow? Find(StarsOrderId id) => orders.GetValueOrDefault(id);

    internal Money Quoted(string reference) => orders[StarsOrderId.Parse(reference, provider: null)].Cost;

    internal IOrderTable In(ITransactions transactions) => new Table(this, transactions);

    private void Put(OrderRow row)
    {
        var before = orders.GetValueOrDefault(row.Id);
        Set(row);
        Module.Changed(() =>
        {
            if (before is not null)
                Set(before);
            else if (orders.Remove(row.Id))
                unpaid.Remove(row.Person);
        });
    }

    private void Set(OrderRow row)
    {
        orders[row.Id] = row;
        if (row.State == StarsOrderState.Created)
            unpaid[row.Person] = row.Id;
        else if (unpaid.TryGetValue(row.Person, out var waiting) && waiting == row.Id)
            unpaid.Remove(row.Person);
    }

    private sealed class Table(SimulatedOrders all, ITransactions transactions) : IOrderTable
    {
        public Task<T> Transaction<T>(Func<UnitOfWork, Task<T>> work, CancellationToken cancel) => transactions.Transaction(work, cancel);

        public Task<Result<T>> Attempt<T>(Func<UnitOfWork, Task<Result<T>>> work, CancellationToken cancel) =>
            transactions.Attempt(work, cancel);

        public Task<OrderRow?> Find(StarsOrderId id, CancellationToken cancel) => Task.FromResult(all.Find(id));

        public Task<OrderRow?> Of(StarsQuoteId quote, PersonId person, CancellationToken cancel) =>
            Task.FromResult(all.byQuote.TryGetValue(quote, out var order) ? all.Find(order) : null);

        public Task<QuotedPrice?> Quoted(StarsQuoteId quote, PersonId person, CancellationToken cancel) =>
            Task.FromResult(
                all.Quotes.TryGetValue(quote, out var found) && found.Person == person
                    ? new QuotedPrice(found.Way, found.Price, found.ExpiresAt)
                    : null
            );

        public Task<Result<(bool IsNew, OrderRow Order)>> Insert(UnitOfWork unit, AskedOrder asked, CancellationToken cancel)
        {
            var operation = asked.Operation;
            var id = StarsOrderId.From(operation.Id.Value);
            if (all.byQuote.TryGetValue(operation.Quote, out var first))
                return Task.FromResult<Result<(bool, OrderRow)>>((false, all.orders[first]));
            if (all.orders.ContainsKey(id) || all.unpaid.ContainsKey(operation.Person))
                return Task.FromResult<Result<(bool, OrderRow)>>(StarsErrors.OrderWaits);
            var quote = all.Quotes[operation.Quote];
            var order = new OrderRow(
                id,
                asked.RequestHash,
                operation.Person,
                StarsProduct.Stars,
                quote.Quantity,
                "durov",
                RecipientName: null,
                quote.Way,
                quote.Seller,
                asked.Account,
                quote.Price,
                Money.Zero(quote.Price.Currency),
                asked.Due,
                Invoice: null,
                quote.Cost + Fee,
                quote.Cost,
                Fee,
                Rate: 80,
                "simulated",
                asked.Now,
                Promo: null,
                StarsOrderState.Created,
                SellerOrder: null,
                PayLink: null,
                BuyingAt: null,
                Reason: null,
                Dispute: null,
                asked.Now,
                asked.ExpiresAt,
                HeldAt: null,
                EndedAt: null,
                Failing: null
            );
            all.Put(order);
            all.byQuote[operation.Quote] = id;
            all.Module.Changed(() => all.byQuote.Remove(operation.Quote));
            return Task.FromResult<Result<(bool, OrderRow)>>((true, order));
        }

        public Task<OrderRow?> Move(UnitOfWork unit, StarsOrderId id, StarsOrderState to, CancellationToken cancel, string? reason = null)
        {
            var order = all.orders[id];
            if (!OrderMoves.Allows(order.State, to))
                return Task.FromResult<OrderRow?>(null);
            var now = all.Now;
            var moved = order.Moved(to, reason, now);
            if (
                to is StarsOrderState.Failed or StarsOrderState.Cancelled != reason is not null
                || to == StarsOrderState.Delivered && moved.SellerOrder is null
            )
                throw new SimulationException($"an order that the database refuses: {moved}");
            all.Put(moved);
            unit.Publish(new StarsOrderChanged(moved.Told(), moved.Person, now));
            return Task.FromResult<OrderRow?>(moved);
        }

        public async Task KeepInvoice(StarsOrderId order, InvoiceId invoice, CancellationToken cancel) =>
            await Transaction(
                unit =>
                {
                    all.Put(all.orders[order] with { Invoice = invoice });
                    return Task.FromResult(0);
                },
                cancel
            );

        public Task KeepPlaced(UnitOfWork unit, OrderRow placed, CancellationToken cancel)
        {
            var order = all.orders[placed.Id];
            if (order.SellerOrder is null)
                all.Put(
                    order with
                    {
                        SellerOrder = placed.SellerOrder,
                        Cost = placed.Cost,
                        SellerFee = placed.SellerFee,
                        PayLink = placed.PayLink,
                    }
                );
            return Task.CompletedTask;
        }

        public Task KeepBuying(UnitOfWork unit, StarsOrderId order, DateTimeOffset? at, CancellationToken cancel)
        {
            all.Put(all.orders[order] with { BuyingAt = at });
            return Task.CompletedTask;
        }

        public Task KeepFailing(UnitOfWork unit, StarsOrderId order, string reason, CancellationToken cancel)
        {
            all.Put(all.orders[order] with { Failing = all.orders[order].Failing ?? reason });
            return Task.CompletedTask;
        }

        public Task KeepDispute(UnitOfWork unit, StarsOrderId order, string? dispute, CancellationToken cancel)
        {
            all.Put(all.orders[order] with { Dispute = dispute });
            return Task.CompletedTask;
        }
    }
}
