using Denga.Contracts;
using Denga.Contracts.Platform;

namespace Denga.Panel.Queues;

internal static class QueueTexts
{
    private const int HoursFrom = 120;
    internal static readonly Text Title = new("Как работает Denga", "How Denga runs");
    internal static readonly Text Dependencies = new("От чего зависит", "What it depends on");
    internal static readonly Text Outboxes = new("Очереди событий", "Queues of events");
    internal static readonly Text Works = new("Задачи", "Work");
    internal static readonly Text Waiting = new("Ждут", "Waiting");
    internal static readonly Text Oldest = new("Самое старое", "Oldest");
    internal static readonly Text GivenUp = new("Не обработаны", "Given up");
    internal static readonly Text Silent = new("Процесс не отвечает: {0}", "The process does not answer: {0}");
    internal static readonly Text Letters = new("Необработанные события", "Events given up");
    internal static readonly Text NoLetters = new("Все события обработаны.", "Every event has been worked.");
    internal static readonly Text LettersHint = new(
        "Сначала устраните причину. Кто уже обработал событие, второй раз этого не сделает.",
        "Mend the cause first. Who has worked the event already will not do it twice."
    );
    internal static readonly Text Event = new("Событие", "Event");
    internal static readonly Text Consumer = new("Обработчик", "Consumer");
    internal static readonly Text Failure = new("Ошибка", "Error");
    internal static readonly Text At = new("Когда", "When");
    internal static readonly Text Attempts = new("Попыток", "Attempts");
    internal static readonly Text SendAgain = new("Отправить снова", "Send again");
    internal static readonly Text SendAgainAsk = new(
        "Отправить событие {0} снова всем его обработчикам?",
        "Send the event {0} again to all its consumers?"
    );
    internal static readonly Text Sent = new("Событие отправлено.", "The event is on its way.");
    private static readonly Text Ok = new("в порядке", "fine");
    private static readonly Text Degraded = new("с ограничениями", "less well");
    private static readonly Text Down = new("не отвечает", "away");
    private static readonly Text Seconds = new("{0} с", "{0} s");
    private static readonly Text Minutes = new("{0} мин", "{0} min");
    private static readonly Text Hours = new("{0} ч", "{0} h");

    internal static Text Of(DependencyState state) =>
        state switch
        {
            DependencyState.Ok => Ok,
            DependencyState.Degraded => Degraded,
            _ => Down,
        };

    /// <summary>What is wrong with it, or worth knowing; a process of another release may not say it in words that are known here.</summary>
    internal static string? Detail(Dependency dependency, Operator person) =>
        dependency.Code is { } code && ErrorTexts.Codes.Contains(code)
            ? person.Say(new Error(code, ErrorKind.Unavailable, "", dependency.Args))
            : null;

    internal static string Age(TimeSpan age, string language) =>
        age == TimeSpan.Zero ? "—"
        : age.TotalSeconds < HoursFrom ? Seconds.In(language, (long)Math.Ceiling(age.TotalSeconds))
        : age.TotalMinutes < HoursFrom ? Minutes.In(language, (long)age.TotalMinutes)
        : Hours.In(language, (long)age.TotalHours);
}
