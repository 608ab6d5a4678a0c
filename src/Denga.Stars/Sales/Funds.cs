using System.Diagnostics.Metrics;
using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform.Data;
using Denga.Platform.Health;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Telemetry;
using Denga.Stars.Catalogue;
using Denga.Stars.Orders;
using Denga.Stars.Sellers;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Stars.Sales;

/// <summary>The shop's money with its sellers: in the wallet that each is paid from (hot), put away (cold), and what its owner brought or took.</summary>
internal sealed class Funds(
    Database<StarsModule> database,
    StarsSellersByName sellers,
    OrderMoney money,
    IOperations operations,
    IOptions<StarsOptions> options,
    TimeProvider clock
) : IOperationHandler<StarsSellers, IReadOnlyList<StarsSeller>>, IOperationHandler<MoveStarsFunds, StarsSeller>
{
    public async Task<Result<IReadOnlyList<StarsSeller>>> Handle(StarsSellers operation, CancellationToken cancel)
    {
        var all = new List<StarsSeller>();
        foreach (var seller in sellers.Used)
        {
            var one = await Look(seller, cancel);
            if (!one.IsOk)
                return one.Error;
            all.Add(one.Value);
        }
        return all;
    }

    public async Task<Result<StarsSeller>> Handle(MoveStarsFunds operation, CancellationToken cancel)
    {
        if (sellers.Used.FirstOrDefault(s => s.Name == operation.Seller) is not { } seller)
            return StarsErrors.UnknownSeller;
        if (SalesHandlers.Reason(operation.Reason) is not { } reason)
            return StarsErrors.BadReason;
        if (operation.Amount.Minor <= 0 || !ReferenceEquals(operation.Amount.Currency, seller.Currency) || operation.From == operation.To)
            return StarsErrors.BadAmount;
        var from = await money.System(AccountOf(operation.From, seller), seller.Currency, cancel);
        var to = await money.System(AccountOf(operation.To, seller), seller.Currency, cancel);
        if ((from.Error ?? to.Error) is { } error)
            return error;
        // What the shop has somewhere outside is minus on the account of that place.
        var posted = await operations.Ask(
            new Post(
                operation.Id,
                "stars-funds",
                [new Leg(from.Value, operation.Amount), new Leg(to.Value, -operation.Amount)],
                Metadata: new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = reason }
            ),
            cancel
        );
        if (!posted.IsOk)
            return posted.Error;
        if (!posted.Value.IsReplay)
            await database.Transaction(
                unit =>
                {
                    unit.Audit(
                        "stars.funds-moved",
                        seller.Name,
                        operation.Person,
                        reason,
                        after: new
                        {
                            operation.Id,
                            operation.From,
                            operation.To,
                            operation.Amount,
                        }
                    );
                    return Task.FromResult(Done.It);
                },
                cancel
            );
        return await Look(seller, cancel);
    }

    private async Task<Result<StarsSeller>> Look(IStarsSeller seller, CancellationToken cancel)
    {
        var hot = await money.Balance(OrderMoney.Wallet(seller.Name), seller.Currency, cancel);
        var cold = await money.Balance(OrderMoney.Cold + seller.Name, seller.Currency, cancel);
        if ((hot.Error ?? cold.Error) is { } error)
            return error;
        var (said, available) = await Said(seller, cancel);
        var (hour, day) = await Spent(seller.Name, cancel);
        return new StarsSeller(
            seller.Name,
            options.Value.WaysOf(seller.Name),
            available,
            -hot.Value,
            said,
            -cold.Value,
            IsLow(said ?? -hot.Value),
            hour,
            Whole(options.Value.CapPerHour),
            day,
            Whole(options.Value.CapPerDay)
        );
    }

    /// <summary>What stands in the wallet: as the seller says, else as the ledger has it. Null where neither tells.</summary>
    internal async Task<WatchedSeller?> Watch(IStarsSeller seller, CancellationToken cancel)
    {
        var (said, available) = await Said(seller, cancel);
        if (said is null)
        {
            var hot = await money.Balance(OrderMoney.Wallet(seller.Name), seller.Currency, cancel);
            if (!hot.IsOk)
                return null;
            said = -hot.Value;
        }
        return new WatchedSeller(seller.Name, said.Value, IsLow(said.Value), available);
    }

    private static async Task<(Money? Said, bool Available)> Said(IStarsSeller seller, CancellationToken cancel)
    {
        try
        {
            return (await seller.Funds(cancel), true);
        }
        catch (OutsideException)
        {
            return (null, false);
        }
    }

    private bool IsLow(Money there) => there.Minor < options.Value.LowFunds * there.Currency.UnitsPerOne;

    private static string AccountOf(StarsPurse purse, IStarsSeller seller) =>
        purse switch
        {
            StarsPurse.Hot => OrderMoney.Wallet(seller.Name),
            StarsPurse.Cold => OrderMoney.Cold + seller.Name,
            _ => OrderMoney.Owner,
        };

    private static Money Whole(long usdt) => new(usdt * Exchange.Usdt.UnitsPerOne, Exchange.Usdt);

    private async Task<(Money Hour, Money Day)> Spent(string seller, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var command = database
            .Source.CreateCommand(
                """
                select coalesce(sum(worth_minor) filter (where created_at > $2), 0)::bigint, coalesce(sum(worth_minor), 0)::bigint
                from star_order where created_at > $3 and seller = $1 and state not in ('Failed', 'Cancelled')
                """
            )
            .With(seller)
            .With(now.AddHours(-1))
            .With(now.AddDays(-1));
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return (new Money(row.GetInt64(0), Exchange.Usdt), new Money(row.GetInt64(1), Exchange.Usdt));
    }
}

