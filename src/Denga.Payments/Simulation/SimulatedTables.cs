using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Denga.Platform.Simulation;

namespace Denga.Payments.Simulation;

/// <summary>The tables in memory: they take and refuse what keys, checks and triggers do, and find what must never be written.</summary>
internal sealed class SimulatedPayments
{
    private readonly Dictionary<InvoiceId, InvoiceRow> invoices = [];
    private readonly Dictionary<PaymentId, PaymentRow> payments = [];
    private readonly Dictionary<(string Provider, string Id), ChargeRow> charges = [];
    private readonly Dictionary<RefundId, RefundRow> refunds = [];
    private readonly Dictionary<PersonId, int> open = [];
    private readonly Dictionary<InvoiceId, List<PaymentId>> paymentsOf = [];
    private readonly Dictionary<InvoiceId, List<(string Provider, string Id)>> chargesOf = [];
    private readonly Dictionary<InvoiceId, List<RefundId>> refundsOf = [];
    private readonly Dictionary<(string Provider, string ProviderId), List<PaymentId>> byProviderId = [];

    /// <summary>Set once; its transactions undo what is written here.</summary>
    internal SimulatedModule Module { get; set; } = null!;

    internal IReadOnlyCollection<InvoiceRow> Invoices => invoices.Values;

    internal IReadOnlyCollection<ChargeRow> Charges => charges.Values;

    internal IReadOnlyCollection<RefundRow> Refunds => refunds.Values;

    internal PaymentRow? Payment(PaymentId id) => payments.GetValueOrDefault(id);

    internal IPaymentTables In(ITransactions transactions) => new Tables(this, transactions);

    internal ChargeRow? Charge(string provider, string id) =>
        charges.TryGetValue((provider, id), out var found) ? WithRefunds(found) : null;

    internal List<RefundRow> RefundsOf(InvoiceId invoice) => [.. (refundsOf.GetValueOrDefault(invoice) ?? []).Select(id => refunds[id])];

    internal List<ChargeRow> ChargesOf(InvoiceId invoice) =>
        [.. (chargesOf.GetValueOrDefault(invoice) ?? []).Select(id => WithRefunds(charges[id]))];

    /// <summary>What an invoice, its charges and its refunds say of each other, whenever nothing is written.</summary>
    internal void Check(InvoiceId id)
    {
        if (!invoices.TryGetValue(id, out var invoice))
            return;
        var (paid, refunded) = (0L, 0L);
        foreach (var charge in ChargesOf(id))
        {
            if (charge.Refunded > charge.Amount.Minor)
                throw new SimulationException($"more is given back of a charge than came: {charge}");
            if (charge.CreditedAt is not null && ReferenceEquals(charge.Amount.Currency, invoice.Amount.Currency))
                paid += charge.Amount.Minor;
        }
        foreach (var refund in RefundsOf(id))
            if (refund.State == RefundState.Done && ReferenceEquals(refund.Amount.Currency, invoice.Amount.Currency))
                refunded += refund.Amount.Minor;
        if ((invoice.Paid, invoice.Refunded) != (paid, refunded))
            throw new SimulationException($"an invoice says another sum than its charges and refunds: {invoice}");
        if (invoice.State != InvoiceStates.Of(invoice.Amount.Minor, paid, refunded, invoice.Ended, invoice.State != InvoiceState.Created))
            throw new SimulationException($"an invoice does not stand where its figures say: {invoice}");
    }

    private ChargeRow WithRefunds(ChargeRow charge) =>
        charge with
        {
            Refunded = RefundsOf(charge.Invoice)
                .Where(r => r.Provider == charge.Provider && r.Charge == charge.Id && r.State != RefundState.Failed)
                .Sum(r => r.Amount.Minor),
        };

    private void Put(InvoiceRow invoice)
    {
        var change =
            (InvoiceStates.IsOpen(invoice.State) ? 1 : 0)
            - (invoices.TryGetValue(invoice.Id, out var before) && InvoiceStates.IsOpen(before.State) ? 1 : 0);
        Put(invoices, invoice.Id, invoice);
        open[invoice.Person] = open.GetValueOrDefault(invoice.Person) + change;
        Module.Changed(() => open[invoice.Person] -= change);
    }

