using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Payments;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;

namespace Denga.Bot.Stars;

[Action("order:off")]
internal sealed record CancelOrder(StarsOrderId Order) : IAction;

[Action("order:look")]
internal sealed record LookAtOrder(StarsOrderId Order) : IAction;

[Action("order:mine")]
internal sealed record MyOrders : IAction;

/// <summary>The orders, and one whose message changes with its steps and those of the invoice that pays it.</summary>
internal sealed class StarsOrderDialog : LiveDialog
{
    /// <summary>Of the invoices that pay orders.</summary>
    internal const string Purpose = "stars";
    private const int WaitingShown = 4;
    private const int OrdersShown = 8;

    private static readonly Watch Changes = new Watch("bot.stars-changes", "stars-order")
        .On<StarsOrderChanged>(e => e.Order.Id)
        // Of an invoice for something else nothing is found.
        .On<InvoiceChanged>(e => e.Invoice.Purpose == Purpose && e.Invoice.Reference is { } order ? order : "none");

    internal override string Word => "order";

    internal override Watch Watch => Changes;

    internal static Subject SubjectOf(StarsOrderId order) => Changes.Of(order);

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) => List(turn, cancel);

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        action switch
        {
            CancelOrder off => CallOff(turn, off.Order, cancel),
            LookAtOrder look => Look(turn, look.Order, said: null, cancel),
            _ => List(turn, cancel),
        };

    /// <summary>A step was made: the message that shows the order shows it.</summary>
    internal override async Task<Screen?> Render(Turn turn, string subject, CancellationToken cancel) =>
        StarsOrderId.TryParse(subject, null, out var id)
        && await turn.Ask(new StarsOrderById(turn.Person.Id, id), cancel) is { IsOk: true } found
            ? await StarsScreens.Of(turn, found.Value, cancel)
            : null;

    internal static async Task ShowWaiting(Turn turn, Error error, CancellationToken cancel)
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

    private static async Task CallOff(Turn turn, StarsOrderId id, CancellationToken cancel)
    {
        var done = await turn.Ask(new CancelStarsOrder(turn.Person.Id, id), cancel);
        if (done.IsOk)
            await Show(turn, done.Value, said: null, cancel);
        else
            await Look(turn, id, ErrorWords.Of(done.Error, turn.Person.Language), cancel);
    }

    internal static async Task Look(Turn turn, StarsOrderId id, string? said, CancellationToken cancel)
    {
        var found = await turn.Ask(new StarsOrderById(turn.Person.Id, id), cancel);
        if (found.IsOk)
            await Show(turn, found.Value, said, cancel);
        else if (found.Error.Code == "stars.order_not_found")
            turn.Show(turn.Screen().Line(StarsTexts.Outdated).Row((StarsTexts.More, new OpenStars()), Choices.Home));
        else
            turn.ShowError(found.Error);
    }

    internal static async Task Show(Turn turn, StarsOrder order, string? said, CancellationToken cancel) =>
        turn.ShowAsItStands(await StarsScreens.Of(turn, order, cancel), said);

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
                        .Take(WaitingShown)
                        .Select(o =>
                            (Choice)($"{StarsScreens.Product(o, language)}, {StarsScreens.Recipient(o.Recipient)}", new LookAtOrder(o.Id))
                        )
                )
                .Row((StarsTexts.More, new OpenStars()), (StarsTexts.Friends, new OpenFriends()))
                .Row(Choices.Home)
        );
    }
}
