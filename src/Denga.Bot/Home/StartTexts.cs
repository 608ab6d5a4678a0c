namespace Denga.Bot.Home;

/// <summary>The first words and the help.</summary>
internal static class StartTexts
{
    internal static readonly Text Record = new("Записать трату", "Add an expense");
    internal static readonly Text Report = new("Отчёт", "Report");
    internal static readonly Text Stars = new("Звёзды", "Stars");
    internal static readonly Text WhatCanYou = new("Что умеешь?", "What can you do?");
    internal static readonly Text Help = new(
        """
        Пишите траты обычными словами:
        350 кофе
        такси 480 вчера
        1 250,50 продукты
        250+120 обед
        20$ подписка
        +50000 зарплата
        ужин 4500 на троих
        вернули 500 за футболку
        каждый месяц аренда 30000
        Несколько строк — несколько записей.

        Исправить: измените своё сообщение или ответьте на моё новой суммой.
        Найти: /find кофе май >300
        Отчёт за любой срок: /report май, /report с 1 по 15 ноября
        Лимит: /limits кафе 5000
        Перевод: /send 500 @anna обед
        Обмен: /convert 100 долларов в рубли
        Пополнить: /recharge 500
        Звёзды Telegram: /stars 100 @anna

        Команды:
        """,
        """
        Write expenses in plain words:
        350 coffee
        taxi 480 yesterday
        1,250.50 groceries
        250+120 lunch
        $20 subscription
        +50000 salary
        every month rent 30000
        Several lines are several entries.

        To correct: edit your message, or reply to mine with the new amount.
        To find: /find coffee May >300
        A report of any time: /report May, /report 01.11-15.11
        A limit: /limits groceries 5000
        To send: /send 500 @anna lunch
        To convert: /convert 100 usd to rub
        To top up: /recharge 20
        Telegram Stars: /stars 100 @anna

        Commands:
        """
    );
}
