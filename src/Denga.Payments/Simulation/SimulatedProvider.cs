using System.Runtime.CompilerServices;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Providers;
using Denga.Platform.Outside;
using Denga.Platform.Simulation;
using Denga.Platform.Webhooks;

namespace Denga.Payments.Simulation;

/// <summary>A provider's own books, the same for all processes that ask it: what really came, and what it really gave back.</summary>
internal sealed class ProviderBooks(string name, SimulatedWorld world, bool isAskedAgain)
{
    /// <summary>Providers forget the keys of requests after a day; the same key is another request then.</summary>
    private static readonly TimeSpan KeyKept = TimeSpan.FromDays(1);
    private static readonly Currency Other = Currency.Usd;
    private readonly Dictionary<PaymentId, Bill> bills = [];
    private readonly List<PaymentId> keys = [];
    private readonly Dictionary<RefundId, Return> refunds = [];
    private readonly List<ProviderPayment> webhooks = [];
    private int numbers;

    internal string Name => name;

    /// <summary>Its webhooks prove nothing: it is asked what is so, and they may say anything.</summary>
    internal bool IsAskedAgain => isAskedAgain;

    internal IReadOnlyDictionary<PaymentId, Bill> Bills => bills;

    internal IEnumerable<RefundId> Given => refunds.Where(r => !r.Value.IsWaiting).Select(r => r.Key);

    internal ProviderPayment Webhook(int number) => webhooks[number];

    internal PaymentId? Any() => keys.Count == 0 ? null : keys[Math.Max(0, keys.Count - 1 - world.Random.Next(Math.Min(keys.Count, 60)))];

    internal int Send(ProviderPayment told)
    {
        webhooks.Add(told);
        return webhooks.Count - 1;
    }

    internal ProviderPayment Start(PaymentOrder order)
    {
        if (bills.TryGetValue(order.Key, out var known))
        {
            if (world.Time.Now - known.MadeAt > KeyKept)
                throw new SimulationException($"{name} is asked for a payment a second time, and has forgotten the first: {order.Key}");
            if (known.Asked != order.Amount && !known.IsAhead)
                throw new SimulationException($"{name} is asked for something else under one key: {order.Key}");
            return Told(order.Key);
        }
        bills[order.Key] = new Bill($"{name} {++numbers}", order.Amount, world.Time.Now);
        keys.Add(order.Key);
        return Told(order.Key);
    }

    /// <summary>The payer does something: pays (the whole, a half, double, in another currency, a second time), or gives up.</summary>
    internal void Pay(PaymentId key)
    {
        var bill = bills[key];
        var play = world.Random.Next(20);
        if (play == 0 && bill.Charges.Count == 0)
        {
            bill.IsRefused = true;
            return;
        }
        if (bill.IsRefused && world.Random.Next(4) != 0 || bill.Charges.Count > 0 && world.Random.Next(12) != 0)
            return;
        var amount = play switch
        {
            1 or 2 => new Money(Math.Max(1, bill.Asked.Minor / 2), bill.Asked.Currency),
            3 => bill.Asked + bill.Asked,
            4 => new Money(bill.Asked.Minor, Other),
            _ => bill.Asked,
        };
        var fee = world.Random.Next(3) == 0 ? (Money?)null : new Money(amount.Minor / 50, amount.Currency);
        bill.Charges.Add(new ProviderCharge($"{name} charge {++numbers}", amount, fee, world.Time.Now));
    }

    /// <summary>By itself: a dispute, or its own panel.</summary>
    internal void GiveBack(PaymentId key)
    {
        var bill = bills[key];
        var left = bill.Charges.Where(c => bill.Left(c).Minor > 0 && ReferenceEquals(c.Amount.Currency, bill.Asked.Currency)).ToList();
        if (left.Count == 0 || bill.Returns.Exists(r => r.IsWaiting))
            return;
        bill.GaveBack += world.Random.NextInt64(1, bill.Left(left[0]).Minor + 1);
    }

