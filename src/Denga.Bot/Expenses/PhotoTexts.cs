namespace Denga.Bot.Expenses;

/// <summary>What is said about photos of receipts.</summary>
internal static class PhotoTexts
{
    internal static readonly Text Has = new("📎 Есть фото чека.", "📎 It has a photo of the receipt.");
    internal static readonly Text HasFirst = new("📎 Фото чека — у первой записи.", "📎 The photo of the receipt is with the first entry.");
    internal static readonly Text HasMany = new(
        "📎 Фото чеков — у первых записей: {0}.",
        "📎 Photos of receipts are with the first entries: {0}."
    );
    internal static readonly Text ShowNumber = new("Фото чека {0}", "Receipt photo {0}");
    internal static readonly Text Show = new("Фото чека", "Receipt photo");
    internal static readonly Text Attached = new("Прикрепил фото: {0}", "Attached the photo: {0}");
    internal static readonly Text Ask = new(
        "К чему это фото? Напишите трату, например: 350 кофе — или ответьте фотографией на запись.",
        "What is this photo of? Write the expense, for example: 350 coffee — or reply to an entry with the photo."
    );
    internal static readonly Text AskAlbum = new(
        "К чему эти фото? Напишите траты по порядку фотографий, каждую с новой строки, например:\n350 кофе\n200 обед",
        "What are these photos of? Write the expenses in the order of the photos, each on a line of its own, for example:\n350 coffee\n200 lunch"
    );
    internal static readonly Plural AskRest = new(
        "Осталось {0} фото без записи. К чему оно? Напишите трату, например: 350 кофе",
        "Осталось {0} фото без записи. К чему они? Напишите траты по порядку, каждую с новой строки.",
        "Осталось {0} фото без записи. К чему они? Напишите траты по порядку, каждую с новой строки.",
        "{0} photo is left without an entry. What is it of? Write the expense, for example: 350 coffee",
        "{0} photos are left without an entry. What are they of? Write the expenses in their order, each on a line of its own."
    );
    internal static readonly Text ToLast = new("К последней: {0}", "To the last one: {0}");
    internal static readonly Text NotNeeded = new("Не сохранять", "Do not keep it");
    internal static readonly Text Dropped = new("Хорошо, фото не сохраняю.", "All right, I do not keep the photo.");
    internal static readonly Text DroppedAll = new("Хорошо, эти фото не сохраняю.", "All right, I do not keep these photos.");
    internal static readonly Text NotWaiting = new("Это фото уже не ждёт", "This photo is not waiting any more");
}
