using Denga.Contracts.Payments;
using Denga.Contracts.Stars;
using Denga.Platform.Texts;

namespace Denga.Notifications.Texts;

/// <summary>What people read of payments and orders. Pure.</summary>
internal static class PaymentTexts
{
    public static string Paid(InvoicePaid paid, Wording words)
    {
        var (credited, asked) = (words.Amount(paid.Credited), words.Amount(paid.Invoice.Amount));
        if (paid.Credited.Currency != paid.Invoice.Amount.Currency)
            return words.Say(
                $"Деньги пришли в другой валюте: {credited} вместо {asked}. Они зачислены на ваш счёт как есть; обменять их можно там же.",
                $"The money came in another currency: {credited} in place of {asked}. It is on your account as it came, and can be converted there."
            );
        if (paid.At > paid.Invoice.ExpiresAt)
            return words.Say(
                $"Пришло {credited} по счёту на {asked}, который уже не ждал оплаты. Деньги зачислены вам.",
                $"{credited} came in for an invoice of {asked} that was closed already. The money is on your account."
            );
        return paid.Invoice.State switch
        {
            InvoiceState.PartlyPaid => words.Say(
                $"Пришло {credited} из {asked}. Деньги зачислены; остальное можно доплатить по тому же счёту.",
                $"{credited} of {asked} came in and is on your account; the rest can be paid by the same invoice."
            ),
            InvoiceState.Overpaid => words.Say(
                $"По счёту на {asked} пришло больше: {words.Amount(paid.Invoice.Paid)}. Всё зачислено вам.",
                $"More came in for an invoice of {asked}: {words.Amount(paid.Invoice.Paid)}. All of it is yours."
            ),
            _ => words.Say($"Пополнение: пришло {credited}. Деньги на вашем счёте.", $"Top-up: {credited} came in and is on your account."),
        };
    }

    public static string Refunded(Refund refund, Wording words)
    {
        var (amount, provider) = (words.Amount(refund.Amount), Words.Provider(refund.Provider, words.Language));
        return refund.State == RefundState.Done
            ? words.Say(
                $"Вернули {amount}. Деньги идут туда, откуда пришли: {provider}. Банку на это нужно до нескольких дней.",
                $"{amount} was given back. The money goes where it came from: {provider}. A bank may need several days for that."
            )
            : words.Say(
                $"Возврат {amount} не прошёл: отказала платёжная система. Деньги снова на вашем счёте.",
                $"The refund of {amount} did not go through: the payment system refused. The money is on your account again."
            );
    }

    public static string Ordered(StarsOrder order, Wording words)
    {
        var what = Words.Product(order.Product, order.Quantity, words.Language);
        // The recipient's name is another person's words.
        var to = "@" + PlainText.OneLine(order.Recipient.Username);
        return order.State == StarsOrderState.Delivered
            ? words.Say(
                $"Доставлено: {what} для {to}. Списано {words.Amount(order.Price)}.",
                $"Delivered: {what} for {to}. {words.Amount(order.Price)} was taken."
            )
            : words.Say(
                $"Не получилось купить: {what} для {to}. Деньги снова свободны.",
                $"{what} for {to} could not be bought. The money is free again."
            );
    }
}