    /// <summary>Tells now what it kept of a charge.</summary>
    internal void TellFee(PaymentId key)
    {
        var charges = bills[key].Charges;
        for (var i = 0; i < charges.Count; i++)
            if (charges[i].Fee is null)
                charges[i] = charges[i] with { Fee = new Money(Math.Max(1, charges[i].Amount.Minor / 40), charges[i].Amount.Currency) };
    }

    internal ProviderRefund Refund(RefundOrder order)
    {
        if (refunds.TryGetValue(order.Key, out var known))
        {
            if (world.Time.Now - known.At > KeyKept)
                throw new SimulationException($"{name} gives back a second time, and has forgotten the first: {order.Key}");
            return Told(order.Key, known.Amount);
        }
        var bill = bills[order.Payment.Key];
        var charge = bill.Charges.Single(c => c.Id == order.Charge);
        // Perhaps it would do it a moment later.
        if (world.Once(25))
            return new ProviderRefund(null, ProviderRefundState.Failed, order.Amount, "not now");
        if (order.Amount > bill.Left(charge))
            return new ProviderRefund(null, ProviderRefundState.Failed, order.Amount, "more than is left");
        // Most at once, others later.
        var made = new Return(order.Charge, order.Amount, world.Time.Now) { IsWaiting = world.Once(5) };
        refunds[order.Key] = made;
        bill.Returns.Add(made);
        return Told(order.Key, order.Amount);
    }

    internal ProviderRefund? AskRefund(RefundId key, Money amount) => refunds.ContainsKey(key) ? Told(key, amount) : null;

    internal ProviderPayment Told(PaymentId key)
    {
        var bill = bills[key];
        var own = bill.Returns.Where(r => !r.IsWaiting && ReferenceEquals(r.Amount.Currency, bill.Asked.Currency));
        return new ProviderPayment(
            bill.Id,
            key,
            bill.Charges.Count > 0 ? ProviderPaymentState.Paid
                : bill.IsRefused ? ProviderPaymentState.Refused
                : ProviderPaymentState.Pending,
            bill.Asked,
            [.. bill.Charges],
            IsLive: true,
            world.Time.Now,
            "https://simulated.example/" + bill.Id,
            new Money(own.Sum(r => r.Amount.Minor) + bill.GaveBack, bill.Asked.Currency)
        );
    }

    /// <summary>What a webhook may say that nothing stands behind.</summary>
    internal ProviderPayment Lie(PaymentId key)
    {
        var told = Told(key);
        return told with
        {
            State = ProviderPaymentState.Paid,
            Charges = [new ProviderCharge($"{name} lie {++numbers}", told.Asked + told.Asked, null, world.Time.Now)],
            Refunded = told.Asked,
        };
    }

    /// <summary>All that is waited for is done now.</summary>
    internal void Settle()
    {
        foreach (var refund in refunds.Values)
            refund.IsWaiting = false;
    }

    private ProviderRefund Told(RefundId key, Money amount)
    {
        var refund = refunds[key];
        if (refund.IsWaiting && (world.IsCalm || world.Random.Next(3) == 0))
            refund.IsWaiting = false;
        return new ProviderRefund("refund of " + name, refund.IsWaiting ? ProviderRefundState.Pending : ProviderRefundState.Done, amount);
    }

    internal sealed class Bill(string id, Money asked, DateTimeOffset madeAt)
    {
        internal string Id => id;
        internal Money Asked => asked;
        internal DateTimeOffset MadeAt => madeAt;
        internal List<ProviderCharge> Charges { get; } = [];
        internal bool IsRefused { get; set; }

        /// <summary>Paid before we asked for it.</summary>
        internal bool IsAhead { get; set; }
        internal long GaveBack { get; set; }

        /// <summary>That we asked for.</summary>
        internal List<Return> Returns { get; } = [];

        /// <summary>What it gave back by itself is counted on the oldest charges, as it is here.</summary>
        internal Money Left(ProviderCharge charge)
        {
            var own = GaveBack;
            foreach (var other in Charges)
            {
                if (!ReferenceEquals(other.Amount.Currency, asked.Currency))
                    continue;
                var back = Returned(other);
                var part = Math.Min(own, other.Amount.Minor - back);
                own -= part;
                if (other.Id == charge.Id)
                    return new Money(other.Amount.Minor - back - part, charge.Amount.Currency);
            }
            return new Money(charge.Amount.Minor - Returned(charge), charge.Amount.Currency);
        }

