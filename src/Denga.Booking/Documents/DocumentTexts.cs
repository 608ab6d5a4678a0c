using Denga.Contracts.Booking;
using Denga.Speech;

namespace Denga.Booking.Documents;

internal static class DocumentTexts
{
    internal static readonly Text Contract = new("Договор аренды № {0}", "Rental contract No. {0}");
    internal static readonly Text Invoice = new("Счёт за бронь № {0}", "Invoice for booking No. {0}");
    internal static readonly Text Receipt = new("Квитанция по брони № {0}", "Receipt for booking No. {0}");
    internal static readonly Text Booked = new("Забронировано {0}", "Booked on {0}");
    internal static readonly Text Stay = new("Что и когда", "What and when");
    internal static readonly Text Owner = new("Арендодатель", "Owner");
    internal static readonly Text Object = new("Объект", "Object");
    internal static readonly Text Address = new("Адрес", "Address");
    internal static readonly Text Arrives = new("Начало", "From");
    internal static readonly Text Leaves = new("Окончание", "Until");
    internal static readonly Text Long = new("Срок", "Length");
    internal static readonly Text Guests = new("Гостей", "Guests");
    internal static readonly Text Price = new("Цена", "Price");
    internal static readonly Text Total = new("Итого", "Total");
    internal static readonly Text Including = new("в том числе {0} {1}", "including {0} {1}");
    internal static readonly Text InTotal = new("в цене брони {0} {1}", "in the price of the booking: {0} {1}");
    internal static readonly Text Payments = new("Оплата", "Payments");
    internal static readonly Text DueBy = new("до {0}", "by {0}");
    internal static readonly Text DepositBack = new(
        "Залог не входит в цену. Его возвращают после аренды, за вычетом ущерба, если он доказан.",
        "The deposit is not part of the price. It is given back after the rental, less any damage that is proven."
    );
    internal static readonly Text Cancellation = new("Отмена", "Cancellation");
    internal static readonly Text House = new("Правила", "House rules");
    internal static readonly Text Acceptance = new("Согласие", "Acceptance");
    internal static readonly Text Accepting = new(
        "Нажимая «Принять», гость соглашается с этим договором. Время согласия и контрольная сумма текста сохраняются.",
        "By choosing “Accept” the guest agrees to this contract. The time and a checksum of the text are kept."
    );
    internal static readonly Text Money = new("Деньги", "Money");
    internal static readonly Text PaidAt = new("оплачено {0}", "paid on {0}");
    internal static readonly Text Returned = new("возвращено", "given back");
    internal static readonly Text Left = new("Итого получено", "Received in total");

    private static readonly Text Prepayment = new("Предоплата", "Prepayment");
    private static readonly Text Balance = new("Остаток", "Balance");
    private static readonly Text Deposit = new("Залог", "Deposit");
    private static readonly Text Extra = new("Доплата", "Extra charge");

    internal static Text Of(DueKind kind) =>
        kind switch
        {
            DueKind.Prepayment => Prepayment,
            DueKind.Balance => Balance,
            DueKind.Deposit => Deposit,
            _ => Extra,
        };
}
