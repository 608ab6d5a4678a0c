using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Platform.Texts;

namespace Denga.Notifications.Texts;

/// <summary>What operators read of what waits for them. Pure.</summary>
internal static class OperatorTexts
{
    public static string Attention(AttentionItem item, Wording words)
    {
        // Names of objects and calendars are other people's words.
        var of = Quoted(words.Language == "ru" ? item.ObjectName.Ru : item.ObjectName.En, words);
        var feed = Quoted(item.FeedName ?? "", words);
        var booking = item.Number is { } number
            ? words.Say($"брони {number}", $"of booking {number}")
            : words.Say("закрытых дат", "of blocked dates");
        return item.Kind switch
        {
            AttentionKind.Request => words.Say(
                $"Новая заявка {item.Number}: {of}. Гость ждёт ответа, даты пока держатся за ним.",
                $"A new request {item.Number}: {of}. The guest waits for an answer, and the dates are kept meanwhile."
            ),
            AttentionKind.CalendarConflict => words.Say(
                $"Календарь {feed} говорит о заезде, который пересекается с другим: {of}. Решите, какая из броней остаётся.",
                $"The calendar {feed} has a stay that meets another one: {of}. Decide which of them goes."
            ),
            AttentionKind.CalendarLoss => words.Say(
                $"Из календаря {feed} разом пропало: {item.Count}. {of}. Даты пока заняты; если там и правда стало свободно, подтвердите это.",
                $"Gone at once from the calendar {feed}: {item.Count}. {of}. The dates stay taken; if they are free indeed, confirm it."
            ),
            AttentionKind.DeletedThere => words.Say(
                $"В Google удалили запись {booking}: {of}. У нас она стоит; верните запись или отмените её здесь.",
                $"Somebody deleted the entry {booking} at Google: {of}. It stands here; write the entry again, or cancel it here."
            ),
            _ => words.Say(
                $"В Google перенесли запись {booking}: {of}. У нас время прежнее; верните запись или перенесите и здесь.",
                $"Somebody moved the entry {booking} at Google: {of}. The time is the same here; write the entry again, or move it here too."
            ),
        };
    }

    public static string Approval(Approval approval, Wording words)
    {
        var (amount, reason) = (words.Amount(approval.Amount), Quoted(approval.Reason, words));
        return approval.State switch
        {
            ApprovalState.Waiting => words.Say(
                $"Нужно согласие второго человека: вернуть {amount}. Причина: {reason}.",
                $"A second person has to agree: {amount} is to be given back. Reason: {reason}."
            ),
            ApprovalState.Given => words.Say(
                $"Возврат {amount} согласован: деньги вернутся сами.",
                $"The refund of {amount} was agreed to: it goes back by itself."
            ),
            _ => words.Say(
                $"С возвратом {amount} не согласились: {Quoted(approval.Answer ?? "", words)}.",
                $"The refund of {amount} was not agreed to: {Quoted(approval.Answer ?? "", words)}."
            ),
        };
    }

    private static string Quoted(string text, Wording words) => PlainText.Quote(text, words.Language);
}
