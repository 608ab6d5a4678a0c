namespace Denga.Bot.Expenses;

/// <summary>What is said about recording, changing and undoing entries.</summary>
internal static class EntryTexts
{
    internal static readonly Text Recorded = new("Записал: {0}", "Saved: {0}");
    internal static readonly Text RecordedIncome = new("Записал доход: {0}", "Saved income: {0}");
    internal static readonly Text RecordedRefund = new("Записал возврат: {0}", "Saved refund: {0}");
    internal static readonly Plural RecordedMany = new(
        "Записал {0} запись:",
        "Записал {0} записи:",
        "Записал {0} записей:",
        "Saved {0} entry:",
        "Saved {0} entries:"
    );
    internal static readonly Text Corrected = new("Исправил: {0}", "Corrected: {0}");
    internal static readonly Text CorrectedMany = new("Исправил, теперь так:", "Corrected, now it is:");
    internal static readonly Text CorrectedToNothing = new("Исправил: записей больше нет.", "Corrected: no entries are left.");
    internal static readonly Text EditOfNoEntry = new(
        "В этом сообщении не было записи, поэтому правка ничего не записала. Напишите новым сообщением.",
        "There was no entry in that message, so editing it recorded nothing. Write it as a new message."
    );
    internal static readonly Text StaysUndone = new(
        "«{0}» — запись отменена, правка её не возвращает. Чтобы вернуть, нажмите «Вернуть» под отменой.",
        "“{0}”: this entry was undone, and editing does not bring it back. To bring it back, press “Bring back” below."
    );
    internal static readonly Text NotCorrected = new(
        "Не понял исправление, записанное осталось как было. Напишите строку целиком, например: 370 кофе",
        "I did not understand the correction; what was saved is as it was. Write the whole line, for example: 370 coffee"
    );
    internal static readonly Text Sums = new("Сегодня {0} · за месяц {1}", "Today {0} · this month {1}");
    internal static readonly Text IncomeMark = new("доход {0}", "income {0}");
    internal static readonly Text RefundMark = new("возврат {0}", "refund {0}");
    internal static readonly Text RefundOf = new("Вернули за: {0}", "Returned for: {0}");

    internal static readonly Text Rate = new("= {0} · курс {1}, {2}, {3}", "= {0} · rate {1}, {2}, {3}");
    internal static readonly Text StaleRate = new("= {0} · курс {1}, {2}, от {3}, устарел", "= {0} · rate {1}, {2}, of {3}, out of date");

    internal static readonly Text Rounded = new("Ровно не получилось, округлил до {0}.", "It does not come out even; I rounded it to {0}.");
    internal static readonly Text LastYear = new(
        "Этот день в этом году ещё не наступил, поэтому записал на {0}.",
        "That day has not come yet this year, so I saved it for {0}."
    );
    internal static readonly Text SeveralNumbers = new(
        "Чисел несколько, суммой взял {0}.",
        "There are several numbers; I took {0} as the amount."
    );
    internal static readonly Text CountOrAmount = new(
        "{0} — это за всё? Если за штуку, нажмите «{1}».",
        "Is {0} for everything? If it is for one, press “{1}”."
    );
    internal static readonly Text Times = new("{0} × {1}", "{0} × {1}");
    internal static readonly Text Share = new("Ваша доля {0} из {1}.", "Your share is {0} of {1}.");
    internal static readonly Text ShareOfUneven = new(
        "Ваша доля {0} из {1}, остальным {2}.",
        "Your share is {0} of {1}, the others have {2}."
    );
    internal static readonly Text Receipt = new("По чеку.", "From the receipt.");

    internal static readonly Text Currency = new("Считаю в основной валюте: {0}.", "I count in your main currency: {0}.");
    internal static readonly Text ChangeCurrency = new("Сменить валюту", "Change currency");
    internal static readonly Text FirstHint = new(
        "Ошиблись? Исправьте своё сообщение или ответьте на это новой суммой.",
        "A mistake? Edit your message, or reply to this one with the new amount."
    );

