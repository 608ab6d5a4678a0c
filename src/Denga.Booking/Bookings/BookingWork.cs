using Denga.Booking.AddOns;
using Denga.Booking.Availability;
using Denga.Booking.Objects;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Npgsql;

namespace Denga.Booking.Bookings;

/// <summary>Money for something that is due has come, or came too late.</summary>
/// <param name="Number">0: for what is due next.</param>
internal sealed record TakeDue(BookingId Booking, int Number) : IWork
{
    public static string Kind => "booking.take-due";
}

/// <summary>What was set aside for a booking that is sure is taken.</summary>
internal sealed record CaptureDue(BookingId Booking, int Number) : IWork
{
    public static string Kind => "booking.capture-due";
}

/// <summary>Money that came for nothing goes back.</summary>
internal sealed record ReturnUnused(BookingId Booking, int Number) : IWork
{
    public static string Kind => "booking.return-unused";
}

/// <summary>Money that was taken goes back, as it was decided.</summary>
internal sealed record ReturnMoney(BookingId Booking, int Number, Guid GiveBack, Money Amount) : IWork
{
    public static string Kind => "booking.return-money";
}

/// <summary>The time of who has not paid, or not answered, is over.</summary>
internal sealed record ExpireBooking(BookingId Booking) : IWork
{
    public static string Kind => "booking.expire-hold";
}

/// <summary>The stay is over.</summary>
internal sealed record CompleteBooking(BookingId Booking) : IWork
{
    public static string Kind => "booking.complete-stay";
}

/// <summary>Something is to be paid soon, or is late.</summary>
internal sealed record RemindDue(BookingId Booking, int Number) : IWork
{
    public static string Kind => "booking.remind-due";

    /// <summary>Three days and a day before, and a day after.</summary>
    private static readonly TimeSpan[] Before = [TimeSpan.FromDays(3), TimeSpan.FromDays(1), -TimeSpan.FromDays(1)];

    internal static void Ask(UnitOfWork unit, DueRow due)
    {
        foreach (var before in Before)
            unit.Later(
                new RemindDue(due.Booking, due.Number),
                $"{due.Booking}/{due.Number}/{(due.At - before).UtcTicks}",
                at: due.At - before
            );
    }
}

/// <summary>A deposit that nobody has settled goes back.</summary>
internal sealed record ReleaseDeposit(BookingId Booking) : IWork
{
    public static string Kind => "booking.release-deposit";
}

