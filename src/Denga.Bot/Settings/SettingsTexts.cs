namespace Denga.Bot.Settings;

/// <summary>What is said about settings, currencies and categories.</summary>
internal static class SettingsTexts
{
    internal static readonly Text State = new(
        "Язык: {0}\nЧасовой пояс: {1}, сейчас {2}\nМесяц начинается {3}-го числа\nОсновная валюта: {4}",
        "Language: {0}\nTime zone: {1}, now {2}\nA month starts on day {3}\nMain currency: {4}"
    );
    internal static readonly Text LanguageName = new("русский", "English");
    internal static readonly Text Russian = new("Русский", "Русский");
    internal static readonly Text English = new("English", "English");
    internal static readonly Text Zone = new("Часовой пояс", "Time zone");
    internal static readonly Text MonthStart = new("Начало месяца", "Month start");
    internal static readonly Text Currency = new("Валюта", "Currency");
    internal static readonly Text AskZone = new(
        "Какой у вас город? Нажмите или напишите свой, можно пояс: Europe/Moscow",
        "Which city are you in? Press one or write yours; a zone works too: Europe/London"
    );
    internal static readonly Text AskMonthStart = new(
        "С какого числа считать месяц? Нажмите или напишите число от 1 до 28.",
        "On which day should a month start? Press or write a number from 1 to 28."
    );
    internal static readonly Text Kaliningrad = new("Калининград", "Kaliningrad");
    internal static readonly Text Moscow = new("Москва", "Moscow");
    internal static readonly Text Yekaterinburg = new("Екатеринбург", "Yekaterinburg");
    internal static readonly Text Novosibirsk = new("Новосибирск", "Novosibirsk");
    internal static readonly Text Vladivostok = new("Владивосток", "Vladivostok");
    internal static readonly Text London = new("Лондон", "London");
    internal static readonly Text NewYork = new("Нью-Йорк", "New York");

    internal static readonly Text CurrencyNow = new(
        "Считаю в основной валюте: {0}. Выберите другую или напишите её код, например KZT.",
        "I count in your main currency: {0}. Choose another one or write its code, such as KZT."
    );
    internal static readonly Text CurrencySet = new(
        "Основная валюта: {0}. Пересчитал всё по курсам дней записей; исходные суммы сохранены.",
        "Main currency: {0}. I converted everything by the rates of each entry's day; the original amounts are kept."
    );
    internal static readonly Text CurrencyUnknown = new(
        "Не знаю валюты «{0}». Напишите код из трёх букв, например KZT.",
        "I do not know the currency “{0}”. Write a code of three letters, such as KZT."
    );
    internal static readonly Text Rates = new("Курсы", "Rates");
    internal static readonly Text RatesHeading = new("Курсы на сегодня:", "Rates for today:");
    internal static readonly Text RateLine = new("1 {0} = {1} · {2}, {3}", "1 {0} = {1} · {2}, {3}");
    internal static readonly Text RateLineStale = new("1 {0} = {1} · {2}, от {3}, устарел", "1 {0} = {1} · {2}, of {3}, out of date");
    internal static readonly Text NoRates = new(
        "Курсов пока нет, попробуйте через минуту.",
        "There are no rates yet, try again in a minute."
    );

    internal static readonly Text CategoriesHeading = new("Категории расходов:", "Categories of expenses:");
    internal static readonly Text IncomeHeading = new("Категории доходов:", "Categories of income:");
    internal static readonly Text AddCategory = new("+ Своя категория", "+ My own category");
    internal static readonly Text AskCategory = new("Напишите название, до 40 знаков.", "Write the name, up to 40 characters.");
    internal static readonly Text CategoryAdded = new("Есть категория {0}.", "The category {0} is there.");
}
