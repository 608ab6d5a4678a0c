using Denga.Contracts.Payments;
using Denga.Payments.Invoices;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Outside;
using Denga.Platform.Work;

namespace Denga.Payments.Paying;

/// <summary>A provider is to be asked about a payment until it has ended.</summary>
internal sealed record AskPayment(PaymentId Payment) : IWork
{
    public static string Kind => "payments.ask";
}

/// <summary>Finds what no webhook said: asks every few minutes while the payer may be paying, then hourly for a day, then daily for five.</summary>
internal sealed class AskPayments(IPaymentTables tables, ProviderList providers, Starting starting, Facts facts, TimeProvider clock)
    : Worker<AskPayment>
{
    private static readonly TimeSpan Unclear = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan OftenFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan HourlyFor = OftenFor + TimeSpan.FromDays(1);
    private static readonly TimeSpan LastDays = TimeSpan.FromDays(5);
    private static readonly TimeSpan DailyFor = HourlyFor + LastDays;
    private const string Waiting = "payments.waiting";

    public override WorkPolicy Policy { get; } =
        new()
        {
            Lease = TimeSpan.FromSeconds(10),
            LongestWait = TimeSpan.FromHours(1),
            GiveUpAfter = DailyFor + TimeSpan.FromDays(30),
        };

    protected override async Task<WorkResult> Work(AskPayment work, WorkItem item, CancellationToken cancel)
    {
        var (payment, invoice) = await Find(work.Payment, cancel);
        if (payment is null || providers.Find(payment.Provider) is not { } provider)
            return WorkResult.GiveUp(PaymentsErrors.UnknownProvider.Code);
        // Nobody pays so fast that it has to be asked for.
        if (payment.State == PaymentState.Pending && clock.GetUtcNow() - payment.StartedAt is var young && young < Often)
            return WorkResult.Retry(Waiting, Often - young);
        try
        {
            await Ask(provider, payment, invoice!, cancel);
        }
        catch (OutsideException)
        {
            // Asked again at the next turn.
        }
        (payment, _) = await Find(work.Payment, cancel);
        if (await facts.IsSettled(payment!, cancel))
            return WorkResult.Done();
        var age = clock.GetUtcNow() - payment!.StartedAt;
        if (age >= DailyFor && clock.GetUtcNow() >= invoice!.ExpiresAt + LastDays)
            return WorkResult.Done(unit => Close(unit, payment, cancel));
        var wait =
            !PaymentStates.IsOpen(payment.State) || payment.State == PaymentState.Unknown && age < OftenFor ? Unclear
            : age < OftenFor ? Often
            : age < HourlyFor ? TimeSpan.FromHours(1)
            : TimeSpan.FromDays(1);
        var least = provider.Abilities.AsksEvery;
        return WorkResult.Retry(Waiting, wait > least ? wait : least);
    }

    /// <summary>One question, by whoever wants to know now.</summary>
    internal async Task Ask(IPaymentProvider provider, PaymentRow payment, InvoiceRow invoice, CancellationToken cancel)
    {
        if (await provider.Ask(payment.Reference, cancel) is { } told)
            await facts.Take(provider, told, webhook: null, cancel);
        // Nobody heard of it: under the same key it is the same payment, whenever it is asked for.
        else if (payment.State == PaymentState.Unknown && InvoiceStates.TakesMoney(invoice.State))
            await starting.Begin(provider, invoice, payment, cancel);
        else if (payment.State == PaymentState.Unknown)
            await tables.Transaction(
                async unit =>
                {
                    await End(unit, payment, PaymentState.Cancelled, cancel);
                    return 0;
                },
                cancel
            );
    }

    private Task Close(UnitOfWork unit, PaymentRow payment, CancellationToken cancel) => End(unit, payment, PaymentState.Expired, cancel);

    /// <summary>Nothing was heard of it that says more.</summary>
    private async Task End(UnitOfWork unit, PaymentRow asked, PaymentState state, CancellationToken cancel)
    {
        await tables.Lock(unit, asked.Invoice, cancel);
        if (await tables.Payment(asked.Id, cancel, unit) is { } payment && payment.State == asked.State)
            tables.Save(unit, payment with { State = state, EndedAt = clock.GetUtcNow() });
    }

    private async Task<(PaymentRow? Payment, InvoiceRow? Invoice)> Find(PaymentId id, CancellationToken cancel)
    {
        var payment = await tables.Payment(id, cancel);
        return (payment, payment is null ? null : await tables.Invoice(payment.Invoice, cancel));
    }
}