    internal static readonly Text Undo = new("Отменить", "Undo");
    internal static readonly Text UndoAll = new("Отменить все", "Undo all");
    internal static readonly Text Change = new("Изменить", "Change");
    internal static readonly Text Restore = new("Вернуть", "Bring back");
    internal static readonly Text RestoreAll = new("Вернуть все", "Bring all back");
    internal static readonly Text Undone = new("Отменил: {0}", "Undone: {0}");
    internal static readonly Plural UndoneMany = new(
        "Отменил {0} запись:",
        "Отменил {0} записи:",
        "Отменил {0} записей:",
        "Undone {0} entry:",
        "Undone {0} entries:"
    );
    internal static readonly Text Restored = new("Вернул: {0}", "Brought back: {0}");
    internal static readonly Plural RestoredMany = new(
        "Вернул {0} запись:",
        "Вернул {0} записи:",
        "Вернул {0} записей:",
        "Brought back {0} entry:",
        "Brought back {0} entries:"
    );
    internal static readonly Text AlreadyUndone = new("Здесь уже всё отменено.", "Everything here is undone already.");
    internal static readonly Text NothingToCancel = new("Отменять нечего.", "There is nothing to cancel.");
    internal static readonly Text UndoOffer = new(
        "Отменять нечего: ничего не начато. Последняя запись:\n{0}",
        "There is nothing to cancel: nothing was begun. The last entry:\n{0}"
    );
    internal static readonly Plural UndoOfferMany = new(
        "Отменять нечего: ничего не начато. Последней записана {0} запись:",
        "Отменять нечего: ничего не начато. Последними записаны {0} записи:",
        "Отменять нечего: ничего не начато. Последними записаны {0} записей:",
        "There is nothing to cancel: nothing was begun. The last {0} entry:",
        "There is nothing to cancel: nothing was begun. The last {0} entries:"
    );
    internal static readonly Text UndoThis = new("Отменить запись", "Undo the entry");
    internal static readonly Text LeftAsItWas = new("Хорошо, оставил как было.", "All right, left as it was.");

    internal static readonly Text DoNotRecord = new("Не записывать", "Do not save");
    internal static readonly Text NotRecorded = new("Не стал записывать: {0}", "Not saved: {0}");
    internal static readonly Text QuestionClosed = new("Этот вопрос уже закрыт", "This question is closed already");
    internal static readonly Text QuestionClosedHow = new(
        "Этот вопрос уже закрыт, по нему ничего не записано. Если нужно, напишите трату ещё раз.",
        "This question is closed; nothing was saved for it. If you need it, write the expense again."
    );
    internal static readonly Text NotAsked = new(
        "Не записал, потому что понял не до конца. Напишите отдельно: {0}",
        "Not saved, because I did not quite understand. Write separately: {0}"
    );
    internal static readonly Text AddPrompt = new(
        "Напишите, сколько и на что. Например: 350 кофе",
        "Write how much and what for. For example: 350 coffee"
    );

