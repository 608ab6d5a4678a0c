using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Stars;
using Denga.Bot.Wallet;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Contracts.Wallet;

namespace Denga.Bot.Payments;

/// <summary>An invoice as it stands, in words that say what to do.</summary>
internal static class InvoiceScreens
{
    internal static async Task<Screen> Of(Turn turn, Invoice invoice, CancellationToken cancel)
    {
        // What pays for an order is shown as the order.
        if (
            invoice.Purpose == StarsOrderDialog.Purpose
            && StarsOrderId.TryParse(invoice.Reference, null, out var order)
            && await turn.Ask(new StarsOrderById(turn.Person.Id, order), cancel) is { IsOk: true } found
        )
            return await StarsScreens.Of(turn, found.Value, cancel);
        var screen = turn.Screen().About(RechargeDialog.SubjectOf(invoice.Id));
        return Words.IsAwaited(invoice, turn.Update.At)
            ? await Awaited(turn, screen, invoice, cancel)
            : await Ended(turn, screen, invoice, cancel);
    }

    /// <summary>The buttons by which an invoice is paid; also of an order that waits for its invoice.</summary>
    internal static async Task<ScreenBuilder> PayRows(this ScreenBuilder screen, Turn turn, Invoice invoice, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var left = invoice.Amount - invoice.Paid;
        var label = (invoice.Paid.IsZero ? RechargeTexts.Pay : RechargeTexts.PayRest).In(language, Words.Of(left, language));
        var found = left.Minor > 0 ? await Ways.For(turn, left, cancel) : null;
        IReadOnlyList<Choice> other =
            found?.Providers.Any(way => way != invoice.Payment?.Provider) == true
                ? [(RechargeTexts.OtherWay, new OtherWays(invoice.Id))]
                : [];
        return invoice.Payment switch
        {
            { State: PaymentState.Pending, Link: { } link } => screen
                .Row(new Choice(null, label, new PaymentPage(invoice.Id), link))
                .Row([(RechargeTexts.Qr, new PaymentQr(invoice.Id)), .. other]),
            // It was paid, and is about to be credited.
            { State: PaymentState.Paid } when invoice.Paid.IsZero => screen.Row((RechargeTexts.Refresh, new LookAtInvoice(invoice.Id))),
            { State: PaymentState.Unknown } => screen.Row((RechargeTexts.Refresh, new LookAtInvoice(invoice.Id))),
            { State: PaymentState.Pending } => screen.Row(other),
            { } over => screen.Row([
                (invoice.Paid.IsZero ? RechargeTexts.TryAgain.In(language) : label, new PayWith(over.Provider, invoice.Id)),
                .. other,
            ]),
            null => screen.Row((label, new OtherWays(invoice.Id))),
        };
    }

    /// <summary>What to do so that the money comes.</summary>
    internal static string HowTo(Invoice invoice, string language) =>
        (
            invoice.Payment switch
            {
                { State: PaymentState.Unknown } => RechargeTexts.Unclear,
                { State: PaymentState.Pending, Link: not null } => RechargeTexts.Waiting,
                { State: PaymentState.Pending } => RechargeTexts.WaitingForCash,
                { State: PaymentState.Refused } => RechargeTexts.Refused,
                { State: PaymentState.Paid } when invoice.Paid.IsZero => RechargeTexts.Crediting,
                { State: PaymentState.Paid } or null => RechargeTexts.Unstarted,
                _ => RechargeTexts.AttemptOver,
            }
        ).In(language);

    private static async Task<ScreenBuilder> Awaited(Turn turn, ScreenBuilder screen, Invoice invoice, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var how = HowTo(invoice, language);
        // What goes on by itself says so first.
        if (how.StartsWith('⏳'))
            screen.Line(how);
        screen.Line(RechargeTexts.Heading, Words.PurposeOf(invoice.Purpose, language), Words.Of(invoice.Amount, language));
        if (invoice.Payment is { } payment)
            screen.Line(RechargeTexts.Method, Words.Provider(payment.Provider, language));
        if (invoice.State == InvoiceState.PartlyPaid)
            screen.Line(
                RechargeTexts.Partly,
                Words.Of(invoice.Paid, language),
                Words.Of(invoice.Amount, language),
                Words.Of(invoice.Amount - invoice.Paid, language)
            );
        else if (!how.StartsWith('⏳'))
            screen.Line(how);
        if (invoice.Payment?.Provider == Ways.Sandbox)
            screen.Line(RechargeTexts.Play);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        await screen
            .Line(RechargeTexts.Until, Words.Moment(invoice.ExpiresAt, zone, turn.Update.At, language))
            .PayRows(turn, invoice, cancel);
        // What was paid in part is no more to be called off.
        return screen.Row(invoice.Paid.IsZero ? [(RechargeTexts.Cancel, new CancelPayment(invoice.Id)), Choices.Home] : [Choices.Home]);
    }

    private static async Task<ScreenBuilder> Ended(Turn turn, ScreenBuilder screen, Invoice invoice, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var (asked, paid) = (Words.Of(invoice.Amount, language), Words.Of(invoice.Paid, language));
        var provider = invoice.Payment is { } payment ? Words.Provider(payment.Provider, language) : "";
        var said = invoice.State switch
        {
            InvoiceState.Paid => (Words.IsLate(invoice) ? RechargeTexts.Late : RechargeTexts.Paid).In(language, paid),
            InvoiceState.PartlyPaid => RechargeTexts.PartlyOver.In(language, paid, asked),
            InvoiceState.Overpaid => RechargeTexts.Overpaid.In(language, paid, asked),
            InvoiceState.PartlyRefunded or InvoiceState.Refunded => RechargeTexts.GivenBack.In(
                language,
                Words.Of(invoice.Refunded, language),
                paid,
                provider
            ),
            InvoiceState.Expired => RechargeTexts.Expired.In(language, asked),
            InvoiceState.Cancelled => RechargeTexts.Cancelled.In(language, asked),
            _ => RechargeTexts.Failed.In(language, asked),
        };
        if (!invoice.Paid.IsZero && await turn.Ask(new AccountById(turn.Person.Id, invoice.Account), cancel) is { IsOk: true } account)
            said += " " + RechargeTexts.Balance.In(language, Words.Of(account.Value.Balance, language));
        return screen
            .Line(said)
            .Row((BalanceTexts.Money, new OpenBalance()), (BalanceTexts.Send, new OpenSend()))
            .Row(
                invoice.Paid.IsZero
                    ? [(RechargeTexts.More, new OpenRecharge()), Choices.Home]
                    : [(RechargeTexts.Receipt, new GiveReceipt(invoice.Id)), (RechargeTexts.More, new OpenRecharge()), Choices.Home]
            );
    }
}
