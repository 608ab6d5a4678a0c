namespace Denga.Speech;

internal static class ExpensesErrorTexts
{
    private static readonly ErrorText Changed = new(
        "Запись только что изменилась. Посмотрите на неё ещё раз.",
        "The entry has just changed. Please look at it again."
    );

    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["expenses.amount_not_positive"] = new("Сумма должна быть больше нуля.", "The amount must be more than zero."),
        ["expenses.amount_too_large"] = new(
            "Такая сумма не поместится. Проверьте, нет ли лишних нулей.",
            "The amount is too large. Check it for extra zeros."
        ),
        ["expenses.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again.")
        {
            InChat = new("Список изменился. Откройте его заново: /list", "The list has changed. Open it again: /list"),
        },
        ["expenses.category_name"] = new(
            "Название категории — от 1 до 40 знаков. Напишите другое.",
            "A category's name has 1 to 40 characters. Write another one."
        ),
        ["expenses.changed_meanwhile"] = Changed,
        ["expenses.day_out_of_range"] = new(
            "Записать можно дни с 2000 года и не дальше года вперёд. Исправьте дату.",
            "Days can be from 2000 up to a year ahead. Please correct the date."
        ),
        ["expenses.frequency"] = new(
            "Непонятно, по каким дням записывать. Выберите день недели, число месяца или день года.",
            "It is not clear on which days to record it. Choose a weekday, a day of the month or a day of the year."
        )
        {
            InChat = new(
                "Не понял, по каким дням записывать. Напишите так: каждый месяц 1 числа аренда 30000",
                "I did not understand on which days to record it. Write it like this: every month on the 1st rent 30000"
            ),
        },
        ["expenses.limit_currency"] = new(
            "Лимит считается в основной валюте. Напишите сумму в ней.",
            "A limit is in your main currency. Write the amount in it."
        ),
        ["expenses.month_start_out_of_range"] = new(
            "Месяц может начинаться с 1-го по 28-е число.",
            "A month may start on a day from 1 to 28."
        ),
        ["expenses.moved"] = Changed,
        ["expenses.no_photo"] = new("Этого фото уже нет. Пришлите его ещё раз.", "This photo is gone. Please send it again."),
        ["expenses.no_rate"] = new(
            "Курс этой валюты на этот день неизвестен. Напишите сумму в другой валюте.",
            "The rate of this currency for that day is unknown. Write the amount in another currency."
        )
        {
            InChat = new(
                "Не знаю курса этой валюты на этот день. Напишите сумму в другой валюте.",
                "I do not know the rate of this currency for that day. Write the amount in another currency."
            ),
        },
        ["expenses.not_found"] = new("Этой записи уже нет.", "This entry is gone."),
        ["expenses.period"] = new(
            "Период должен идти вперёд и быть не длиннее десяти лет.",
            "The period must go forward and be no longer than ten years."
        ),
        ["expenses.receipt_known"] = new("Этот чек уже записан.", "This receipt is saved already."),
        ["expenses.text_too_long"] = new("Слишком длинно. Напишите короче.", "That is too long. Please write less.")
        {
            InChat = BotErrorTexts.TooLong,
        },
        ["expenses.too_many"] = new("Записать можно до 50 строк сразу.", "Up to 50 entries can be recorded at once.")
        {
            InChat = BotErrorTexts.TooLong,
        },
        ["expenses.too_many_categories"] = new(
            "Своих категорий уже 100, больше не поместится.",
            "There are 100 categories of your own already, no more fit."
        ),
        ["expenses.too_many_recurring"] = new(
            "Регулярных записей уже 100. Закончите ненужные.",
            "There are 100 recurring entries already. End some."
        )
        {
            InChat = new(
                "Регулярных записей уже 100. Закончите ненужные: /recurring",
                "There are 100 recurring entries already. End some: /recurring"
            ),
        },
        ["expenses.unknown_category"] = new("Такой категории нет.", "There is no such category.")
        {
            InChat = new("Такой категории нет. Список: /categories", "There is no such category. The list: /categories"),
        },
        ["expenses.whole_does_not_fit"] = new(
            "Доля не может быть больше всего счёта. Проверьте суммы.",
            "A share cannot be more than the whole bill. Check the amounts."
        ),
    };
}
