using System.Globalization;
using System.Text.Json;
using Denga.Booking.Availability;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Booking.Bookings;

/// <summary>What operators do with bookings. Each looks and writes under the lock: of two at once, one wins and the other is told.</summary>
internal sealed class OperatorHandlers(
    Database<BookingModule> database,
    BookingTable bookings,
    GuestHandlers guests,
    Stays stays,
    IOperations operations,
    IOptions<BookingOptions> options,
    TimeProvider clock
)
    : IOperationHandler<AllBookings, Page<CustomerBooking>>,
        IOperationHandler<BookingFile, BookingRecords>,
        IOperationHandler<ChangeByHand, BookingChange>,
        IOperationHandler<ApproveBooking, RentalBooking>,
        IOperationHandler<DeclineRequest, RentalBooking>,
        IOperationHandler<RefuseBooking, RentalBooking>,
        IOperationHandler<MarkNoShow, RentalBooking>,
        IOperationHandler<AssignUnit, RentalBooking>,
        IOperationHandler<NoteBooking, BookingNote>,
        IOperationHandler<SettleDeposit, RentalBooking>
{
    private const int PageMax = 200;
    private const int TextMax = 100;
    private const int ReasonMax = 200;
    private const int NoteMax = 1_000;
    private const int NotesMax = 500;
    private const int EvidenceMax = 10;

    public async Task<Result<Page<CustomerBooking>>> Handle(AllBookings operation, CancellationToken cancel)
    {
        if (Cursor.Read(operation.Cursor) is not var (at, id))
            return BookingErrors.BadCursor;
        if (operation.Text?.Length > TextMax)
            return BookingErrors.BadSearch;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var connection = await database.Open(cancel);
        await using var command = new NpgsqlCommand { Connection = connection };
        var where = new Conditions(command)
            // Written out, so that the index of those that are not over is seen to fit.
            .And(operation.State is { } state ? $"b.state = '{state}'" : null)
            .And("b.object_id = {0}", operation.Object?.Value)
            .And("o.type = {0}", operation.Type)
            .And("b.person_id = {0}", operation.Customer?.Value)
            .And("b.leaves > {0}", Begin(operation.From))
            .And("b.arrives < {0}", Begin(operation.To));
        if (BookingId.TryParse(operation.Text, null, out var named))
            where.And("b.id = {0}", (Guid?)named.Value);
        else
            where.And("b.number = upper({0})", operation.Text);
        if (operation.Cursor is not null)
            where.And($"(b.created_at, b.id) < ({where.Value(Cursor.Moment(at))}, {{0}})", (Guid?)id);
        command.CommandText = $"{BookingRow.Select}{where}\norder by b.created_at desc, b.id desc limit {where.Value(limit + 1)}";
        var found = await BookingRow.Read(command, cancel);
        return Cursor.Page(found, limit, b => new CustomerBooking(b.Told(), b.Person), b => Cursor.Of(b.CreatedAt, b.Id.Value));
    }

    public async Task<Result<BookingRecords>> Handle(BookingFile operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        if (await BookingRow.Find(connection, operation.Booking, cancel) is not { } booking)
            return BookingErrors.BookingNotFound;
        await using var on = new NpgsqlCommand("select unit_id from stay where booking_id = $1", connection).With(booking.Id.Value);
        var stands = await on.ExecuteScalarAsync(cancel) is Guid unit ? UnitId.From(unit) : (UnitId?)null;
        await using var command = new NpgsqlCommand(
            $"select by_id, body, at from booking_note where booking_id = $1 order by id limit {NotesMax}",
            connection
        ).With(booking.Id.Value);
        var notes = new List<BookingNote>();
        await using (var rows = await command.ExecuteReaderAsync(cancel))
            while (await rows.ReadAsync(cancel))
                notes.Add(new BookingNote(PersonId.From(rows.GetGuid(0)), rows.GetString(1), rows.GetFieldValue<DateTimeOffset>(2)));
        return new BookingRecords(
            booking.Told(),
            booking.Person,
            stands,
            notes,
            await HandoverHandler.Of(connection, booking.Id, cancel),
            await DueTable.Returns(connection, booking, cancel),
            BookingMoves.Allows(booking.State, BookingState.Cancelled)
                ? Cancelling.At(booking.Price, booking.Paid, clock.GetUtcNow())
                : null
        );
    }

    public async Task<Result<BookingChange>> Handle(ChangeByHand operation, CancellationToken cancel) =>
        await bookings.Find(operation.Booking, cancel) is { } booking
            ? await guests.Change(
                new ChangeBooking(
                    operation.Id,
                    booking.Person,
                    operation.Booking,
                    operation.Version,
                    operation.Dates,
                    operation.Guests,
                    operation.AddOns,
                    operation.Total,
                    operation.DryRun
                ),
                operation.Person,
                cancel
            )
            : BookingErrors.BookingNotFound;

    public Task<Result<RentalBooking>> Handle(ApproveBooking operation, CancellationToken cancel) =>
        Act(
            operation.Booking,
            operation.Person,
            async (unit, booking) =>
            {
                // Said yes to before.
                if (booking.State is BookingState.Held or BookingState.AwaitingPayment || BookingMoves.IsSure(booking.State))
                    return booking;
                var now = clock.GetUtcNow();
                if (booking.State != BookingState.Requested || booking.ExpiresAt <= now)
                    return BookingErrors.WrongState;
                unit.Audit("booking.request-approved", booking.Id.ToString(), operation.Person);
                var moved = booking.Due.Any(d => d.Kind == DueKind.Prepayment)
                    ? await bookings.Move(
                        unit,
                        booking,
                        BookingState.Held,
                        cancel,
                        expiresAt: Earliest(now + options.Value.PayApprovedWithin, Latest(booking.Leaves, now + options.Value.HoldFor))
                    )
                    : await bookings.Move(unit, booking, booking.Sure, cancel);
                return moved!;
            },
            cancel
        );

    public async Task<Result<RentalBooking>> Handle(DeclineRequest operation, CancellationToken cancel)
    {
        var reason = PlainText.OneLine(operation.Reason);
        if (reason.Length is 0 or > ReasonMax)
            return BookingErrors.BadReason;
        return await Act(
            operation.Booking,
            operation.Person,
            async (unit, booking) =>
            {
                // Said no to before.
                if (booking.State == BookingState.Cancelled && booking.Reason == reason)
                    return booking;
                if (booking.State != BookingState.Requested)
                    return BookingErrors.WrongState;
                unit.Audit("booking.request-declined", booking.Id.ToString(), operation.Person, reason);
                return (await bookings.Move(unit, booking, BookingState.Cancelled, cancel, reason))!;
            },
            cancel
        );
    }

    public async Task<Result<RentalBooking>> Handle(RefuseBooking operation, CancellationToken cancel)
    {
        var reason = PlainText.OneLine(operation.Reason);
        if (reason.Length is 0 or > ReasonMax)
            return BookingErrors.BadReason;
        if (await bookings.Find(operation.Booking, cancel) is not { } known)
            return BookingErrors.BookingNotFound;
        if (known.State != BookingState.Cancelled && Refund(known, operation.Refund) is { IsOk: true, Value: { Minor: > 0 } refund })
        {
            var agreed = await operations.Ask(
                new RequestApproval(
                    known.Derived(
                        string.Create(CultureInfo.InvariantCulture, $"refusal {known.Version} {operation.Person} {refund.Minor} {reason}")
                    ),
                    operation.Person,
                    BookingMoney.Kind,
                    known.Id.ToString(),
                    refund,
                    reason
                ),
                cancel
            );
            if (!agreed.IsOk)
                return agreed.Error;
            // What was agreed to is a sum.
            operation = operation with
            {
                Refund = refund,
            };
        }
        return await Refuse(operation, reason, cancel);
    }

    /// <summary>Errors: those of <see cref="RefuseBooking"/>, but that nobody else is asked.</summary>
    internal async Task<Result<RentalBooking>> Refuse(RefuseBooking operation, string reason, CancellationToken cancel)
    {
        BookingRow? before = null;
        var done = await Act(
            operation.Booking,
            operation.Person,
            async (unit, booking) =>
            {
                if (booking.State == BookingState.Cancelled)
                    return booking;
                if (!BookingMoves.Allows(booking.State, BookingState.Cancelled))
                    return BookingErrors.WrongState;
                var refund = Refund(booking, operation.Refund);
                if (!refund.IsOk)
                    return refund.Error;
                before = booking;
                unit.Audit(
                    "booking.owner-cancelled",
                    booking.Id.ToString(),
                    operation.Person,
                    reason,
                    after: new { Refund = refund.Value }
                );
                return await guests.Cancel(unit, booking, refund.Value, reason, clock.GetUtcNow(), cancel);
            },
            cancel
        );
        if (done.IsOk && before is not null)
            await guests.CancelInvoices(before, cancel);
        return done;
    }

    private static Result<Money> Refund(BookingRow booking, Money? asked)
    {
        var refund = asked ?? booking.Paid;
        return ReferenceEquals(refund.Currency, booking.Currency) && refund.Minor >= 0 && refund <= booking.Paid
            ? refund
            : BookingErrors.BadAmount;
    }

    public Task<Result<RentalBooking>> Handle(MarkNoShow operation, CancellationToken cancel) =>
        Act(
            operation.Booking,
            operation.Person,
            async (unit, booking) =>
            {
                if (booking.State == BookingState.NoShow)
                    return booking;
                var now = clock.GetUtcNow();
                if (!BookingMoves.Allows(booking.State, BookingState.NoShow) || booking.Arrives > now)
                    return BookingErrors.WrongState;
                unit.Audit("booking.no-show", booking.Id.ToString(), operation.Person);
                if (booking.Due.FirstOrDefault(d => d is { Kind: DueKind.Deposit, State: DueState.Paid }) is { } deposit)
                    await DueTable.Return(unit, deposit, deposit.Left, "deposit", now, cancel);
                return (await bookings.Move(unit, booking, BookingState.NoShow, cancel))!;
            },
            cancel
        );

    public Task<Result<RentalBooking>> Handle(AssignUnit operation, CancellationToken cancel) =>
        Act(
            operation.Booking,
            operation.Person,
            async (unit, booking) =>
            {
                if (booking.Unit == operation.Unit)
                    return booking;
                if (BookingMoves.IsOver(booking.State))
                    return BookingErrors.WrongState;
                var of = (await ObjectRow.Find(unit.Connection, booking.Object, cancel))!;
                if (!of.Units.Any(u => u.Id == operation.Unit && u.IsActive))
                    return BookingErrors.UnitNotFound;
                var span = StayTimes.Span(booking.Price.Inputs.Stay, of.Text.Rules);
                await bookings.EndOverdue(unit, of.Id, span, cancel);
                if (BookingMoves.IsOver((await BookingRow.Find(unit.Connection, booking.Id, cancel))!.State))
                    return BookingErrors.WrongState;
                if (await stays.Find(unit, of, span, operation.Unit, booking.Id, cancel) is not { } on)
                    return BookingErrors.Taken;
                await stays.Move(unit, booking, on, isPinned: true, booking.Dates, span, cancel);
                await using var assign = new NpgsqlCommand("update booking set unit_id = $2 where id = $1", unit.Connection)
                    .With(booking.Id.Value)
                    .With(on.Value);
                await assign.ExecuteNonQueryAsync(cancel);
                unit.Audit(
                    "booking.unit-assigned",
                    booking.Id.ToString(),
                    operation.Person,
                    before: new { booking.Unit },
                    after: new { Unit = on }
                );
                return await bookings.Changed(unit, booking.Id, cancel);
            },
            cancel
        );

    public async Task<Result<BookingNote>> Handle(NoteBooking operation, CancellationToken cancel)
    {
        var text = PlainText.OneLine(operation.Text);
        if (text.Length is 0 or > NoteMax)
            return BookingErrors.BadNote;
        return await database.Attempt<BookingNote>(
            async unit =>
            {
                if (await BookingTable.Lock(unit, operation.Booking, operation.Person, cancel) is null)
                    return BookingErrors.BookingNotFound;
                await using var insert = new NpgsqlCommand(
                    $"""
                    insert into booking_note (id, booking_id, by_id, body, at) select $1, $2, $3, $4, $5
                    where (select count(*) from booking_note where booking_id = $2) < {NotesMax} or exists (select from booking_note where id = $1)
                    on conflict (id) do update set at = booking_note.at returning by_id, body, at
                    """,
                    unit.Connection
                ).With(operation.Id.Value).With(operation.Booking.Value).With(operation.Person.Value).With(text).With(clock.GetUtcNow());
                await using var row = await insert.ExecuteReaderAsync(cancel);
                return await row.ReadAsync(cancel)
                    ? new BookingNote(PersonId.From(row.GetGuid(0)), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2))
                    : BookingErrors.BadNote;
            },
            cancel
        );
    }

    public Task<Result<RentalBooking>> Handle(SettleDeposit operation, CancellationToken cancel) =>
        Act(
            operation.Booking,
            operation.Person,
            async (unit, booking) =>
            {
                if (booking.Due.FirstOrDefault(d => d.Kind == DueKind.Deposit) is not { State: DueState.Paid or DueState.Returned } deposit)
                    return BookingErrors.NoDeposit;
                var capture = operation.Capture ?? Money.Zero(booking.Currency);
                if (!ReferenceEquals(capture.Currency, booking.Currency) || capture.Minor < 0 || capture > deposit.Amount)
                    return BookingErrors.BadAmount;
                if (deposit.State == DueState.Returned)
                    return deposit.Captured == capture ? booking : BookingErrors.NoDeposit;
                var reason = operation.Reason is { } said ? PlainText.OneLine(said) : null;
                if (!capture.IsZero && (reason is not { Length: > 0 and <= ReasonMax } || operation.Evidence.Count > EvidenceMax))
                    return BookingErrors.BadReason;
                await using var keep = new NpgsqlCommand(
                    "update due set captured_minor = $3, reason = $4, evidence = $5, state = case when $3 = minor then 'Returned' else state end where booking_id = $1 and number = $2",
                    unit.Connection
                )
                    .With(booking.Id.Value)
                    .With(deposit.Number)
                    .With(capture.Minor)
                    .With(reason)
                    .With(JsonSerializer.Serialize(operation.Evidence, DengaJson.Options), NpgsqlTypes.NpgsqlDbType.Jsonb);
                await keep.ExecuteNonQueryAsync(cancel);
                unit.Audit("booking.deposit-settled", booking.Id.ToString(), operation.Person, reason, after: new { Captured = capture });
                if (capture < deposit.Amount)
                    await DueTable.Return(unit, deposit, deposit.Amount - capture, "deposit", clock.GetUtcNow(), cancel);
                else
                    unit.Later(new CaptureDue(booking.Id, deposit.Number), deposit.Hold.ToString());
                return await bookings.Changed(unit, booking.Id, cancel);
            },
            cancel
        );

    private async Task<Result<RentalBooking>> Act(
        BookingId id,
        PersonId by,
        Func<UnitOfWork, BookingRow, Task<Result<BookingRow>>> act,
        CancellationToken cancel
    )
    {
        try
        {
            return await database.Attempt<RentalBooking>(
                async unit =>
                {
                    if (await BookingTable.Lock(unit, id, by, cancel) is not { } booking)
                        return BookingErrors.BookingNotFound;
                    var done = await act(unit, booking);
                    return done.IsOk ? done.Value.Told() : done.Error;
                },
                cancel
            );
        }
        catch (PostgresException e) when (e.ConstraintName == Stays.Constraint)
        {
            return BookingErrors.Taken;
        }
    }

    private static DateTimeOffset? Begin(DateOnly? day) =>
        day is { } d ? new DateTimeOffset(d.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;

    private static DateTimeOffset Earliest(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Latest(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
