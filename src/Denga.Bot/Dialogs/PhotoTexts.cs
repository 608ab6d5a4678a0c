namespace Denga.Bot.Dialogs;

/// <summary>What is said about photos of receipts.</summary>
internal static class PhotoTexts
{
    internal static readonly Text Has = new("📎 Есть фото чека.", "📎 It has a photo of the receipt.");
    internal static readonly Text HasFirst = new("📎 Фото чека — у первой записи.", "📎 The photo of the receipt is with the first entry.");
    internal static readonly Text Show = new("Фото чека", "Receipt photo");
    internal static readonly Text Attached = new("Прикрепил фото: {0}", "Attached the photo: {0}");
    internal static readonly Text Ask = new(
        "К чему это фото? Напишите трату, например: 350 кофе — или ответьте фотографией на запись.",
        "What is this photo of? Write the expense, for example: 350 coffee — or reply to an entry with the photo."
    );
    internal static readonly Text ToLast = new("К последней: {0}", "To the last one: {0}");
    internal static readonly Text NotNeeded = new("Не сохранять", "Do not keep it");
    internal static readonly Text Dropped = new("Хорошо, фото не сохраняю.", "All right, I do not keep the photo.");
    internal static readonly Text NotWaiting = new("Это фото уже не ждёт", "This photo is not waiting any more");
}
