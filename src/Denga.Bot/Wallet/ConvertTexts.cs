namespace Denga.Bot.Wallet;

/// <summary>What is said about converting.</summary>
internal static class ConvertTexts
{
    internal static readonly Text Nothing = new(
        "Менять пока нечего: на счетах пусто. Пополните счёт.",
        "There is nothing to convert yet: the accounts are empty. Top up first."
    );
    internal static readonly Text AskFrom = new(
        "Что обменять? Нажмите, или напишите сразу всё: 100 долларов в рубли",
        "What shall I convert? Press one, or write it all at once: 100 usd to rub"
    );
    internal static readonly Text AskTo = new(
        "На что обменять {0}? Нажмите или напишите код, например KZT.",
        "Into what shall I convert {0}? Press one or write a code, such as KZT."
    );
    internal static readonly Text AskAmount = new(
        "Сколько обменять? На счёте {0}. Напишите сумму: сколько отдаёте или, с другой валютой, сколько получить.",
        "How much shall I convert? The account holds {0}. Write the amount you give, or, in the other currency, the amount you get."
    );
    internal static readonly Text All = new("Всё: {0}", "All: {0}");
    internal static readonly Text NotUnderstood = new(
        "Не понял, что на что обменять. Напишите так: /convert 100 долларов в рубли",
        "I did not understand what to convert into what. Write it like this: /convert 100 usd to rub"
    );
    internal static readonly Text OtherCurrency = new("Напишите сумму в {0} или в {1}.", "Write the amount in {0} or in {1}.");
    internal static readonly Text NoAccount = new(
        "У вас нет счёта в этой валюте ({0}), обменивать нечего.",
        "You have no account in this currency ({0}) to convert from."
    );
    internal static readonly Text Empty = new(
        "На этом счёте ({0}) пусто, обменивать нечего.",
        "This account ({0}) is empty, there is nothing to convert."
    );
    internal static readonly Text NotEnough = new(
        "Не хватает денег: на счёте {0}, а нужно {1}. Ничего не обменял.",
        "There is not enough money: the account holds {0}, and {1} is needed. Nothing was converted."
    );

    internal static readonly Text Gives = new("Отдаёте: {0}", "You give: {0}");
    internal static readonly Text Gets = new("Получаете: {0}", "You get: {0}");
    internal static readonly Text Rate = new("Курс: {0}", "Rate: {0}");
    internal static readonly Text Source = new("Источник: {0}, на {1}; наценка {2}", "Source: {0}, of {1}; spread {2}");
    internal static readonly Text Stale = new(
        "⚠ Курс не сегодняшний: новых пока нет.",
        "⚠ This is not today's rate: there is no newer one yet."
    );
    internal static readonly Text BuiltIn = new(
        "⚠ Свежего курса нет: этот из комплекта Denga, на {0}. Для пробных денег годится и он.",
        "⚠ There is no recent rate: this one came with Denga and is of {0}. For play money it will do."
    );
    internal static readonly Text Fee = new("Комиссия: {0}", "Fee: {0}");
    internal static readonly Text Holds = new(
        "Курс закреплён до {0}. Обменяю ровно так или не обменяю вовсе.",
        "The rate holds until {0}. It is converted exactly so, or not at all."
    );
    internal static readonly Text ConvertNow = new("Обменять", "Convert");
    internal static readonly Text PressToConvert = new(
        "Чтобы обменять, нажмите кнопку «Обменять» под курсом выше.",
        "To convert, press the button “Convert” under the rate above."
    );
    internal static readonly Text NewQuote = new("Новый курс", "New rate");
    internal static readonly Text Expired = new(
        "Время вышло, ничего не обменял. Вот новый курс:",
        "Time is up, nothing was converted. Here is a new rate:"
    );
    internal static readonly Text Outdated = new(
        "Этот курс больше не закреплён. Возьмите новый.",
        "This rate holds no longer. Get a new one."
    );
    internal static readonly Text Cancelled = new("Хорошо, ничего не обменял.", "All right, nothing was converted.");
    internal static readonly Text Converted = new("✅ Обменял {0} → {1}", "✅ Converted {0} → {1}");
    internal static readonly Text Balances = new("На счетах: {0} и {1}.", "Your accounts hold {0} and {1}.");
    internal static readonly Text More = new("Ещё обмен", "Convert more");
}
