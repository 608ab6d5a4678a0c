using System.Collections.Concurrent;
using Denga.Contracts;
using Denga.Contracts.Booking;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Platform.Operations;

namespace Denga.Booking.Bookings;

/// <summary>What a booking does in the ledger and with providers. What is due is set aside on the guest's account, then taken into <see cref="Income"/>, or let
/// go; a deposit stays set aside until it is settled. Each step has an id that follows from the due, so that whoever repeats it repeats the same one
/// (decision 0083).</summary>
internal sealed class BookingMoney(IOperations operations, TimeProvider clock)
{
    /// <summary>Of its invoices, holds and postings.</summary>
    internal const string Kind = "booking";

    /// <summary>The account of what bookings brought.</summary>
    internal const string Income = "booking:income";

    /// <summary>The longest for which the ledger holds anything.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromDays(399);
    private static readonly TimeSpan InvoiceMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan InvoiceMax = TimeSpan.FromDays(30);
    private readonly ConcurrentDictionary<string, AccountId> known = new(StringComparer.Ordinal);

    /// <summary>Errors: of <see cref="PlaceHold"/>, and <c>wallet.hold_ended</c> where it was let go before.</summary>
    internal async Task<Result<Hold>> Reserve(BookingRow booking, DueRow due, CancellationToken cancel)
    {
        var account = await Account(booking, cancel);
        if (!account.IsOk)
            return account.Error;
        var hold = await operations.Ask(
            new PlaceHold(new OperationId(due.Hold.Value), account.Value, due.Amount, Kind, booking.CreatedAt + HeldFor),
            cancel
        );
        return hold is { IsOk: true, Value.State: not HoldState.Open }
            ? Error.Conflict("wallet.hold_ended", "What was held for the booking was given back.")
            : hold;
    }

    /// <summary>Null when nothing is held any more; otherwise why that is not known.</summary>
    internal async Task<Error?> LetGo(DueRow due, CancellationToken cancel)
    {
        var released = await operations.Ask(new Release(due.Hold), cancel);
        return released.Error?.Code is "wallet.hold_not_found" ? null : released.Error;
    }

    /// <summary>Takes so much of what is held; the rest is free again.</summary>
    internal async Task<Error?> Take(BookingRow booking, DueRow due, Money amount, CancellationToken cancel)
    {
        var income = await System(Income, amount.Currency, cancel);
        if (!income.IsOk)
            return income.Error;
        var account = await Account(booking, cancel);
        if (!account.IsOk)
            return account.Error;
        var taken = await operations.Ask(
            new Capture(
                due.Derived("capture"),
                due.Hold,
                Kind,
                [new Leg(account.Value, -amount), new Leg(income.Value, amount)],
                Metadata: new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["booking"] = booking.Id.ToString(),
                    ["due"] = due.Kind.ToString(),
                }
            ),
            cancel
        );
        return taken.Error;
    }

    /// <summary>Brings money back that was taken: onto the guest's account, and from there the way it came.</summary>
    internal async Task<Error?> Return(BookingRow booking, DueRow due, Guid id, Money amount, CancellationToken cancel)
    {
        // A deposit was only set aside.
        if (due.Kind != DueKind.Deposit)
        {
            var income = await System(Income, amount.Currency, cancel);
            if (!income.IsOk)
                return income.Error;
            var account = await Account(booking, cancel);
            if (!account.IsOk)
                return account.Error;
            var posted = await operations.Ask(
                new Post(
                    DerivedId.Of("booking return", id.ToString("N")),
                    "refund",
                    [new Leg(income.Value, -amount), new Leg(account.Value, amount)],
                    Metadata: new Dictionary<string, string>(StringComparer.Ordinal) { ["booking"] = booking.Id.ToString() }
                ),
                cancel
            );
            if (!posted.IsOk)
                return posted.Error;
        }
        return await Refund(booking, due, DerivedId.Of("booking refund", id.ToString("N")), amount, cancel);
    }

    /// <summary>Gives money that stands on the guest's account back the way it came. Where that cannot be done, or it is not there any more, it is his to
    /// spend.</summary>
    /// <param name="amount">Null: all that came and is left.</param>
    internal async Task<Error?> Refund(BookingRow booking, DueRow due, OperationId id, Money? amount, CancellationToken cancel)
    {
        if (due.Invoice is not { } invoice)
            return null;
        var refund = await operations.Ask(new GiveBackInvoice(id, booking.Person, invoice, booking.Number, amount), cancel);
        return refund.Error is { Kind: ErrorKind.Unavailable or ErrorKind.Limited } later ? later : null;
    }

    /// <summary>The invoice under this id: made, or as it is now.</summary>
    internal async Task<Result<Invoice>> Invoice(BookingRow booking, DueRow due, InvoiceId id, CancellationToken cancel)
    {
        var known = await operations.Ask(new InvoiceById(booking.Person, id), cancel);
        if (known.IsOk || known.Error.Kind != ErrorKind.NotFound)
            return known;
        // A hold and its invoice end together; what is due later may be paid for a month from then on.
        var left = booking.ExpiresAt - clock.GetUtcNow() ?? InvoiceMax;
        var lifetime =
            left < InvoiceMin ? InvoiceMin
            : left > InvoiceMax ? InvoiceMax
            : left;
        return await operations.Ask(
            new CreateInvoice(new OperationId(id.Value), booking.Person, Kind, booking.Id.ToString(), due.Amount, Lifetime: lifetime),
            cancel
        );
    }

    /// <summary>The guest's main one: the same for ever, but where two people became one.</summary>
    private async Task<Result<AccountId>> Account(BookingRow booking, CancellationToken cancel)
    {
        var opened = await operations.Ask(new OpenAccount(booking.Person, booking.Currency), cancel);
        return opened.IsOk ? opened.Value.Id : opened.Error;
    }

    private async ValueTask<Result<AccountId>> System(string purpose, Currency currency, CancellationToken cancel)
    {
        if (known.TryGetValue(currency.Code, out var account))
            return account;
        var opened = await operations.Ask(new OpenSystemAccount(purpose, currency), cancel);
        return opened.IsOk ? known[currency.Code] = opened.Value.Id : opened.Error;
    }
}
