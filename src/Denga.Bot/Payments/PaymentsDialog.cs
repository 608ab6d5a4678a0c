using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Stars;
using Denga.Bot.Wallet;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;

namespace Denga.Bot.Payments;

/// <param name="Cursor">Where the list goes on.</param>
[Action("pays")]
internal sealed record OpenPayments(string Cursor = "") : IAction;

/// <summary>Top-ups, refunds, purchases, bonuses and corrections, and how each stands; what waits can be opened.</summary>
internal sealed class PaymentsDialog : Dialog
{
    private const int Shown = 8;
    private const int OpenShown = 4;

    internal override string Word => "pays";

    internal override IReadOnlyList<string> Commands => ["payments", "платежи", "пополнения"];

    internal override IReadOnlyList<MenuItem> Menu => [new(112, "payments", new("Пополнения и покупки", "Top-ups and purchases"))];

    internal override Task Open(Turn turn, string arguments, CancellationToken cancel) => List(turn, cursor: null, cancel);

    internal override Task Press(Turn turn, IAction action, CancellationToken cancel) =>
        List(turn, action is OpenPayments { Cursor: { Length: > 0 } cursor } ? cursor : null, cancel);

    private static async Task List(Turn turn, string? cursor, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var records = await turn.Ask(new MoneyHistory(turn.Person.Id, Cursor: cursor, Limit: Shown), cancel);
        if (!records.IsOk)
        {
            turn.ShowError(records.Error);
            return;
        }
        var (items, next) = (records.Value.Items, records.Value.Next);
        turn.Show(
            turn.Screen()
                .Line(items.Count == 0 ? PaymentTexts.None : PaymentTexts.Latest)
                .Lines(items.Select(r => Line(turn, r)))
                .Grid(
                    1,
                    items
                        .Where(r => r.Status is MoneyStatus.Pending or MoneyStatus.Processing)
                        .Select(r => (Record: r, Look: LookAt(r)))
                        .Where(r => r.Look is not null)
                        .Take(OpenShown)
                        .Select(r => (Choice)($"{Words.TitleOf(r.Record, language)}: {Words.Of(r.Record.Amount, language)}", r.Look!))
                )
                .Row(next is null ? [] : [(PaymentTexts.Earlier, new OpenPayments(next))])
                .Row((BalanceTexts.TopUp, new OpenRecharge()), (PaymentTexts.Support, new OpenSupport()))
                .Row(Choices.Home)
        );
    }

    private static IAction? LookAt(MoneyRecord record) =>
        record.Type switch
        {
            MoneyType.Recharge when InvoiceId.TryParse(record.Id, null, out var invoice) => new LookAtInvoice(invoice),
            MoneyType.Purchase when StarsOrderId.TryParse(record.Id, null, out var order) => new LookAtOrder(order),
            _ => null,
        };

    private static string Line(Turn turn, MoneyRecord record)
    {
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var sign = record.Amount.Minor > 0 ? "+" : "";
        return string.Join(
            " · ",
            $"{Words.Of(Words.DayIn(zone, record.CreatedAt), turn.Today, language)}, {Words.Clock(record.CreatedAt, zone)}",
            Words.TitleOf(record, language),
            sign + Words.Of(record.Amount, language),
            Words.Of(record.Status, language)
        );
    }
}
