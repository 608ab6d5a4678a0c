using Denga.Contracts;
using Denga.Contracts.Stars;

namespace Denga.Stars.Sellers;

/// <summary>Somebody who sells Stars and Premium to the shop: a folder here, a line in <c>StarsModule</c>, and the same contract tests as the others. He
/// knows nothing of the ledger. No answer is <see cref="Platform.Outside.OutsideException"/>: the outcome is open then, and is asked for with
/// <see cref="Ask"/>.</summary>
internal interface IStarsSeller
{
    /// <summary>Lower case: of his settings, his account (<c>external:&lt;name&gt;</c>), his webhooks.</summary>
    string Name { get; }

    /// <summary>In what he is paid.</summary>
    Currency Currency { get; }

    /// <summary>Whether <see cref="Buy"/> under a reference that was bought under is the same purchase. Otherwise it is called once, and what became of it
    /// is only asked for.</summary>
    bool BuysOnce { get; }

    /// <summary>What he asks now, in the order of the quantities; at most 100.</summary>
    Task<IReadOnlyList<SellerPrice>> Prices(StarsProduct product, IReadOnlyList<int> quantities, CancellationToken cancel);

    /// <summary>Whether he can be given it. Errors: <c>stars.recipient_not_found</c>, <c>stars.recipient_refused</c>.</summary>
    Task<Result<StarsRecipient>> Look(StarsProduct product, string username, CancellationToken cancel);

    /// <summary>Puts the order down under our reference, and buys nothing yet. The same reference again is the same order. Refusals are values of
    /// <see cref="SellerState.Failed"/>.</summary>
    Task<SellerOrder> Place(SellerRequest request, CancellationToken cancel);

    /// <summary>Lets the money go for a placed order. Where somebody else pays the seller, it only answers how it stands.</summary>
    Task<SellerOrder> Buy(SellerRequest request, string order, Money cost, CancellationToken cancel);

    /// <summary>How it stands; null when he has no such order.</summary>
    Task<SellerOrder?> Ask(SellerRequest request, string order, CancellationToken cancel);

    /// <summary>What stands in the wallet from which he is paid; null where nobody tells.</summary>
    Task<Money?> Funds(CancellationToken cancel);
}

/// <param name="Cost">For the Stars.</param>
/// <param name="Fee">For the way to him: his service's, the network's.</param>
/// <param name="UsdtForOne">Where he says so: what one of his currency is worth, for currencies that no rate is known of.</param>
internal sealed record SellerPrice(Money Cost, Money Fee, decimal? UsdtForOne = null);

/// <param name="Reference">Ours, committed before he hears of it: his idempotency key.</param>
/// <param name="Username">Without the at sign.</param>
internal sealed record SellerRequest(string Reference, StarsProduct Product, int Quantity, string Username);

internal enum SellerState
{
    /// <summary>It stands there; nobody has paid for it.</summary>
    Placed,

    /// <summary>The money has gone, or is going.</summary>
    Underway,

    /// <summary>Final.</summary>
    Delivered,

    /// <summary>Final: nothing was bought, or the money came back.</summary>
    Failed,
}

/// <param name="Id">What he calls it; empty where he refused to put it down.</param>
/// <param name="Quantity">What he says he sells, and to whom; null where he does not repeat it.</param>
/// <param name="Reason">A code of ours, with <see cref="SellerState.Failed"/>.</param>
/// <param name="PayLink">Where he waits for somebody's wallet.</param>
internal sealed record SellerOrder(
    string Id,
    SellerState State,
    Money? Cost = null,
    Money? Fee = null,
    int? Quantity = null,
    string? Username = null,
    string? Reason = null,
    string? PayLink = null
)
{
    /// <summary>What he says is not what was asked of him.</summary>
    internal bool Contradicts(SellerRequest request) =>
        Quantity is { } quantity && quantity != request.Quantity
        || Username is { } username && !username.Equals(request.Username, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The sellers that are switched on, by name.</summary>
internal sealed class StarsSellersByName(IEnumerable<IStarsSeller> all, Microsoft.Extensions.Options.IOptions<StarsOptions> options)
{
    private readonly Dictionary<string, IStarsSeller> byName = all.ToDictionary(s => s.Name, StringComparer.Ordinal);

    internal IReadOnlyList<IStarsSeller> Used { get; } =
    [.. all.Where(s => options.Value.WaysOf(s.Name).Count > 0).OrderBy(s => s.Name, StringComparer.Ordinal)];

    internal IStarsSeller For(StarsWay way) => byName[options.Value.SellerOf(way)];

    /// <summary>Also one that sells no more: what was ordered from him is seen to its end.</summary>
    internal IStarsSeller? Of(string name) => byName.GetValueOrDefault(name);
}
