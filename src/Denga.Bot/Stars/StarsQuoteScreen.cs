using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Payments;
using Denga.Bot.Wallet;
using Denga.Contracts;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;

namespace Denga.Bot.Stars;

/// <summary>What the draft costs and who gets it, with the button that orders it. The order's id is made with this screen; however often its button is
/// pressed, it is one order.</summary>
internal static class StarsQuoteScreen
{
    private const int WaysShown = 4;

    /// <summary>The price from the balance; where that is too little, the price with what is missing paid by an invoice.</summary>
    internal static async Task Show(Turn turn, string? said, CancellationToken cancel)
    {
        var draft = StarsDialog.Draft(turn);
        var main = await Accounts.MainCurrency(turn, cancel);
        var accounts = await turn.Ask(new Balances(turn.Person.Id), cancel);
        if (!accounts.IsOk)
        {
            turn.ShowError(accounts.Error, (RechargeTexts.Again, new StarsAgain()), StarsDialog.Leaving);
            return;
        }
        var has = Accounts.MainOf(accounts.Value, main)?.Available ?? Money.Zero(main);
        var quote = await Quote(turn, draft, draft.Fragment ? StarsWay.Fragment : StarsWay.Balance, main, cancel);
        if (quote.IsOk && quote.Value.Price > has)
            quote = await Quote(turn, draft, StarsWay.Direct, main, cancel);
        if (quote.IsOk)
            await Confirm(turn, quote.Value, has, said, cancel);
        else
            Impossible(turn, quote.Error);
    }

    private static Task<Result<StarsQuote>> Quote(Turn turn, StarsDraft draft, StarsWay way, Currency currency, CancellationToken cancel) =>
        turn.Ask(
            new QuoteStars(
                turn.Person.Id,
                draft.Product,
                draft.Quantity!.Value,
                currency,
                draft.To == StarsLine.Self ? null : draft.To,
                way,
                draft.Promo
            ),
            cancel
        );

    private static void Impossible(Turn turn, Error error)
    {
        var (language, draft) = (turn.Person.Language, StarsDialog.Draft(turn));
        switch (error.Code)
        {
            case "stars.no_username":
                turn.Expect(new StarsTo());
                turn.Show(
                    turn.Screen().Line(StarsTexts.NoUsername).Row((StarsTexts.CheckAgain, new StarsAgain())).Row(StarsDialog.Leaving)
                );
                break;
            case "stars.bad_username" or "stars.recipient_not_found" or "stars.recipient_refused" or "stars.too_many_lookups":
                StarsDialog.Keep(turn, draft with { To = null });
                StarsDialog.AskTo(turn, ErrorWords.Of(error, language));
                break;
            case "stars.bad_quantity":
                StarsDialog.Keep(turn, draft with { Quantity = null });
                StarsDialog.AskQuantity(turn, ErrorWords.Of(error, language));
                break;
            case "stars.bad_months":
                StarsDialog.Keep(turn, draft with { Quantity = null });
                turn.ShowError(error, (StarsTexts.Premium, new PremiumMonths()), StarsDialog.Leaving);
                break;
            case "stars.bad_promo":
                StarsDialog.Keep(turn, draft with { Promo = null });
                StarsDialog.AskPromo(turn, ErrorWords.Of(error, language));
                break;
            default:
                turn.ShowError(error, (RechargeTexts.Again, new StarsAgain()), StarsDialog.Leaving);
                break;
        }
    }

    private static async Task Confirm(Turn turn, StarsQuote quote, Money has, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var order = OperationId.New();
        StarsDialog.Keep(turn, StarsDialog.Draft(turn) with { Quote = quote.Id, Order = order });
        var missing = quote.Way == StarsWay.Direct ? quote.Price - has : Money.Zero(has.Currency);
        var screen = turn.Screen()
            .Said(said)
            .Line(StarsTexts.Check)
            .Line(StarsTexts.What, Words.Product(quote.Product, quote.Quantity, language))
            .Line(StarsTexts.To, Card(quote.Recipient, language))
            .Line(StarsTexts.Price, Words.Of(quote.Price, language), Words.Of(quote.Fee, language))
            .Line(quote.Discount.IsZero ? null : StarsTexts.Discount.In(language, Words.Of(quote.Discount, language)))
            .Line(StarsTexts.RateAge, Words.RatesOf(quote.RatesAt, zone, turn.Update.At, language))
            .Line(quote.Way == StarsWay.Fragment ? StarsTexts.ByFragment.In(language) : null)
            .Line(
                missing.Minor > 0
                    ? StarsTexts.Missing.In(language, Words.Of(has, language), Words.Of(missing, language))
                    : StarsTexts.Remains.In(language, Words.Of(has - quote.Price, language))
            )
            .Line(StarsTexts.Holds, Words.Clock(quote.ExpiresAt, zone, seconds: true));
        if (missing.Minor > 0)
            await PayRest(turn, screen, missing, order, cancel);
        else
            screen.Row((StarsTexts.Buy.In(language, Words.Of(quote.Price, language)), new BuyStars(order)));
        var fragment = StarsDialog.Draft(turn).Fragment;
        turn.Expect(new QuoteOfStarsShown());
        turn.Show(
            screen
                .Row(
                    (StarsTexts.Promo, new StarsPromo()),
                    (fragment ? StarsTexts.NotFragment : StarsTexts.Fragment, new ThroughFragment(fragment ? 0 : 1))
                )
                .Row((StarsTexts.ToOther, new StarsTo()), (SendTexts.Cancel, new LeaveStars(order)))
                .About(StarsOrderDialog.SubjectOf(new StarsOrderId(order.Value)))
        );
    }

    private static async Task PayRest(Turn turn, ScreenBuilder screen, Money missing, OperationId order, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var sum = Words.Of(missing, language);
        var found = await Ways.For(turn, missing, cancel);
        screen.Line(found.Refusal).Line(found.Away);
        if (found.Providers is [var only])
            screen.Row((StarsTexts.PayRest.In(language, sum), new BuyStars(order, only)));
        else
            screen.Grid(
                1,
                found
                    .Providers.Take(WaysShown)
                    .Select(way =>
                        (Choice)(StarsTexts.PayRestBy.In(language, Words.Provider(way, language), sum), new BuyStars(order, way))
                    )
            );
    }

    /// <summary>Who it is; his name is his own words.</summary>
    private static string Card(StarsRecipient recipient, string language)
    {
        var username = PlainText.OneLine(recipient.Username);
        return recipient.Name is { Length: > 0 } name
            ? StarsTexts.Recipient.In(language, username, PlainText.Quote(name, language, 60))
            : "@" + username;
    }
}
