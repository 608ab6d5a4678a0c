namespace Denga.Panel.Work;

internal static class WorkTexts
{
    internal static readonly Text Title = new("Незавершённые задачи", "Work given up");
    internal static readonly Text Hint = new(
        "Письма, уведомления, документы и вебхуки, которые не удались. Сначала устраните причину; повтор ничего не сделает дважды.",
        "Letters, notices, documents and webhooks that did not succeed. Mend the cause first; doing it again does nothing twice."
    );
    internal static readonly Text None = new("Все задачи выполнены.", "All work is done.");
    internal static readonly Text Kind = new("Задача", "Work");
    internal static readonly Text Since = new("Поставлена", "Asked for");
    internal static readonly Text Retry = new("Повторить", "Do again");
    internal static readonly Text RetryAsk = new("Выполнить задачу «{0}» ({1}) ещё раз?", "Do the work “{0}” ({1}) again?");
    internal static readonly Text Retried = new("Задача поставлена снова.", "The work is on its way.");
    internal static readonly Text NotKept = new("не хранится", "not kept");
    private static readonly Text Failed = new("сбой внутри Denga ({0})", "a failure inside Denga ({0})");

    /// <summary>Why it failed: the sentence of an error's code, or the type of what was thrown.</summary>
    internal static string Error(string code, string language) =>
        ErrorTexts.Codes.Contains(code) ? ErrorTexts.Of(code, Surface.Cabinet).In(language) : Failed.In(language, code);
}