    internal static readonly Text AskAmount = new("«{0}» — какая сумма?", "“{0}”: which amount is it?");
    internal static readonly Text AskNoAmount = new("«{0}» — сколько? Напишите сумму.", "“{0}”: how much? Write the amount.");
    internal static readonly Text AskNoAmountLast = new(
        "«{0}» — сколько? Напишите сумму или возьмите прошлую.",
        "“{0}”: how much? Write the amount or take the last one."
    );
    internal static readonly Text AskDate = new("«{0}» — за какой день?", "“{0}”: for which day?");
    internal static readonly Text AskDateTyped = new(
        "«{0}» — не понял, за какой день. Напишите ещё раз с датой, например: 350 кофе 12 мая",
        "“{0}”: I could not tell the day. Write it again with a date, for example: 350 coffee 12 May"
    );
    internal static readonly Text AskGoneCurrency = new(
        "«{0}» — такой валюты больше нет. Записать в той, что её сменила?",
        "“{0}”: this currency is no longer in use. Save it in the one that took its place?"
    );
    internal static readonly Text AskGoneCurrencyTyped = new(
        "«{0}» — такой валюты больше нет, и постоянного курса у неё не осталось. Напишите сумму в другой валюте.",
        "“{0}”: this currency is no longer in use, and it has no fixed rate. Write the amount in another currency."
    );
    internal static readonly Text AskCurrency = new("«{0}» — в какой валюте?", "“{0}”: in which currency?");
    internal static readonly Text AskCurrencyTyped = new(
        "«{0}» — здесь разные валюты. Напишите ещё раз с одной, например: 20 EUR музей",
        "“{0}”: there are different currencies here. Write it again with one, for example: 20 EUR museum"
    );
    internal static readonly Text AskSign = new("«{0}» — это расход или нет?", "“{0}”: is it an expense or not?");
    internal static readonly Text AskShared = new("«{0}» — какая часть ваша?", "“{0}”: which part is yours?");
    internal static readonly Text AskPlan = new(
        "«{0}» — похоже на план. Записать как трату?",
        "“{0}” looks like a plan. Save it as an expense?"
    );
    internal static readonly Text AskQuestion = new(
        "«{0}» — похоже на вопрос. Записать как трату?",
        "“{0}” looks like a question. Save it as an expense?"
    );
    internal static readonly Text AskWhether = new("«{0}» — записать как трату?", "“{0}”: save it as an expense?");
    internal static readonly Text AskTyped = new(
        "«{0}» — не понял до конца, ничего не записал. Напишите короче, например: 350 кофе",
        "“{0}”: I did not quite understand, nothing was saved. Write it shorter, for example: 350 coffee"
    );

    internal static readonly Text Zero = new(
        "«{0}» — сумма ноль, записывать нечего.",
        "“{0}”: the amount is zero, there is nothing to save."
    );
    internal static readonly Text Negative = new(
        "«{0}» — сумма меньше нуля. Напишите её без минуса; доход — с плюсом: +50000 зарплата",
        "“{0}”: the amount is below zero. Write it without the minus; income with a plus: +50000 salary"
    );
    internal static readonly Text TooLarge = new(
        "«{0}» — такая сумма не поместится. Проверьте, нет ли лишних нулей.",
        "“{0}”: the amount is too large. Check it for extra zeros."
    );
    internal static readonly Text DividedByZero = new(
        "«{0}» — на ноль делить нельзя. Исправьте сумму.",
        "“{0}”: division by zero. Please correct the amount."
    );
    internal static readonly Text NoSuchDay = new(
        "«{0}» — такого дня нет в календаре. Исправьте дату.",
        "“{0}”: there is no such day in the calendar. Please correct the date."
    );
    internal static readonly Text DayOutOfRange = new(
        "«{0}» — записываю дни с 2000 года и не дальше года вперёд. Исправьте дату.",
        "“{0}”: I keep days from 2000 up to a year ahead. Please correct the date."
    );
    internal static readonly Text UnknownCurrency = new(
        "«{0}» — не знаю такой валюты. Напишите её код, например: 20 EUR музей",
        "“{0}”: I do not know this currency. Write its code, for example: 20 EUR museum"
    );
    internal static readonly Text TooManyDecimals = new(
        "«{0}» — столько знаков после запятой у этой валюты не бывает. Исправьте сумму.",
        "“{0}”: this currency does not have so many decimals. Please correct the amount."
    );
    internal static readonly Text NoteTooLong = new(
        "«{0}» — заметка длиннее 500 знаков. Напишите короче.",
        "“{0}”: the note is longer than 500 characters. Please make it shorter."
    );
    internal static readonly Text RefusedOther = new(
        "«{0}» — не могу это записать. Проверьте сумму и дату.",
        "“{0}”: I cannot save this. Check the amount and the date."
    );
}
