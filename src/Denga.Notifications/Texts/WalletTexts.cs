using Denga.Contracts;
using Denga.Contracts.Wallet;
using Denga.Platform.Texts;

namespace Denga.Notifications.Texts;

/// <summary>What people read of their money. Pure.</summary>
internal static class WalletTexts
{
    private const int NoteCharactersMax = 200;

    public static string Received(TransferReceipt transfer, Wording words)
    {
        var amount = words.Amount(transfer.Amount);
        var text = words.Say($"Вам перевели {amount}. От кого: {transfer.Payer}.", $"You received {amount} from {transfer.Payer}.");
        // Another person wrote it: it stays one line between quotation marks, whatever is in it.
        return transfer.Note is { Length: > 0 } note
            ? text + words.Say(" Комментарий: ", " Note: ") + PlainText.Quote(note, words.Language, NoteCharactersMax) + "."
            : text;
    }

    /// <param name="number">The short id that finds the trace.</param>
    public static string Refused(Money amount, Refusal refusal, string number, Wording words)
    {
        var why = ErrorTexts.Of(refusal, words.Language, Surface.Notice, number);
        return words.Say(
            $"Перевод {words.Amount(amount)} не прошёл. {why} Деньги остались у вас.",
            $"The transfer of {words.Amount(amount)} did not go through. {why} The money is still yours."
        );
    }

    public static string ScheduleFailed(ScheduleFailed failed, string timeZone, string number, Wording words)
    {
        var amount = words.Amount(failed.Amount);
        var why = ErrorTexts.Of(failed.Refusal, words.Language, Surface.Notice, number);
        var text = words.Say(
            $"Запланированный перевод {amount} не прошёл. {why}",
            $"The scheduled transfer of {amount} did not go through. {why}"
        );
        if (failed.Next is not { } next)
            return text;
        var day = words.Day(Words.DayIn(TimeZoneInfo.FindSystemTimeZoneById(timeZone), next));
        return text + words.Say($" Следующая попытка — {day}.", $" The next one is on {day}.");
    }

    public static string RateCrossed(RateCrossed crossed, Wording words)
    {
        var (rate, mark) = (Words.Rate(crossed.Rate, words.Language), Words.Rate(crossed.Mark, words.Language));
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
}
