using System.Runtime.CompilerServices;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Denga.Payments.Providers.Cash;

/// <summary>Money that an operator takes by hand and confirms. What he confirmed is what this provider says.</summary>
internal sealed class CashProvider(Database<PaymentsModule> database, IOptions<PaymentsOptions> options, TimeProvider clock)
    : IPaymentProvider
{
    internal const string ProviderName = "cash";

    public string Name => ProviderName;

    public bool IsConfigured => options.Value.Cash;

    public bool IsLive => true;

    public ProviderAbilities Abilities { get; } = new(Refunds: true, RefundsInPart: true, AsksEvery: TimeSpan.Zero);

    public IProviderWebhooks? Webhooks => null;

    public ValueTask<AmountRange?> Range(Currency currency, CancellationToken cancel) =>
        ValueTask.FromResult<AmountRange?>(new AmountRange(Least: null, Most: null));

    public async Task<ProviderPayment> Start(PaymentOrder order, CancellationToken cancel) =>
        await Find(order.Key, order.Amount, clock.GetUtcNow(), cancel);

    public async Task<ProviderPayment?> Ask(PaymentReference payment, CancellationToken cancel) =>
        await Find(payment.Key, payment.Amount, payment.StartedAt, cancel);

    /// <summary>The operator who asks for it gives it back.</summary>
    public Task<ProviderRefund> Refund(RefundOrder order, CancellationToken cancel) => Task.FromResult(Done(order.Key, order.Amount));

    public Task<ProviderRefund?> AskRefund(RefundReference refund, CancellationToken cancel) =>
        Task.FromResult<ProviderRefund?>(Done(refund.Key, refund.Amount));

    public async IAsyncEnumerable<ProviderPayment> List(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var command = database
            .Source.CreateCommand($"{Select} where taken_at >= $1 and taken_at < $2 order by taken_at")
            .With(from)
            .With(to);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            yield return Read(rows, asked: null);
    }

    private const string Select = "select payment_id, minor, currency, taken_at from cash";

    private static ProviderRefund Done(RefundId key, Money amount) => new(key.ToString(), ProviderRefundState.Done, amount);

    private async Task<ProviderPayment> Find(PaymentId key, Money asked, DateTimeOffset at, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"{Select} where payment_id = $1").With(key.Value);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel)
            ? Read(rows, asked)
            : new ProviderPayment(key.ToString(), key, ProviderPaymentState.Pending, asked, [], IsLive: true, at);
    }

    private static ProviderPayment Read(NpgsqlDataReader rows, Money? asked)
    {
        var key = new PaymentId(rows.GetGuid(0));
        var taken = new Money(rows.GetInt64(1), Currency.Parse(rows.GetString(2)));
        var at = rows.GetFieldValue<DateTimeOffset>(3);
        return new ProviderPayment(
            key.ToString(),
            key,
            ProviderPaymentState.Paid,
            asked ?? taken,
            [new ProviderCharge(key.ToString(), taken, Fee: null, at)],
            IsLive: true,
            at
        );
    }
}
