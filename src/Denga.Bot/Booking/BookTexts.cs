namespace Denga.Bot.Booking;

/// <summary>What is said about booking a stay.</summary>
internal static class BookTexts
{
    internal static readonly Text Menu = new("Забронировать", "Book a stay");
    internal static readonly Text MenuMine = new("Мои брони", "My bookings");

    internal static readonly Text AskType = new("Что ищете?", "What are you looking for?");
    internal static readonly Text Everything = new("Всё подряд", "Everything");
    internal static readonly Text NothingYet = new(
        "Пока бронировать нечего: сюда ещё ничего не добавили.",
        "There is nothing to book here yet."
    );
    internal static readonly Text Found = new(
        "Выберите, или напишите город или даты: «12–15 мая».",
        "Choose one, or write a city or days: “12–15 May”."
    );
    internal static readonly Text NoneFound = new(
        "Ничего не нашлось. Попробуйте другие даты или город.",
        "Nothing was found. Try other days or another city."
    );
    internal static readonly Text FreeOn = new("Свободно {0}.", "Free {0}.");
    internal static readonly Text InCity = new("Город: {0}.", "City: {0}.");
    internal static readonly Text More = new("Показать ещё", "Show more");
    internal static readonly Text AllTypes = new("Другое", "Something else");
    internal static readonly Text From = new("от {0}", "from {0}");

    internal static readonly Text ChooseDates = new("Выбрать даты", "Choose days");
    internal static readonly Text AskArrival = new(
        "Когда приедете? Нажмите день или напишите даты: «12–15 мая», «с пятницы на 3 ночи».",
        "When do you arrive? Press a day, or write the days: “12–15 May”, “from Friday for 3 nights”."
    );
    internal static readonly Text AskDeparture = new("Заезд {0}. Когда уезжаете?", "Arrival on {0}. When do you leave?");
    internal static readonly Text Legend = new("· занято  × нельзя", "· taken  × not possible");
    internal static readonly Text AskHours = new(
        "{0}: во сколько? Напишите, например: с 10 до 14",
        "{0}: at what time? Write, for example: from 10 to 14"
    );
    internal static readonly Text BusyAt = new("Занято: {0}.", "Taken: {0}.");
    internal static readonly Text NotDates = new(
        "Дат не понял. Нажмите день в календаре или напишите: «12–15 мая», «завтра на 2 ночи».",
        "These are no days that I understand. Press a day of the calendar, or write “12–15 May” or “tomorrow for 2 nights”."
    );
    internal static readonly Text NoSuchTime = new(
        "Таких дней или часов нет. Напишите, например: «12–15 мая», «завтра на 2 ночи», «с 10 до 14».",
        "There are no such days or hours. Write, for example, “12–15 May”, “tomorrow for 2 nights” or “from 10 to 14”."
    );
    internal static readonly Text NotHours = new(
        "Времени не понял. Напишите так: с 10 до 14",
        "I did not understand the time. Write it like this: from 10 to 14"
    );

    internal static readonly Text Busy = new("Этот день занят.", "This day is taken.");
    internal static readonly Text Closed = new("На этот день не забронировать.", "This day cannot be booked.");
    internal static readonly Text NoArrival = new("В этот день недели не заезжают.", "No stay begins on this day of the week.");
    internal static readonly Text Between = new("Внутри есть занятый день.", "A day in between is taken.");
    internal static readonly Plural GapTooShort = new(
        "Здесь не помещается {0} ночь.",
        "Здесь не помещаются {0} ночи.",
        "Здесь не помещаются {0} ночей.",
        "The shortest stay of {0} night does not fit here.",
        "The shortest stay of {0} nights does not fit here."
    );
    internal static readonly Plural TooShort = new(
        "Минимум {0} ночь.",
        "Минимум {0} ночи.",
        "Минимум {0} ночей.",
        "At least {0} night.",
        "At least {0} nights."
    );
    internal static readonly Plural TooLong = new(
        "Максимум {0} ночь.",
        "Максимум {0} ночи.",
        "Максимум {0} ночей.",
        "At most {0} night.",
        "At most {0} nights."
    );

    internal static readonly Text AskGuests = new("Сколько вас будет?", "How many of you?");