/// <summary>The steps from money that came to a booking that is sure. Each may be done twice, by two at once, and be broken off anywhere: the money is set aside
/// first, then the booking is moved with all that follows in one commit, then the money is taken, or goes back.</summary>
internal sealed class Taking(Database<BookingModule> database, BookingTable bookings, Stays stays, BookingMoney money, TimeProvider clock)
    : Worker<TakeDue>
{
    public override WorkPolicy Policy { get; } = new() { FirstWait = TimeSpan.FromSeconds(1), GiveUpAfter = TimeSpan.FromDays(60) };

    protected override async Task<WorkResult> Work(TakeDue work, WorkItem item, CancellationToken cancel) =>
        await Take(work.Booking, work.Number, cancel) is { Kind: ErrorKind.Unavailable } away
            ? WorkResult.Retry(away.Code)
            : WorkResult.Done();

    /// <summary>Null when the money was taken, or goes back. Errors: those of <see cref="BookingMoney.Reserve"/>.</summary>
    internal async Task<Error?> Take(BookingId id, int number, CancellationToken cancel)
    {
        if (
            await bookings.Find(id, cancel) is not { } booking
            || (number == 0 ? booking.Next : booking.Due.FirstOrDefault(d => d.Number == number)) is not { } due
        )
            return null;
        if (due.State is DueState.Paid or DueState.Returned)
            return null;
        var held = await money.Reserve(booking, due, cancel);
        // What was let go before goes back; what is not all there may still come.
        if (!held.IsOk && held.Error.Code != "wallet.hold_ended")
            return held.Error;
        // Whether its time, its code and its pieces of add-ons can be had again is found out by trying; where one cannot, the money goes back.
        if (!await Took(id, due.Number, isHeld: held.IsOk, mayBookAgain: true, cancel))
            await Took(id, due.Number, isHeld: held.IsOk, mayBookAgain: false, cancel);
        return null;
    }

    private async Task<bool> Took(BookingId id, int number, bool isHeld, bool mayBookAgain, CancellationToken cancel)
    {
        try
        {
            return (await database.Attempt<Done>(unit => Take(unit, id, number, isHeld, mayBookAgain, cancel), cancel)).IsOk;
        }
        catch (PostgresException e) when (e.ConstraintName == Stays.Constraint)
        {
            return false;
        }
    }

    private async Task<Result<Done>> Take(
        UnitOfWork unit,
        BookingId id,
        int number,
        bool isHeld,
        bool mayBookAgain,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        var booking = (await BookingTable.Lock(unit, id, by: null, cancel))!;
        var due = booking.Due.First(d => d.Number == number);
        if (due.State is DueState.Paid or DueState.Returned)
            return Done.It;
        var isWanted =
            isHeld
            && (
                due.State == DueState.Open
                    && (
                        BookingMoves.IsSure(booking.State)
                        || booking.State is BookingState.Held or BookingState.AwaitingPayment or BookingState.Completed
                    )
                // It expired before its money came.
                || booking.State == BookingState.Expired && mayBookAgain && await IsFreeAgain(unit, booking, now, cancel)
            );
        if (!isWanted)
        {
            // Decided here, under the lock, and for good: more money for the same due must not make the booking sure while this goes back.
            await DueTable.NotWanted(unit, due, cancel);
            unit.Later(new ReturnUnused(id, number), due.Hold.ToString());
            await bookings.Changed(unit, id, cancel);
            return Done.It;
        }
        if (booking.State == BookingState.Expired)
        {
            if (await Extras.Take(unit, id, booking.Person, booking.Price, cancel) is { } gone)
                return gone;
            await Reopen(unit, booking, cancel);
        }
        await DueTable.Set(unit, due, DueState.Paid, now, cancel);
        if (due.Kind != DueKind.Deposit)
            unit.Later(new CaptureDue(id, number), due.Hold.ToString());
        else if (booking.State == BookingState.Completed)
            // Paid after the stay: what gives deposits back at its end has been.
            bookings.ReleaseLater(unit, id, $"{id}/{number}");
        booking = (await BookingRow.Find(unit.Connection, id, cancel))!;
        var to = booking.State == BookingState.Completed ? BookingState.Completed : booking.Sure;
        if (await bookings.Move(unit, booking, to, cancel) is null)
            await bookings.Changed(unit, id, cancel);
        return Done.It;
    }

    /// <summary>Puts its time back where it is still free.</summary>
    private async Task<bool> IsFreeAgain(UnitOfWork unit, BookingRow booking, DateTimeOffset now, CancellationToken cancel)
    {
        if (booking.Arrives <= now || await ObjectRow.Find(unit.Connection, booking.Object, cancel) is not { } of)
            return false;
        var span = StayTimes.Span(booking.Price.Inputs.Stay, of.Text.Rules);
        await bookings.EndOverdue(unit, of.Id, span, cancel);
        var asked = booking.Unit;
        var found = await stays.Find(unit, of, span, asked, without: null, cancel);
        if (found is null && asked is not null)
        {
            // The unit that it had been assigned is gone, another one is not.
            found = await stays.Find(unit, of, span, asked = null, without: null, cancel);
            await using var unassign = new NpgsqlCommand("update booking set unit_id = null where id = $1", unit.Connection).With(
                booking.Id.Value
            );
            await unassign.ExecuteNonQueryAsync(cancel);
        }
        if (found is not { } on)
            return false;
        await stays.Add(unit, new NewStay(of.Id, on, booking.Dates, span, IsPinned: asked is not null, booking.Id), cancel);
        return true;
    }

    /// <summary>What was not to be paid any more is to be paid again.</summary>
    private static async Task Reopen(UnitOfWork unit, BookingRow booking, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "update due set state = 'Open' where booking_id = $1 and state = 'Void'",
            unit.Connection
        ).With(booking.Id.Value);
        await command.ExecuteNonQueryAsync(cancel);
    }
}

internal sealed class CaptureWorker(BookingTable bookings, BookingMoney money) : Worker<CaptureDue>
{
    public override WorkPolicy Policy { get; } = new() { FirstWait = TimeSpan.FromSeconds(1), GiveUpAfter = TimeSpan.FromDays(60) };

    protected override async Task<WorkResult> Work(CaptureDue work, WorkItem item, CancellationToken cancel)
    {
        var booking = (await bookings.Find(work.Booking, cancel))!;
        var due = booking.Due.First(d => d.Number == work.Number);
        return await money.Take(booking, due, due.Amount, cancel) is { } error ? WorkResult.Retry(error.Code) : WorkResult.Done();
    }
}

internal sealed class ReturnUnusedWorker(BookingTable bookings, BookingMoney money) : Worker<ReturnUnused>
{
    public override WorkPolicy Policy { get; } = new() { FirstWait = TimeSpan.FromSeconds(1), GiveUpAfter = TimeSpan.FromDays(60) };

    protected override async Task<WorkResult> Work(ReturnUnused work, WorkItem item, CancellationToken cancel)
    {
        var booking = (await bookings.Find(work.Booking, cancel))!;
        var due = booking.Due.First(d => d.Number == work.Number);
        var error = await money.LetGo(due, cancel) ?? await money.Refund(booking, due, due.Derived("unused"), amount: null, cancel);
        return error is null ? WorkResult.Done() : WorkResult.Retry(error.Code);
    }
}

internal sealed class ReturnMoneyWorker(BookingTable bookings, BookingMoney money, TimeProvider clock) : Worker<ReturnMoney>
{
    public override WorkPolicy Policy { get; } = new() { FirstWait = TimeSpan.FromSeconds(1), GiveUpAfter = TimeSpan.FromDays(60) };

