namespace Denga.Web.Cabinet.Wallet;

internal static class ConvertTexts
{
    internal static readonly Text Title = new("Обмен валюты", "Convert");
    internal static readonly Text From = new("Со счёта", "From the account");
    internal static readonly Text Into = new("В валюту", "Into");
    internal static readonly Text Side = new("Эту сумму я", "This amount I");
    internal static readonly Text Give = new("отдаю", "give");
    internal static readonly Text Get = new("хочу получить", "want to get");
    internal static readonly Text AskQuote = new("Узнать курс", "Get a quote");
    internal static readonly Text NewQuote = new("Узнать курс ещё раз", "Get a new quote");
    internal static readonly Text YouGive = new("Отдаёте", "You give");
    internal static readonly Text YouGet = new("Получаете", "You get");
    internal static readonly Text Rate = new("Курс обмена", "Rate");
    internal static readonly Text SourceRate = new("Курс источника", "Source's rate");
    internal static readonly Text Spread = new("Наценка", "Spread");
    internal static readonly Text Source = new("Источник", "Source");
    internal static readonly Text SourceOf = new("{0}, на {1}", "{0}, of {1}");
    internal static readonly Text Fee = new("Комиссия", "Fee");
    internal static readonly Text Remains = new("Останется на счёте", "Remains on the account");
    internal static readonly Text Stale = new(
        "Курс не сегодняшний: новых пока нет.",
        "This is not today's rate: there is no newer one yet."
    );
    internal static readonly Text BuiltIn = new(
        "Свежего курса нет: этот из комплекта Denga, на {0}. Для пробных денег годится и он.",
        "There is no recent rate: this one came with Denga and is of {0}. For play money it will do."
    );
    internal static readonly Text NotEnough = new(
        "Столько на счёте нет: доступно {0}.",
        "The account does not hold that much: {0} is available."
    );
    internal static readonly Text ConvertMost = new("Обменять всё, что есть: {0}", "Convert all there is: {0}");
    internal static readonly Text Holds = new("Курс закреплён ещё", "The rate holds for");
    internal static readonly Text Expired = new("Время вышло, курс больше не закреплён.", "Time is up: the rate holds no longer.");
    internal static readonly Text ConvertNow = new("Обменять", "Convert");
    internal static readonly Text Promise = new("Обменяем ровно так, или не обменяем вовсе.", "It is converted exactly so, or not at all.");
}