    internal static readonly Text Check = new("Проверьте бронь.", "Please check the booking.");
    internal static readonly Text Total = new("Итого: {0}", "Total: {0}");
    internal static readonly Text PayNow = new("Сейчас: {0}", "Now: {0}");
    internal static readonly Text PayLater = new("До {0}: {1}", "By {0}: {1}");
    internal static readonly Text WithDeposit = new("Залог: {0}, вернём после проживания.", "Deposit: {0}, given back after the stay.");
    internal static readonly Text Approval = new(
        "Хозяин подтвердит бронь, потом оплата.",
        "The owner confirms the booking before you pay."
    );
    internal static readonly Text Holds = new("Цена держится до {0}.", "The price holds until {0}.");
    internal static readonly Text Book = new("Забронировать за {0}", "Book for {0}");
    internal static readonly Text Ask = new("Спросить хозяина", "Ask the owner");
    internal static readonly Text AddOns = new("Дополнительно", "Extras");
    internal static readonly Text AskAddOns = new(
        "Что добавить? Нажмите, чтобы добавить или убрать.",
        "What shall be added? Press to add or to leave out."
    );
    internal static readonly Text Done = new("Готово", "Done");
    internal static readonly Text Promo = new("Промокод", "Promo code");
    internal static readonly Text AskPromo = new("Напишите промокод.", "Write the promo code.");
    internal static readonly Text OtherDates = new("Другие даты", "Other days");
    internal static readonly Text TellWhenFree = new("Сообщить, если освободятся", "Tell me if they become free");
    internal static readonly Text Waits = new(
        "Хорошо, напишу, если освободится: {0}, {1}. Даты я не держу: достанутся тому, кто забронирует первым.",
        "All right, I will write if it becomes free: {0}, {1}. The days are not kept: whoever books first has them."
    );
    internal static readonly Text WaitedFor = new("Чего я жду", "What I wait for");
    internal static readonly Text WaitsFor = new(
        "Вы ждёте этих дат. Нажмите, чтобы больше не ждать.",
        "You wait for these days. Press one to wait for it no more."
    );
    internal static readonly Text WaitsForNothing = new("Вы ничего не ждёте.", "You wait for nothing.");
    internal static readonly Text PayFromBalance = new("С баланса · {0}", "From the balance · {0}");
    internal static readonly Text Left = new("Хорошо, не бронирую.", "All right, nothing is booked.");
    internal static readonly Text PressToBook = new(
        "Нажмите «Забронировать» или напишите другие даты.",
        "Press “Book”, or write other days."
    );
    internal static readonly Text Outdated = new("Этой брони больше нет.", "This booking is not there any more.");

    internal static readonly Text Number = new("Бронь {0}: {1}", "Booking {0}: {1}");
    internal static readonly Text When = new("{0}, {1}", "{0}, {1}");
    internal static readonly Text OwnersWords = new("Хозяин пишет: {0}", "The owner writes: {0}");
    internal static readonly Text GivenBack = new("Возвращено: {0}.", "Given back: {0}.");
    internal static readonly Text DueLater = new("До {0} ещё {1}.", "{1} more by {0}.");
    internal static readonly Text CheckIn = new("Заезд {0}, выезд {1}.", "Arrival {0}, departure {1}.");

    internal static readonly Text Pay = new("Оплатить {0}", "Pay {0}");
    internal static readonly Text PayBy = new("{0} · {1}", "{0} · {1}");
    internal static readonly Text Cancel = new("Отменить бронь", "Cancel the booking");
    internal static readonly Text CancelGives = new(
        "Отменить бронь {0}? Вернётся {1} из {2}.",
        "Cancel booking {0}? {1} of {2} comes back."
    );
    internal static readonly Text CancelFree = new(
        "Отменить бронь {0}? Вы за неё ещё не платили.",
        "Cancel booking {0}? Nothing has been paid yet."
    );
    internal static readonly Text CancelUntil = new("До {0}; потом меньше.", "Until {0}; less afterwards.");
    internal static readonly Text CancelYes = new("Да, отменить", "Yes, cancel it");
    internal static readonly Text CancelNo = new("Оставить", "Keep it");
    internal static readonly Text Change = new("Изменить", "Change");
    internal static readonly Text AskChange = new(
        "Сейчас: {0}, {1}. Напишите новые даты («12–15 мая», «завтра на 2 ночи») или сколько вас будет. Сначала покажу разницу в цене.",
        "Now: {0}, {1}. Write the new days (“12–15 May”, “tomorrow for 2 nights”) or how many of you come. The difference in price is shown first."
    );
    internal static readonly Text AskChangeHours = new(
        "Сейчас: {0}, {1}. Напишите другое время («с 10 до 14»), другой день или сколько вас будет. Сначала покажу разницу в цене.",
        "Now: {0}, {1}. Write another time (“from 10 to 14”), another day, or how many of you come. The difference in price is shown first."
    );
    internal static readonly Text NoChange = new(
        "Не понял, что изменить. Напишите даты или число гостей.",
        "I did not understand what to change. Write days or a number of guests."
    );
    internal static readonly Text CheckChange = new("Изменить бронь {0}?", "Change booking {0}?");
    internal static readonly Text PriceWas = new("Цена: {0} вместо {1}.", "The price: {0} in place of {1}.");
    internal static readonly Text PayMore = new("Доплатить: {0}.", "To be paid: {0}.");
    internal static readonly Text ComesBack = new("Вернётся: {0}.", "Comes back: {0}.");
    internal static readonly Text SamePrice = new("Цена та же: {0}.", "The price stays {0}.");
    internal static readonly Text ChangeYes = new("Да, изменить", "Yes, change it");
    internal static readonly Text ChangeNo = new("Оставить как есть", "Leave it as it is");
    internal static readonly Text Agree = new("Прочитал договор, согласен", "I have read the contract and agree");
    internal static readonly Text Agreed = new("Вы приняли договор: {0}.", "You accepted the contract: {0}.");
    internal static readonly Text ContractChanged = new(
        "Договор с тех пор изменился. Прочитайте его ещё раз.",
        "The contract has changed since. Please read it again."
    );
    internal static readonly Text Contract = new("Договор", "Contract");
    internal static readonly Text Receipt = new("Квитанция", "Receipt");
    internal static readonly Text Printed = new("Документ по брони {0}.", "The document of booking {0}.");
    internal static readonly Text Repeat = new("Забронировать ещё", "Book again");
    internal static readonly Text Mine = new("Мои брони", "My bookings");
    internal static readonly Text Latest = new("Ваши брони:", "Your bookings:");
    internal static readonly Text None = new("Броней пока нет.", "There are no bookings yet.");
}
