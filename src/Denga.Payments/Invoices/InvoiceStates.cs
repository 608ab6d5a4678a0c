using Denga.Contracts.Payments;

namespace Denga.Payments.Invoices;

/// <summary>Where an invoice stands follows from figures that only grow (what came, what was given back) and from how it ended; so facts may come in any
/// order, and again.</summary>
internal static class InvoiceStates
{
    /// <summary>The moves that there are. Money that comes late is money: it moves what has ended, and what was given back whole.</summary>
    private static readonly Dictionary<InvoiceState, InvoiceState[]> Moves = new()
    {
        [InvoiceState.Created] =
        [
            InvoiceState.Pending,
            InvoiceState.Expired,
            InvoiceState.Cancelled,
            InvoiceState.Failed,
            InvoiceState.PartlyPaid,
            InvoiceState.Paid,
            InvoiceState.Overpaid,
        ],
        [InvoiceState.Pending] =
        [
            InvoiceState.Expired,
            InvoiceState.Cancelled,
            InvoiceState.Failed,
            InvoiceState.PartlyPaid,
            InvoiceState.Paid,
            InvoiceState.Overpaid,
        ],
        [InvoiceState.Expired] = [InvoiceState.PartlyPaid, InvoiceState.Paid, InvoiceState.Overpaid],
        [InvoiceState.Cancelled] = [InvoiceState.PartlyPaid, InvoiceState.Paid, InvoiceState.Overpaid],
        [InvoiceState.Failed] = [InvoiceState.PartlyPaid, InvoiceState.Paid, InvoiceState.Overpaid],
        [InvoiceState.PartlyPaid] = [InvoiceState.Paid, InvoiceState.Overpaid, InvoiceState.PartlyRefunded, InvoiceState.Refunded],
        [InvoiceState.Paid] = [InvoiceState.Overpaid, InvoiceState.PartlyRefunded, InvoiceState.Refunded],
        [InvoiceState.Overpaid] = [InvoiceState.PartlyRefunded, InvoiceState.Refunded],
        [InvoiceState.PartlyRefunded] = [InvoiceState.Refunded],
        [InvoiceState.Refunded] = [InvoiceState.PartlyRefunded],
    };

    /// <summary>Nobody has paid anything, and somebody still may.</summary>
    internal static bool IsOpen(InvoiceState state) => state is InvoiceState.Created or InvoiceState.Pending;

    /// <summary>A provider may be asked to take what is missing.</summary>
    internal static bool TakesMoney(InvoiceState state) => IsOpen(state) || state == InvoiceState.PartlyPaid;

    internal static bool IsAllowed(InvoiceState from, InvoiceState to) => from == to || Moves[from].Contains(to);

    /// <param name="ended">Expired, cancelled or failed.</param>
    /// <param name="isAsked">A provider was asked to take the money.</param>
    internal static InvoiceState Of(long asked, long paid, long refunded, InvoiceState? ended, bool isAsked) =>
        paid > 0 && refunded == paid ? InvoiceState.Refunded
        : refunded > 0 ? InvoiceState.PartlyRefunded
        : paid > asked ? InvoiceState.Overpaid
        : paid == asked ? InvoiceState.Paid
        : paid > 0 ? InvoiceState.PartlyPaid
        : ended ?? (isAsked ? InvoiceState.Pending : InvoiceState.Created);
}

/// <summary>Where an attempt stands, by what its provider says.</summary>
internal static class PaymentStates
{
    internal static bool IsOpen(PaymentState state) => state is PaymentState.Unknown or PaymentState.Pending;

    /// <summary>The state after a fact: what was paid stays so, and what has ended is moved by money alone.</summary>
    internal static PaymentState After(PaymentState now, PaymentState told) =>
        now switch
        {
            PaymentState.Unknown => told,
            PaymentState.Pending when told != PaymentState.Unknown => told,
            PaymentState.Refused or PaymentState.Cancelled or PaymentState.Expired when told == PaymentState.Paid => told,
            _ => now,
        };
}
