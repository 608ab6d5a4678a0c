using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Payments;
using Denga.Bot.Wallet;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;

namespace Denga.Bot.Stars;

[Action("stars")]
internal sealed record OpenStars : IAction;

/// <summary>How many; without a number, also the question.</summary>
[Action("stars:n")]
internal sealed record StarsQuantity(int Quantity = 0) : IAction;

/// <summary>Premium for so many months; without a number, the choice.</summary>
[Action("stars:prem")]
internal sealed record PremiumMonths(int Months = 0) : IAction;

/// <summary>For whom.</summary>
[Action("stars:to")]
internal sealed record StarsTo : IAction;

[Action("stars:self")]
internal sealed record StarsToSelf : IAction;

/// <summary>The same once more: the person has a username now, or the seller answers again.</summary>
[Action("stars:again")]
internal sealed record StarsAgain : IAction;

[Action("stars:frag")]
internal sealed record ThroughFragment(int Yes) : IAction;

[Action("stars:promo")]
internal sealed record StarsPromo : IAction;

/// <summary>An order waits for its button.</summary>
[Action("stars:shown")]
internal sealed record QuoteOfStarsShown : IAction;

/// <param name="Provider">Who takes what is missing; empty: nothing is.</param>
[Action("stars:go")]
internal sealed record BuyStars(OperationId Order, string Provider = "") : IAction;

[Action("stars:no")]
internal sealed record LeaveStars(OperationId? Order = null) : IAction;

/// <summary>What is being prepared.</summary>
/// <param name="To">As it was written; <see cref="StarsLine.Self"/> for oneself.</param>
/// <param name="Quote">That was shown.</param>
/// <param name="Order">The id of the order that waits for confirmation.</param>
internal sealed record StarsDraft(
    StarsProduct Product = StarsProduct.Stars,
    int? Quantity = null,
    string? To = null,
    bool Fragment = false,
    string? Promo = null,
    StarsQuoteId? Quote = null,
    OperationId? Order = null
);

/// <summary>Buying Stars or Premium: how many, for whom, then <see cref="StarsQuoteScreen"/> says who that is and what it costs, and
/// <see cref="StarsOrderDialog"/> shows the order.</summary>
internal sealed class StarsDialog : Dialog
{
    private const string Prefix = "stars";
    private const int PacksShown = 4;

    /// <summary>The packs that have a button, where they are sold; all can be written.</summary>
    private static readonly int[] Favourites = [50, 100, 500, 1_000];
    private const int RecipientCharactersMax = 100;
    internal static readonly Choice Leaving = (SendTexts.Cancel, new LeaveStars());

    internal override string Word => Prefix;

    internal override IReadOnlyList<string> Commands => ["stars", "звёзды", "звезды"];

    internal override IReadOnlyList<MenuItem> Menu => [new(115, "stars", new("Звёзды и Premium", "Stars and Premium"))];

    internal override bool Takes(string command, string arguments) =>
        StarsLine.Read(arguments) is { Quantity: not null } or { To: not null };

    internal override bool OpensFromLink => true;

    internal override bool Recognises(string line) => StarsLine.Wish(line) is not null;

    internal override bool AcceptsAnyText(IAction question) => question is StarsPromo;

    /// <summary>What was being prepared will not be bought.</summary>
    internal override void Leave(Turn turn) => Forget(turn);

    private static void Forget(Turn turn) => turn.Set<StarsDraft>(Prefix, null);

    internal static StarsDraft Draft(Turn turn) => turn.Get<StarsDraft>(Prefix) ?? new StarsDraft();

