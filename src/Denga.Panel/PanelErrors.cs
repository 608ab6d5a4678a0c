using Denga.Contracts;

namespace Denga.Panel;

/// <summary>Expected errors that operators meet, in words that say what to do.</summary>
internal static class PanelErrors
{
    private static readonly Text Unknown = new(
        "Что-то пошло не так. Повторите; если не поможет, найдите в журнале след {0}.",
        "Something went wrong. Retry; if it does not help, look for the trace {0} in the log."
    );
    private static readonly Text Away = new(
        "Часть Denga сейчас не отвечает. Попробуйте ещё раз через минуту.",
        "A part of Denga does not answer at the moment. Try again in a minute."
    );
    private static readonly Dictionary<string, Text> ByCode = new(StringComparer.Ordinal)
    {
        ["identity.bad_token"] = new("Вход устарел. Войдите ещё раз.", "The sign-in has expired. Please sign in again."),
        ["identity.forbidden"] = new("На это у вас нет прав.", "You may not do this."),
        ["identity.bad_cursor"] = new("Этой страницы списка больше нет.", "This page of the list is gone."),
        ["identity.unknown_person"] = new("Такого человека больше нет.", "There is no such person any more."),
        ["identity.last_administrator"] = new(
            "Это последний администратор: сначала назначьте другого.",
            "This is the last administrator: appoint another one first."
        ),
        ["platform.no_dead_letter"] = new("Этого события в списке уже нет.", "The event is not in the list any more."),
    };

    internal static string Of(Error error, string language, string trace) =>
        ByCode.TryGetValue(error.Code, out var text) ? text.In(language)
        : error.Kind == ErrorKind.Unavailable ? Away.In(language)
        : Unknown.In(language, trace);
}
