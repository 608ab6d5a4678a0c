using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Payments;

/// <summary>Where invoices, attempts, charges and refunds stand: PostgreSQL, or the simulation's memory. What is asked with a transaction is answered as it
/// sees it, what is asked without one as it is committed.</summary>
internal interface IPaymentTables : ITransactions
{
    Task<InvoiceRow?> Invoice(InvoiceId id, CancellationToken cancel);

    /// <summary>Nobody else changes it, its attempts, its charges and its refunds until the transaction ends.</summary>
    Task<InvoiceRow?> Lock(UnitOfWork unit, InvoiceId id, CancellationToken cancel);

    /// <summary>True when it was written; false when the id is taken, and null when the person has too many open.</summary>
    Task<bool?> Insert(UnitOfWork unit, InvoiceRow invoice, int openMax, CancellationToken cancel);

    /// <summary>With the commit.</summary>
    void Save(UnitOfWork unit, InvoiceRow invoice);

    Task<PaymentRow?> Payment(PaymentId id, CancellationToken cancel, UnitOfWork? unit = null);

    /// <summary>By our key; without one by what the provider calls it, and then the newest: providers use their ids again after years.</summary>
    Task<PaymentRow?> Payment(UnitOfWork unit, string provider, PaymentId? key, string? providerId, CancellationToken cancel);

    /// <summary>The oldest first.</summary>
    Task<IReadOnlyList<PaymentRow>> Payments(InvoiceId invoice, CancellationToken cancel, UnitOfWork? unit = null);

    /// <summary>False when the id is taken.</summary>
    Task<bool> Insert(UnitOfWork unit, PaymentRow payment, CancellationToken cancel);

    /// <summary>With the commit.</summary>
    void Save(UnitOfWork unit, PaymentRow payment);

    /// <summary>A delivery said something about it.</summary>
    void Heard(UnitOfWork unit, PaymentId payment, Guid webhook);

    Task<ChargeRow?> Charge(string provider, string id, CancellationToken cancel, UnitOfWork? unit = null);

    /// <summary>The oldest first.</summary>
    Task<List<ChargeRow>> Charges(InvoiceId invoice, CancellationToken cancel, UnitOfWork? unit = null);

    /// <summary>Written once, whoever says it: false when it was known.</summary>
    Task<bool> Insert(UnitOfWork unit, ChargeRow charge, DateTimeOffset now, CancellationToken cancel);

    /// <summary>It stands on an account: false when that was written before.</summary>
    Task<bool> Credited(UnitOfWork unit, ChargeRow charge, AccountId account, DateTimeOffset now, CancellationToken cancel);

    /// <summary>What the provider kept of a charge was told later.</summary>
    void LateFee(UnitOfWork unit, ChargeRow charge, Money fee);

    void FeePosted(UnitOfWork unit, ChargeRow charge, DateTimeOffset now);

    /// <summary>Everything that came by an attempt stands in the ledger.</summary>
    Task<bool> IsPosted(PaymentId payment, CancellationToken cancel);

    Task<RefundRow?> Refund(RefundId id, CancellationToken cancel, UnitOfWork? unit = null);

    /// <summary>The oldest first.</summary>
    Task<List<RefundRow>> Refunds(InvoiceId invoice, CancellationToken cancel, UnitOfWork? unit = null);

    /// <summary>Nothing when the id is taken. The invoice is locked.</summary>
    Task Insert(UnitOfWork unit, RefundRow refund, CancellationToken cancel);

    /// <summary>False when somebody else ended it, or set the money aside meanwhile: that is not taken back.</summary>
    Task<bool> Save(UnitOfWork unit, RefundRow refund, CancellationToken cancel);
}

/// <summary>The tables in PostgreSQL. How each is read and written stands with its row.</summary>
internal sealed class PaymentTables(Database<PaymentsModule> database) : IPaymentTables
{
    public Task<T> Transaction<T>(Func<UnitOfWork, Task<T>> work, CancellationToken cancel) => database.Transaction(work, cancel);

    public Task<Result<T>> Attempt<T>(Func<UnitOfWork, Task<Result<T>>> work, CancellationToken cancel) => database.Attempt(work, cancel);

    public Task<InvoiceRow?> Invoice(InvoiceId id, CancellationToken cancel) => Read(null, c => InvoiceRow.Find(c, id, cancel), cancel);

    public Task<InvoiceRow?> Lock(UnitOfWork unit, InvoiceId id, CancellationToken cancel) => InvoiceRow.Lock(unit, id, cancel);

