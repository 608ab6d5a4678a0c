namespace Denga.Speech;

internal static class BookingErrorTexts
{
    internal static readonly IReadOnlyDictionary<string, ErrorText> All = new Dictionary<string, ErrorText>(StringComparer.Ordinal)
    {
        ["booking.bad_amount"] = new(
            "Сумма — в валюте брони, не меньше нуля и не больше оплаченного.",
            "The amount is in the booking's currency, not below zero and not more than was paid."
        ),
        ["booking.bad_cursor"] = new("Список изменился. Откройте его заново.", "The list has changed. Open it again."),
        ["booking.bad_dates"] = new(
            "Такого времени в этот день нет. Выберите время из календаря: 10:00, 10:15, 10:30 и так далее.",
            "There is no such time on that day. Choose a time from the calendar: 10:00, 10:15, 10:30 and so on."
        ),
        ["booking.bad_feed"] = new(
            "У календаря есть название до 60 знаков и адрес: https-ссылка без пароля, а у Google — адрес, который кончается на @group.calendar.google.com.",
            "A calendar has a name of up to 60 characters and an address: an https link without a password, or for Google one that ends with @group.calendar.google.com."
        ),
        ["booking.bad_handover"] = new(
            "Осмотр записывают один раз при выдаче и один раз при возврате: до 50 пунктов и 10 фото, пробег от нуля, топливо от 0 до 100 процентов.",
            "A handover is written down once at the beginning and once at the end: up to 50 points and 10 photos, kilometres from zero, fuel from 0 to 100 percent."
        ),
        ["booking.bad_note"] = new(
            "В заметке от 1 до 1000 знаков, у брони их не больше 500.",
            "A note has 1 to 1,000 characters, and a booking at most 500 notes."
        ),
        ["booking.bad_object"] = new(
            "В описании объекта что-то не так. Проверьте поля и пределы.",
            "Something in the description of the object is wrong. Check its fields and limits."
        ),
        ["booking.bad_reason"] = new("Напишите причину: до 200 знаков.", "Write a reason of up to 200 characters."),
        ["booking.bad_search"] = new(
            "Так найти не получится: до 100 знаков текста и до 10 свойств.",
            "This cannot be searched for: up to 100 characters of text and 10 properties."
        ),
        ["booking.bad_type"] = new(
            "У типа должны быть ключ латиницей, названия на двух языках и до 50 разных свойств.",
            "A type needs a key in Latin letters, a name in both languages, and at most 50 different properties."
        ),
        ["booking.bad_unit"] = new(
            "У каждой единицы своё имя: от 1 до 60 знаков.",
            "Each unit has a name of its own, of 1 to 60 characters."
        ),
        ["booking.booking_not_found"] = new("Такой брони нет.", "There is no such booking."),
        ["booking.called_off"] = new("Бронь отменена.", "The booking was cancelled."),
        ["booking.changed_meanwhile"] = new(
            "Пока вы смотрели, что-то изменилось. Посмотрите ещё раз и решите снова.",
            "Something changed while you were looking. Look again and decide anew."
        ),
        ["booking.dates_free"] = new("Эти даты свободны: их можно забронировать.", "These dates are free: you can book them."),
        ["booking.feed_address"] = new(
            "Этот адрес недоступен из интернета. Узлы своей сети указываются в Booking:Calendars:PrivateHosts.",
            "The address is not of the public internet. Hosts of your own network are named in Booking:Calendars:PrivateHosts."
        ),
        ["booking.feed_away"] = new(
            "Другая площадка не ответила на запрос календаря. Занятые дни остались занятыми; скоро попробуем снова.",
            "The other platform did not answer with its calendar. Taken days stay taken; it is tried again soon."
        ),
        ["booking.feed_busy"] = new(
            "Другая площадка просит подождать. Занятые дни остались занятыми.",
            "The other platform asks to be left alone for a while. Taken days stay taken."
        ),
        ["booking.feed_cut"] = new(
            "Календарь пришёл не целиком. Занятые дни остались занятыми; скоро попробуем снова.",
            "The calendar broke off in the middle. Taken days stay taken; it is tried again soon."
        ),
        ["booking.feed_empty"] = new(
            "Вместо календаря пришёл пустой ответ. Занятые дни остались занятыми.",
            "The answer was empty instead of a calendar. Taken days stay taken."
        ),
        ["booking.feed_loss_changed"] = new(
            "Пропавших записей уже другое число. Посмотрите на календарь ещё раз.",
            "Another number of entries is missing by now. Look at the calendar again."
        ),
        ["booking.feed_no_calendar"] = new(
            "По этой ссылке не календарь, а что-то другое. Проверьте ссылку на площадке.",
            "What stands behind the link is no calendar. Check the link at the platform."
        ),
        ["booking.feed_not_found"] = new("Такого календаря нет.", "There is no such calendar."),
        ["booking.feed_paused"] = new("Календарь на паузе. Сначала включите его.", "The calendar is paused. Switch it on first."),
        ["booking.feed_redirects"] = new(
            "Ссылка на календарь перенаправляет слишком много раз или по негодному адресу.",
            "The link leads on too often, or to an address that may not be used."
        ),
        ["booking.feed_refused"] = new(
            "Площадка не отдаёт календарь по этой ссылке: её отозвали или удалили. Возьмите на площадке новую.",
            "The platform does not give the calendar at this link any more. Take a new link there."
        ),
        ["booking.feed_sealed"] = new(
            "Адрес календаря зашифрован другим ключом. Верните прежний файл ключа или добавьте календарь заново.",
            "The calendar's address was sealed with another key. Bring the old key file back, or add the calendar anew."
        ),
        ["booking.feed_too_large"] = new(
            "Календарь слишком большой. Занятые дни остались занятыми.",
            "The calendar is too large. Taken days stay taken."
        ),
        ["booking.feed_too_many"] = new(
            "В календаре слишком много записей. Занятые дни остались занятыми.",
            "The calendar has too many entries. Taken days stay taken."
        ),
        ["booking.feed_unread"] = new(
            "Часть календаря прочитать не удалось: новое добавлено, но ничего не освобождено.",
            "Part of the calendar could not be read: what is new was added, and nothing was freed."
        ),
        ["booking.feed_zones"] = new(
            "В календаре есть незнакомые часовые пояса: их время взято по поясу объекта.",
            "The calendar names unknown time zones: their times were taken in the object's own."
        ),
        ["booking.google_away"] = new(
            "Google Календарь не ответил. Занятые дни остались занятыми; скоро попробуем снова.",
            "Google Calendar did not answer. Taken days stay taken; it is tried again soon."
        ),
        ["booking.google_busy"] = new(
            "Google Календарь просит подождать. Занятые дни остались занятыми.",
            "Google Calendar asks to be left alone for a while. Taken days stay taken."
        ),
        ["booking.google_gone"] = new(
            "Google Календарь не отдаёт изменения. Скоро календарь будет прочитан заново.",
            "Google Calendar does not tell the changes. The calendar will soon be read anew."
        ),
        ["booking.google_key"] = new(
            "Google не принимает ключ сервисного аккаунта. Проверьте его в настройках.",
            "Google refuses the service account's key. Check it in the settings."
        ),
        ["booking.google_not_shared"] = new(
            "Сервисному аккаунту не дали доступ к этому календарю Google. Откройте доступ с правом вносить изменения.",
            "The calendar at Google is not shared with the service account. Share it, with the right to make changes."
        ),
        ["booking.google_off"] = new(
            "Google Календарь не подключён: в настройках нет сервисного аккаунта.",
            "Google Calendar is not connected: no service account is in the settings."
        ),
        ["booking.google_refused"] = new(
            "Google Календарь не принял запрос. Посмотрите журнал.",
            "Google Calendar did not take the request. See the log."
        ),
        ["booking.has_bookings"] = new(
            "Этот объект уже бронировали: его можно скрыть или убрать в архив, но не удалить и не сменить пояс, валюту и единицу времени.",
            "This object was booked already: it can be hidden or archived, but not deleted, and its zone, currency and unit of time stay."
        ),
        ["booking.link_not_found"] = new("Такой ссылки на календарь нет.", "There is no such calendar link."),
        ["booking.no_arrival"] = new(
            "В этот день недели не заезжают. Выберите другой день заезда.",
            "No stay begins on this day of the week. Choose another day of arrival."
        ),
        ["booking.no_deposit"] = new("За эту бронь залог сейчас не удержан.", "No deposit is held for this booking at the moment."),
        ["booking.no_tariff"] = new("Цены на этот объект ещё не назначены.", "This object has no prices yet."),
        ["booking.not_a_block"] = new(
            "Это бронь или запись из календаря, а не закрытые даты.",
            "This is a booking or an entry of a calendar, not blocked dates."
        ),
        ["booking.nothing_due"] = new("Платить сейчас нечего.", "There is nothing to pay at the moment."),
        ["booking.object_not_found"] = new(
            "Такого объекта нет, или он больше не сдаётся.",
            "There is no such object, or it is not rented out any more."
        ),
        ["booking.quote_expired"] = new(
            "Цена уже могла измениться. Посчитайте её заново.",
            "The price may have changed by now. Ask for it again."
        ),
        ["booking.quote_not_found"] = new("Эта цена не сохранилась. Посчитайте её заново.", "This price was not kept. Ask for it again."),
        ["booking.slug_taken"] = new("Такой адрес уже у другого объекта.", "Another object has this address already."),
        ["booking.stay_too_long"] = new(
            "Так надолго этот объект не сдаётся. Выберите срок короче.",
            "This object is not rented out for so long. Choose a shorter stay."
        ),
        ["booking.stay_too_short"] = new(
            "На такой короткий срок этот объект не сдаётся. Добавьте время.",
            "This object is not rented out for so short a time. Make the stay longer."
        ),
        ["booking.taken"] = new("Эти даты уже заняты. Выберите другие.", "These dates are taken. Choose others."),
        ["booking.too_far"] = new(
            "Так далеко вперёд ещё не бронируют. Выберите даты поближе.",
            "Nothing is booked so far ahead yet. Choose earlier dates."
        ),
        ["booking.too_many_feeds"] = new("У одной единицы не больше 10 календарей.", "A unit is kept in step with at most 10 calendars."),
        ["booking.too_many_links"] = new("У объекта не больше 20 ссылок на календарь.", "An object has at most 20 calendar links."),
        ["booking.too_many_photos"] = new(
            "У объекта может быть до 10 фото, у брони — до 50.",
            "An object has at most 10 photos, a booking at most 50."
        ),
        ["booking.too_many_types"] = new("Типов может быть не больше 200.", "There are at most 200 types."),
        ["booking.too_many_units"] = new("У объекта может быть до 500 единиц.", "An object has at most 500 units."),
        ["booking.too_many_waits"] = new(
            "Больше ждать нельзя: до 10 ожиданий у человека, до 500 — у одного объекта. Отмените какое-нибудь из прежних.",
            "No more can be waited for: up to 10 dates for a person, up to 500 for one object. Give up one of the earlier ones."
        ),
        ["booking.too_many_unpaid"] = new(
            "У вас уже три брони ждут оплаты. Оплатите одну из них или отмените.",
            "Three of your bookings wait to be paid already. Pay one of them, or cancel it."
        ),
        ["booking.too_soon"] = new("Это бронируют заранее. Выберите время попозже.", "This is booked in advance. Choose a later time."),
        ["booking.unanswered"] = new("Владелец не ответил вовремя.", "The owner did not answer in time."),
        ["booking.unit_not_found"] = new(
            "Такой единицы у объекта нет, или она снята.",
            "The object has no such unit, or it is out of service."
        ),
        ["booking.unknown_photo"] = new("Такого фото у объекта нет.", "The object has no such photo."),
        ["booking.unknown_type"] = new("Такого типа объектов нет.", "There is no such type of objects."),
        ["booking.unpaid"] = new("Бронь не оплатили вовремя.", "The booking was not paid in time."),
        ["booking.wrong_state"] = new("С этой бронью так уже нельзя.", "This cannot be done with the booking any more."),
        ["booking.add_on_not_found"] = new(
            "Такого дополнения нет, или его не предлагают с этим объектом.",
            "There is no such add-on, or it is not offered with this object."
        ),
        ["booking.add_on_quantity"] = new(
            "Столько этого дополнения взять нельзя. Каждое выбирают один раз.",
            "You cannot take that many of this add-on. Each is chosen once."
        ),
        ["booking.add_on_taken"] = new(
            "На эти даты столько дополнений уже не осталось. Возьмите меньше или выберите другие даты.",
            "Not that many pieces of an add-on are left for these dates. Take fewer, or choose other dates."
        ),
        ["booking.bad_add_on"] = new(
            "Цена и предел — от нуля в одной валюте, штук — от 1 до 1000, запас — от 1 до 1 000 000, типов — до 50.",
            "Price and cap are 0 or more in one currency, pieces 1 to 1,000, a stock 1 to 1,000,000, at most 50 types."
        ),
        ["booking.bad_cancellation"] = new(
            "Условий отмены может быть до 10, и кто отменяет позже, получает не больше того, кто отменил раньше.",
            "There are at most 10 steps of cancellation, and whoever cancels later gets no more than who cancels earlier."
        ),
        ["booking.bad_code"] = new(
            "В промокоде от 3 до 20 знаков: латинские буквы, цифры и дефис.",
            "A promo code has 3 to 20 letters a–z, digits and hyphens."
        ),
        ["booking.bad_discounts"] = new(
            "Скидок одного вида до 20, каждая на свой срок, от 0 до 100 процентов.",
            "There are at most 20 discounts of a kind, each for another length or time, of 0 to 100 percent."
        ),
        ["booking.bad_guest_rule"] = new(
            "В цену входит от 1 до 1000 гостей, а доплата за гостя — от нуля в валюте тарифа.",
            "From 1 to 1,000 guests are included, and another one costs 0 or more in the tariff's currency."
        ),
        ["booking.bad_guests"] = new(
            "Столько гостей этот объект не примет. Измените число гостей.",
            "This object does not take that many guests. Change their number."
        ),
        ["booking.bad_name"] = new(
            "Нужно название на двух языках, до 80 знаков.",
            "A name is needed in both languages, of up to 80 characters."
        ),
        ["booking.bad_payment_rule"] = new(
            "Залог и предоплата не меньше нуля, а доли остатка вместе дают 100 процентов и приходятся на разные дни.",
            "Deposit and prepayment are not below zero, and the shares of the balance make 100 percent on different days."
        ),
        ["booking.bad_prices"] = new(
            "Цены — от нуля, в одной валюте, по одной на день недели. Валюту и единицу времени тарифа не меняют.",
            "Prices are 0 or more, in one currency, one a day of the week. The currency and the unit of time of a tariff stay."
        ),
        ["booking.bad_promo_terms"] = new(
            "Промокод снимает либо от 0,01 до 100 процентов, либо сумму; раз — от 1 до 1 000 000 и не меньше, чем уже использовано; срок — с начала до конца.",
            "A code takes either 0.01 to 100 percent or an amount, 1 to 1,000,000 times and no fewer than it was used, from a beginning to an end."
        ),
        ["booking.bad_seasons"] = new(
            "Сезонов до 60, у каждого название на двух языках, цена в валюте тарифа и даты по порядку.",
            "There are at most 60 seasons, each with a name in both languages, a price in the tariff's currency and dates in order."
        ),
        ["booking.bad_taxes"] = new(
            "Налогов до 5, у каждого название до 40 знаков и от 0 до 100 процентов.",
            "There are at most 5 taxes, each with a name of up to 40 characters and 0 to 100 percent."
        ),
        ["booking.code_taken"] = new(
            "Такой промокод уже есть, с другими условиями.",
            "There is such a promo code already, with other terms."
        ),
        ["booking.contract_changed"] = new("Договор изменился. Прочитайте его ещё раз.", "The contract has changed. Please read it again."),
        ["booking.in_past"] = new("Эти даты уже прошли. Выберите другие.", "These dates are over. Choose others."),
        ["booking.not_printed"] = new(
            "Документ сейчас не печатается. Попробуйте ещё раз через минуту.",
            "The document cannot be printed right now. Try again in a minute."
        ),
        ["booking.nothing_paid"] = new("По этой брони ещё ничего не оплачено.", "Nothing has been paid for this booking yet."),
        ["booking.out_before_in"] = new(
            "Отъезд должен быть позже заезда. Проверьте даты.",
            "The stay must end after it begins. Check the dates."
        ),
        ["booking.price_too_large"] = new("Такую цену посчитать нельзя: она слишком велика.", "The price is too large to be reckoned."),
        ["booking.promo_not_found"] = new("Такого промокода нет.", "There is no such promo code."),
        ["booking.promo_refused"] = new(
            "Этот промокод не подходит: его нет, он закончился, он не для этих дат или вы им уже пользовались.",
            "This promo code does not work: it is unknown, over, not for these dates, or you have used it already."
        ),
        ["booking.tariff_not_found"] = new("Такого тарифа нет.", "There is no such tariff."),
        ["booking.too_long"] = new(
            "Так надолго забронировать нельзя. Выберите срок короче.",
            "You cannot book for so long. Choose a shorter stay."
        ),
        ["booking.wait_not_found"] = new("Этих дат вы уже не ждёте.", "You do not wait for these dates any more."),
        ["booking.wrong_tariff"] = new(
            "Этот тариф не подходит объекту: другая валюта, другая единица времени или тариф в архиве.",
            "This tariff does not fit the object: another currency, another unit of time, or it is archived."
        ),
    };
}
