using Denga.Contracts.Platform;

namespace Denga.Panel.Calls;

internal static class CallTexts
{
    internal static readonly Text Title = new("Обращения к провайдерам", "Calls to providers");
    internal static readonly Text Hint = new(
        "Что Denga просила у провайдеров о деньгах и что они ответили. Каждая попытка — отдельная строка.",
        "What Denga asked of providers about money, and what they answered. Each attempt is a row."
    );
    internal static readonly Text None = new("К провайдерам не обращались.", "No provider was called.");
    internal static readonly Text One = new("Обращение", "Call");
    internal static readonly Text Operation = new("Операция", "Operation");
    internal static readonly Text Sent = new("Отправлено", "Sent");
    internal static readonly Text Took = new("Заняло", "Took");
    internal static readonly Text Outcome = new("Исход", "Outcome");
    internal static readonly Text Request = new("Запрос", "Request");
    internal static readonly Text Answer = new("Ответ", "Answer");
    private static readonly Text Milliseconds = new("{0} мс", "{0} ms");
    private static readonly Text Status = new("ответ {0}", "answer {0}");
    private static readonly Text NoAnswer = new("ответа нет ({0})", "no answer ({0})");
    private static readonly Text Unknown = new("неизвестен: запрос мог подействовать", "not known: the request may have had its effect");

    internal static string Of(ProviderCall call, string language) =>
        call.Status is { } status ? Status.In(language, status)
        : call.Failure is { } failure ? NoAnswer.In(language, failure)
        : Unknown.In(language);

    internal static string TimeOf(ProviderCall call, string language) =>
        call.EndedAt is { } ended
            ? Milliseconds.In(language, Words.Number((long)(ended - call.SentAt).TotalMilliseconds, 0, language))
            : "—";
}
