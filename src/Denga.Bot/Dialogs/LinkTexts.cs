namespace Denga.Bot.Dialogs;

internal static class LinkTexts
{
    internal static readonly Text HereIsACode = new(
        "Код для кабинета: {0}\nВведите его там в разделе «Безопасность» — он действует 10 минут. А если код уже показан в кабинете, пришлите мне: /link КОД",
        "Your code for the cabinet: {0}\nEnter it there under Security; it is good for 10 minutes. If the cabinet already shows you a code, send me: /link CODE"
    );

    internal static readonly Text LinkedNow = new(
        "Готово: теперь здесь и в кабинете один и тот же счёт.",
        "Done: from now on you are the same person here and in the cabinet."
    );
}
