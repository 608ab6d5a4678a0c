using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Stars;
using Denga.Bot.Wallet;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;

namespace Denga.Bot.Payments;

[Action("pays")]
internal sealed record OpenPayments : IAction;

/// <summary>The latest top-ups, refunds and purchases, and how each stands; what waits can be opened. All of it is in the cabinet.</summary>
internal sealed class PaymentsDialog : Dialog
{
    private const int Shown = 10;
    private const int OpenShown = 4;

    internal override string Word => "pays";

    internal override IReadOnlyList<string> Commands => ["payments", "платежи", "пополнения"];

    internal override IReadOnlyList<MenuItem> Menu => [new(112, "payments", new("Пополнения и покупки", "Top-ups and purchases"))];

    internal override async Task Open(Turn turn, string arguments, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var invoices = await turn.Ask(new Invoices(turn.Person.Id, Limit: Shown), cancel);
        var orders = await turn.Ask(new StarsOrders(turn.Person.Id, Limit: Shown), cancel);
        if (!invoices.IsOk && !orders.IsOk)
        {
            turn.ShowError(invoices.Error);
            return;
        }
        var movements = (invoices.IsOk ? invoices.Value.Items : [])
            .SelectMany(Of)
            .Concat((orders.IsOk ? orders.Value.Items : []).Select(Of))
            .OrderByDescending(m => m.At)
            .Take(Shown)
            .ToList();
        turn.Show(
            turn.Screen()
                .Line(movements.Count == 0 ? PaymentTexts.None : PaymentTexts.Latest)
                .Lines(movements.Select(m => Line(turn, m)))
                .Grid(
                    1,
                    movements
                        .Where(m => m.Status is MovementStatus.Pending or MovementStatus.Processing)
                        .Take(OpenShown)
                        .Select(m => (Choice)(PaymentTexts.Look.In(language, Words.Of(m.Kind, language), Words.Of(m.Amount, language)), m.Look))
                )
                .Row((BalanceTexts.TopUp, new OpenRecharge()), (PaymentTexts.Support, new OpenSupport()))
                .Row(Choices.Home)
        );
    }

    private static IEnumerable<Movement> Of(Invoice invoice)
    {
        var look = new LookAtInvoice(invoice.Id);
        if (!invoice.Refunded.IsZero)
            yield return new(MovementKind.Refund, -invoice.Refunded, invoice.CreatedAt, MovementStatus.Completed, look);
        var amount = invoice.Paid.IsZero ? invoice.Amount : invoice.Paid;
        yield return new(MovementKind.Recharge, amount, invoice.CreatedAt, Words.StatusOf(invoice), look);
    }

    private static Movement Of(StarsOrder order) =>
        new(MovementKind.Purchase, -order.Price, order.CreatedAt, Words.StatusOf(order), new LookAtOrder(order.Id));

    private static string Line(Turn turn, Movement movement)
    {
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var sign = movement.Amount.Minor > 0 ? "+" : "";
        return string.Join(
            " · ",
            $"{Words.Of(Words.DayIn(zone, movement.At), turn.Today, language)}, {Words.Clock(movement.At, zone)}",
            Words.Of(movement.Kind, language),
            sign + Words.Of(movement.Amount, language),
            Words.Of(movement.Status, language)
        );
    }

    private sealed record Movement(MovementKind Kind, Money Amount, DateTimeOffset At, MovementStatus Status, IAction Look);
}
