namespace Denga.Bot.Expenses;

/// <summary>What is said on the change screen of an entry.</summary>
internal static class ChangeTexts
{
    internal static readonly Text Amount = new("Сумма", "Amount");
    internal static readonly Text Category = new("Категория", "Category");
    internal static readonly Text Date = new("Дата", "Date");
    internal static readonly Text Note = new("Заметка", "Note");
    internal static readonly Text Why = new("Почему эта категория?", "Why this category?");
    internal static readonly Text Delete = new("Удалить", "Delete");
    internal static readonly Text DeleteAmount = new("Удалить {0}", "Delete {0}");
    internal static readonly Text Done = new("Готово", "Done");
    internal static readonly Text Entry = new("{0}", "{0}");
    internal static readonly Text Saved = new("Сохранил: {0}", "Saved: {0}");
    internal static readonly Text Deleted = new("Удалил: {0}", "Deleted: {0}");
    internal static readonly Text Gone = new("Этой записи уже нет.", "This entry is gone.");
    internal static readonly Text AskAmount = new("Сейчас {0}. Напишите новую сумму.", "It is {0} now. Write the new amount.");
    internal static readonly Text AskCategory = new("Какая категория?\n{0}", "Which category?\n{0}");
    internal static readonly Text Own = new("+ Своя", "+ My own");
    internal static readonly Text AskOwn = new(
        "Напишите название своей категории, до 40 знаков.",
        "Write the name of your category, up to 40 characters."
    );
    internal static readonly Text AskDate = new(
        "За какой день? Нажмите или напишите, например: 12 мая\n{0}",
        "For which day? Press or write, for example: 12 May\n{0}"
    );
    internal static readonly Text NotADay = new(
        "Не понял, какой это день. Напишите, например: вчера, 12 мая или 12.05.2026",
        "I could not tell the day. Write, for example: yesterday, 12 May or 12.05.2026"
    );
    internal static readonly Text Today = new("Сегодня", "Today");
    internal static readonly Text Yesterday = new("Вчера", "Yesterday");
    internal static readonly Text DayBefore = new("Позавчера", "Two days ago");
    internal static readonly Text AskNote = new("Напишите новую заметку.\n{0}", "Write the new note.\n{0}");
    internal static readonly Text Confirm = new("Удалить эту запись?\n{0}", "Delete this entry?\n{0}");
    internal static readonly Text Learned = new("Запомню: «{0}» → {1}", "I will remember: “{0}” → {1}");
    internal static readonly Text WhyChosen = new("Категорию {0} выбрали вы.", "You chose the category {0}.");
    internal static readonly Text WhyLearned = new(
        "Категория {0}: запомнил из ваших исправлений слово «{1}».",
        "Category {0}: I learned the word “{1}” from your corrections."
    );
    internal static readonly Text WhyKeyword = new("Категория {0}: по слову «{1}».", "Category {0}: by the word “{1}”.");
    internal static readonly Text WhyDefault = new(
        "Категория {0}: знакомых слов не нашлось. Выберите другую, и после двух исправлений я запомню слово.",
        "Category {0}: there were no words I know. Choose another one; after two corrections I remember the word."
    );
}
