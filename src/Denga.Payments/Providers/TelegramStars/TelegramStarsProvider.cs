using System.Runtime.CompilerServices;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Contracts.Payments;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Texts;

namespace Denga.Payments.Providers.TelegramStars;

/// <summary>Telegram Stars, through the bot, which alone speaks with Telegram. The link of a payment never ends and may be paid again: each of Telegram's
/// charges is a charge of its own under the same key.</summary>
internal sealed class TelegramStarsProvider(IOperations operations, TelegramStarsOptions options, TimeProvider clock) : IPaymentProvider
{
    internal const string ProviderName = "telegramstars";
    private const int TitleMax = 32;
    private const int DescriptionMax = 255;
    private const int PageMax = 100;
    private const int PagesMax = 1000;

    /// <summary>What Telegram lets a bot ask for at once.</summary>
    private const long StarsMax = 10_000;

    /// <summary>Our clock and Telegram's.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The bot leaves Telegram alone for longer; it is asked again whether it still does.</summary>
    private static readonly TimeSpan LeftAloneFor = TimeSpan.FromSeconds(10);
    private long leftAloneUntil;

    public string Name => ProviderName;

    public bool IsConfigured => options.On;

    /// <summary>Bots of Telegram's test servers have Stars of their own, which no update tells from real ones.</summary>
    public bool IsLive => true;

    public bool IsAvailable => clock.GetUtcNow().UtcTicks >= Volatile.Read(ref leftAloneUntil);

    public ProviderAbilities Abilities { get; } = new(Refunds: true, RefundsInPart: false, AsksEvery: TimeSpan.FromMinutes(1));

    public IProviderWebhooks? Webhooks => null;

    internal static void Add(ModuleBuilder module)
    {
        module.ProviderSettings<TelegramStarsOptions>(ProviderName);
        module.Provider<TelegramStarsProvider>().Consumes<OnStarsPaid>().Works<StarsCharges>();
    }

    public ValueTask<AmountRange?> Range(Currency currency, CancellationToken cancel) =>
        new(currency.Code == "XTR" ? new AmountRange(ProviderAmounts.FromStars(1), ProviderAmounts.FromStars(StarsMax)) : null);

    public async Task<ProviderPayment> Start(PaymentOrder order, CancellationToken cancel)
    {
        var title = PlainText.Cut(order.Description, TitleMax);
        if (!ProviderAmounts.TryToStars(order.Amount, out var stars))
            return Payment(order.Key, order.Amount, [], "The amount is not of Stars.");
        var asked = await operations.Ask(
            new CreateStarsLink(
                new OperationId(order.Key.Value),
                order.Key.ToString(),
                title,
                PlainText.Cut(order.Description, DescriptionMax),
                stars
            ),
            cancel
        );
        return asked.IsOk
            ? Payment(order.Key, order.Amount, []) with
            {
                Link = asked.Value.Link.ToString(),
            }
            : Payment(order.Key, order.Amount, [], Refusal(asked.Error));
    }

    /// <summary>A payment of Telegram's is its charges: before the first there is none that could be asked about.</summary>
    public async Task<ProviderPayment?> Ask(PaymentReference payment, CancellationToken cancel)
    {
        var charges = new List<ProviderCharge>();
        var refunded = 0L;
        await foreach (var told in Transactions(payment.StartedAt - Skew, cancel))
            if (told.Payload == payment.Key.ToString() && !told.IsOutgoing)
                charges.Add(ChargeOf(told));
            else if (told.IsOutgoing && charges.Exists(c => c.Id == told.Id))
                refunded += told.Stars;
        return charges.Count == 0
            ? null
            : Payment(payment.Key, payment.Amount, charges) with
            {
                Refunded = ProviderAmounts.FromStars(refunded),
            };
    }

    public async Task<ProviderRefund> Refund(RefundOrder order, CancellationToken cancel)
    {
        var asked = await operations.Ask(new RefundStars(new OperationId(order.Key.Value), order.Charge), cancel);
        return asked.IsOk
            ? new ProviderRefund(order.Charge, ProviderRefundState.Done, order.Amount)
            : new ProviderRefund(ProviderId: null, ProviderRefundState.Failed, order.Amount, Refusal(asked.Error));
    }

