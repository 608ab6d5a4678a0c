using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Stars.Promotions;
using Denga.Stars.Sellers;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Stars.Catalogue;

internal sealed class CatalogueHandlers(
    Database<StarsModule> database,
    StarsSellersByName sellers,
    Recipients recipients,
    Exchange exchange,
    Promos promos,
    Margins margins,
    IOptions<StarsOptions> options,
    TimeProvider clock
)
    : IOperationHandler<StarsCatalogue, StarsPrices>,
        IOperationHandler<CheckRecipient, StarsRecipient>,
        IOperationHandler<QuoteStars, StarsQuote>
{
    /// <summary>Sellers set their prices about every minute, and the catalogue promises none.</summary>
    private static readonly TimeSpan PricesFor = TimeSpan.FromMinutes(1);
    private volatile KnownPrices? known;

    public async Task<Result<StarsPrices>> Handle(StarsCatalogue operation, CancellationToken cancel)
    {
        var seller = sellers.For(StarsWay.Balance);
        try
        {
            var prices = known;
            if (prices is null || clock.GetUtcNow() - prices.At > PricesFor)
                known = prices = new KnownPrices(clock.GetUtcNow(), await Packs(seller, cancel));
            var added = await margins.Now(cancel);
            var packs = new List<StarsPack>();
            DateTimeOffset? at = null;
            foreach (var (product, quantity, price) in prices.Packs)
            {
                var rate = await exchange.Rate(seller, price, operation.Currency, cancel);
                if (!rate.IsOk)
                    return rate.Error;
                var margin = Margins.Of(added, product, quantity);
                if (Pricing.Of(price.Cost, price.Fee, rate.Value.Value, operation.Currency, margin, 0) is not { } priced)
                    continue;
                packs.Add(new StarsPack(product, quantity, priced.Price, priced.Fee));
                at ??= rate.Value.At;
            }
            return new StarsPrices(packs, at ?? clock.GetUtcNow(), added.Rules.Select(r => r.Percent).Append(added.Otherwise).Max());
        }
        catch (OutsideException)
        {
            return StarsErrors.SellerAway;
        }
    }

    public async Task<Result<StarsRecipient>> Handle(CheckRecipient operation, CancellationToken cancel) =>
        await recipients.Slow(operation.Person, cancel) is { } slow
            ? slow
            : await recipients.Find(sellers.For(StarsWay.Balance), operation.Person, operation.Product, operation.Username, cancel);

    public async Task<Result<StarsQuote>> Handle(QuoteStars operation, CancellationToken cancel)
    {
        if (Quantities.Refuses(operation.Product, operation.Quantity) is { } wrong)
            return wrong;
        if (await recipients.Slow(operation.Person, cancel) is { } slow)
            return slow;
        decimal off = 0;
        string? promo = null;
        if (operation.Promo is not null)
        {
            if (await promos.Usable(operation.Promo, operation.Person, cancel) is not { } usable)
                return StarsErrors.BadPromo;
            (promo, off) = (usable.Code, usable.Percent);
        }
        var seller = sellers.For(operation.Way);
        var recipient = await recipients.Find(seller, operation.Person, operation.Product, operation.Username, cancel);
        if (!recipient.IsOk)
            return recipient.Error;
        SellerPrice price;
        try
        {
            price = (await seller.Prices(operation.Product, [operation.Quantity], cancel))[0];
        }
        catch (OutsideException)
        {
            return StarsErrors.SellerAway;
        }
        var rate = await exchange.Rate(seller, price, operation.Currency, cancel);
        if (!rate.IsOk)
            return rate.Error;
        var margin = Margins.Of(await margins.Now(cancel), operation.Product, operation.Quantity);
        if (Pricing.Of(price.Cost, price.Fee, rate.Value.Value, operation.Currency, margin, off) is not { } priced)
            return StarsErrors.CurrencyNotTaken;
        var now = clock.GetUtcNow();
        var quote = new StarsQuote(
            StarsQuoteId.New(),
            operation.Product,
            operation.Quantity,
            recipient.Value,
            operation.Way,
            priced.Price,
            priced.Fee,
            priced.Discount,
            rate.Value.At,
            now + options.Value.QuoteLifetime
        );
        var worth = (price.Cost + price.Fee).Convert(rate.Value.UsdtForOne, Exchange.Usdt, MidpointRounding.ToPositiveInfinity);
        await using var keep = database
            .Source.CreateCommand(
                """
                insert into quote (id, person_id, product, quantity, username, recipient_name, way, seller, currency, price_minor, fee_minor,
                    discount_minor, cost_currency, cost_minor, seller_fee_minor, rate, rate_source, rates_at, worth_minor, promo, created_at, expires_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
                """
            )
            .With(quote.Id.Value)
            .With(operation.Person.Value)
            .With(quote.Product.ToString())
            .With(quote.Quantity)
            .With(quote.Recipient.Username)
            .With(quote.Recipient.Name)
            .With(quote.Way.ToString())
            .With(seller.Name)
            .With(operation.Currency.Code)
            .With(quote.Price.Minor)
            .With(quote.Fee.Minor)
            .With(quote.Discount.Minor)
            .With(price.Cost.Currency.Code)
            .With(price.Cost.Minor)
            .With(price.Fee.Minor)
            .With(rate.Value.Value)
            .With(rate.Value.Source)
            .With(quote.RatesAt)
            .With(worth.Minor)
            .With(promo)
            .With(now)
            .With(quote.ExpiresAt);
        await keep.ExecuteNonQueryAsync(cancel);
        return quote;
    }

    private async Task<IReadOnlyList<(StarsProduct, int, SellerPrice)>> Packs(IStarsSeller seller, CancellationToken cancel)
    {
        var stars = options.Value.Packs ?? Quantities.Packs;
        var prices = await seller.Prices(StarsProduct.Stars, stars, cancel);
        var months = await seller.Prices(StarsProduct.Premium, Quantities.Months, cancel);
        return
        [
            .. stars.Zip(prices, (quantity, price) => (StarsProduct.Stars, quantity, price)),
            .. Quantities.Months.Zip(months, (quantity, price) => (StarsProduct.Premium, quantity, price)),
        ];
    }

    private sealed record KnownPrices(DateTimeOffset At, IReadOnlyList<(StarsProduct Product, int Quantity, SellerPrice Price)> Packs);
}