    private void Put<TKey, TRow>(Dictionary<TKey, TRow> table, TKey key, TRow row)
        where TKey : notnull
        where TRow : class
    {
        var before = table.GetValueOrDefault(key);
        table[key] = row;
        Module.Changed(() =>
        {
            if (before is null)
                table.Remove(key);
            else
                table[key] = before;
        });
    }

    private void List<TKey, TId>(Dictionary<TKey, List<TId>> index, TKey key, TId id)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list))
            index[key] = list = [];
        list.Add(id);
        Module.Changed(() => list.Remove(id));
    }

    private sealed class Tables(SimulatedPayments all, ITransactions transactions) : IPaymentTables
    {
        public Task<T> Transaction<T>(Func<UnitOfWork, Task<T>> work, CancellationToken cancel) => transactions.Transaction(work, cancel);

        public Task<Result<T>> Attempt<T>(Func<UnitOfWork, Task<Result<T>>> work, CancellationToken cancel) =>
            transactions.Attempt(work, cancel);

        public Task<InvoiceRow?> Invoice(InvoiceId id, CancellationToken cancel) => Task.FromResult(WithNewest(id));

        public Task<InvoiceRow?> Lock(UnitOfWork unit, InvoiceId id, CancellationToken cancel) => Task.FromResult(WithNewest(id));

        public Task<bool?> Insert(UnitOfWork unit, InvoiceRow invoice, int openMax, CancellationToken cancel)
        {
            if (all.invoices.ContainsKey(invoice.Id))
                return Task.FromResult<bool?>(false);
            if (all.open.GetValueOrDefault(invoice.Person) >= openMax)
                return Task.FromResult<bool?>(null);
            all.Put(invoice);
            return Task.FromResult<bool?>(true);
        }

        public void Save(UnitOfWork unit, InvoiceRow invoice)
        {
            var before = all.invoices[invoice.Id];
            if (
                invoice.Paid < before.Paid
                || invoice.Refunded < before.Refunded
                || invoice.Refunded > invoice.Paid
                || before.Ended is not null && invoice.Ended != before.Ended
                || !InvoiceStates.IsAllowed(before.State, invoice.State)
            )
                throw new SimulationException($"an invoice goes back: from {before} to {invoice}");
            all.Put(invoice);
        }

        public Task<PaymentRow?> Payment(PaymentId id, CancellationToken cancel, UnitOfWork? unit = null) =>
            Task.FromResult(all.payments.GetValueOrDefault(id));

        public Task<PaymentRow?> Payment(UnitOfWork unit, string provider, PaymentId? key, string? providerId, CancellationToken cancel) =>
            Task.FromResult(
                key is { } ours
                    ? all.payments.GetValueOrDefault(ours) is { } one && one.Provider == provider
                        ? one
                        : null
                    : providerId is null
                        ? null
                        : all.byProviderId.GetValueOrDefault((provider, providerId))?.Select(id => all.payments[id]).MaxBy(p => p.StartedAt)
            );

        public Task<IReadOnlyList<PaymentRow>> Payments(InvoiceId invoice, CancellationToken cancel, UnitOfWork? unit = null) =>
            Task.FromResult<IReadOnlyList<PaymentRow>>([
                .. (all.paymentsOf.GetValueOrDefault(invoice) ?? []).Select(id => all.payments[id]),
            ]);

        public Task<bool> Insert(UnitOfWork unit, PaymentRow payment, CancellationToken cancel)
        {
            if (all.payments.ContainsKey(payment.Id))
                return Task.FromResult(false);
            foreach (var other in all.paymentsOf.GetValueOrDefault(payment.Invoice) ?? [])
                if (all.payments[other].Provider == payment.Provider && PaymentStates.IsOpen(all.payments[other].State))
                    throw new SimulationException($"two attempts at once with one provider: {payment}");
            all.Put(all.payments, payment.Id, payment);
            all.List(all.paymentsOf, payment.Invoice, payment.Id);
            return Task.FromResult(true);
        }

        public void Save(UnitOfWork unit, PaymentRow payment)
        {
            var before = all.payments[payment.Id];
            if (PaymentStates.After(before.State, payment.State) != payment.State)
                throw new SimulationException($"a payment goes back: from {before} to {payment}");
            all.Put(all.payments, payment.Id, payment);
            if (payment.ProviderId is { } known && known != before.ProviderId)
                all.List(all.byProviderId, (payment.Provider, known), payment.Id);
        }

        public void Heard(UnitOfWork unit, PaymentId payment, Guid webhook) { }

        public Task<ChargeRow?> Charge(string provider, string id, CancellationToken cancel, UnitOfWork? unit = null) =>
            Task.FromResult(all.Charge(provider, id));

        public Task<List<ChargeRow>> Charges(InvoiceId invoice, CancellationToken cancel, UnitOfWork? unit = null) =>
            Task.FromResult(all.ChargesOf(invoice));

        public Task<bool> Insert(UnitOfWork unit, ChargeRow charge, DateTimeOffset now, CancellationToken cancel)
        {
            if (all.charges.ContainsKey((charge.Provider, charge.Id)))
                return Task.FromResult(false);
            all.Put(all.charges, (charge.Provider, charge.Id), charge);
            all.List(all.chargesOf, charge.Invoice, (charge.Provider, charge.Id));
            return Task.FromResult(true);
        }

        public Task<bool> Credited(UnitOfWork unit, ChargeRow charge, AccountId account, DateTimeOffset now, CancellationToken cancel)
        {
            var known = all.charges[(charge.Provider, charge.Id)];
            if (known.CreditedAt is not null)
                return Task.FromResult(false);
            all.Put(all.charges, (charge.Provider, charge.Id), known with { CreditedAt = now, Account = account });
            return Task.FromResult(true);
        }

        public void LateFee(UnitOfWork unit, ChargeRow charge, Money fee)
        {
            var known = all.charges[(charge.Provider, charge.Id)];
            if (known.LateFee is null)
                all.Put(all.charges, (charge.Provider, charge.Id), known with { LateFee = fee });
        }

        public void FeePosted(UnitOfWork unit, ChargeRow charge, DateTimeOffset now)
        {
            var known = all.charges[(charge.Provider, charge.Id)];
            if (known.FeePostedAt is null)
                all.Put(all.charges, (charge.Provider, charge.Id), known with { FeePostedAt = now });
        }

        public Task<bool> IsPosted(PaymentId payment, CancellationToken cancel) =>
            Task.FromResult(
                !all.ChargesOf(all.payments[payment].Invoice).Exists(c => c.Payment == payment && (c.CreditedAt is null || c.OwesFee))
            );

        public Task<RefundRow?> Refund(RefundId id, CancellationToken cancel, UnitOfWork? unit = null) =>
            Task.FromResult(all.refunds.GetValueOrDefault(id));

        public Task<List<RefundRow>> Refunds(InvoiceId invoice, CancellationToken cancel, UnitOfWork? unit = null) =>
            Task.FromResult(all.RefundsOf(invoice));

        public Task Insert(UnitOfWork unit, RefundRow refund, CancellationToken cancel)
        {
            if (all.refunds.ContainsKey(refund.Id))
                return Task.CompletedTask;
            all.Put(all.refunds, refund.Id, refund);
            all.List(all.refundsOf, refund.Invoice, refund.Id);
            return Task.CompletedTask;
        }

        public Task<bool> Save(UnitOfWork unit, RefundRow refund, CancellationToken cancel)
        {
            var known = all.refunds[refund.Id];
            if (known.State != RefundState.Pending || known.IsHeld && !refund.IsHeld)
                return Task.FromResult(false);
            all.Put(all.refunds, refund.Id, refund with { Error = refund.Error ?? known.Error });
            return Task.FromResult(true);
        }

        private InvoiceRow? WithNewest(InvoiceId id) =>
            all.invoices.TryGetValue(id, out var invoice)
                ? invoice with
                {
                    Newest = (all.paymentsOf.GetValueOrDefault(id) ?? []).Select(p => all.payments[p]).LastOrDefault()?.Attempt,
                }
                : null;
    }
}
