using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.Providers.Cash;

/// <summary>What an operator has in his hands becomes what the provider <c>cash</c> says, and is credited as with any other.</summary>
internal sealed class ConfirmCashHandler(Database<PaymentsModule> database, CashProvider cash, Facts facts, TimeProvider clock)
    : IOperationHandler<ConfirmCash, Invoice>
{
    public async Task<Result<Invoice>> Handle(ConfirmCash operation, CancellationToken cancel)
    {
        if (operation.Amount.Minor is <= 0 or > InvoiceHandlers.MinorMax)
            return PaymentsErrors.BadAmount;
        var confirmed = await database.Attempt<PaymentRow>(
            async unit =>
            {
                var payment = await PaymentRow.Find(unit.Connection, operation.Payment, cancel);
                if (payment is not { Provider: CashProvider.ProviderName })
                    return PaymentsErrors.PaymentNotFound;
                if (!ReferenceEquals(payment.Amount.Currency, operation.Amount.Currency))
                    return PaymentsErrors.BadAmount;
                await using var insert = new NpgsqlCommand(
                    """
                    with taken as (
                        insert into cash (payment_id, minor, currency, taken_by, taken_at) values ($1, $2, $3, $4, $5)
                        on conflict (payment_id) do nothing returning minor
                    )
                    select minor, true from taken union all select minor, false from cash where payment_id = $1 limit 1
                    """,
                    unit.Connection
                ).With(payment.Id.Value).With(operation.Amount.Minor).With(operation.Amount.Currency.Code).With(operation.Person.Value).With(clock.GetUtcNow());
                await using (var row = await insert.ExecuteReaderAsync(cancel))
                {
                    // Neither: another is at it in this moment, and is the first.
                    if (!await row.ReadAsync(cancel) || row.GetInt64(0) != operation.Amount.Minor)
                        return PaymentsErrors.CashConfirmed;
                    if (!row.GetBoolean(1))
                        return payment;
                }
                unit.Audit("payments.cash-confirmed", payment.Id.ToString(), operation.Person, after: new { operation.Amount });
                // Should nobody be left to credit it below; the usual questions about it may be over.
                unit.Later(new AskPayment(payment.Id), $"{payment.Id} cash");
                return payment;
            },
            cancel
        );
        if (!confirmed.IsOk)
            return confirmed.Error;
        await facts.Take(cash, (await cash.Ask(confirmed.Value.Reference, cancel))!, webhook: null, cancel);
        await using var connection = await database.Open(cancel);
        return (await InvoiceRow.Find(connection, confirmed.Value.Invoice, cancel))!.Shown();
    }
}
