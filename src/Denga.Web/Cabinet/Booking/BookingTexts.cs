using Denga.Contracts.Booking;

namespace Denga.Web.Cabinet.Booking;

/// <summary>What is said of bookings in the cabinet.</summary>
internal static class BookingTexts
{
    internal static readonly Text Title = new("Мои брони", "My bookings");
    internal static readonly Text Find = new("Найти", "Find a place");
    internal static readonly Text None = new(
        "Броней пока нет. Выберите, что снять, и забронируйте в чате.",
        "There are no bookings yet. Choose what to rent and book it in the chat."
    );

    internal static readonly Text OwnersWords = new("Хозяин пишет: {0}", "The owner writes: {0}");
    internal static readonly Text FromBalance = new("Оплатить с баланса {0}", "Pay {0} from the balance");
    internal static readonly Text PayHow = new("Как оплатите {0}?", "How will you pay {0}?");
    internal static readonly Text Number = new("Номер", "Number");
    internal static readonly Text What = new("Что", "What");
    internal static readonly Text Dates = new("Даты", "Days");
    internal static readonly Text Arrival = new("Заезд", "Arrival");
    internal static readonly Text Departure = new("Выезд", "Departure");
    internal static readonly Text Guests = new("Гостей", "Guests");
    internal static readonly Text DayOf = new("День", "Day");
    internal static readonly Text FromHour = new("С", "From");
    internal static readonly Text UntilHour = new("До", "Until");
    internal static readonly Text By = new("до {0}", "by {0}");
    internal static readonly Text Paid = new("Оплачено", "Paid");
    internal static readonly Text PaidOf = new("{0} из {1}", "{0} of {1}");
    internal static readonly Text GivenBack = new("Возвращено", "Given back");

    internal static readonly Text Price = new("Цена", "Price");
    internal static readonly Text Total = new("Итого", "Total");
    internal static readonly Text Within = new("В том числе {0}", "Including {0}");

    internal static readonly Text Papers = new("Документы", "Documents");
    internal static readonly Text Contract = new("Договор, PDF", "Contract, PDF");
    internal static readonly Text Invoice = new("Счёт, PDF", "Invoice, PDF");
    internal static readonly Text Receipt = new("Квитанция, PDF", "Receipt, PDF");
    internal static readonly Text Accept = new("Прочитал договор, согласен", "I have read the contract and agree");
    internal static readonly Text Accepted = new("Вы приняли договор: {0}.", "You accepted the contract: {0}.");

    internal static readonly Text Change = new("Изменить", "Change");
    internal static readonly Text ChangeHint = new(
        "Сначала покажем, сколько доплатить или сколько вернётся.",
        "First you see how much more is to be paid, or how much comes back."
    );
    internal static readonly Text ShowDifference = new("Показать разницу", "Show the difference");
    internal static readonly Text CheckChange = new("Проверьте изменения", "Check the change");
    internal static readonly Text Were = new("Было", "It was");
    internal static readonly Text Become = new("Станет", "It becomes");
    internal static readonly Text PriceBefore = new("Цена сейчас", "The price now");
    internal static readonly Text PriceAfter = new("Новая цена", "The new price");
    internal static readonly Text ToPay = new("Доплатить", "To be paid");
    internal static readonly Text ChangeNow = new("Изменить бронь", "Change the booking");
    internal static readonly Text Other = new("Другие даты", "Other days");
    internal static readonly Text Back = new("Бронь {0}", "Booking {0}");
    internal static readonly Text NoDay = new("Выберите день.", "Choose a day.");
    internal static readonly Text NoTime = new("Выберите время.", "Choose a time.");
    internal static readonly Text NoNumber = new("Напишите число.", "Write a number.");