    /// <summary>A payment is given back whole and once, so what went back of it is its refund.</summary>
    public async Task<ProviderRefund?> AskRefund(RefundReference refund, CancellationToken cancel) =>
        await Ask(refund.Payment, cancel) is { Refunded: { Minor: > 0 } back } payment
            ? new ProviderRefund(payment.Charges[0].Id, ProviderRefundState.Done, back)
            : null;

    public async IAsyncEnumerable<ProviderPayment> List(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await foreach (var told in Transactions(from, cancel))
        {
            if (told.At >= to)
                yield break;
            if (told is { IsOutgoing: false, Payload: { } payload })
                yield return Payment(
                    PaymentId.TryParse(payload, null, out var key) ? key : null,
                    ProviderAmounts.FromStars(told.Stars),
                    [ChargeOf(told)]
                );
        }
    }

    /// <summary>A charge that Telegram told by itself.</summary>
    internal static ProviderPayment Paid(StarsPaid paid) =>
        Payment(
            PaymentId.TryParse(paid.Payload, null, out var key) ? key : null,
            ProviderAmounts.FromStars(paid.Stars),
            [new ProviderCharge(paid.Charge, ProviderAmounts.FromStars(paid.Stars), Fee: null, paid.At)]
        );

    /// <summary>Since a moment, the oldest first. Telegram lists all there ever were in that order: the place where to begin is found by halving.</summary>
    private async IAsyncEnumerable<StarTransaction> Transactions(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancel)
    {
        var offset = await FirstSince(since, cancel);
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var page = await Page(offset, PageMax, cancel);
            foreach (var told in page)
                yield return told;
            if (page.Count < PageMax)
                yield break;
            offset += page.Count;
        }
    }

    private async Task<int> FirstSince(DateTimeOffset since, CancellationToken cancel)
    {
        var (before, after) = (0, 1);
        while (await IsOlder(after - 1, since, cancel))
            (before, after) = (after, checked(after * 2));
        // All before the one are older; the other is not.
        while (before < after - 1)
        {
            var middle = before + (after - before) / 2;
            if (await IsOlder(middle - 1, since, cancel))
                before = middle;
            else
                after = middle;
        }
        return before;
    }

    private async Task<bool> IsOlder(int offset, DateTimeOffset since, CancellationToken cancel) =>
        await Page(offset, 1, cancel) is [var told] && told.At < since;

    private async Task<IReadOnlyList<StarTransaction>> Page(int offset, int limit, CancellationToken cancel)
    {
        var asked = await operations.Ask(new StarTransactions(offset, limit), cancel);
        return asked.IsOk
            ? asked.Value
            : throw new OutsideException(ProviderName, OutsideFailure.Unclear, mayHaveArrived: false, Unexpected(asked.Error));
    }

    /// <summary>Telegram's own refusal; any other error says nothing of the outcome.</summary>
    private string Refusal(Error error)
    {
        if (error.Code is "bot.telegram_refused" or "bot.charge_not_found")
            return error.Detail;
        throw new OutsideException(ProviderName, OutsideFailure.Unclear, mayHaveArrived: true, Unexpected(error));
    }

    private InvalidOperationException Unexpected(Error error)
    {
        if (error.Args?.GetValueOrDefault("why") == nameof(OutsideFailure.LeftAlone))
            Volatile.Write(ref leftAloneUntil, (clock.GetUtcNow() + LeftAloneFor).UtcTicks);
        return new InvalidOperationException($"{error.Code}: {error.Detail}");
    }

    private static ProviderCharge ChargeOf(StarTransaction told) => new(told.Id, ProviderAmounts.FromStars(told.Stars), Fee: null, told.At);

    private static ProviderPayment Payment(PaymentId? key, Money asked, IReadOnlyList<ProviderCharge> charges, string? refusal = null) =>
        new(
            key?.ToString(),
            key,
            charges.Count > 0 ? ProviderPaymentState.Paid
                : refusal is null ? ProviderPaymentState.Pending
                : ProviderPaymentState.Refused,
            asked,
            charges,
            IsLive: true,
            charges.Count > 0 ? charges[^1].At : DateTimeOffset.UnixEpoch,
            Reason: refusal
        );
}
