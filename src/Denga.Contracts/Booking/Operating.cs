using Denga.Contracts.Identity;

namespace Denga.Contracts.Booking;

/// <summary>A booking with whose it is.</summary>
public sealed record CustomerBooking(RentalBooking Booking, PersonId Customer);

/// <summary>Bookings of everybody, the newest first. Errors: <c>booking.bad_cursor</c>, <c>booking.bad_search</c> (100 characters).</summary>
/// <param name="From">Whose stay ends after this day begins (UTC), and <paramref name="To"/>: begins before it does.</param>
/// <param name="Text">A number or an id.</param>
/// <param name="Limit">1 to 200.</param>
[Operation(
    "GET /api/v1/booking/all",
    Access = Access.Operator,
    Right = BookingRights.View,
    Summary = "Everybody's bookings, by any filter."
)]
public sealed record AllBookings(
    BookingState? State = null,
    ObjectId? Object = null,
    string? Type = null,
    PersonId? Customer = null,
    DateOnly? From = null,
    DateOnly? To = null,
    string? Text = null,
    string? Cursor = null,
    int Limit = 50
) : IOperation<Page<CustomerBooking>>;

/// <summary>Everything about a booking. Error: <c>booking.booking_not_found</c>.</summary>
[Operation(
    "GET /api/v1/booking/all/{booking}",
    Access = Access.Operator,
    Right = BookingRights.View,
    Summary = "Everything about a booking."
)]
public sealed record BookingFile(BookingId Booking) : IOperation<BookingRecords>;

/// <param name="Notes">The oldest first, at most 500.</param>
/// <param name="Handovers">The taking and the giving back.</param>
/// <param name="Returns">Money that goes back, or went, the oldest first.</param>
/// <param name="Cancellation">What its policy would give back now; null where it cannot be cancelled any more.</param>
public sealed record BookingRecords(
    RentalBooking Booking,
    PersonId Customer,
    UnitId? StandsOn,
    IReadOnlyList<BookingNote> Notes,
    IReadOnlyList<Handover> Handovers,
    IReadOnlyList<MoneyReturn> Returns,
    CancellationTerms? Cancellation
);

/// <param name="Number">Of the due that it was paid for.</param>
/// <param name="Reason">A code, or what an operator wrote.</param>
/// <param name="DoneAt">When it was on the guest's account again, and on its way to where it came from; null: not yet.</param>
public sealed record MoneyReturn(int Number, Money Amount, string Reason, DateTimeOffset At, DateTimeOffset? DoneAt);

public sealed record BookingNote(PersonId By, string Text, DateTimeOffset At);

/// <summary>Books for somebody who is at the desk or on the telephone: as <see cref="QuoteStay"/> and <see cref="BookStay"/>, with the rules of arrival, notice
/// and length left to the operator. Errors: those of both, <c>booking.unit_not_found</c>.</summary>
/// <param name="Customer">Who stays, and pays.</param>
/// <param name="Confirmed">It is confirmed without a payment; what is due stays due.</param>
/// <param name="DryRun">Answers the booking as it would be, with its price, and keeps nothing.</param>
[Operation("POST /api/v1/booking/all", Access = Access.Operator, Right = BookingRights.Bookings, Summary = "Books for a guest.")]
public sealed record BookByHand(
    OperationId Id,
    PersonId Person,
    PersonId Customer,
    ObjectId Object,
    StayDates Dates,
    int Guests,
    IReadOnlyList<ChosenAddOn> AddOns,
    bool Confirmed,
    UnitId? Unit = null,
    string? Note = null,
    bool DryRun = false
) : IOperation<RentalBooking>;

