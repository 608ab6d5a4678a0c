using Denga.Contracts.Booking;
using Denga.Notifications.Notices;
using Denga.Platform.Texts;

namespace Denga.Notifications.Texts;

/// <summary>What guests read of their bookings. Pure.</summary>
internal static class BookingTexts
{
    /// <param name="zone">The guest's; times of arrival are the object's.</param>
    public static string Changed(BookingChanged changed, BookingNews.Kind news, TimeZoneInfo zone, Wording words, bool inLetter)
    {
        var booking = changed.Booking;
        var what = What(booking, words);
        switch (news)
        {
            case BookingNews.Kind.Confirmed:
                return words.Say(
                    $"Бронь {what} подтверждена. {Times(booking, changed.At, words)}",
                    $"Booking {what} is confirmed. {Times(booking, changed.At, words)}"
                );
            case BookingNews.Kind.Answered:
                return words.Say($"Хозяин согласен: бронь {what}. ", $"The owner agrees: booking {what}. ")
                    + Words.Stands(booking, zone, changed.At, words.Language)
                    + words.Say($" Оплатить: {Place(words, inLetter)}", $" To pay: {Place(words, inLetter)}");
            case BookingNews.Kind.Expired:
                return words.Say($"Бронь {what}. ", $"Booking {what}. ") + Words.Stands(booking, zone, changed.At, words.Language);
            default:
                var reason = PlainText.Quote(Words.WordsOfOwner(booking) ?? "", words.Language);
                var back = booking.Paid.IsZero
                    ? words.Say("Вы за неё не платили.", "Nothing was paid for it.")
                    : words.Say(
                        $"Деньги вернутся сами. Сколько: {Place(words, inLetter)}",
                        $"The money comes back by itself. How much: {Place(words, inLetter)}"
                    );
                return words.Say($"Хозяин отменил бронь {what}: {reason}. {back}", $"The owner cancelled booking {what}: {reason}. {back}");
        }
    }

    public static string Due(PaymentDueSoon due, TimeZoneInfo zone, Wording words, bool inLetter)
    {
        var (what, sum) = (What(due.Booking, words), words.Amount(due.Due.Amount));
        var until = Words.Moment(due.Due.At, zone, due.At, words.Language);
        return due.IsLate
            ? words.Say(
                $"Бронь {what}: {sum} нужно было оплатить до {until}. Оплатите сейчас: {Place(words, inLetter)}",
                $"Booking {what}: {sum} was to be paid by {until}. Please pay now: {Place(words, inLetter)}"
            )
            : words.Say(
                $"Бронь {what}: до {until} нужно оплатить {sum}. Оплатить: {Place(words, inLetter)}",
                $"Booking {what}: {sum} is to be paid by {until}. To pay: {Place(words, inLetter)}"
            );
    }

    public static string Arrival(ArrivalSoon soon, Wording words) =>
        words.Say($"Скоро заезд: бронь {What(soon.Booking, words)}. ", $"Your stay begins soon: booking {What(soon.Booking, words)}. ")
        + Times(soon.Booking, soon.At, words);

    /// <summary>Where bookings are: a command where it can be tapped.</summary>
    private static string Place(Wording words, bool inLetter) =>
        inLetter ? words.Say("в кабинете, «Мои брони».", "in the cabinet, “My bookings”.") : "/bookings";

    public static string Free(DatesWanted wanted, Wording words, bool inLetter)
    {
        var what = PlainText.OneLine(Words.Of(wanted.ObjectName, words.Language));
        var dates = Words.DatesOf(wanted.Dates, words.Today, words.Language);
        var how = inLetter ? words.Say("Напишите боту: ", "Write to the bot: ") + "/book " + wanted.Slug : "/book " + wanted.Slug;
        return words.Say(
            $"Освободилось: {what}, {dates}. Кто первый забронирует, того и даты. {how}",
            $"Free again: {what}, {dates}. Whoever books first has them. {how}"
        );
    }

    private static string What(RentalBooking booking, Wording words) =>
        $"{booking.Number}, {PlainText.OneLine(Words.Of(booking.ObjectName, words.Language))}";

    private static string Times(RentalBooking booking, DateTimeOffset now, Wording words)
    {
        var there = TimeZoneInfo.FindSystemTimeZoneById(booking.TimeZone);
        var (from, to) = (
            Words.Moment(booking.Arrives, there, now, words.Language),
            Words.Moment(booking.Leaves, there, now, words.Language)
        );
        return words.Say($"Заезд {from}, выезд {to}.", $"Arrival {from}, departure {to}.");
    }
}
