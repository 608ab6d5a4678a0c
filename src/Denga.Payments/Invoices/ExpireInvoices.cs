using Denga.Contracts.Payments;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Platform.Outside;
using Denga.Platform.Work;

namespace Denga.Payments.Invoices;

/// <summary>An invoice's time is over.</summary>
internal sealed record ExpireInvoice(InvoiceId Invoice) : IWork
{
    public static string Kind => "payments.expire";
}

/// <summary>Ends what nobody paid in time. Providers are asked first: what was paid at the last minute is not told as expired, and then as paid.</summary>
internal sealed class ExpireInvoices(
    IPaymentTables tables,
    ProviderList providers,
    AskPayments asking,
    Crediting crediting,
    TimeProvider clock
) : Worker<ExpireInvoice>
{
    /// <summary>A provider that does not answer is waited for no longer.</summary>
    private const int QuestionsMax = 3;

    public override WorkPolicy Policy { get; } = new() { FirstWait = TimeSpan.FromSeconds(20), GiveUpAfter = TimeSpan.FromDays(60) };

    protected override async Task<WorkResult> Work(ExpireInvoice work, WorkItem item, CancellationToken cancel)
    {
        var invoice = await tables.Invoice(work.Invoice, cancel);
        if (invoice is null || !InvoiceStates.IsOpen(invoice.State))
            return WorkResult.Done();
        foreach (var payment in (await tables.Payments(work.Invoice, cancel)).Where(p => p.State == PaymentState.Pending))
        {
            try
            {
                if (providers.Find(payment.Provider) is { } provider)
                    await asking.Ask(provider, payment, invoice, cancel);
            }
            catch (OutsideException) when (item.Attempt < QuestionsMax)
            {
                return WorkResult.Retry(PaymentsErrors.ProviderAway.Code);
            }
            catch (OutsideException)
            {
                // The poller goes on asking; money that comes is credited.
            }
        }
        // What came and is being credited by somebody else in this moment is not told as expired either.
        if (await crediting.Credit(invoice.Id, cancel) is { } error)
            return WorkResult.Retry(error.Code);
        return WorkResult.Done(async unit =>
        {
            if (await tables.Lock(unit, work.Invoice, cancel) is not { } now || !InvoiceStates.IsOpen(now.State))
                return;
            var attempts = await tables.Payments(work.Invoice, cancel, unit);
            var isRefused = attempts.Count > 0 && attempts.All(p => p.State == PaymentState.Refused);
            (now with { Ended = isRefused ? InvoiceState.Failed : InvoiceState.Expired }).Change(
                tables,
                unit,
                now,
                clock.GetUtcNow(),
                attempts.Count > 0
            );
        });
    }
}
