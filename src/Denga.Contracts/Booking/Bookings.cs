using System.Text.Json.Serialization;
using Denga.Contracts.Payments;

namespace Denga.Contracts.Booking;

/// <summary>Where a booking stands. Which moves there are: decision 0082.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BookingState>))]
public enum BookingState
{
    /// <summary>It waits for an operator's yes; its dates are kept.</summary>
    Requested,

    /// <summary>Its dates are kept until <see cref="RentalBooking.ExpiresAt"/>.</summary>
    Held,

    /// <summary>As held, and its invoice was made.</summary>
    AwaitingPayment,

    /// <summary>What is due now is paid; something is due later.</summary>
    Confirmed,

    /// <summary>All is paid.</summary>
    Paid,

    Completed,
    Cancelled,

    /// <summary>Nobody paid, or answered, in time. A payment that comes late books again what is still free.</summary>
    Expired,

    NoShow,
}

/// <summary>A price that is promised for 15 minutes; the dates are kept by <see cref="BookStay"/> only.</summary>
/// <param name="Arrives">The first moment of the stay, and <paramref name="Leaves"/> the last.</param>
/// <param name="NeedsApproval">An operator will be asked.</param>
public sealed record StayQuote(
    StayQuoteId Id,
    ObjectId Object,
    StayDates Dates,
    DateTimeOffset Arrives,
    DateTimeOffset Leaves,
    int Guests,
    PricedStay Price,
    bool NeedsApproval,
    DateTimeOffset ExpiresAt
);

/// <summary>Prices a stay and looks whether it may be had. Errors: <c>booking.object_not_found</c>, <c>booking.out_before_in</c>, <c>booking.in_past</c>, <c>booking.bad_dates</c> (times that
/// there are not on that day, or none by the hour), <c>booking.stay_too_short</c> and <c>booking.stay_too_long</c> (<c>args.count</c>),
/// <c>booking.no_arrival</c> (not on this day of the week), <c>booking.too_soon</c>, <c>booking.too_far</c>, <c>booking.bad_guests</c>,
/// <c>booking.taken</c>, <c>booking.no_tariff</c>, <c>booking.add_on_not_found</c>, <c>booking.add_on_quantity</c>,
/// <c>booking.promo_refused</c>.</summary>
/// <param name="AddOns">At most 30, each once.</param>
[Operation("POST /api/v1/booking/quotes", Summary = "Promises a price for a stay.")]
public sealed record QuoteStay(
    PersonId Person,
    ObjectId Object,
    StayDates Dates,
    int Guests,
    IReadOnlyList<ChosenAddOn> AddOns,
    string? Promo = null
) : IOperation<StayQuote>;

/// <summary>Books a quoted stay: its dates are kept for 15 minutes while its invoice waits to be paid, or until an operator has answered. Exactly one of those who
/// ask for the same dates gets them. A repeat, and a second time for a quote, answers the booking as it is now. Errors: <c>booking.quote_not_found</c>,
/// <c>booking.quote_expired</c>, <c>booking.taken</c>, <c>booking.too_many_unpaid</c> (3 at once), <c>booking.promo_refused</c>,
/// <c>operation.id_reused</c>, those of <see cref="CreateInvoice"/>.</summary>
/// <param name="Note">For the owner; at most 500 characters.</param>
[Operation("POST /api/v1/booking/bookings", Summary = "Books a stay at a quoted price.")]
public sealed record BookStay(OperationId Id, PersonId Person, StayQuoteId Quote, string? Note = null) : IOperation<RentalBooking>;

/// <summary>A booking as its guest sees it.</summary>
/// <param name="Number">A short one for people, such as <c>K7-204-918</c>.</param>
/// <param name="Unit">Null while none is assigned.</param>
/// <param name="Price">With all that it follows from.</param>
/// <param name="Paid">That was taken so far, without the deposit.</param>
/// <param name="Deposit">What became of it; null where none is asked.</param>
/// <param name="Due">What is to be paid, paid or given back, in the order of time.</param>
/// <param name="ExpiresAt">Until when its dates are kept; null when they are its own.</param>
/// <param name="Reason">Why it came to nothing: a code, or what an operator wrote.</param>
public sealed record RentalBooking(
    BookingId Id,
    string Number,
    BookingState State,
    ObjectId Object,
    string Slug,
    LocalText ObjectName,
    string TimeZone,
    UnitId? Unit,
    StayDates Dates,
    DateTimeOffset Arrives,
    DateTimeOffset Leaves,
    int Guests,
    PricedStay Price,
    Money Paid,
    Deposit? Deposit,
    IReadOnlyList<BookingDue> Due,
    string? Note,
    string? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    long Version
);

[JsonConverter(typeof(JsonStringEnumConverter<DueKind>))]
public enum DueKind
{
    Prepayment,
    Balance,
    Deposit,

    /// <summary>Of a change, or of the handover.</summary>
    Extra,
}

[JsonConverter(typeof(JsonStringEnumConverter<DueState>))]
public enum DueState
{
    Open,
    Paid,

    /// <summary>It was not to be paid any more.</summary>
    Void,

    /// <summary>All of it, or <see cref="BookingDue.Refunded"/>, was given back.</summary>
    Returned,
}

/// <param name="At">Until when it is to be paid.</param>
/// <param name="Invoice">Null until somebody pays, or its time has come.</param>
public sealed record BookingDue(
    int Number,
    DueKind Kind,
    Money Amount,
    DateTimeOffset At,
    DueState State,
    InvoiceId? Invoice,
    Money Refunded
);

[JsonConverter(typeof(JsonStringEnumConverter<DepositState>))]
public enum DepositState
{
    Asked,
    Held,
    Released,

    /// <summary>All of it or a part was kept; the rest was given back.</summary>
    Captured,
}