    protected override async Task<WorkResult> Work(ReturnMoney work, WorkItem item, CancellationToken cancel)
    {
        var booking = (await bookings.Find(work.Booking, cancel))!;
        var due = booking.Due.First(d => d.Number == work.Number);
        var error = due.Kind == DueKind.Deposit ? await LetGo(booking, due, cancel) : null;
        error ??= await money.Return(booking, due, work.GiveBack, work.Amount, cancel);
        return error is not null
            ? WorkResult.Retry(error.Code)
            : WorkResult.Done(unit =>
            {
                unit.AtCommit("update give_back set done_at = $2 where id = $1").With(work.GiveBack).With(clock.GetUtcNow());
                return Task.CompletedTask;
            });
    }

    private async Task<Error?> LetGo(BookingRow booking, DueRow due, CancellationToken cancel) =>
        due.Captured.IsZero ? await money.LetGo(due, cancel) : await money.Take(booking, due, due.Captured, cancel);
}

internal sealed class ExpireWorker(BookingTable bookings, IOperations operations, TimeProvider clock) : Worker<ExpireBooking>
{
    protected override async Task<WorkResult> Work(ExpireBooking work, WorkItem item, CancellationToken cancel)
    {
        if (await bookings.Find(work.Booking, cancel) is not { ExpiresAt: { } until } booking || until > clock.GetUtcNow())
            return WorkResult.Done();
        foreach (var due in booking.Due.Where(d => d.State == DueState.Open && d.Invoice is not null))
            if (
                (await operations.Ask(new CancelInvoice(booking.Person, due.Invoice!.Value), cancel)).Error is
                { Kind: ErrorKind.Unavailable } away
            )
                return WorkResult.Retry(away.Code);
        // What was paid at the last moment is heard of in a moment, and books again.
        return WorkResult.Done(async unit =>
        {
            if (await BookingTable.Lock(unit, work.Booking, by: null, cancel) is { ExpiresAt: { } still } now && still <= clock.GetUtcNow())
                await bookings.Expire(unit, now, cancel);
        });
    }
}

internal sealed class CompleteWorker(BookingTable bookings, TimeProvider clock) : Worker<CompleteBooking>
{
    protected override Task<WorkResult> Work(CompleteBooking work, WorkItem item, CancellationToken cancel) =>
        Task.FromResult(
            WorkResult.Done(async unit =>
            {
                // Extended meanwhile: its new end has work of its own.
                if (
                    await BookingTable.Lock(unit, work.Booking, by: null, cancel) is not { } booking
                    || !BookingMoves.IsSure(booking.State)
                    || booking.Leaves > clock.GetUtcNow()
                )
                    return;
                await bookings.Move(unit, booking, BookingState.Completed, cancel);
            })
        );
}

internal sealed class RemindWorker(BookingTable bookings, TimeProvider clock) : Worker<RemindDue>
{
    protected override async Task<WorkResult> Work(RemindDue work, WorkItem item, CancellationToken cancel)
    {
        // Paid, cancelled, over: nobody is reminded any more.
        if (
            await bookings.Find(work.Booking, cancel) is not { } booking
            || !BookingMoves.IsSure(booking.State)
            || booking.Due.FirstOrDefault(d => d.Number == work.Number) is not { State: DueState.Open } due
        )
            return WorkResult.Done();
        var now = clock.GetUtcNow();
        return WorkResult.Done(unit =>
        {
            unit.Publish(new PaymentDueSoon(booking.Told(), booking.Person, due.Told(), IsLate: due.At < now, now));
            return Task.CompletedTask;
        });
    }
}

internal sealed class ReleaseDepositWorker(BookingTable bookings, TimeProvider clock) : Worker<ReleaseDeposit>
{
    protected override Task<WorkResult> Work(ReleaseDeposit work, WorkItem item, CancellationToken cancel) =>
        Task.FromResult(
            WorkResult.Done(async unit =>
            {
                if (
                    await BookingTable.Lock(unit, work.Booking, by: null, cancel) is not { } booking
                    || booking.Due.FirstOrDefault(d => d is { Kind: DueKind.Deposit, State: DueState.Paid }) is not { } deposit
                )
                    return;
                await DueTable.Return(unit, deposit, deposit.Left, "deposit", clock.GetUtcNow(), cancel);
                await bookings.Changed(unit, booking.Id, cancel);
            })
        );
}

/// <summary>Money came for a booking: what it is for is taken by itself.</summary>
internal sealed class OnInvoicePaid() : Consumer<InvoicePaid>("booking.invoice-paid")
{
    protected override async Task Consume(InvoicePaid happened, Delivery delivery, UnitOfWork work, CancellationToken cancel)
    {
        if (happened.Invoice.Purpose != BookingMoney.Kind || !BookingId.TryParse(happened.Invoice.Reference, null, out var booking))
            return;
        await using var of = new NpgsqlCommand("select number from due where invoice_id = $1", work.Connection).With(
            happened.Invoice.Id.Value
        );
        // An invoice that another one took the place of pays what is due next.
        var number = await of.ExecuteScalarAsync(cancel) is int found ? found : 0;
        work.Later(new TakeDue(booking, number), $"{booking}/{number}/{happened.Posting}");
    }
}