    public Task<bool?> Insert(UnitOfWork unit, InvoiceRow invoice, int openMax, CancellationToken cancel) =>
        invoice.Insert(unit, openMax, cancel);

    public void Save(UnitOfWork unit, InvoiceRow invoice) => invoice.Save(unit);

    public Task<PaymentRow?> Payment(PaymentId id, CancellationToken cancel, UnitOfWork? unit = null) =>
        Read(unit, c => PaymentRow.Find(c, id, cancel), cancel);

    public Task<PaymentRow?> Payment(UnitOfWork unit, string provider, PaymentId? key, string? providerId, CancellationToken cancel) =>
        PaymentRow.Find(unit.Connection, provider, key, providerId, cancel);

    public Task<IReadOnlyList<PaymentRow>> Payments(InvoiceId invoice, CancellationToken cancel, UnitOfWork? unit = null) =>
        Read(unit, c => PaymentRow.Of(c, invoice, cancel), cancel);

    public Task<bool> Insert(UnitOfWork unit, PaymentRow payment, CancellationToken cancel) => payment.Insert(unit, cancel);

    public void Save(UnitOfWork unit, PaymentRow payment) => payment.Save(unit);

    public void Heard(UnitOfWork unit, PaymentId payment, Guid webhook) =>
        unit.AtCommit("insert into payment_webhook (payment_id, webhook_id) values ($1, $2) on conflict do nothing")
            .With(payment.Value)
            .With(webhook);

    public Task<ChargeRow?> Charge(string provider, string id, CancellationToken cancel, UnitOfWork? unit = null) =>
        Read(unit, c => ChargeRow.Find(c, provider, id, cancel), cancel);

    public Task<List<ChargeRow>> Charges(InvoiceId invoice, CancellationToken cancel, UnitOfWork? unit = null) =>
        Read(unit, c => ChargeRow.Of(c, invoice, cancel), cancel);

    public Task<bool> Insert(UnitOfWork unit, ChargeRow charge, DateTimeOffset now, CancellationToken cancel) =>
        charge.Insert(unit, now, cancel);

    public async Task<bool> Credited(UnitOfWork unit, ChargeRow charge, AccountId account, DateTimeOffset now, CancellationToken cancel)
    {
        await using var mark = new NpgsqlCommand(
            "update charge set credited_at = $3, account_id = $4 where provider = $1 and id = $2 and credited_at is null",
            unit.Connection
        )
            .With(charge.Provider)
            .With(charge.Id)
            .With(now)
            .With(account.Value);
        return await mark.ExecuteNonQueryAsync(cancel) == 1;
    }

    public void LateFee(UnitOfWork unit, ChargeRow charge, Money fee) =>
        unit.AtCommit("update charge set late_fee = $3, fee_posting_id = $4 where provider = $1 and id = $2 and late_fee is null")
            .With(charge.Provider)
            .With(charge.Id)
            .With(fee.Minor)
            .With(charge.FeePosting.Value);

    public void FeePosted(UnitOfWork unit, ChargeRow charge, DateTimeOffset now) =>
        unit.AtCommit("update charge set fee_posted_at = coalesce(fee_posted_at, $3) where provider = $1 and id = $2")
            .With(charge.Provider)
            .With(charge.Id)
            .With(now);

    public async Task<bool> IsPosted(PaymentId payment, CancellationToken cancel)
    {
        await using var command = database
            .Source.CreateCommand($"select not exists (select from charge where payment_id = $1 and ({ChargeRow.IsOpen}))")
            .With(payment.Value);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    public Task<RefundRow?> Refund(RefundId id, CancellationToken cancel, UnitOfWork? unit = null) =>
        Read(unit, c => RefundRow.Find(c, id, cancel), cancel);

    public Task<List<RefundRow>> Refunds(InvoiceId invoice, CancellationToken cancel, UnitOfWork? unit = null) =>
        Read(unit, c => RefundRow.Of(c, invoice, cancel), cancel);

    public Task Insert(UnitOfWork unit, RefundRow refund, CancellationToken cancel) => refund.Insert(unit, cancel);

    public Task<bool> Save(UnitOfWork unit, RefundRow refund, CancellationToken cancel) => refund.Save(unit, cancel);

    private async Task<T> Read<T>(UnitOfWork? unit, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel)
    {
        if (unit is not null)
            return await read(unit.Connection);
        await using var connection = await database.Open(cancel);
        return await read(connection);
    }
}
