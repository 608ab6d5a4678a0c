namespace Denga.Bot.Settings;

internal static class LinkTexts
{
    internal static readonly Text HereIsACode = new(
        "Код для кабинета: {0}\nВведите его в кабинете: «Настройки» → «Telegram и чат». Он действует 10 минут. А если код уже показан в кабинете, пришлите мне: /link КОД",
        "Your code for the cabinet: {0}\nEnter it in the cabinet: Settings → Telegram and chat. It is good for 10 minutes. If the cabinet already shows you a code, send me: /link CODE"
    );

    internal static readonly Text LinkedNow = new(
        "Готово: теперь здесь и в кабинете один и тот же счёт.",
        "Done: from now on you are the same person here and in the cabinet."
    );

    internal static readonly Text Settings = new(
        "Теперь вы здесь и в кабинете — один человек, и настройки у вас общие:\n{0}",
        "You are the same person here and in the cabinet now, with the same settings:\n{0}"
    );
    internal static readonly Text Language = new("Язык: {0}", "Language: {0}");
    internal static readonly Text Zone = new("Часовой пояс: {0}", "Time zone: {0}");
    internal static readonly Text Currency = new("Основная валюта: {0}", "Main currency: {0}");
    internal static readonly Text MonthStart = new("Первый день месяца: {0}", "First day of a month: {0}");
    internal static readonly Text Stays = new(" — как и раньше", ", as before");
    internal static readonly Text WasSo = new(" — здесь было: {0}", "; it was {0} here");
    internal static readonly Text AsItWas = new("Вернуть, как было здесь", "As it was here");
    internal static readonly Text AsItIs = new("Оставить так или выбрать другое", "Leave it so, or choose");
}
