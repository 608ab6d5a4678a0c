using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;

namespace Denga.Notifications.Texts;

/// <summary>What people read of their money. Pure.</summary>
internal static class WalletTexts
{
    private const int NoteCharactersMax = 200;

    public static string Received(TransferReceipt transfer, string language)
    {
        var words = new Wording(language);
        var amount = words.Amount(transfer.Amount);
        var text = words.Say($"Вам перевели {amount}. От кого: {transfer.Payer}.", $"You received {amount} from {transfer.Payer}.");
        // Another person wrote it: it stays one line between quotation marks, whatever is in it.
        return transfer.Note is { Length: > 0 } note
            ? text + words.Say(" Комментарий: ", " Note: ") + PlainText.Quote(note, language, NoteCharactersMax) + "."
            : text;
    }

    public static string Refused(Money amount, Refusal refusal, string language)
    {
        var words = new Wording(language);
        return words.Say(
            $"Перевод {words.Amount(amount)} не прошёл: {Why(refusal, words)}. Деньги остались у вас.",
            $"The transfer of {words.Amount(amount)} did not go through: {Why(refusal, words)}. The money is still yours."
        );
    }

    public static string ScheduleFailed(ScheduleFailed failed, string timeZone, string language)
    {
        var words = new Wording(language);
        var amount = words.Amount(failed.Amount);
        var text = words.Say(
            $"Запланированный перевод {amount} не прошёл: {Why(failed.Refusal, words)}.",
            $"The scheduled transfer of {amount} did not go through: {Why(failed.Refusal, words)}."
        );
        if (failed.Next is not { } next)
            return text;
        var day = words.Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(next, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime));
        return text + words.Say($" Следующая попытка — {day}.", $" The next one is on {day}.");
    }

    public static string RateCrossed(RateCrossed crossed, string language)
    {
        var words = new Wording(language);
        var (rate, mark) = (Number(crossed.Rate, language), Number(crossed.Mark, language));
        return crossed.Side == AlertSide.Below
            ? words.Say(
                $"Курс {crossed.Of} опустился ниже {mark} {crossed.In}: сейчас {rate}.",
                $"{crossed.Of} fell below {mark} {crossed.In}: it is {rate} now."
            )
            : words.Say(
                $"Курс {crossed.Of} поднялся выше {mark} {crossed.In}: сейчас {rate}.",
                $"{crossed.Of} rose above {mark} {crossed.In}: it is {rate} now."
            );
    }

    private static string Why(Refusal refusal, Wording words) =>
        refusal.Code switch
        {
            "wallet.not_enough" => words.Say("на счёте не хватает денег", "there is not enough money on the account"),
            "wallet.limit_operation" => words.Say("сумма больше лимита на одну операцию", "it is more than the limit per operation"),
            "wallet.limit_day" => words.Say("исчерпан лимит на сутки", "the limit per day is used up"),
            "wallet.limit_month" => words.Say("исчерпан лимит на 30 дней", "the limit per 30 days is used up"),
            "wallet.too_fast" => words.Say("слишком много переводов за минуту", "there were too many transfers in a minute"),
            "wallet.account_closed" => words.Say("счёт закрыт", "the account is closed"),
            "wallet.account_not_found" => words.Say("счёта больше нет", "the account is not there any more"),
            "wallet.request_paid" => words.Say("счёт на оплату уже оплачен", "the request is paid already"),
            "wallet.request_expired" => words.Say("срок запроса истёк", "the request has expired"),
            "wallet.request_cancelled" => words.Say("запрос отменён", "the request was cancelled"),
            _ => words.Say("его нельзя выполнить", "it cannot be done"),
        };

    private static string Number(decimal value, string language)
    {
        var text = decimal.Round(value, 4).ToString("0.####", CultureInfo.InvariantCulture);
        return language == "ru" ? text.Replace('.', ',') : text;
    }
}
