using System.Text.Json.Serialization;

namespace Denga.Contracts.Booking;

[JsonConverter(typeof(JsonStringEnumConverter<BookingPaper>))]
public enum BookingPaper
{
    /// <summary>What is agreed: object, stay, price, payments, cancellation, house rules.</summary>
    Contract,

    /// <summary>What is to be paid and when.</summary>
    Invoice,

    /// <summary>What was paid and given back.</summary>
    Receipt,
}

/// <param name="Html">A whole page without scripts and without anything from outside: it is shown, sent as a letter and printed as it is.</param>
/// <param name="Hash">SHA-256 of <paramref name="Html"/>, 64 hexadecimal digits; by it a contract is accepted.</param>
/// <param name="AcceptedAt">When the guest accepted the contract with this text; null otherwise.</param>
public sealed record BookingDocument(string Html, string Hash, DateTimeOffset? AcceptedAt);

/// <summary>A document of the person's booking, as it is now. Errors: <c>booking.booking_not_found</c> (also another person's),
/// <c>booking.nothing_paid</c> (no receipt yet).</summary>
/// <param name="Language"><c>ru</c> or <c>en</c>; null: the person's.</param>
[Operation("GET /api/v1/booking/bookings/{booking}/documents/{paper}", Summary = "The contract, invoice or receipt of a booking.")]
public sealed record BookingDocumentOf(PersonId Person, BookingId Booking, BookingPaper Paper, string? Language = null)
    : IOperation<BookingDocument>;

/// <summary>A document of anybody's booking, as its guest has it. Errors: those of <see cref="BookingDocumentOf"/>.</summary>
/// <param name="Language"><c>ru</c> or <c>en</c>; null: the guest's.</param>
[Operation(
    "GET /api/v1/booking/all/{booking}/documents/{paper}",
    Access = Access.Operator,
    Right = BookingRights.View,
    Summary = "The contract, invoice or receipt of anybody's booking."
)]
public sealed record GuestsDocument(BookingId Booking, BookingPaper Paper, string? Language = null) : IOperation<BookingDocument>;

/// <summary>A document of the person's booking as a PDF. Errors: those of <see cref="BookingDocumentOf"/>, <c>booking.not_printed</c> (ask again), <c>files.away</c>.</summary>
[Operation(
    "POST /api/v1/booking/bookings/{booking}/documents/{paper}",
    Summary = "The contract, invoice or receipt of a booking as a PDF."
)]
public sealed record PrintBookingDocument(PersonId Person, BookingId Booking, BookingPaper Paper, string? Language = null)
    : IOperation<PrintedDocument>;

/// <param name="File">File key, for <c>/files/{key}</c>; good for at least a day.</param>
public sealed record PrintedDocument(string File);

/// <summary>Accepts the contract of the person's booking: its text, hash and the time are kept. A repeat is a success and keeps the first time. Errors:
/// <c>booking.booking_not_found</c>, <c>booking.contract_changed</c> (<paramref name="Hash"/> is not that of the contract as it is now).</summary>
/// <param name="Hash">Of the text that the guest read, in <paramref name="Language"/>: <c>ru</c> or <c>en</c>.</param>
[Operation("POST /api/v1/booking/bookings/{booking}/contract", Summary = "Accepts the contract of a booking.")]
public sealed record AcceptContract(PersonId Person, BookingId Booking, string Hash, string Language) : IOperation<AcceptedContract>;

public sealed record AcceptedContract(string Hash, DateTimeOffset At);
