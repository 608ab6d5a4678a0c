using System.Globalization;
using Denga.Contracts;

namespace Denga.Booking;

internal static class BookingErrors
{
    internal static readonly Error ObjectNotFound = Error.NotFound("booking.object_not_found", "There is no such object.");
    internal static readonly Error UnitNotFound = Error.NotFound(
        "booking.unit_not_found",
        "The object has no such unit, or it is out of service."
    );
    internal static readonly Error BookingNotFound = Error.NotFound("booking.booking_not_found", "There is no such booking.");
    internal static readonly Error QuoteNotFound = Error.NotFound("booking.quote_not_found", "There is no such quote.");
    internal static readonly Error QuoteExpired = Error.Conflict("booking.quote_expired", "The quote has expired; ask for a new one.");
    internal static readonly Error BadCursor = Error.Invalid("booking.bad_cursor", "The cursor is not one that a list gave.");
    internal static readonly Error BadSearch = Error.Invalid(
        "booking.bad_search",
        "A text of at most 100 characters, at most 10 properties as key=value."
    );
    internal static readonly Error BadType = Error.Invalid(
        "booking.bad_type",
        "A type has a key of a–z, 0–9 and hyphen, a name of 1 to 100 characters in both languages, and at most 50 properties, each key once."
    );
    internal static readonly Error TooManyTypes = Error.Conflict("booking.too_many_types", "There are at most 200 types.");
    internal static readonly Error UnknownType = Error.Invalid("booking.unknown_type", "There is no such type of objects.");
    internal static readonly Error SlugTaken = Error.Conflict("booking.slug_taken", "Another object has this address.");
    internal static readonly Error ChangedMeanwhile = Error.Conflict(
        "booking.changed_meanwhile",
        "Somebody has changed it meanwhile. Read it again, and send what is to become of it."
    );
    internal static readonly Error HasBookings = Error.Conflict(
        "booking.has_bookings",
        "It was booked: it is hidden or archived, not deleted, and keeps its zone, its currency and what it is sold by."
    );
    internal static readonly Error BadUnit = Error.Invalid("booking.bad_unit", "A unit has a name of 1 to 60 characters, each once.");
    internal static readonly Error TooManyUnits = Error.Conflict("booking.too_many_units", "An object has at most 500 units.");
    internal static readonly Error TooManyPhotos = Error.Conflict(
        "booking.too_many_photos",
        "An object has at most 10 photos, and a booking at most 50."
    );
    internal static readonly Error UnknownPhoto = Error.Invalid(
        "booking.unknown_photo",
        "The object has no such photo, or it is named twice."
    );
    internal static readonly Error BadDates = Error.Invalid(
        "booking.bad_dates",
        "By the hour a stay has times of whole quarters that the clock shows on that day; by nights and days it has none. At most 400 days are looked at."
    );
    internal static readonly Error NoArrival = Error.Conflict("booking.no_arrival", "No stay begins on this day of the week.");
    internal static readonly Error TooSoon = Error.Conflict("booking.too_soon", "This is booked earlier than so short before it begins.");
    internal static readonly Error TooFar = Error.Conflict("booking.too_far", "So far ahead nothing is booked yet.");
    internal static readonly Error Taken = Error.Conflict("booking.taken", "These dates are taken.");
    internal static readonly Error DatesFree = Error.Conflict("booking.dates_free", "These dates are free: they can be booked.");
    internal static readonly Error WaitNotFound = Error.NotFound("booking.wait_not_found", "These dates are not waited for.");
    internal static readonly Error TooManyWaits = Error.Conflict(
        "booking.too_many_waits",
        "A person waits for at most 10 dates, and for those of one object at most 500 wait."
    );
    internal static readonly Error NoTariff = Error.Conflict("booking.no_tariff", "The object has no prices yet.");
    internal static readonly Error TooManyUnpaid = Error.Conflict(
        "booking.too_many_unpaid",
        "Three bookings wait to be paid. Pay one of them, or cancel it."
    );
    internal static readonly Error NothingDue = Error.Conflict("booking.nothing_due", "Nothing is to be paid.");
    internal static readonly Error WrongState = Error.Conflict("booking.wrong_state", "Where the booking stands, this is not done.");
    internal static readonly Error BadReason = Error.Invalid("booking.bad_reason", "A reason has 1 to 200 characters.");
    internal static readonly Error BadAmount = Error.Invalid(
        "booking.bad_amount",
        "The amount is in the booking's currency, not below zero and not more than was paid."
    );
    internal static readonly Error BadNote = Error.Invalid(
        "booking.bad_note",
        "A note has 1 to 1,000 characters; a booking has at most 500 of them."
    );
    internal static readonly Error NotABlock = Error.Conflict(
        "booking.not_a_block",
        "This is a booking or an entry of a calendar, and no block."
    );
    internal static readonly Error NoDeposit = Error.Conflict("booking.no_deposit", "No deposit is held for the booking.");
    internal static readonly Error BadHandover = Error.Invalid(
        "booking.bad_handover",
        "At most 50 things are checked and 10 photos kept; kilometres from 0, fuel 0 to 100 percent; once at the beginning and once at the end."
    );

    /// <summary>Of an object's text.</summary>
    internal static Error BadObject(string field) =>
        new("booking.bad_object", ErrorKind.Invalid, $"What is wrong: {field}.", Args("field", field));

    internal static Error StayTooShort(int count) =>
        new("booking.stay_too_short", ErrorKind.Conflict, $"The shortest stay is {count}.", Args("count", Number(count)));

    internal static Error StayTooLong(int count) =>
        new("booking.stay_too_long", ErrorKind.Conflict, $"The longest stay is {count}.", Args("count", Number(count)));

    // Why a booking came to nothing; kept with it.
    internal const string Unpaid = "booking.unpaid";
    internal const string Unanswered = "booking.unanswered";
    internal const string CalledOff = "booking.called_off";

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Args(string name, string value) => new(StringComparer.Ordinal) { [name] = value };
}
