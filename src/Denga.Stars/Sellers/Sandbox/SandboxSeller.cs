using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Outside;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Stars.Sellers.Sandbox;

/// <summary>Plays a seller, on while no real one is: it delivers nothing to anybody. What it plays is said by how the recipient's username begins, so that
/// everything that sellers do can be seen and tested: <c>nobody</c> is not there, <c>refused</c> may not have it, <c>gone</c> is refused when it is
/// ordered, <c>pricey</c> costs a tenth more by then, <c>broke</c> finds the wallet empty, <c>failed</c> is not delivered, <c>slow</c> is at the third
/// question, <c>unknown</c> is bought without an answer, <c>lost</c> never came to the seller the first time, <c>liar</c> gets less than was ordered,
/// <c>away</c> is not answered at all. Everybody else is delivered at once.</summary>
internal sealed class SandboxSeller(Database<StarsModule> database, IOptions<StarsOptions> options, TimeProvider clock) : IStarsSeller
{
    private static readonly Currency Usdt = Currency.Parse("USDT");
    private static readonly string[] Plays =
    [
        "nobody",
        "refused",
        "gone",
        "pricey",
        "broke",
        "failed",
        "slow",
        "unknown",
        "lost",
        "liar",
        "away",
    ];

    private const int SlowQuestions = 3;

    /// <summary>Fragment's own price, and what the network takes.</summary>
    private const long StarMinor = 15_000;
    private const long NetworkMinor = 20_000;

    public string Name => StarsOptions.Sandbox;

    public Currency Currency => Usdt;

    public bool BuysOnce => true;

    public Task<IReadOnlyList<SellerPrice>> Prices(StarsProduct product, IReadOnlyList<int> quantities, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<SellerPrice>>([.. quantities.Select(q => new SellerPrice(Cost(product, q), Fee))]);

    public Task<Result<StarsRecipient>> Look(StarsProduct product, string username, CancellationToken cancel) =>
        PlayOf(username) switch
        {
            "away" => throw NoAnswer(mayHaveArrived: false),
            "nobody" => Task.FromResult<Result<StarsRecipient>>(StarsErrors.RecipientNotFound),
            "refused" => Task.FromResult<Result<StarsRecipient>>(StarsErrors.RecipientRefused),
            _ => Task.FromResult<Result<StarsRecipient>>(
                new StarsRecipient(username, char.ToUpperInvariant(username[0]) + username[1..].Replace('_', ' '))
            ),
        };

    public async Task<SellerOrder> Place(SellerRequest request, CancellationToken cancel)
    {
        var play = PlayOf(request.Username);
        if (play == "away")
            throw NoAnswer(mayHaveArrived: false);
        if (play == "gone")
            return new SellerOrder("", SellerState.Failed, Reason: StarsErrors.RecipientRefused.Code);
        var cost = Cost(request.Product, request.Quantity);
        if (play == "pricey")
            cost = new Money(cost.Minor * 11 / 10, Usdt);
        await using var place = database
            .Source.CreateCommand(
                """
                insert into sandbox_sale (reference, id, product, quantity, username, cost_minor, state) values ($1, $2, $3, $4, $5, $6, 'Placed')
                on conflict (reference) do nothing
                """
            )
            .With(request.Reference)
            .With("sbx-" + Guid.CreateVersion7().ToString("N"))
            .With(request.Product.ToString())
            .With(request.Quantity)
            .With(request.Username)
            .With(cost.Minor);
        await place.ExecuteNonQueryAsync(cancel);
        return (await Find(request, isQuestion: false, cancel))!;
    }

    public async Task<SellerOrder> Buy(SellerRequest request, string order, Money cost, CancellationToken cancel)
    {
        var play = PlayOf(request.Username);
        if (play == "broke")
            return await End(request, SellerState.Failed, cancel) with { Reason = StarsErrors.NoFunds };
        if (play == "lost")
        {
            await using var first = database
                .Source.CreateCommand("update sandbox_sale set asked = asked + 1 where reference = $1 and asked = 0")
                .With(request.Reference);
            if (await first.ExecuteNonQueryAsync(cancel) == 1)
                throw NoAnswer(mayHaveArrived: true);
        }
        await using (
            var buy = database
                .Source.CreateCommand(
                    "update sandbox_sale set bought = bought + 1, bought_at = $3, state = $2 where reference = $1 and bought = 0"
                )
                .With(request.Reference)
                .With((play is "failed" or "slow" ? SellerState.Underway : SellerState.Delivered).ToString())
                .With(clock.GetUtcNow())
        )
        {
            var isFirst = await buy.ExecuteNonQueryAsync(cancel) == 1;
            if (isFirst && play == "unknown")
                throw NoAnswer(mayHaveArrived: true);
        }
        return (await Find(request, isQuestion: false, cancel))!;
    }

    public async Task<SellerOrder?> Ask(SellerRequest request, string order, CancellationToken cancel)
    {
        if (PlayOf(request.Username) == "failed" && await Find(request, isQuestion: false, cancel) is { State: SellerState.Underway })
            return await End(request, SellerState.Failed, cancel);
        return await Find(request, isQuestion: true, cancel);
    }

    public Task<Money?> Funds(CancellationToken cancel) =>
        Task.FromResult<Money?>(new Money(options.Value.SandboxSeller.Funds * Usdt.UnitsPerOne, Usdt));

    private static Money Fee { get; } = new(NetworkMinor, Usdt);

    private static Money Cost(StarsProduct product, int quantity) =>
        new(
            product == StarsProduct.Stars
                ? quantity * StarMinor
                : quantity switch
                {
                    3 => 11_990_000,
                    6 => 15_990_000,
                    _ => 28_990_000,
                },
            Usdt
        );

    private string? PlayOf(string username) =>
        options.Value.SandboxSeller.Plays ?? Array.Find(Plays, p => username.StartsWith(p, StringComparison.OrdinalIgnoreCase));

    private async Task<SellerOrder> End(SellerRequest request, SellerState state, CancellationToken cancel)
    {
        await using var end = database
            .Source.CreateCommand("update sandbox_sale set state = $2 where reference = $1")
            .With(request.Reference)
            .With(state.ToString());
        await end.ExecuteNonQueryAsync(cancel);
        return (await Find(request, isQuestion: false, cancel))!;
    }

    private async Task<SellerOrder?> Find(SellerRequest request, bool isQuestion, CancellationToken cancel)
    {
        await using var find = database
            .Source.CreateCommand(
                $"""
                update sandbox_sale set asked = asked + $2,
                    state = case when $3 and state = 'Underway' and asked + 1 >= {SlowQuestions} then 'Delivered' else state end
                where reference = $1 returning id, state, quantity, username, cost_minor
                """
            )
            .With(request.Reference)
            .With(isQuestion ? 1 : 0)
            .With(isQuestion);
        await using var row = await find.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel))
            return null;
        var state = Enum.Parse<SellerState>(row.GetString(1));
        var isLie = PlayOf(request.Username) == "liar" && state == SellerState.Delivered;
        return new SellerOrder(
            row.GetString(0),
            state,
            new Money(row.GetInt64(4), Usdt),
            Fee,
            row.GetInt32(2) - (isLie ? 1 : 0),
            row.GetString(3),
            state == SellerState.Failed ? StarsErrors.NotDelivered : null
        );
    }

    private static OutsideException NoAnswer(bool mayHaveArrived) =>
        new(
            StarsOptions.Sandbox,
            mayHaveArrived ? OutsideFailure.Late : OutsideFailure.Unreachable,
            mayHaveArrived,
            new HttpRequestException("Played.")
        );
}
