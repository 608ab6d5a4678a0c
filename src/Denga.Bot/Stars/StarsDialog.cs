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

[Action("stars:off")]
internal sealed record CancelOrder(StarsOrderId Order) : IAction;

[Action("stars:look")]
internal sealed record LookAtOrder(StarsOrderId Order) : IAction;

[Action("stars:mine")]
internal sealed record MyOrders : IAction;

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

/// <summary>Buying Stars or Premium: how many, for whom, who that is and what it costs, then the order, whose message changes with its steps. The order's id
/// is made with the screen that asks for confirmation; however often that is pressed, it is one order.</summary>
internal sealed class StarsDialog : LiveDialog
{
    /// <summary>Of the invoices that pay orders.</summary>
    internal const string Purpose = "stars";
    private const string Prefix = "stars";
    private const int PacksShown = 4;

    /// <summary>The packs that have a button, where they are sold; all can be written.</summary>
    private static readonly int[] Favourites = [50, 100, 500, 1_000];
    private const int WaysShown = 4;
    private const int OrdersShown = 8;
    private const int RecipientCharactersMax = 100;
    private static readonly Choice Leaving = (SendTexts.Cancel, new LeaveStars());

    private static readonly Watch Changes = new Watch("bot.stars-changes", "stars-order")
        .On<StarsOrderChanged>(e => e.Order.Id)
        // Of an invoice for something else nothing is found.
        .On<InvoiceChanged>(e => e.Invoice.Purpose == Purpose && e.Invoice.Reference is { } order ? order : "none");

    internal override string Word => Prefix;

    internal override IReadOnlyList<string> Commands => ["stars", "звёзды", "звезды"];

    internal override IReadOnlyList<MenuItem> Menu => [new(115, "stars", new("Звёзды и Premium", "Stars and Premium"))];

    internal override Watch Watch => Changes;

    internal static Subject SubjectOf(StarsOrderId order) => Changes.Of(order);

    internal override bool Takes(string command, string arguments) =>
        StarsLine.Read(arguments) is { Quantity: not null } or { To: not null };

    internal override bool Recognises(string line) => StarsLine.Wish(line) is not null;

    internal override bool AcceptsAnyText(IAction question) => question is StarsPromo;

    /// <summary>What was being prepared will not be bought.</summary>
    internal override void Leave(Turn turn) => Forget(turn);

    private static void Forget(Turn turn) => turn.Set<StarsDraft>(Prefix, null);

    private static StarsDraft Draft(Turn turn) => turn.Get<StarsDraft>(Prefix) ?? new StarsDraft();

    private static void Keep(Turn turn, StarsDraft draft) => turn.Set(Prefix, draft);

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
            case CancelOrder off:
                return CallOff(turn, off.Order, cancel);
            case LookAtOrder look:
                return Look(turn, look.Order, said: null, cancel);
            case MyOrders:
                return List(turn, cancel);
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

    /// <summary>A step was made: the message that shows the order shows it.</summary>
    internal override async Task<Screen?> Render(Turn turn, string subject, CancellationToken cancel) =>
        StarsOrderId.TryParse(subject, null, out var id)
        && await turn.Ask(new StarsOrderById(turn.Person.Id, id), cancel) is { IsOk: true } found
            ? await StarsScreens.Of(turn, found.Value, cancel)
            : null;

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
            await Quote(turn, said: null, cancel);
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

    private static void AskQuantity(Turn turn, string words)
    {
        turn.Expect(new StarsQuantity());
        turn.Show(turn.Screen().Line(words).Row((Texts.Back, new OpenStars()), Choices.Home));
    }

    private static void AskTo(Turn turn, string words)
    {
        turn.Expect(new StarsTo());
        turn.Show(turn.Screen().Line(words).Row((StarsTexts.ToSelf, new StarsToSelf()), Leaving));
    }

    private static void AskPromo(Turn turn, string words)
    {
        turn.Expect(new StarsPromo());
        turn.Show(turn.Screen().Line(words).Row((Texts.Back, new StarsAgain()), Leaving));
    }

