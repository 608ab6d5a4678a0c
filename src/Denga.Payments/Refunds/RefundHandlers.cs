using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Rates;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Microsoft.Extensions.Options;

namespace Denga.Payments.Refunds;

/// <summary>Refunds as operators ask for them. How much is left is decided under the invoice's lock.</summary>
internal sealed class RefundHandlers(
    Database<PaymentsModule> database,
    ProviderList providers,
    Refunding refunding,
    IOperations operations,
    IOptions<PaymentsOptions> options,
    TimeProvider clock
) : IOperationHandler<RefundInvoice, Refund>, IOperationHandler<Contracts.Payments.Refunds, IReadOnlyList<Refund>>
{
    private const int ReasonCharactersMax = 200;

    /// <summary>What a shop has of a Star that it took: nobody publishes a rate of them.</summary>
    private const decimal DollarsForStar = 0.013m;

    public async Task<Result<Refund>> Handle(RefundInvoice operation, CancellationToken cancel)
    {
        var reason = PlainText.OneLine(operation.Reason);
        if (reason.Length is 0 or > ReasonCharactersMax)
            return PaymentsErrors.BadReason;
        if (operation.Amount is { Minor: <= 0 })
            return PaymentsErrors.BadAmount;
        if (await NeedsCode(operation, cancel))
        {
            var verified = await operations.Ask(new VerifyStepUp(operation.Person, $"refund {operation.Invoice}", operation.Code), cancel);
            if (!verified.IsOk)
                return verified.Error;
        }
        var written = await database.Attempt<RefundRow>(unit => Write(unit, operation, reason, cancel), cancel);
        if (!written.IsOk)
            return written.Error;
        var refund = written.Value;
        if (refund is { State: RefundState.Pending, IsHeld: false })
        {
            // Told at once, when the money is not there any more. What cannot be asked now, the work asks.
            var held = await refunding.Hold(refund, cancel);
            refund = held.IsOk ? held.Value : refund;
        }
        return refund is { State: RefundState.Failed, IsHeld: false, Error: { } refusal }
            ? new Error(refusal.Code, ErrorKind.Conflict, refusal.Detail, refusal.Args)
            : refund.Shown;
    }

    public async Task<Result<IReadOnlyList<Refund>>> Handle(Contracts.Payments.Refunds operation, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        if (await InvoiceRow.Find(connection, operation.Invoice, cancel) is not { } invoice || invoice.Person != operation.Person)
            return PaymentsErrors.InvoiceNotFound;
        return (await RefundRow.Of(connection, invoice.Id, cancel))
            .Where(r => r.State != RefundState.Failed || r.IsHeld)
            .Select(r => r.Shown)
            .ToArray();
    }

    /// <summary>Whether it is worth so much; what no rate is known of may be. What is written down already, or cannot be given back, needs none.</summary>
    private async Task<bool> NeedsCode(RefundInvoice operation, CancellationToken cancel)
    {
        await using (var connection = await database.Open(cancel))
        {
            if (
                await RefundRow.Find(connection, RefundId.From(operation.Id.Value), cancel) is not null
                || await InvoiceRow.Find(connection, operation.Invoice, cancel) is not { } invoice
            )
                return false;
            var charges = Refundable(
                await ChargeRow.Of(connection, invoice.Id, cancel),
                operation.Amount?.Currency ?? invoice.Amount.Currency
            );
            if (charges.Count == 0 || operation.Amount > charges[0].Left)
                return false;
            operation = operation with { Amount = operation.Amount ?? charges[0].Left };
        }
        var amount = operation.Amount!.Value;
        var (worth, currency) =
            amount.Currency.Code == "XTR" ? (amount.ToDecimal() * DollarsForStar, Currency.Usd) : (amount.ToDecimal(), amount.Currency);
        if (ReferenceEquals(currency, Currency.Rub))
            return worth >= options.Value.RefundCodeFrom;
        var rate = await operations.Ask(new RateOn(currency, Currency.Rub), cancel);
        return !rate.IsOk || worth * rate.Value.Value >= options.Value.RefundCodeFrom;
    }

    /// <summary>What came in a currency, that of which the most is left first.</summary>
    private static List<ChargeRow> Refundable(IEnumerable<ChargeRow> charges, Currency currency) =>
        [
            .. charges
                .Where(c => c.CreditedAt is not null && ReferenceEquals(c.Amount.Currency, currency))
                .OrderByDescending(c => c.Left.Minor),
        ];

    private async Task<Result<RefundRow>> Write(UnitOfWork unit, RefundInvoice operation, string reason, CancellationToken cancel)
    {
        if (await InvoiceRow.Lock(unit, operation.Invoice, cancel) is not { } invoice)
            return PaymentsErrors.InvoiceNotFound;
        var hash = OperationRecord.Hash(operation with { Code = null });
        var id = RefundId.From(operation.Id.Value);
        if (await RefundRow.Find(unit.Connection, id, cancel) is { } known)
            return OperationRecord.Repeat(known.RequestHash, hash, known);
        var currency = operation.Amount?.Currency ?? invoice.Amount.Currency;
        var charges = Refundable(await ChargeRow.Of(unit.Connection, invoice.Id, cancel), currency);
        var most = charges.Count == 0 ? Money.Zero(currency) : charges[0].Left;
        var amount = operation.Amount ?? most;
        if (amount.IsZero || amount > most)
            return PaymentsErrors.RefundTooLarge(most);
        var charge = charges.Last(c => c.Left >= amount);
        var able = providers.Find(charge.Provider)?.Abilities;
        if (able is not { Refunds: true } || !able.RefundsInPart && amount != charge.Amount)
            return PaymentsErrors.RefundNotSupported;
        var refund = new RefundRow
        {
            Id = id,
            Invoice = invoice.Id,
            Provider = charge.Provider,
            Charge = charge.Id,
            Amount = amount,
            Reason = reason,
            AskedBy = operation.Person,
            RequestHash = hash,
            AskedAt = clock.Moment(),
        };
        await RefundRow.Insert(unit, refund, cancel);
        unit.Audit("payments.refund-asked", invoice.Id.ToString(), operation.Person, reason, after: new { refund.Id, refund.Amount });
        return refund;
    }
}
