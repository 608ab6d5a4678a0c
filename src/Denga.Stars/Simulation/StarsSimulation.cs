using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Simulation;
using Denga.Platform.Work;
using Denga.Stars.Orders;
using Denga.Stars.Sales;
using Denga.Stars.Sellers;
using Microsoft.Extensions.Options;

namespace Denga.Stars.Simulation;

/// <summary>Orders of Stars with sellers that are late, silent and lie, in processes that die: steps, moves and money are the real ones.</summary>
internal sealed class StarsSimulation : ISimulated
{
    private const int People = 12;
    private const int PastMax = 200;
    private const int RateOfUsdt = 80;
    private static readonly string[] Providers = ["asked", "signed"];
    private static readonly Error Away = new("simulated.away", ErrorKind.Unavailable, "The shop gave no answer.");
    private readonly SimulatedWorld world;
    private readonly IOperations wallet;
    private readonly ISimulated payments;
    private readonly SimulatedOrders orders;
    private readonly SellerBooks[] books;
    private readonly PersonId[] people;
    private readonly Dictionary<SimulatedProcess, Part> parts = [];
    private readonly List<StarsOrderId> past = [];

    internal StarsSimulation(SimulatedWorld world, IOperations wallet, ISimulated payments)
    {
        (this.world, this.wallet, this.payments) = (world, wallet, payments);
        orders = new SimulatedOrders(world);
        books = [new SellerBooks("once", world, buysOnce: true), new SellerBooks("plain", world, buysOnce: false)];
        people = [.. Enumerable.Range(0, People).Select(_ => new PersonId(world.NewId()))];
        Module = new SimulatedModule(world, Begin);
        orders.Module = Module;
        payments.Module.Tells<InvoicePaid>(Module, new OnInvoicePaid());
    }

    public SimulatedModule Module { get; }

