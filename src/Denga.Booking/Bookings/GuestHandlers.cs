using System.Text.Json;
using Denga.Booking.AddOns;
using Denga.Booking.Availability;
using Denga.Booking.Objects;
using Denga.Booking.Pricing;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Booking.Bookings;

/// <summary>What a guest does with his bookings.</summary>
internal sealed class GuestHandlers(
    Database<BookingModule> database,
    BookingTable bookings,
    BookingMoney money,
    Stays stays,
    IOperations operations,
    TimeProvider clock
)
    : IOperationHandler<BookingById, RentalBooking>,
        IOperationHandler<MyBookings, Page<RentalBooking>>,
        IOperationHandler<PayBooking, Invoice>,
        IOperationHandler<CancelBooking, Cancellation>,
        IOperationHandler<ChangeBooking, BookingChange>
{
    private const int PageMax = 100;

    public async Task<Result<RentalBooking>> Handle(BookingById operation, CancellationToken cancel) =>
        await bookings.FindOwn(operation.Person, operation.Booking, cancel) is { } booking ? booking.Told() : BookingErrors.BookingNotFound;

    public async Task<Result<Page<RentalBooking>>> Handle(MyBookings operation, CancellationToken cancel)
    {
        if (Cursor.Read(operation.Cursor) is not var (at, id))
            return BookingErrors.BadCursor;
        var limit = Math.Clamp(operation.Limit, 1, PageMax);
        await using var command = database
            .Source.CreateCommand(
                BookingRow.Select
                    + " where b.person_id = $1 and (b.created_at, b.id) < ($2, $3) order by b.created_at desc, b.id desc limit $4"
            )
            .With(operation.Person.Value)
            .With(Cursor.Moment(at))
            .With(id)
            .With(limit + 1);
        var found = await BookingRow.Read(command, cancel);
        return Cursor.Page(found, limit, b => b.Told(), b => Cursor.Of(b.CreatedAt, b.Id.Value));
    }

    public async Task<Result<Invoice>> Handle(PayBooking operation, CancellationToken cancel)
    {
        if (await bookings.FindOwn(operation.Person, operation.Booking, cancel) is not { } booking)
            return BookingErrors.BookingNotFound;
        if (!booking.MayBePaid(clock.GetUtcNow()))
            return BookingErrors.NothingDue;
        var due = operation.Number is { } number
            ? booking.Due.FirstOrDefault(d => d.Number == number && d.State == DueState.Open)
            : booking.Next;
        if (due is null)
            return BookingErrors.NothingDue;
        var id = await Invoice(booking, due, cancel);
        if (!id.IsOk)
            return id.Error;
        // Whose invoice it is is written down before there is one: whoever pays it, it is known what for.
        var noted = await database.Attempt<BookingRow>(
            async unit =>
            {
                var now = (await BookingTable.Lock(unit, booking.Id, operation.Person, cancel))!;
                if (now.Due.First(d => d.Number == due.Number).State != DueState.Open)
                    return BookingErrors.NothingDue;
                await DueTable.Invoiced(unit, due, id.Value, cancel);
                return await bookings.Move(unit, now, BookingState.AwaitingPayment, cancel) ?? now;
            },
            cancel
        );
        if (!noted.IsOk)
            return noted.Error;
        var invoice = await money.Invoice(booking, due, id.Value, cancel);
        return invoice.IsOk
            ? await operations.Ask(new StartPayment(operation.Id, operation.Person, id.Value, operation.Provider), cancel)
            : invoice.Error;
    }

    /// <summary>That of the due, or the next one where its time ran out: it is paid until the due is.</summary>
    private async Task<Result<InvoiceId>> Invoice(BookingRow booking, DueRow due, CancellationToken cancel)
    {
        if (due.Invoice is not { } known)
            return InvoiceId.From(due.Derived("invoice").Value);
        var now = await operations.Ask(new InvoiceById(booking.Person, known), cancel);
        if (now.Error is { Kind: ErrorKind.Unavailable } away)
            return away;
        return now is { IsOk: true, Value.State: InvoiceState.Expired or InvoiceState.Cancelled or InvoiceState.Failed }
            ? InvoiceId.From(due.Derived("invoice after " + known).Value)
            : known;
    }

    public async Task<Result<Cancellation>> Handle(CancelBooking operation, CancellationToken cancel)
    {
        if (await bookings.FindOwn(operation.Person, operation.Booking, cancel) is not { } known)
            return BookingErrors.BookingNotFound;
        if (operation.DryRun || known.State == BookingState.Cancelled)
            return Terms(known, clock.GetUtcNow()) is { } told ? new Cancellation(known.Told(), told) : BookingErrors.WrongState;
        var done = await database.Attempt<Cancellation>(
            async unit =>
            {
                var now = clock.GetUtcNow();
                var booking = (await BookingTable.Lock(unit, known.Id, operation.Person, cancel))!;
                if (Terms(booking, now) is not { } terms)
                    return BookingErrors.WrongState;
                if (booking.State == BookingState.Cancelled)
                    return new Cancellation(booking.Told(), terms);
                if (operation.Refund is { } shown && shown != terms.Refund)
                    return BookingErrors.ChangedMeanwhile;
                return new Cancellation((await Cancel(unit, booking, terms.Refund, BookingErrors.CalledOff, now, cancel)).Told(), terms);
            },
            cancel
        );
        if (done.IsOk)
            await CancelInvoices(known, DueState.Open, cancel);
        return done;
    }

    public async Task<Result<BookingChange>> Handle(ChangeBooking operation, CancellationToken cancel) =>
        await bookings.FindOwn(operation.Person, operation.Booking, cancel) is null
            ? BookingErrors.BookingNotFound
            : await Change(operation, desk: null, cancel);

    /// <param name="desk">The operator who changes it for the guest: the rules of arrival, notice and length are left to him.</param>
    internal async Task<Result<BookingChange>> Change(ChangeBooking operation, PersonId? desk, CancellationToken cancel)
    {
        try
        {
            // What is only asked is done to its end and taken back: it meets all that the change itself would meet.
            if (operation.DryRun)
                return await database.Rehearse(tried => tried.Step(unit => Change(unit, operation, desk, cancel), cancel), cancel);
            var changed = await database.Attempt<BookingChange>(unit => Change(unit, operation, desk, cancel), cancel);
            if (changed.IsOk && changed.Value.Booking.Due.Any(d => d is { State: DueState.Void, Invoice: not null }))
                await CancelInvoices((await bookings.Find(operation.Booking, cancel))!, DueState.Void, cancel);
            return changed;
        }
        catch (PostgresException e) when (e.ConstraintName == Stays.Constraint)
        {
            return BookingErrors.Taken;
        }
    }

    /// <summary>Under its lock: cancelled, its time free, and so much of what was paid on its way back, with the deposit.</summary>
    internal async Task<BookingRow> Cancel(
        UnitOfWork unit,
        BookingRow booking,
        Money refund,
        string reason,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        if (refund.Minor > 0)
            await DueTable.GiveBack(unit, booking, refund, reason, now, cancel);
        if (booking.Due.FirstOrDefault(d => d is { Kind: DueKind.Deposit, State: DueState.Paid }) is { } deposit)
            await DueTable.Return(unit, deposit, deposit.Left, reason, now, cancel);
        return (await bookings.Move(unit, booking, BookingState.Cancelled, cancel, reason))!;
    }

    /// <summary>What is paid all the same goes back.</summary>
    internal async Task CancelInvoices(BookingRow booking, DueState of, CancellationToken cancel)
    {
        foreach (var due in booking.Due.Where(d => d.State == of && d.Invoice is not null))
            await operations.Ask(new CancelInvoice(booking.Person, due.Invoice!.Value), cancel);
    }

    private static CancellationTerms? Terms(BookingRow booking, DateTimeOffset now) =>
        booking.State is BookingState.Cancelled || BookingMoves.Allows(booking.State, BookingState.Cancelled)
            ? Cancelling.At(booking.Price, booking.Paid, now)
            : null;

    private async Task<Result<BookingChange>> Change(UnitOfWork unit, ChangeBooking operation, PersonId? desk, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var hash = OperationRecord.Hash(operation);
        var booking = (await BookingTable.Lock(unit, operation.Booking, desk ?? operation.Person, cancel))!;
        if (await Repeated(unit, operation.Id, cancel) is { } first)
            return OperationRecord.IsSame(first.Hash, hash)
                ? new BookingChange(booking.Told(), first.Before, booking.Price, booking.Price.Total - first.Before.Total)
                : OperationRecord.IdReused;
        if (!BookingMoves.IsSure(booking.State) || booking.Arrives <= now && operation.Dates is { } d && d.In != booking.Dates.In)
            return BookingErrors.WrongState;
        if (booking.Version != operation.Version)
            return BookingErrors.ChangedMeanwhile;
        var of = (await ObjectRow.Find(unit.Connection, booking.Object, cancel))!;
        var dates = operation.Dates ?? booking.Dates;
        var guests = operation.Guests ?? booking.Guests;
        var period = StayTimes.Of(of.Text, dates);
        if (!period.IsOk)
            return period.Error;
        // Who is there already extends or shortens: the beginning stays.
        if (desk is null && booking.Arrives > now && StayTimes.Refuses(of.Text, dates, period.Value, now) is { } refused)
            return refused;
        if (period.Value.EndsAt <= now)
            return PriceErrors.InPast;
        if (guests < 1 || guests > of.Text.GuestsMax)
            return PriceErrors.BadGuests(of.Text.GuestsMax);
        var addOns = operation.AddOns ?? [.. booking.Price.Inputs.AddOns.Select(a => new ChosenAddOn(a.AddOn, a.Quantity))];
        var priced = await StayPrices.Price(
            unit.Connection,
            of,
            period.Value,
            guests,
            addOns,
            booking.Price.Inputs.Promo?.Code,
            booking.Person,
            booking.Price.Inputs.BookedAt,
            booking.Price,
            cancel
        );
        if (!priced.IsOk)
            return priced.Error;
        var (before, after) = (booking.Price, priced.Value);
        if (operation.Total is { } shown && shown != after.Total)
            return BookingErrors.ChangedMeanwhile;
        var span = StayTimes.Span(period.Value, of.Text.Rules);
        await bookings.EndOverdue(unit, of.Id, span, cancel);
        var asked = booking.Unit;
        var found = await stays.Find(unit, of, span, asked, booking.Id, cancel);
        if (found is null && asked is not null && booking.Arrives > now)
            // Who is not there yet may get another one than was assigned.
            found = await stays.Find(unit, of, span, asked = null, booking.Id, cancel);
        if (found is not { } on)
            return BookingErrors.Taken;
        await stays.Move(unit, booking, on, asked is not null, dates, span, cancel);
        await Write(unit, booking, asked, dates, guests, after, cancel);
        if (await Extras.Take(unit, booking.Id, booking.Person, after, cancel) is { } taken)
            return taken;
        await Keep(unit, operation, hash, before, now, cancel);
        if (desk is not null)
            unit.Audit(
                "booking.changed-by-hand",
                booking.Id.ToString(),
                desk,
                before: new
                {
                    booking.Dates,
                    booking.Guests,
                    before.Total,
                },
                after: new
                {
                    Dates = dates,
                    Guests = guests,
                    after.Total,
                }
            );
        await Settle(unit, booking, after.Total - before.Total, now, cancel);
        var changed = (await BookingRow.Find(unit.Connection, booking.Id, cancel))!;
        unit.Later(new CompleteBooking(changed.Id), $"{changed.Id}/{changed.Leaves.UtcTicks}", at: changed.Leaves);
        if (BookingMoves.IsSure(changed.State))
            RemindArrival.Ask(unit, changed);
        var told = await bookings.Move(unit, changed, changed.Sure, cancel) ?? await bookings.Changed(unit, booking.Id, cancel);
        return new BookingChange((operation.DryRun ? booking : told).Told(), before, after, after.Total - before.Total);
    }

    /// <summary>What it costs more is due at once; what it costs less is taken off what is due last, and what was paid above that comes back.</summary>
    private static async Task Settle(UnitOfWork unit, BookingRow booking, Money difference, DateTimeOffset now, CancellationToken cancel)
    {
        var number = booking.Due.Select(d => d.Number).DefaultIfEmpty(0).Max();
        if (difference.Minor > 0)
        {
            await Add(DueKind.Extra, difference, now);
            return;
        }
        var less = -difference;
        foreach (var due in booking.Due.Where(d => d.State == DueState.Open && d.Kind != DueKind.Deposit).Reverse())
        {
            var part = less < due.Amount ? less : due.Amount;
            if (part.Minor <= 0)
                break;
            // An invoice asks for all of it: what is left is another due, and money that comes for this one goes back.
            var isVoid = part == due.Amount || due.Invoice is not null;
            await using var command = new NpgsqlCommand(
                isVoid
                    ? "update due set state = 'Void' where booking_id = $1 and number = $2"
                    : "update due set minor = minor - $3 where booking_id = $1 and number = $2",
                unit.Connection
            )
                .With(due.Booking.Value)
                .With(due.Number);
            if (!isVoid)
                command.With(part.Minor);
            await command.ExecuteNonQueryAsync(cancel);
            if (isVoid && part < due.Amount)
                await Add(due.Kind, due.Amount - part, due.At);
            less -= part;
        }
        if (less.Minor > 0)
            await DueTable.GiveBack(unit, booking, less < booking.Paid ? less : booking.Paid, "changed", now, cancel);

        Task Add(DueKind kind, Money amount, DateTimeOffset at)
        {
            var none = Money.Zero(amount.Currency);
            return DueTable.Add(
                unit,
                new DueRow(booking.Id, ++number, kind, amount, at, DueState.Open, null, none, none, null, [], null),
                cancel
            );
        }
    }

    private static async Task Write(
        UnitOfWork unit,
        BookingRow booking,
        UnitId? on,
        StayDates dates,
        int guests,
        PricedStay price,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "update booking set dates = $2, arrives = $3, leaves = $4, guests = $5, price = $6, total_minor = $7, unit_id = $8 where id = $1",
            unit.Connection
        )
            .With(booking.Id.Value)
            .With(JsonSerializer.Serialize(dates, DengaJson.Options), NpgsqlDbType.Jsonb)
            .With(price.Inputs.Stay.StartsAt)
            .With(price.Inputs.Stay.EndsAt)
            .With(guests)
            .With(JsonSerializer.Serialize(price, DengaJson.Options), NpgsqlDbType.Jsonb)
            .With(price.Total.Minor)
            .With(on?.Value);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task Keep(
        UnitOfWork unit,
        ChangeBooking operation,
        byte[] hash,
        PricedStay before,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            "insert into booking_change (id, booking_id, request_hash, before, at) values ($1, $2, $3, $4, $5)",
            unit.Connection
        )
            .With(operation.Id.Value)
            .With(operation.Booking.Value)
            .With(hash)
            .With(JsonSerializer.Serialize(before, DengaJson.Options), NpgsqlDbType.Jsonb)
            .With(now);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<(byte[] Hash, PricedStay Before)?> Repeated(UnitOfWork unit, OperationId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select request_hash, before from booking_change where id = $1", unit.Connection).With(
            id.Value
        );
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? (row.GetFieldValue<byte[]>(0), JsonSerializer.Deserialize<PricedStay>(row.GetString(1), DengaJson.Options)!)
            : null;
    }
}
