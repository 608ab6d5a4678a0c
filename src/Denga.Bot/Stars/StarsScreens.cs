using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Payments;
using Denga.Bot.Wallet;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Platform.Texts;

namespace Denga.Bot.Stars;

/// <summary>An order as it stands, in words that say what happens next.</summary>
internal static class StarsScreens
{
    internal static async Task<Screen> Of(Turn turn, StarsOrder order, CancellationToken cancel)
    {
        var language = turn.Person.Language;
        var screen = turn.Screen().About(StarsOrderDialog.SubjectOf(order.Id));
        if (order is { State: StarsOrderState.Created, Invoice: { } id })
        {
            var invoice = await turn.Ask(new InvoiceById(turn.Person.Id, id), cancel);
            if (invoice.IsOk && Words.IsAwaited(invoice.Value, turn.Update.At))
                return await Unpaid(turn, screen, order, invoice.Value, cancel);
        }
        var (what, to, price) = (Product(order, language), Recipient(order.Recipient), Words.Of(order.Price, language));
        screen.Line(
            order.State switch
            {
                StarsOrderState.Delivered => StarsTexts.Delivered.In(language, what, to, price),
                StarsOrderState.Failed => StarsTexts.Failed.In(language, what, to, WhyNot(order, language)),
                StarsOrderState.Cancelled => StarsTexts.Cancelled.In(language, what, to),
                StarsOrderState.Unknown => StarsTexts.Unclear.In(language, what, to, price),
                _ => StarsTexts.Buying.In(language, what, to, price),
            }
        );
        return order.State is StarsOrderState.Delivered or StarsOrderState.Failed or StarsOrderState.Cancelled
            ? screen
                .Row((StarsTexts.More, new OpenStars()), (StarsTexts.Orders, new MyOrders()))
                .Row((BalanceTexts.Money, new OpenBalance()), Choices.Home)
            : screen.Row((RechargeTexts.Refresh, new LookAtOrder(order.Id)));
    }

    internal static string Product(StarsOrder order, string language) => Words.Product(order.Product, order.Quantity, language);

    /// <summary>His name is another person's words.</summary>
    internal static string Recipient(StarsRecipient recipient) => "@" + PlainText.OneLine(recipient.Username);

    private static async Task<ScreenBuilder> Unpaid(
        Turn turn,
        ScreenBuilder screen,
        StarsOrder order,
        Invoice invoice,
        CancellationToken cancel
    )
    {
        var language = turn.Person.Language;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(turn.Person.TimeZone);
        var how = InvoiceScreens.HowTo(invoice, language);
        if (how.StartsWith('⏳'))
            screen.Line(how);
        screen.Line(StarsTexts.Order, Product(order, language), Recipient(order.Recipient), Words.Of(order.Price, language));
        if (invoice.Payment is { } payment)
            screen.Line(RechargeTexts.Method, Words.Provider(payment.Provider, language));
        if (!how.StartsWith('⏳'))
            screen.Line(how);
        await screen
            .Line(StarsTexts.GoesOn)
            .Line(RechargeTexts.Until, Words.Moment(invoice.ExpiresAt, zone, turn.Update.At, language))
            .PayRows(turn, invoice, cancel);
        return screen.Row((StarsTexts.CallOff, new CancelOrder(order.Id)), Choices.Home);
    }

    private static string WhyNot(StarsOrder order, string language) =>
        order.Reason is { } code && ErrorTexts.Codes.Contains(code)
            ? ErrorWords.Of(new Error(code, ErrorKind.Conflict, ""), language)
            : StarsTexts.SellerRefused.In(language);
}