/// <param name="Evidence">File keys of photos.</param>
public sealed record Deposit(Money Amount, DepositState State, Money Captured, string? Reason, IReadOnlyList<string> Evidence);

/// <summary>Another person's answers like an unknown one: <c>booking.booking_not_found</c>.</summary>
[Operation("GET /api/v1/booking/bookings/{booking}", Summary = "A booking as it is now.")]
public sealed record BookingById(PersonId Person, BookingId Booking) : IOperation<RentalBooking>;

/// <summary>The person's bookings, the newest first; <paramref name="Limit"/> 1 to 100. Error: <c>booking.bad_cursor</c>.</summary>
[Operation("GET /api/v1/booking/bookings", Summary = "The person's bookings.")]
public sealed record MyBookings(PersonId Person, string? Cursor = null, int Limit = 20) : IOperation<Page<RentalBooking>>;

/// <summary>Asks a provider to take what is due next. A repeat answers the invoice as it is now. Errors: <c>booking.booking_not_found</c>,
/// <c>booking.nothing_due</c>, those of <see cref="StartPayment"/>.</summary>
/// <param name="Number">Of another due; null: the next one.</param>
[Operation("POST /api/v1/booking/bookings/{booking}/payments", Summary = "Begins to pay what is due of a booking.")]
public sealed record PayBooking(OperationId Id, PersonId Person, BookingId Booking, string Provider, int? Number = null)
    : IOperation<Invoice>;

/// <summary>Pays what is due from the person's balance: it is set aside, the booking moves on, then it is taken. What comes back of it later comes back
/// to the balance. Two at once pay once, and what is paid already is a success. Errors: <c>booking.booking_not_found</c>, <c>booking.nothing_due</c> (there
/// is no such due, or it is not to be paid any more), <c>booking.changed_meanwhile</c> (another amount is due by now), <c>wallet.not_enough</c>, and what
/// else refuses a hold.</summary>
/// <param name="Number">Of the due, <see cref="BookingDue.Number"/>.</param>
/// <param name="Amount">That was shown.</param>
[Operation("POST /api/v1/booking/bookings/{booking}/balance-payments", Summary = "Pays what is due of a booking from the balance.")]
public sealed record PayFromBalance(PersonId Person, BookingId Booking, int Number, Money Amount) : IOperation<RentalBooking>;

/// <summary>Cancels a booking; what its policy gives back is given back by itself. A repeat is a success. Errors: <c>booking.booking_not_found</c>,
/// <c>booking.wrong_state</c> (it is over, or has begun), <c>booking.changed_meanwhile</c> (<paramref name="Refund"/> is not what comes back any
/// more).</summary>
/// <param name="Refund">What the guest was shown; null: whatever it is.</param>
/// <param name="DryRun">Answers what would come back, and changes nothing.</param>
[Operation("POST /api/v1/booking/bookings/{booking}/cancellation", Summary = "Cancels a booking, or tells what would come back.")]
public sealed record CancelBooking(PersonId Person, BookingId Booking, Money? Refund = null, bool DryRun = false)
    : IOperation<Cancellation>;

/// <param name="Terms">What is given back, and until when that holds.</param>
public sealed record Cancellation(RentalBooking Booking, CancellationTerms Terms);

/// <summary>Moves, shortens or extends a stay, or changes its guests and add-ons: priced anew, by the tariff as it is now. What it costs more is due at once, what
/// it costs less comes back. Errors: <c>booking.booking_not_found</c>, <c>booking.wrong_state</c>, <c>booking.changed_meanwhile</c> (the version, or the price
/// that was shown), those of <see cref="QuoteStay"/>, <c>operation.id_reused</c>.</summary>
/// <param name="Version">Of the booking that is changed.</param>
/// <param name="AddOns">All that it is to have; null: those it has.</param>
/// <param name="Total">The new total that was shown; null: whatever it is.</param>
/// <param name="DryRun">Answers what it would come to, and changes nothing.</param>
[Operation("POST /api/v1/booking/bookings/{booking}/changes", Summary = "Changes a booking, or tells what that would cost.")]
public sealed record ChangeBooking(
    OperationId Id,
    PersonId Person,
    BookingId Booking,
    long Version,
    StayDates? Dates = null,
    int? Guests = null,
    IReadOnlyList<ChosenAddOn>? AddOns = null,
    Money? Total = null,
    bool DryRun = false
) : IOperation<BookingChange>;

/// <param name="Difference">Of the totals: above zero it is to be paid, below it comes back.</param>
public sealed record BookingChange(RentalBooking Booking, PricedStay Before, PricedStay After, Money Difference);

/// <summary>A booking was made or moved on, or something of it changed: for messages, pages, calendars and documents.</summary>
/// <param name="Before">Where it stood; null: it is new. The same as its state: something else of it changed.</param>
[Event("booking.booking-changed.v1")]
public sealed record BookingChanged(RentalBooking Booking, PersonId Person, BookingState? Before, DateTimeOffset At) : IEvent
{
    public string Key => Booking.Id.ToString();
}

/// <summary>Something of a booking is to be paid soon, or is late; told until it is paid.</summary>
/// <param name="IsLate">Its time is over.</param>
[Event("booking.payment-due.v1")]
public sealed record PaymentDueSoon(RentalBooking Booking, PersonId Person, BookingDue Due, bool IsLate, DateTimeOffset At) : IEvent
{
    public string Key => Booking.Id.ToString();
}

/// <summary>A stay that is sure begins in a day; told once for each time at which it was to begin.</summary>
[Event("booking.arrival-soon.v1")]
public sealed record ArrivalSoon(RentalBooking Booking, PersonId Person, DateTimeOffset At) : IEvent
{
    public string Key => Booking.Id.ToString();
}