    internal static readonly Text Cancel = new("Отменить бронь", "Cancel the booking");
    internal static readonly Text CancelTitle = new("Отменить бронь {0}?", "Cancel booking {0}?");
    internal static readonly Text CancelNow = new("Да, отменить", "Yes, cancel it");
    internal static readonly Text Keep = new("Оставить", "Keep it");
    internal static readonly Text Kept = new("Удержим", "Is kept");
    internal static readonly Text ComesBack = new("Вернётся", "Comes back");
    internal static readonly Text HoldsUntil = new("До {0}; потом вернётся меньше.", "Until {0}; less comes back afterwards.");
    internal static readonly Text Repeat = new("Забронировать ещё", "Book again");

    private static readonly Text Prepayment = new("Предоплата", "Prepayment");
    private static readonly Text Balance = new("Остаток", "Balance");
    private static readonly Text Deposit = new("Залог", "Deposit");
    private static readonly Text Extra = new("Доплата", "Extra charge");
    private static readonly Text Open = new("ждёт оплаты", "awaits payment");
    private static readonly Text IsPaid = new("оплачено", "paid");
    private static readonly Text IsHeld = new("удержан", "held");
    private static readonly Text Returned = new("возвращено", "given back");

    private static readonly Text NoticeConfirmed = new("Бронь {0} подтверждена.", "Booking {0} is confirmed.");
    private static readonly Text NoticeAnswered = new("Хозяин согласен. Оплатите бронь {0}.", "The owner agrees. Pay for booking {0}.");
    private static readonly Text NoticeCancelled = new("Бронь {0} отменена.", "Booking {0} is cancelled.");
    private static readonly Text NoticeExpired = new("Бронь {0}: время вышло.", "Booking {0}: its time is over.");
    private static readonly Text NoticeDue = new("Бронь {0}: до {1} нужно оплатить {2}.", "Booking {0}: {2} is to be paid by {1}.");

    internal static string DatesOf(RentalBooking booking, Visit visit) => DatesOf(booking.Dates, booking.Price, visit);

    internal static string DatesOf(StayDates dates, PricedStay price, Visit visit) =>
        Words.DatesOf(dates, price, visit.Today, visit.Language);

    internal static string StateOf(RentalBooking booking, Visit visit) => Words.Stands(booking, visit.TimeZone, visit.Now, visit.Language);

    internal static bool IsOver(RentalBooking booking) =>
        booking.State is BookingState.Cancelled or BookingState.Expired or BookingState.Completed or BookingState.NoShow;

    internal static Text KindOf(DueKind kind) =>
        kind switch
        {
            DueKind.Prepayment => Prepayment,
            DueKind.Balance => Balance,
            DueKind.Deposit => Deposit,
            _ => Extra,
        };

    internal static Text StateOf(BookingDue due) =>
        due.State switch
        {
            DueState.Open => Open,
            DueState.Paid => due.Kind == DueKind.Deposit ? IsHeld : IsPaid,
            _ => Returned,
        };

    internal static string ClassOf(BookingState state) =>
        state switch
        {
            BookingState.Confirmed or BookingState.Paid or BookingState.Completed => "status good",
            BookingState.Expired or BookingState.NoShow => "status bad",
            _ => "status",
        };

    internal static string ClassOf(DueState state) => state == DueState.Paid ? "status good" : "status";

    internal static string? Of(BookingChanged changed, Visit visit)
    {
        var booking = changed.Booking;
        if (changed.Before == booking.State)
            return null;
        var words = booking.State switch
        {
            BookingState.Confirmed or BookingState.Paid when changed.Before is not (BookingState.Confirmed or BookingState.Paid) =>
                NoticeConfirmed,
            BookingState.Held when changed.Before == BookingState.Requested => NoticeAnswered,
            BookingState.Cancelled => NoticeCancelled,
            BookingState.Expired => NoticeExpired,
            _ => null,
        };
        return words is null ? null : visit.Say(words, booking.Number);
    }

    internal static string? Of(PaymentDueSoon due, Visit visit) =>
        visit.Say(
            NoticeDue,
            due.Booking.Number,
            Words.Moment(due.Due.At, visit.TimeZone, visit.Now, visit.Language),
            Words.Of(due.Due.Amount, visit.Language)
        );
}