internal sealed record WatchedSeller(string Name, Money There, bool IsLow, bool Available);

/// <summary>Looks at the sellers now and then: little money, orders whose outcome nobody knows, sellers who contradict themselves.</summary>
internal sealed class WatchSellers : IJob, IHealthCheck, IDisposable
{
    private readonly Database<StarsModule> database;
    private readonly StarsSellersByName sellers;
    private readonly Funds funds;
    private readonly Gauges gauges = new();
    private volatile IReadOnlyList<WatchedSeller> last = [];
    private volatile Figures figures = new(0, 0, 0);

    public WatchSellers(Database<StarsModule> database, StarsSellersByName sellers, Funds funds)
    {
        (this.database, this.sellers, this.funds) = (database, sellers, funds);
        gauges.Add(
            "denga.stars.funds_low",
            () => last.Select(s => new Measurement<int>(s.IsLow ? 1 : 0, new KeyValuePair<string, object?>("seller", s.Name))),
            "{seller}",
            "Whether the wallet that a seller of Stars is paid from holds less than Stars:LowFunds."
        );
        gauges.Add("denga.stars.unknown", () => figures.Unknown, "{order}", "Orders of Stars whose outcome is not known.");
        gauges.Add(
            "denga.stars.unpaid_outside",
            () => figures.Unpaid,
            "{order}",
            "Orders of Stars that wait for a payment outside of Denga."
        );
        gauges.Add("denga.stars.disputes", () => figures.Disputes, "{order}", "Orders of Stars whose seller contradicted their end.");
    }

    public string Name => "stars";

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task Run(CancellationToken cancel)
    {
        var looked = new List<WatchedSeller>();
        foreach (var seller in sellers.Used)
        {
            if (await funds.Watch(seller, cancel) is { } watched)
                looked.Add(watched);
        }
        last = looked;
        await using var command = database.Source.CreateCommand(
            """
            select count(*) filter (where state = 'Unknown'),
                count(*) filter (where state = 'Purchasing' and pay_link is not null),
                (select count(*) from star_order where dispute is not null)
            from star_order where state in ('Held', 'Purchasing', 'Unknown')
            """
        );
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        figures = new Figures(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    public Task<HealthAnswer> Check(CancellationToken cancel)
    {
        var now = figures;
        var wrong = last.Where(s => s.IsLow)
            .Select(s => $"The wallet that {s.Name} is paid from holds {s.There}: fill it, or lower Stars:LowFunds.")
            .Concat(last.Where(s => !s.Available).Select(s => $"{s.Name} does not answer."))
            .Append(now.Unknown > 0 ? $"Of {now.Unknown} orders nobody knows the outcome: look at them in the panel." : null)
            .Append(now.Disputes > 0 ? $"{now.Disputes} orders are told otherwise by their seller than they ended." : null)
            .OfType<string>()
            .ToList();
        return Task.FromResult(
            wrong.Count == 0 ? new HealthAnswer(HealthState.Ok) : new HealthAnswer(HealthState.Degraded, string.Join(' ', wrong))
        );
    }

    public void Dispose() => gauges.Dispose();

    private sealed record Figures(long Unknown, long Unpaid, long Disputes);
}