        private long Returned(ProviderCharge charge) => Returns.Where(r => r.Charge == charge.Id).Sum(r => r.Amount.Minor);
    }

    internal sealed class Return(string charge, Money amount, DateTimeOffset at)
    {
        internal string Charge => charge;
        internal Money Amount => amount;
        internal DateTimeOffset At => at;
        internal bool IsWaiting { get; set; }
    }
}

/// <summary>The way of a process to a provider: slow, cut before and after the effect, and to one that does not always say what is so.</summary>
internal sealed class SimulatedProvider(ProviderBooks books, SimulatedWorld world, SimulatedProcess process)
    : IPaymentProvider,
        IProviderWebhooks
{
    private const int SilentOnce = 25;

    /// <summary>Of so many answers one is of a while ago, or denies what is so.</summary>
    private const int WrongOnce = 30;

    /// <summary>Later a provider that denies a payment or refund would have to be believed.</summary>
    private static readonly TimeSpan DeniesFor = TimeSpan.FromHours(12);

    public string Name => books.Name;

    public bool IsConfigured => true;

    public bool IsLive => true;

    public ProviderAbilities Abilities { get; } = new(Refunds: true, RefundsInPart: true, AsksEvery: TimeSpan.Zero);

    public IProviderWebhooks Webhooks => this;

    public IReadOnlyList<string> KeptHeaders => [];

    public ValueTask<AmountRange?> Range(Currency currency, CancellationToken cancel) => new(new AmountRange(Least: null, Most: null));

    public Task<ProviderPayment> Start(PaymentOrder order, CancellationToken cancel) => Call(() => books.Start(order));

    public Task<ProviderPayment?> Ask(PaymentReference payment, CancellationToken cancel) =>
        Call<ProviderPayment?>(() =>
            !books.Bills.TryGetValue(payment.Key, out var bill) || Denies(bill.MadeAt) ? null
            : world.Once(WrongOnce) ? books.Told(payment.Key) with { State = ProviderPaymentState.Pending, Charges = [], Refunded = null }
            : world.Once(WrongOnce * 4) ? books.Told(payment.Key) with { IsLive = false }
            : books.Told(payment.Key)
        );

    public Task<ProviderRefund> Refund(RefundOrder order, CancellationToken cancel) => Call(() => books.Refund(order));

    public Task<ProviderRefund?> AskRefund(RefundReference refund, CancellationToken cancel) =>
        Call(() => books.AskRefund(refund.Key, refund.Amount));

    public async IAsyncEnumerable<ProviderPayment> List(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await world.Step(process);
        foreach (var key in books.Bills.Keys)
            yield return books.Told(key);
    }

    public VerifiedWebhook? Verify(WebhookRequest request, DateTimeOffset now) => new();

    public async Task<IReadOnlyList<ProviderPayment>> Read(ReceivedWebhook webhook, CancellationToken cancel)
    {
        var told = books.Webhook(BitConverter.ToInt32(webhook.Body));
        if (!books.IsAskedAgain)
            return [told];
        var bill = books.Bills[told.Key!.Value];
        return await Ask(new PaymentReference(told.Key.Value, bill.Id, bill.Asked, bill.MadeAt), cancel) is { } so ? [so] : [];
    }

    private bool Denies(DateTimeOffset since) => world.Time.Now - since < DeniesFor && world.Once(WrongOnce);

    private async Task<T> Call<T>(Func<T> effect)
    {
        await world.Step(process);
        if (world.Once(SilentOnce))
            throw new OutsideException(Name, OutsideFailure.Unreachable, mayHaveArrived: world.Random.Next(2) == 0);
        var answer = effect();
        await world.Step(process);
        return world.Once(SilentOnce) ? throw new OutsideException(Name, OutsideFailure.Late, mayHaveArrived: true) : answer;
    }
}