    /// <summary>The price from the balance; where that is too little, the price with what is missing paid by an invoice.</summary>
    private static async Task Quote(Turn turn, string? said, CancellationToken cancel)
    {
        var draft = Draft(turn);
        var main = await Accounts.MainCurrency(turn, cancel);
        var accounts = await turn.Ask(new Balances(turn.Person.Id), cancel);
        if (!accounts.IsOk)
        {
            turn.ShowError(accounts.Error, (RechargeTexts.Again, new StarsAgain()), Leaving);
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
        var (language, draft) = (turn.Person.Language, Draft(turn));
        switch (error.Code)
        {
            case "stars.no_username":
                turn.Expect(new StarsTo());
                turn.Show(turn.Screen().Line(StarsTexts.NoUsername).Row((StarsTexts.CheckAgain, new StarsAgain())).Row(Leaving));
                break;
            case "stars.bad_username" or "stars.recipient_not_found" or "stars.recipient_refused" or "stars.too_many_lookups":
                Keep(turn, draft with { To = null });
                AskTo(turn, ErrorWords.Of(error, language));
                break;
            case "stars.bad_quantity":
                Keep(turn, draft with { Quantity = null });
                AskQuantity(turn, ErrorWords.Of(error, language));
                break;
            case "stars.bad_months":
                Keep(turn, draft with { Quantity = null });
                turn.ShowError(error, (StarsTexts.Premium, new PremiumMonths()), Leaving);
                break;
            case "stars.bad_promo":
                Keep(turn, draft with { Promo = null });
                AskPromo(turn, ErrorWords.Of(error, language));
                break;
            default:
                turn.ShowError(error, (RechargeTexts.Again, new StarsAgain()), Leaving);
                break;
        }
    }

    private static async Task Confirm(Turn turn, StarsQuote quote, Money has, string? said, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var order = OperationId.New();
        Keep(turn, Draft(turn) with { Quote = quote.Id, Order = order });
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
        var fragment = Draft(turn).Fragment;
        turn.Expect(new QuoteOfStarsShown());
        turn.Show(
            screen
                .Row(
                    (StarsTexts.Promo, new StarsPromo()),
                    (fragment ? StarsTexts.NotFragment : StarsTexts.Fragment, new ThroughFragment(fragment ? 0 : 1))
                )
                .Row((StarsTexts.ToOther, new StarsTo()), (SendTexts.Cancel, new LeaveStars(order)))
                .About(SubjectOf(new StarsOrderId(order.Value)))
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

    private static async Task Go(Turn turn, BuyStars buy, CancellationToken cancel)
    {
        var draft = Draft(turn);
        if (draft.Order != buy.Order || draft.Quote is not { } quote)
        {
            await Look(turn, new StarsOrderId(buy.Order.Value), said: null, cancel);
            return;
        }
        var language = turn.Person.Language;
        var provider = buy.Provider.Length == 0 ? null : buy.Provider;
        var ordered = await turn.Ask(new OrderStars(buy.Order, turn.Person.Id, quote, provider), cancel);
        if (ordered.IsOk)
        {
            Forget(turn);
            await Show(turn, ordered.Value, said: null, cancel);
            return;
        }
        switch (ordered.Error.Code)
        {
            case "stars.quote_expired" or "stars.quote_not_found":
                await Quote(turn, StarsTexts.Renewed.In(language), cancel);
                break;
            case "wallet.not_enough":
                await Quote(turn, StarsTexts.PriceMoved.In(language), cancel);
                break;
            case "stars.order_waits":
                await ShowWaiting(turn, ordered.Error, cancel);
                break;
            default:
                // Whether it was taken is not known when nobody answered: the same id makes it safe to press again.
                turn.Show(
                    turn.Screen()
                        .Line(ErrorWords.Of(ordered.Error, language))
                        .Row((RechargeTexts.Again, buy), (SendTexts.Cancel, new LeaveStars(buy.Order)))
                        .About(SubjectOf(new StarsOrderId(buy.Order.Value)))
                );
                break;
        }
    }

    private static async Task ShowWaiting(Turn turn, Error error, CancellationToken cancel)
    {
        var orders = await turn.Ask(new StarsOrders(turn.Person.Id, Limit: OrdersShown), cancel);
        if (orders.IsOk && orders.Value.Items.FirstOrDefault(o => o.State == StarsOrderState.Created) is { } waiting)
        {
            // A message of its own, which changes with the order.
            turn.Show(turn.Screen().Line(StarsTexts.Waits));
            turn.Send(await StarsScreens.Of(turn, waiting, cancel));
        }
        else
            turn.ShowError(error, (StarsTexts.Orders, new MyOrders()), Choices.Home);
    }

    /// <summary>Only what has not been ordered can be left; a button of something else shows how that stands.</summary>
    private static Task LeaveOne(Turn turn, OperationId? order, CancellationToken cancel)
    {
        if (order is { } id && Draft(turn).Order != order)
            return Look(turn, new StarsOrderId(id.Value), said: null, cancel);
        Forget(turn);
        turn.Show(turn.Screen().Line(StarsTexts.Left).Row((StarsTexts.More, new OpenStars()), Choices.Home));
        return Task.CompletedTask;
    }

    private static async Task CallOff(Turn turn, StarsOrderId id, CancellationToken cancel)
    {
        var done = await turn.Ask(new CancelStarsOrder(turn.Person.Id, id), cancel);
        if (done.IsOk)
            await Show(turn, done.Value, said: null, cancel);
        else
            await Look(turn, id, ErrorWords.Of(done.Error, turn.Person.Language), cancel);
    }

    private static async Task Look(Turn turn, StarsOrderId id, string? said, CancellationToken cancel)
    {
        var found = await turn.Ask(new StarsOrderById(turn.Person.Id, id), cancel);
        if (found.IsOk)
            await Show(turn, found.Value, said, cancel);
        else if (found.Error.Code == "stars.order_not_found")
            turn.Show(turn.Screen().Line(StarsTexts.Outdated).Row((StarsTexts.More, new OpenStars()), Choices.Home));
        else
            turn.ShowError(found.Error);
    }

    private static async Task Show(Turn turn, StarsOrder order, string? said, CancellationToken cancel)
    {
        var screen = await StarsScreens.Of(turn, order, cancel);
        if (said is not null)
            screen = screen with { Text = $"{said}\n\n{screen.Text}" };
        if (turn.About?.Shows(screen) == true)
            turn.Say(RechargeTexts.NoChange.In(turn.Person.Language));
        else
            turn.Show(screen);
    }

    private static async Task List(Turn turn, CancellationToken cancel)
    {
        var orders = await turn.Ask(new StarsOrders(turn.Person.Id, Limit: OrdersShown), cancel);
        if (!orders.IsOk)
        {
            turn.ShowError(orders.Error);
            return;
        }
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        turn.Show(
            turn.Screen()
                .Line(orders.Value.Items.Count == 0 ? StarsTexts.NoOrders : StarsTexts.Latest)
                .Lines(
                    orders.Value.Items.Select(o =>
                        string.Join(
                            " · ",
                            Words.Of(Words.DayIn(zone, o.CreatedAt), turn.Today, language),
                            StarsScreens.Product(o, language),
                            StarsScreens.Recipient(o.Recipient),
                            Words.Of(o.Price, language),
                            Words.Of(o.State, language)
                        )
                    )
                )
                .Grid(
                    1,
                    orders
                        .Value.Items.Where(o => o.EndedAt is null)
                        .Take(WaysShown)
                        .Select(o =>
                            (Choice)($"{StarsScreens.Product(o, language)}, {StarsScreens.Recipient(o.Recipient)}", new LookAtOrder(o.Id))
                        )
                )
                .Row((StarsTexts.More, new OpenStars()), (StarsTexts.Friends, new OpenFriends()))
                .Row(Choices.Home)
        );
    }
}
