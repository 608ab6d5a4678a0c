using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Web.Cabinet.Payments;
using Denga.Web.Kit;
using IResult = Microsoft.AspNetCore.Http.IResult;

namespace Denga.Web.Cabinet.Stars;

/// <summary>What, how many and for whom; then who that is and what it costs, with a clock; then the order.</summary>
internal static class ShopPages
{
    private static readonly Currency Star = Currency.Parse("XTR");

    /// <summary>Fields of the question that its answer takes along.</summary>
    internal static readonly string[] Kept = ["product", "quantity", "other", "to", "promo", "way", "currency"];

    internal static async Task<IResult> Ask(Visit visit)
    {
        var accounts = await visit.Ask(new Balances(visit.Me.Id));
        if (!accounts.IsOk)
            return visit.Failed(accounts.Error);
        var currencies = accounts.Value.Where(a => a.Purpose == "main").Select(a => a.Currency).DefaultIfEmpty(Currency.Rub).ToList();
        if (!Currency.TryFind(visit.Entered["currency"], out var currency) || !currencies.Contains(currency))
            currency = currencies[0];
        visit.Keep("currency", currency.Code);
        var prices = await visit.Ask(new StarsCatalogue(visit.Me.Id, currency));
        if (!prices.IsOk && !visit.Entered.IsWrong)
            visit.Refused(prices.Error);
        return visit.Page<ShopPage, ShopModel>(new ShopModel(prices.IsOk ? prices.Value : null, currencies, ProductOf(visit)));
    }

    internal static async Task<IResult> Quote(Visit visit)
    {
        if (!TryQuantity(visit, out var quantity))
            return await Ask(visit);
        if (!Currency.TryFind(visit.Entered["currency"], out var currency))
        {
            visit.Refused("currency", FormTexts.Empty);
            return await Ask(visit);
        }
        var accounts = await visit.Ask(new Balances(visit.Me.Id));
        if (!accounts.IsOk)
            return visit.Failed(accounts.Error);
        var account = accounts.Value.FirstOrDefault(a => a.Purpose == "main" && a.Currency == currency);
        var has = account?.Available ?? Money.Zero(currency);
        var isFragment = visit.Entered["way"] == nameof(StarsWay.Fragment);
        var quote = await visit.Ask(Wish(visit, quantity, currency, isFragment ? StarsWay.Fragment : StarsWay.Balance));
        // What is missing is paid by an invoice.
        if (quote.IsOk && quote.Value.Price > has)
            quote = await visit.Ask(Wish(visit, quantity, currency, StarsWay.Direct));
        if (!quote.IsOk)
        {
            visit.Refused(quote.Error);
            return await Ask(visit);
        }
        var missing = quote.Value.Price - has;
        return visit.Page<QuotePage, QuoteModel>(
            new QuoteModel(quote.Value, has, missing.Minor > 0 ? await TopUpPages.Of(visit, missing) : null)
        );
    }

    internal static async Task<IResult> Order(Visit visit)
    {
        if (!EnteredAmount.TryId(visit, out var id) || !StarsQuoteId.TryParse(visit.Entered["quote"], provider: null, out var quote))
            return await Ask(visit);
        var provider = visit.Entered["provider"] is { Length: > 0 } chosen ? chosen : null;
        var ordered = await visit.Ask(new OrderStars(id, visit.Me.Id, quote, provider));
        if (ordered.IsOk)
            return visit.Go("/app/stars/orders/" + ordered.Value.Id);
        if (ordered.Error.Code == "stars.order_waits" && await Waiting(visit) is { } waiting)
            return visit.Go($"/app/stars/orders/{waiting}?said=waits");
        visit.Refused(ordered.Error);
        return await Ask(visit);
    }

    internal static StarsProduct ProductOf(Visit visit) =>
        visit.Entered["product"] == nameof(StarsProduct.Premium) ? StarsProduct.Premium : StarsProduct.Stars;

    private static QuoteStars Wish(Visit visit, int quantity, Currency currency, StarsWay way) =>
        new(visit.Me.Id, ProductOf(visit), quantity, currency, Optional(visit, "to"), way, Optional(visit, "promo"));

    private static string? Optional(Visit visit, string name) => visit.Entered[name] is { Length: > 0 } given ? given : null;

    /// <summary>What is typed counts more than what is chosen.</summary>
    private static bool TryQuantity(Visit visit, out int quantity)
    {
        quantity = 0;
        var (typed, chosen) = (visit.Entered["other"], visit.Entered["quantity"]);
        if (typed.Length == 0 && int.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out quantity))
            return true;
        if (
            typed.Length > 0
            && AmountText.TryRead(typed, Star, visit.Language, out var number)
            && number.Currency == Star
            && number.Minor <= int.MaxValue
        )
        {
            quantity = (int)number.Minor;
            return true;
        }
        visit.Refused(ProductOf(visit) == StarsProduct.Stars ? "other" : null, StarsTexts.HowMany);
        return false;
    }

    private static async Task<StarsOrderId?> Waiting(Visit visit)
    {
        var orders = await visit.Ask(new StarsOrders(visit.Me.Id));
        return orders.IsOk ? orders.Value.Items.FirstOrDefault(o => o.State == StarsOrderState.Created)?.Id : null;
    }
}

/// <param name="Prices">Null while the seller is away.</param>
/// <param name="Currencies">In which the person can pay.</param>
public sealed record ShopModel(StarsPrices? Prices, IReadOnlyList<Currency> Currencies, StarsProduct Product);

/// <param name="Has">What stands on the balance.</param>
/// <param name="Ways">Who may take what is missing; null where nothing is.</param>
public sealed record QuoteModel(StarsQuote Quote, Denga.Contracts.Money Has, PaymentWays? Ways);
