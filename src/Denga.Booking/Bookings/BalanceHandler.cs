using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Platform.Operations;

namespace Denga.Booking.Bookings;

/// <summary>Pays from the balance by the steps of money that came from outside (<see cref="Taking"/>): the hold has its id from the due, so that however many
/// try at once, and by whichever way, it is set aside and taken once.</summary>
internal sealed class BalanceHandler(BookingTable bookings, Taking taking, IOperations operations, TimeProvider clock)
    : IOperationHandler<PayFromBalance, RentalBooking>
{
    public async Task<Result<RentalBooking>> Handle(PayFromBalance operation, CancellationToken cancel)
    {
        if (await bookings.FindOwn(operation.Person, operation.Booking, cancel) is not { } booking)
            return BookingErrors.BookingNotFound;
        if (booking.Due.FirstOrDefault(d => d.Number == operation.Number) is not { } due)
            return BookingErrors.NothingDue;
        if (due.State == DueState.Paid)
            return booking.Told();
        if (due.State != DueState.Open || !booking.MayBePaid(clock.GetUtcNow()))
            return BookingErrors.NothingDue;
        if (due.Amount != operation.Amount)
            return BookingErrors.ChangedMeanwhile;
        if (await taking.Take(booking.Id, due.Number, cancel) is { } error)
            return error;
        var paid = (await bookings.Find(booking.Id, cancel))!;
        if (paid.Due.First(d => d.Number == due.Number) is not { State: DueState.Paid } taken)
            return BookingErrors.NothingDue;
        // Who pays the invoice as well has topped up his balance; it is better that he cannot.
        if (taken.Invoice is { } invoice)
            await operations.Ask(new CancelInvoice(booking.Person, invoice), cancel);
        return paid.Told();
    }
}