    internal static void Keep(Turn turn, StarsDraft draft) => turn.Set(Prefix, draft);

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        Forget(turn);
        var line = StarsLine.Wish(arguments) ?? StarsLine.Read(arguments);
        if (line is null)
        {
            turn.Show(turn.Screen().Line(StarsTexts.NotUnderstood).Row((StarsTexts.More, new OpenStars()), Choices.Home));
            return;
        }
        Keep(turn, new StarsDraft(line.Product, line.Quantity, line.To, line.Fragment));
        await Proceed(turn, cancel);
    }

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel)
    {
        var draft = Draft(turn);
        switch (action)
        {
            case StarsQuantity { Quantity: > 0 } some:
                return Take(turn, draft with { Product = StarsProduct.Stars, Quantity = some.Quantity }, cancel);
            case StarsQuantity:
                AskQuantity(turn, StarsTexts.AskQuantity.In(turn.Person.Language));
                return Task.CompletedTask;
            case PremiumMonths { Months: > 0 } some:
                return Take(turn, draft with { Product = StarsProduct.Premium, Quantity = some.Months }, cancel);
            case PremiumMonths:
                return Shop(turn, StarsProduct.Premium, cancel);
            case StarsToSelf when draft.Quantity is not null:
                return Take(turn, draft with { To = StarsLine.Self }, cancel);
            case StarsTo when draft.Quantity is not null:
                return Take(turn, draft with { To = null }, cancel);
            case ThroughFragment through when draft.Quantity is not null:
                return Take(turn, draft with { Fragment = through.Yes > 0 }, cancel);
            case StarsPromo when draft.Order is not null:
                AskPromo(turn, StarsTexts.AskPromo.In(turn.Person.Language));
                return Task.CompletedTask;
            case StarsAgain when draft.Quantity is not null:
                return Proceed(turn, cancel);
            case LeaveStars leave:
                return LeaveOne(turn, leave.Order, cancel);
            case BuyStars buy:
                return Go(turn, buy, cancel);
            default:
                return Open(turn, "", cancel);
        }
    }

    internal override async Task Answer(Turn turn, IAction question, string text, CancellationToken cancel)
    {
        var draft = Draft(turn);
        switch (question)
        {
            case StarsPromo when draft.Quantity is not null:
                await Take(turn, draft with { Promo = PlainText.Head(text, RecipientCharactersMax) }, cancel);
                break;
            case StarsTo when draft.Quantity is not null && !text.Contains(' ', StringComparison.Ordinal):
                await Take(
                    turn,
                    draft with
                    {
                        To = StarsLine.IsSelf(text) ? StarsLine.Self : PlainText.Head(text, RecipientCharactersMax),
                    },
                    cancel
                );
                break;
            default:
                if ((StarsLine.Wish(text) ?? StarsLine.Read(text)) is not { } line || line is { Quantity: null, To: null })
                    turn.NoAnswer(
                        question,
                        text,
                        question is QuoteOfStarsShown ? StarsTexts.PressToBuy : StarsTexts.NotUnderstood,
                        Leaving
                    );
                else
                    await Take(
                        turn,
                        new StarsDraft(
                            line.IsNamed ? line.Product : draft.Product,
                            line.Quantity ?? draft.Quantity,
                            line.To ?? (line.Quantity is null ? draft.To : null),
                            line.Fragment || draft.Fragment
                        ),
                        cancel
                    );
                break;
        }
    }

    private static Task Take(Turn turn, StarsDraft draft, CancellationToken cancel)
    {
        Keep(turn, draft with { Quote = null, Order = null });
        return Proceed(turn, cancel);
    }

    /// <summary>Asks for what is missing, then for a quote.</summary>
    private static async Task Proceed(Turn turn, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (draft.Quantity is null)
            await Shop(turn, draft.Product, cancel);
        else if (draft.To is null)
            AskTo(
                turn,
                StarsTexts.AskTo.In(turn.Person.Language, Words.Product(draft.Product, draft.Quantity.Value, turn.Person.Language))
            );
        else
            await StarsQuoteScreen.Show(turn, said: null, cancel);
    }

    private static async Task Shop(Turn turn, StarsProduct product, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var main = await Accounts.MainCurrency(turn, cancel);
        var prices = await turn.Ask(new StarsCatalogue(turn.Person.Id, main), cancel);
        if (!prices.IsOk)
        {
            turn.ShowError(prices.Error, (RechargeTexts.Again, new OpenStars()), (StarsTexts.Orders, new MyOrders()), Choices.Home);
            return;
        }
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var packs = prices.Value.Packs.Where(p => p.Product == product).OrderBy(p => p.Quantity).ToList();
        var isStars = product == StarsProduct.Stars;
        turn.Expect(isStars ? new StarsQuantity() : new PremiumMonths());
        var screen = turn.Screen()
            .Line(isStars ? StarsTexts.Shop : StarsTexts.AskMonths)
            .Line("")
            .Lines(
                packs.Select(p => StarsTexts.Pack.In(language, Words.Product(p.Product, p.Quantity, language), Words.Of(p.Price, language)))
            )
            .Line(
                StarsTexts.Rates,
                Words.RatesOf(prices.Value.RatesAt, zone, turn.Update.At, language),
                Words.Percent(prices.Value.FeePercent, language)
            )
            .Grid(isStars ? 2 : 1, packs.OrderBy(p => !Favourites.Contains(p.Quantity)).Take(PacksShown).Select(p => Pack(p, language)));
        turn.Show(
            isStars
                ? screen
                    .Row((StarsTexts.AnyAmount, new StarsQuantity()), (StarsTexts.Premium, new PremiumMonths()))
                    .Row((StarsTexts.Orders, new MyOrders()), Choices.Home)
                : screen.Row((Texts.Back, new OpenStars()), Choices.Home)
        );
    }

    private static Choice Pack(StarsPack pack, string language) =>
        (
            StarsTexts.PackLabel.In(language, Words.Product(pack.Product, pack.Quantity, language), Words.Of(pack.Price, language)),
            pack.Product == StarsProduct.Stars ? new StarsQuantity(pack.Quantity) : new PremiumMonths(pack.Quantity)
        );

    internal static void AskQuantity(Turn turn, string words)
    {
        turn.Expect(new StarsQuantity());
        turn.Show(turn.Screen().Line(words).Row((Texts.Back, new OpenStars()), Choices.Home));
    }

    internal static void AskTo(Turn turn, string words)
    {
        turn.Expect(new StarsTo());
        turn.Show(turn.Screen().Line(words).Row((StarsTexts.ToSelf, new StarsToSelf()), Leaving));
    }

    internal static void AskPromo(Turn turn, string words)
    {
        turn.Expect(new StarsPromo());
        turn.Show(turn.Screen().Line(words).Row((Texts.Back, new StarsAgain()), Leaving));
    }

    private static async Task Go(Turn turn, BuyStars buy, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (draft.Order != buy.Order || draft.Quote is not { } quote)
        {
            await StarsOrderDialog.Look(turn, new StarsOrderId(buy.Order.Value), said: null, cancel);
            return;
        }
        var language = turn.Person.Language;
        var provider = buy.Provider.Length == 0 ? null : buy.Provider;
        var ordered = await turn.Ask(new OrderStars(buy.Order, turn.Person.Id, quote, provider), cancel);
        if (ordered.IsOk)
        {
            Forget(turn);
            await StarsOrderDialog.Show(turn, ordered.Value, said: null, cancel);
            return;
        }
        switch (ordered.Error.Code)
        {
            case "stars.quote_expired" or "stars.quote_not_found":
                await StarsQuoteScreen.Show(turn, StarsTexts.Renewed.In(language), cancel);
                break;
            case "wallet.not_enough":
                await StarsQuoteScreen.Show(turn, StarsTexts.PriceMoved.In(language), cancel);
                break;
            case "stars.order_waits":
                await StarsOrderDialog.ShowWaiting(turn, ordered.Error, cancel);
                break;
            default:
                // Whether it was taken is not known when nobody answered: the same id makes it safe to press again.
                turn.Show(
                    turn.Screen()
                        .Line(ErrorWords.Of(ordered.Error, language))
                        .Row((RechargeTexts.Again, buy), (SendTexts.Cancel, new LeaveStars(buy.Order)))
                        .About(StarsOrderDialog.SubjectOf(new StarsOrderId(buy.Order.Value)))
                );
                break;
        }
    }

    /// <summary>Only what has not been ordered can be left; a button of something else shows how that stands.</summary>
    private static Task LeaveOne(Turn turn, OperationId? order, CancellationToken cancel)
    {
        if (order is { } id && Draft(turn).Order != order)
            return StarsOrderDialog.Look(turn, new StarsOrderId(id.Value), said: null, cancel);
        Forget(turn);
        turn.Show(turn.Screen().Line(StarsTexts.Left).Row((StarsTexts.More, new OpenStars()), Choices.Home));
        return Task.CompletedTask;
    }
}
