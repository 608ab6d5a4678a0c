using System.Collections.Concurrent;
using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Operations;

namespace Denga.Stars.Orders;

/// <summary>What an order does in the ledger: a hold of its price, then a capture or a release, each under an id of the order's own (decision 0069).</summary>
internal sealed class OrderMoney(IOperations operations)
{
    internal const string Kind = "stars";

    /// <summary>What the posting that takes the price has its id of.</summary>
    internal const string Capture = "capture";

    /// <summary>What the shop earns before fees and discounts, and those two: what the way to sellers takes, and what promo codes give away.</summary>
    internal const string Margin = "stars:margin";
    internal const string Fees = "stars:fees";
    internal const string Discounts = "stars:discounts";
    internal const string Referrals = "stars:referrals";
    internal const string Cold = "stars:cold:";
    internal const string Owner = "stars:owner";
    private readonly ConcurrentDictionary<(string Purpose, string Currency), AccountId> known = new();

    /// <summary>Reserves the price. Errors: of <see cref="PlaceHold"/>, and <c>wallet.hold_ended</c> where it was given back before.</summary>
    internal async Task<Result<Hold>> Reserve(OrderRow order, CancellationToken cancel)
    {
        var hold = await operations.Ask(
            new PlaceHold(new OperationId(order.Hold.Value), order.Account, order.Price, Kind, order.HoldUntil),
            cancel
        );
        return hold is { IsOk: true, Value.State: not HoldState.Open }
            ? Error.Conflict("wallet.hold_ended", "What was held for the order was given back.")
            : hold;
    }

    /// <summary>Null when nothing is held any more; otherwise why that is not known.</summary>
    internal async Task<Error?> GiveBack(OrderRow order, CancellationToken cancel)
    {
        var released = await operations.Ask(new Release(order.Hold), cancel);
        return released.Error?.Code == "wallet.hold_not_found" ? null : released.Error;
    }

    /// <summary>Takes the price, and books what the order cost and brought.</summary>
    internal async Task<Result<Posting>> Take(OrderRow order, CancellationToken cancel)
    {
        var (price, paid) = (order.Price.Currency, order.Cost.Currency);
        var isExchange = !ReferenceEquals(price, paid);
        var total = order.Cost + order.SellerFee;
        var legs = new List<(AccountId Account, Money Amount)> { (order.Account, -order.Price) };
        foreach (
            var (purpose, amount) in new[]
            {
                (Margin, order.Price + order.Discount - order.InPrice(order.Cost)),
                (Fees, -order.InPrice(order.SellerFee)),
                (Discounts, -order.Discount),
                ("liquidity", isExchange ? order.CostInPrice : Money.Zero(price)),
                ("liquidity", isExchange ? -total : Money.Zero(paid)),
                (Wallet(order.Seller), total),
            }
        )
        {
            if (amount.IsZero)
                continue;
            var account = await System(purpose, amount.Currency, cancel);
            if (!account.IsOk)
                return account.Error;
            legs.Add((account.Value, amount));
        }
        var taken = await operations.Ask(
            new Capture(
                order.Derived(Capture),
                order.Hold,
                Kind,
                [.. legs.Select(l => new Leg(l.Account, l.Amount))],
                // Units of what is bought for one of what is given, as the ledger keeps it.
                Rate: isExchange ? new UsedRate(decimal.Round(1 / order.Rate, 18), order.RateSource, order.RatesAt) : null,
                Metadata: new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["order"] = order.Id.ToString(),
                    ["seller"] = order.Seller,
                    ["product"] = order.Product.ToString(),
                    ["quantity"] = order.Quantity.ToString(CultureInfo.InvariantCulture),
                }
            ),
            cancel
        );
        // Taken before, and booked as the shop did then.
        return taken.Error?.Code == OperationRecord.IdReused.Code
            ? await operations.Ask(new PostingById(order.Derived("capture")), cancel)
            : taken;
    }

    internal async Task<bool> IsTaken(OrderRow order, CancellationToken cancel) =>
        (await operations.Ask(new PostingById(order.Derived("capture")), cancel)).IsOk;

    /// <summary>The wallet from which a seller is paid: minus what stands in it, as of every external account.</summary>
    /// <remarks>The sandbox of payments has the account <c>external:sandbox</c>, which earlier releases shared.</remarks>
    internal static string Wallet(string seller) => seller == StarsOptions.Sandbox ? "external:stars-sandbox" : "external:" + seller;

    internal async ValueTask<Result<AccountId>> System(string purpose, Currency currency, CancellationToken cancel)
    {
        if (known.TryGetValue((purpose, currency.Code), out var account))
            return account;
        var opened = await operations.Ask(new OpenSystemAccount(purpose, currency), cancel);
        return opened.IsOk ? known[(purpose, currency.Code)] = opened.Value.Id : opened.Error;
    }

    internal async Task<Result<Money>> Balance(string purpose, Currency currency, CancellationToken cancel)
    {
        var account = await operations.Ask(new OpenSystemAccount(purpose, currency), cancel);
        return account.IsOk ? account.Value.Balance : account.Error;
    }
}
