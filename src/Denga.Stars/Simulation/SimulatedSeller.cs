using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Outside;
using Denga.Platform.Simulation;
using Denga.Stars.Sellers;

namespace Denga.Stars.Simulation;

/// <summary>A seller's own books, the same for all processes that ask him: what he really sold.</summary>
internal sealed class SellerBooks(string name, SimulatedWorld world, bool buysOnce)
{
    internal static readonly Currency Usdt = Currency.Parse("USDT");

    /// <summary>What nobody has paid for by then is off.</summary>
    private static readonly TimeSpan PaidWithin = TimeSpan.FromHours(2);
    private readonly Dictionary<string, Sale> sales = [];
    private int numbers;

    internal string Name => name;

    internal bool BuysOnce => buysOnce;

    internal IReadOnlyDictionary<string, Sale> Sales => sales;

    internal SellerOrder Place(SellerRequest request, Money quoted)
    {
        if (!sales.TryGetValue(request.Reference, out var sale))
        {
            if (world.Once(40))
                return new SellerOrder("", SellerState.Failed, Reason: StarsErrors.RecipientRefused.Code);
            // Dearer by now, within what the shop bears and beyond it.
            var cost = new Money(quoted.Minor * (100 + (world.Once(6) ? world.Random.Next(6) : 0)) / 100, quoted.Currency);
            sales[request.Reference] = sale = new Sale($"{name} {++numbers}", cost, world.Time.Now);
        }
        return Told(request, sale);
    }

    internal SellerOrder Buy(SellerRequest request)
    {
        var sale = sales[request.Reference];
        if (sale.Bought > 0 && buysOnce || sale.State == SellerState.Failed)
            return Told(request, sale);
        if (++sale.Bought > 1)
            throw new SimulationException($"bought twice: {request.Reference}");
        sale.State =
            world.Once(15) ? SellerState.Failed
            : world.Once(4) ? SellerState.Underway
            : SellerState.Delivered;
        // He says of some that they failed, and of some that they are something else.
        sale.SaysFailed = world.Once(80);
        sale.IsLiar = !sale.SaysFailed && world.Once(40);
        if (sale.State == SellerState.Failed)
            sale.Bought = 0;
        return Told(request, sale);
    }

    internal SellerOrder? Ask(SellerRequest request)
    {
        if (!sales.TryGetValue(request.Reference, out var sale))
            return null;
        if (sale.State == SellerState.Placed && world.Time.Now - sale.PlacedAt > PaidWithin)
            sale.State = SellerState.Failed;
        if (sale.State == SellerState.Underway && (world.IsCalm || world.Random.Next(3) == 0))
            sale.State = world.Once(10) ? SellerState.Failed : SellerState.Delivered;
        if (sale.State == SellerState.Failed)
            sale.Bought = 0;
        return Told(request, sale);
    }

    private SellerOrder Told(SellerRequest request, Sale sale) =>
        new(
            sale.Id,
            sale is { SaysFailed: true, State: SellerState.Delivered } ? SellerState.Failed : sale.State,
            sale.Cost,
            new Money(20_000, Usdt),
            request.Quantity - (!world.IsCalm && sale is { IsLiar: true, State: SellerState.Delivered } ? 1 : 0),
            request.Username
        );

    internal sealed class Sale(string id, Money cost, DateTimeOffset placedAt)
    {
        internal string Id => id;
        internal Money Cost => cost;
        internal DateTimeOffset PlacedAt => placedAt;
        internal SellerState State { get; set; } = SellerState.Placed;

        /// <summary>How often money went for it, and did not come back.</summary>
        internal int Bought { get; set; }
        internal bool SaysFailed { get; set; }
        internal bool IsLiar { get; set; }
    }
}

/// <summary>The way of a process to a seller: slow, and cut before and after the effect.</summary>
internal sealed class SimulatedSeller(SellerBooks books, SimulatedOrders orders, SimulatedWorld world, SimulatedProcess process)
    : IStarsSeller
{
    private const int SilentOnce = 20;

    public string Name => books.Name;

    public Currency Currency => SellerBooks.Usdt;

    public bool BuysOnce => books.BuysOnce;

    public Task<IReadOnlyList<SellerPrice>> Prices(StarsProduct product, IReadOnlyList<int> quantities, CancellationToken cancel) =>
        throw new SimulationException("Quotes are not simulated.");

    public Task<Result<StarsRecipient>> Look(StarsProduct product, string username, CancellationToken cancel) =>
        Task.FromResult<Result<StarsRecipient>>(new StarsRecipient(username, Name: null));

    public Task<SellerOrder> Place(SellerRequest request, CancellationToken cancel) =>
        Call(() => books.Place(request, orders.Quoted(request.Reference)));

    public Task<SellerOrder> Buy(SellerRequest request, string order, Money cost, CancellationToken cancel) =>
        Call(() => books.Buy(request));

    public Task<SellerOrder?> Ask(SellerRequest request, string order, CancellationToken cancel) => Call(() => books.Ask(request));

    public Task<Money?> Funds(CancellationToken cancel) => Task.FromResult<Money?>(null);

    private async Task<T> Call<T>(Func<T> effect)
    {
        await world.Step(process);
        // What has never left is sometimes known to have never left.
        if (world.Once(SilentOnce))
            throw new OutsideException(Name, OutsideFailure.Unreachable, mayHaveArrived: world.Random.Next(2) == 0);
        var answer = effect();
        await world.Step(process);
        return world.Once(SilentOnce) ? throw new OutsideException(Name, OutsideFailure.Late, mayHaveArrived: true) : answer;
    }
}
