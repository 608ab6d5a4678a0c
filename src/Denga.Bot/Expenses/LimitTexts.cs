namespace Denga.Bot.Expenses;

/// <summary>What is said about limits.</summary>
internal static class LimitTexts
{
    internal static readonly Text Total = new("Всего за месяц", "Whole month");
    internal static readonly Text State = new("{0}: {1} из {2} ({3})", "{0}: {1} of {2} ({3})");
    internal static readonly Text Over = new("лимит превышен на {0}", "over the limit by {0}");
    internal static readonly Text UsedUp = new("лимит исчерпан", "the limit is used up");
    internal static readonly Text LastsUntil = new("при таком темпе хватит до {0}", "at this pace it lasts until {0}");
    internal static readonly Text PerDay = new("можно {0} в день", "{0} a day left");

    internal static readonly Text None = new(
        "Лимитов пока нет. Поставьте лимит, и я предупрежу на 80 и 100 процентах.\nМожно и одной строкой: /limits кафе 5000",
        "There are no limits yet. Set one and I will warn you at 80 and 100 percent.\nOne line does it too: /limits groceries 5000"
    );
    internal static readonly Text Heading = new("Лимиты {0} – {1}:", "Limits {0} – {1}:");
    internal static readonly Text AddCategory = new("+ На категорию", "+ For a category");
    internal static readonly Text AddTotal = new("+ На весь месяц", "+ For the whole month");
    internal static readonly Text WhichCategory = new("Лимит на какую категорию?", "A limit for which category?");
    internal static readonly Text AskAmount = new("{0}: сколько в месяц? Напишите сумму.", "{0}: how much a month? Write the amount.");
    internal static readonly Text Set = new("Поставил. {0}", "Done. {0}");
    internal static readonly Text Amount = new("Сумма", "Amount");
    internal static readonly Text Remove = new("Убрать", "Remove");
    internal static readonly Text Confirm = new("Убрать этот лимит?\n{0}", "Remove this limit?\n{0}");
    internal static readonly Text RemoveAmount = new("Убрать лимит {0}", "Remove the limit of {0}");
    internal static readonly Text Removed = new("Убрал лимит: {0}", "Removed the limit: {0}");
    internal static readonly Text NotUnderstood = new(
        "Не понял лимит. Напишите категорию и сумму: /limits кафе 5000, или одну сумму на весь месяц: /limits 50000",
        "I did not understand the limit. Write a category and an amount: /limits groceries 5000, or one amount for the whole month: /limits 50000"
    );
}