    public string Left =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{orders.All.Count} orders, {orders.All.Count(o => o.State == StarsOrderState.Delivered)} of them delivered"
        );

    public async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel) =>
        await world.Ask(process => parts[process].Ask(operation)) ?? Away;

    public async Task Act()
    {
        switch (world.Random.Next(20))
        {
            case < 13:
                await Order();
                break;
            case < 15:
                await Earn();
                break;
            case < 17 when Past() is { } unwanted:
                await world.Insist(this, new CancelStarsOrder(unwanted.Person, unwanted.Id));
                break;
            case < 19 when Past() is { State: StarsOrderState.Unknown } unknown:
                await Resolve(unknown);
                break;
            default:
                Module.RetryGivenUp();
                break;
        }
    }

    public void Check()
    {
        if (past.Count > 0)
            Check(orders.Find(past[^1])!);
    }

    public async Task Settle()
    {
        while (Module.RetryGivenUp()) { }
        foreach (var order in orders.All.Where(o => o.State == StarsOrderState.Unknown).ToList())
            await Resolve(order);
    }

    public void CheckAll()
    {
        foreach (var order in orders.All)
        {
            if (!OrderMoves.IsEnd(order.State))
                throw new SimulationException($"an order never ends: {order}");
            Check(order);
            var sale = books.Single(b => b.Name == order.Seller).Sales.GetValueOrDefault(order.Reference);
            var isSold = sale is { Bought: 1, State: SellerState.Delivered };
            // A seller who says that it failed is believed; nobody has paid for it then.
            if (sale is not { SaysFailed: true } && isSold != (order.State == StarsOrderState.Delivered))
                throw new SimulationException($"{(isSold ? "sold" : "not sold")}, and the order is {order}");
        }
    }

    /// <summary>Paid if and only if it is delivered.</summary>
    private void Check(OrderRow order)
    {
        var isTaken = wallet.Ask(new PostingById(order.Derived("capture")), CancellationToken.None).Result.IsOk;
        if (order.State == StarsOrderState.Delivered && !isTaken)
            throw new SimulationException($"delivered and not paid: {order}");
        if (order.State is StarsOrderState.Failed or StarsOrderState.Cancelled && isTaken)
            throw new SimulationException($"paid and not delivered: {order}");
    }

    private async Task Order()
    {
        var person = people[world.Random.Next(People)];
        var quote = new StarsQuoteId(world.NewId());
        var quantity = 50 + world.Random.Next(500);
        var cost = new Money(quantity * 15_000L, SellerBooks.Usdt);
        orders.Quotes[quote] = new SimulatedQuote(
            person,
            world.Random.Next(2) == 0 ? StarsWay.Balance : StarsWay.Direct,
            books[world.Random.Next(books.Length)].Name,
            quantity,
            new Money(quantity * 15L * RateOfUsdt * 12 / 100, Currency.Rub),
            cost,
            world.Time.Now.AddMinutes(15)
        );
        var provider = Providers[world.Random.Next(Providers.Length)];
        // Ten fast taps, under ids of their own.
        if (world.Random.Next(6) == 0)
            world.Begin(() => world.Insist(this, new OrderStars(new OperationId(world.NewId()), person, quote, provider)));
        if (await world.Insist(this, new OrderStars(new OperationId(world.NewId()), person, quote, provider)) is not { } made)
            return;
        if (past.Count == PastMax)
            past.RemoveAt(0);
        past.Add(made.Id);
    }

    private async Task Earn()
    {
        var person = people[world.Random.Next(People)];
        var amount = new Money(1 + world.Random.Next(3_000_00), Currency.Rub);
        var account = (await wallet.Ask(new OpenAccount(person, Currency.Rub), CancellationToken.None)).Value;
        var shops = (await wallet.Ask(new OpenSystemAccount("external:shops", Currency.Rub), CancellationToken.None)).Value;
        await wallet.Ask(
            new Post(new OperationId(world.NewId()), "wages", [new Leg(shops.Id, -amount), new Leg(account.Id, amount)]),
            CancellationToken.None
        );
    }

    /// <summary>An operator has looked at the seller's own page.</summary>
    private async Task Resolve(OrderRow order)
    {
        var sale = books.Single(b => b.Name == order.Seller).Sales.GetValueOrDefault(order.Reference);
        if (sale is { State: SellerState.Delivered or SellerState.Failed })
            await world.Insist(this, new ResolveStarsOrder(people[0], order.Id, sale.State == SellerState.Delivered, "looked at it"));
    }

    private OrderRow? Past() => past.Count == 0 ? null : orders.Find(past[world.Random.Next(past.Count)]);

    /// <summary>What a process has of the shop.</summary>
    private IReadOnlyList<IWorker> Begin(SimulatedProcess process, ITransactions transactions)
    {
        foreach (var dead in parts.Keys.Where(p => p.IsDead).ToList())
            parts.Remove(dead);
        var sellers = books.Select(b => (IStarsSeller)new SimulatedSeller(b, orders, world, process)).ToArray();
        var part = new Part(orders.In(transactions), sellers, world.Clock, world.Calls(process, new Neighbours(wallet, payments)));
        parts[process] = part;
        return part.Workers;
    }

    private sealed class Part
    {
        private readonly OrderHandlers handlers;
        private readonly ResolveHandler resolving;

        internal Part(IOrderTable orders, IStarsSeller[] sellers, TimeProvider clock, IOperations operations)
        {
            // Who brought whom is not simulated.
            var options = Options.Create(new StarsOptions { ReferralPercent = 0 });
            var steps = new OrderSteps(orders, new OrderMoney(operations), options);
            handlers = new OrderHandlers(orders, steps, operations, options, clock);
            resolving = new ResolveHandler(orders, steps);
            Workers =
            [
                new HoldWorker(orders, steps),
                new ExpireWorker(orders, operations, clock),
                new BuyWorker(orders, steps, new StarsSellersByName(sellers, options), clock),
            ];
        }

        internal IReadOnlyList<IWorker> Workers { get; }

        internal async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation)
        {
            object answer = operation switch
            {
                OrderStars of => await handlers.Handle(of, CancellationToken.None),
                CancelStarsOrder of => await handlers.Handle(of, CancellationToken.None),
                ResolveStarsOrder of => await resolving.Handle(of, CancellationToken.None),
                _ => throw new SimulationException($"The simulated shop does not know {operation.GetType().Name}."),
            };
            return (Result<TAnswer>)answer;
        }
    }

    /// <summary>The other modules that the shop asks.</summary>
    private sealed class Neighbours(IOperations wallet, ISimulated payments) : IOperations
    {
        public Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel) =>
            operation is CreateInvoice or StartPayment or CancelInvoice or InvoiceById
                ? payments.Ask(operation, cancel)
                : wallet.Ask(operation, cancel);
    }
}