/// <summary>Changes a guest's booking for him, with the rules of arrival, notice and length left to the operator. A repeat answers as the first time. Errors:
/// those of <see cref="ChangeBooking"/>.</summary>
[Operation(
    "POST /api/v1/booking/all/{booking}/changes",
    Access = Access.Operator,
    Right = BookingRights.Bookings,
    Summary = "Changes a guest's booking, or tells what that would cost."
)]
public sealed record ChangeByHand(
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

/// <summary>Says yes to a request: it is held, and may be paid within a day. Two at once: one wins. A repeat is a success. Errors:
/// <c>booking.booking_not_found</c>, <c>booking.wrong_state</c>.</summary>
[Operation(
    "POST /api/v1/booking/all/{booking}/approval",
    Access = Access.Operator,
    Right = BookingRights.Bookings,
    Summary = "Says yes to a request."
)]
public sealed record ApproveBooking(PersonId Person, BookingId Booking) : IOperation<RentalBooking>;

/// <summary>Says no to a request: its dates are free. A repeat is a success. Errors: <c>booking.booking_not_found</c>, <c>booking.wrong_state</c> (it is no
/// request, or was answered), <c>booking.bad_reason</c> (1 to 200 characters).</summary>
[Operation(
    "POST /api/v1/booking/all/{booking}/decline",
    Access = Access.Operator,
    Right = BookingRights.Bookings,
    Summary = "Says no to a request."
)]
public sealed record DeclineRequest(PersonId Person, BookingId Booking, string Reason) : IOperation<RentalBooking>;

/// <summary>Says no to a request, or cancels a booking on the owner's side: all that was paid comes back, or as much as is said. A repeat is a success. What
/// is worth <c>Payments:RefundApprovalFrom</c> comes back only when somebody else agrees: the booking stands until then. Errors:
/// <c>booking.booking_not_found</c>, <c>booking.wrong_state</c>, <c>booking.bad_reason</c> (1 to 200 characters), <c>booking.bad_amount</c> (more than was
/// paid), <c>payments.approval_needed</c> (somebody else is asked, and it is done when he agrees), <c>payments.approval_refused</c>.</summary>
/// <param name="Refund">Null: all that was paid.</param>
[Operation(
    "POST /api/v1/booking/all/{booking}/refusal",
    Access = Access.Operator,
    Right = BookingRights.Money,
    Summary = "Refuses a request, or cancels a booking."
)]
public sealed record RefuseBooking(PersonId Person, BookingId Booking, string Reason, Money? Refund = null) : IOperation<RentalBooking>;

/// <summary>The guest did not come: the dates that are left are free, and nothing comes back but the deposit. A repeat is a success. Errors:
/// <c>booking.booking_not_found</c>, <c>booking.wrong_state</c> (also before its beginning).</summary>
[Operation(
    "POST /api/v1/booking/all/{booking}/no-show",
    Access = Access.Operator,
    Right = BookingRights.Bookings,
    Summary = "The guest did not come."
)]
public sealed record MarkNoShow(PersonId Person, BookingId Booking) : IOperation<RentalBooking>;

/// <summary>Assigns a unit, or swaps it. A repeat is a success. Errors: <c>booking.booking_not_found</c>, <c>booking.unit_not_found</c>,
/// <c>booking.wrong_state</c>, <c>booking.taken</c>.</summary>
[Operation(
    "PUT /api/v1/booking/all/{booking}/unit",
    Access = Access.Operator,
    Right = BookingRights.Bookings,
    Summary = "Assigns a unit to a booking."
)]
public sealed record AssignUnit(PersonId Person, BookingId Booking, UnitId Unit) : IOperation<RentalBooking>;

/// <summary>Adds a note that operators see. Errors: <c>booking.booking_not_found</c>, <c>booking.bad_note</c> (1 to 1,000 characters, 500 notes).</summary>
[Operation(
    "POST /api/v1/booking/all/{booking}/notes",
    Access = Access.Operator,
    Right = BookingRights.Bookings,
    Summary = "Adds a note to a booking."
)]
public sealed record NoteBooking(OperationId Id, PersonId Person, BookingId Booking, string Text) : IOperation<BookingNote>;

/// <summary>Gives a deposit back, but for what is captured of it. The same again is a success. Errors: <c>booking.booking_not_found</c>,
/// <c>booking.no_deposit</c> (none is held), <c>booking.bad_amount</c> (more than it), <c>booking.bad_reason</c> (for what is captured: 1 to 200
/// characters, at most 10 photos).</summary>
/// <param name="Capture">Null: all goes back.</param>
/// <param name="Evidence">File keys of at most 10 photos.</param>
[Operation(
    "POST /api/v1/booking/all/{booking}/deposit",
    Access = Access.Operator,
    Right = BookingRights.Money,
    Summary = "Gives a deposit back, or keeps a part of it."
)]
public sealed record SettleDeposit(PersonId Person, BookingId Booking, Money? Capture, string? Reason, IReadOnlyList<string> Evidence)
    : IOperation<RentalBooking>;

/// <summary>A photo that was sent to <c>POST /api/v1/booking/all/{booking}/photos</c>.</summary>
/// <param name="File">File key, for <see cref="RecordHandover"/> and <see cref="SettleDeposit"/>.</param>
public sealed record KeptPhoto(string File);

/// <summary>What was seen when a unit was given to the guest, or came back.</summary>
/// <param name="IsReturn">It came back; the booking is completed with it.</param>
/// <param name="Checked">What was looked at, and whether it was in order: at most 50, of 1 to 100 characters.</param>
/// <param name="Mileage">Kilometres; <paramref name="FuelPercent"/> 0 to 100.</param>
/// <param name="Photos">File keys, at most 10.</param>
public sealed record Handover(
    bool IsReturn,
    IReadOnlyDictionary<string, bool> Checked,
    int? Mileage,
    int? FuelPercent,
    IReadOnlyList<string> Photos,
    string? Note,
    PersonId By,
    DateTimeOffset At
);

/// <summary>Writes down a handover, once at the beginning and once at the end. Errors: <c>booking.booking_not_found</c>, <c>booking.wrong_state</c>,
/// <c>booking.bad_handover</c> (also a second one), <c>booking.add_on_not_found</c>, <c>booking.add_on_quantity</c>, <c>operation.id_reused</c>.</summary>
/// <param name="Charges">Add-ons that are charged at the handover, such as "dirty return": due at once.</param>
[Operation(
    "POST /api/v1/booking/all/{booking}/handovers",
    Access = Access.Operator,
    Right = BookingRights.Bookings,
    Summary = "Writes down a handover."
)]
public sealed record RecordHandover(
    OperationId Id,
    PersonId Person,
    BookingId Booking,
    bool IsReturn,
    IReadOnlyDictionary<string, bool> Checked,
    int? Mileage,
    int? FuelPercent,
    IReadOnlyList<string> Photos,
    string? Note,
    IReadOnlyList<ChosenAddOn>? Charges = null
) : IOperation<RentalBooking>;

/// <summary>What booking keeps of a person, for the export: the newest 10,000 bookings.</summary>
[Operation]
public sealed record BookingPersonalRecords(PersonId Person) : IOperation<PersonalRecords>;
