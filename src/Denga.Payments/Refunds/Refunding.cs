using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Work;

namespace Denga.Payments.Refunds;

/// <summary>A refund is to be brought to its end.</summary>
internal sealed record GiveBack(RefundId Refund) : IWork
{
    public static string Kind => "payments.refund";
}

/// <summary>The steps of a refund, each harmless to repeat: the money is held on the person's account, the provider is asked, the hold is captured when it
/// is done and released when it is refused. What is unknown is asked about.</summary>
internal sealed class Refunding(
    IPaymentTables tables,
    ProviderList providers,
    SystemAccounts accounts,
    Crediting crediting,
    IOperations operations,
    TimeProvider clock
) : Worker<GiveBack>
{
    /// <summary>Of its holds and postings.</summary>
    internal const string PostingKind = "refund";

    /// <summary>Longer than any provider takes; the ledger holds nothing for more than 400 days.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromDays(365);

    /// <summary>Providers forget the keys of requests after a day: what was begun longer ago than this is asked about before it is asked for, also when an
    /// operator has the work done anew.</summary>
    private static readonly TimeSpan KeyKept = TimeSpan.FromHours(1);

    public override WorkPolicy Policy { get; } =
        new()
        {
            Lease = TimeSpan.FromSeconds(10),
            FirstWait = TimeSpan.FromSeconds(5),
            GiveUpAfter = TimeSpan.FromDays(60),
        };

    protected override async Task<WorkResult> Work(GiveBack work, WorkItem item, CancellationToken cancel)
    {
        var (refund, charge, payment) = await Find(work.Refund, cancel);
        if (refund.State != RefundState.Pending)
            return WorkResult.Done();
        if (refund.AskedBy is null)
            return await Follow(refund, cancel);
        if (refund.Error is { } refused)
            return await GiveUp(refund, refused, item, cancel);
        if (!refund.IsHeld)
        {
            var held = await Hold(refund, cancel);
            if (!held.IsOk)
                return WorkResult.Retry(held.Error.Code);
            if ((refund = held.Value).State != RefundState.Pending)
                return WorkResult.Done();
            // Another asked in the meantime, and was refused.
            if (refund.Error is { } meanwhile)
                return await GiveUp(refund, meanwhile, item, cancel);
        }
        if (providers.Find(refund.Provider) is not { } provider)
            return WorkResult.GiveUp(PaymentsErrors.UnknownProvider.Code);
        ProviderRefund told;
        try
        {
            var isFirst = item.Attempt == 1 && clock.GetUtcNow() - refund.AskedAt < KeyKept;
            told = await Ask(provider, refund, charge, payment.Reference, isFirst, cancel);
        }
        catch (OutsideException)
        {
            return WorkResult.Retry(PaymentsErrors.ProviderAway.Code);
        }
        refund = refund with { ProviderId = told.ProviderId ?? refund.ProviderId };
        return told.State switch
        {
            ProviderRefundState.Done => await Take(refund, charge, cancel),
            ProviderRefundState.Failed => await GiveUp(
                refund,
                new Refusal(PaymentsErrors.RefundRefused.Code, told.Reason ?? PaymentsErrors.RefundRefused.Detail),
                item,
                cancel
            ),
            _ => WorkResult.Retry("payments.waiting", effect: unit => tables.Save(unit, refund, cancel)),
        };
    }

    /// <summary>Sets the money aside. A refund whose money is not there has failed then. Errors: those after which it is to be tried again.</summary>
    internal async Task<Result<RefundRow>> Hold(RefundRow refund, CancellationToken cancel)
    {
        var (_, charge, _) = await Find(refund.Id, cancel);
        var held = await operations.Ask(
            new PlaceHold(refund.Hold, charge.Account!.Value, refund.Amount, PostingKind, refund.AskedAt + HeldFor),
            cancel
        );
        if (held.Error is { Kind: ErrorKind.Unavailable } away)
            return away;
        var after = held.Error is { } error
            ? refund with
            {
                State = RefundState.Failed,
                Error = new Refusal(error.Code, error.Detail, error.Args),
                EndedAt = clock.GetUtcNow(),
            }
            : refund with
            {
                IsHeld = true,
            };
        if (!await tables.Transaction(unit => tables.Save(unit, after, cancel), cancel) && after.IsHeld)
        {
            // Another found too little a moment before, and it has failed: nothing may stay set aside.
            var now = (await Find(refund.Id, cancel)).Refund;
            if (!now.IsHeld)
                await operations.Ask(new Release(HoldId.From(refund.Hold.Value)), cancel);
            return now;
        }
        // Another may have done the same, and gone on.
        return (await Find(refund.Id, cancel)).Refund;
    }

    private async Task<ProviderRefund> Ask(
        IPaymentProvider provider,
        RefundRow refund,
        ChargeRow charge,
        PaymentReference payment,
        bool isFirst,
        CancellationToken cancel
    )
    {
        if (
            !isFirst
            && await provider.AskRefund(new RefundReference(refund.Id, refund.ProviderId, payment, refund.Amount), cancel) is { } told
        )
            return told;
        // It knows of none: under the same key it is the same refund, whenever it is asked for.
        var payer = (await tables.Invoice(refund.Invoice, cancel))!.Person;
        var order = new RefundOrder(refund.Id, payment, charge.ProviderCharge, refund.Amount, payer, refund.Reason);
        return await provider.Refund(order, cancel);
    }

    private async Task<WorkResult> Take(RefundRow refund, ChargeRow charge, CancellationToken cancel)
    {
        var external = await accounts.External(refund.Provider, refund.Amount.Currency, cancel);
        if (!external.IsOk)
            return WorkResult.Retry(external.Error.Code);
        var taken = await operations.Ask(
            new Capture(
                refund.Posting,
                HoldId.From(refund.Hold.Value),
                PostingKind,
                [new Leg(charge.Account!.Value, -refund.Amount), new Leg(external.Value, refund.Amount)],
                Metadata: Metadata(refund)
            ),
            cancel
        );
        return taken.IsOk
            ? WorkResult.Done(unit => End(unit, refund, RefundState.Done, error: null, cancel))
            : WorkResult.Retry(taken.Error.Code);
    }

    /// <summary>That it was refused is committed before the money is set free: whoever goes on after that does not ask for it again, which might be granted
    /// then.</summary>
    private async Task<WorkResult> GiveUp(RefundRow refund, Refusal refusal, WorkItem item, CancellationToken cancel)
    {
        if (refund.Error is null)
        {
            refund = refund with { Error = refusal };
            await item.Save(unit => tables.Save(unit, refund, cancel), cancel);
        }
        var released = await operations.Ask(new Release(HoldId.From(refund.Hold.Value)), cancel);
        return released.IsOk
            ? WorkResult.Done(unit => End(unit, refund, RefundState.Failed, refusal, cancel))
            : WorkResult.Retry(released.Error.Code);
    }

    /// <summary>The provider gave it back by itself, so it is gone: taken from the account as far as it is there, and the rest is owed.</summary>
    private async Task<WorkResult> Follow(RefundRow refund, CancellationToken cancel)
    {
        if (await crediting.Credit(refund.Invoice, cancel) is { } error)
            return WorkResult.Retry(error.Code);
        var account = (await Find(refund.Id, cancel)).Charge.Account!.Value;
        var (external, owed) = (
            await accounts.External(refund.Provider, refund.Amount.Currency, cancel),
            await accounts.Owed(refund.Amount.Currency, cancel)
        );
        if ((external.Error ?? owed.Error) is { } away)
            return WorkResult.Retry(away.Code);
        var posted = await Post(refund, [new Leg(account, -refund.Amount), new Leg(external.Value, refund.Amount)], cancel);
        if (posted.Error is { Kind: not ErrorKind.Unavailable } && !(await operations.Ask(new PostingById(refund.Posting), cancel)).IsOk)
        {
            var there = await operations.Ask(new LedgerAccounts([account]), cancel);
            if (!there.IsOk)
                return WorkResult.Retry(there.Error.Code);
            var free = there.Value is [{ ClosedAt: null, Available: { Minor: > 0 } available }]
                ? available
                : Money.Zero(refund.Amount.Currency);
            posted = await Post(
                refund,
                [
                    .. free.IsZero ? [] : new[] { new Leg(account, -free) },
                    new Leg(owed.Value, free - refund.Amount),
                    new Leg(external.Value, refund.Amount),
                ],
                cancel
            );
        }
        return posted.IsOk || (await operations.Ask(new PostingById(refund.Posting), cancel)).IsOk
            ? WorkResult.Done(unit => End(unit, refund, RefundState.Done, error: null, cancel))
            : WorkResult.Retry(posted.Error.Code);
    }

    private Task<Result<Posting>> Post(RefundRow refund, IReadOnlyList<Leg> legs, CancellationToken cancel) =>
        operations.Ask(new Post(refund.Posting, PostingKind, legs, Metadata: Metadata(refund)), cancel);

    private static Dictionary<string, string> Metadata(RefundRow refund) =>
        new(StringComparer.Ordinal)
        {
            ["invoice"] = refund.Invoice.ToString(),
            ["refund"] = refund.Id.ToString(),
            ["provider"] = refund.Provider,
        };

    private async Task End(UnitOfWork unit, RefundRow refund, RefundState state, Refusal? error, CancellationToken cancel)
    {
        var invoice = (await tables.Lock(unit, refund.Invoice, cancel))!;
        var now = clock.GetUtcNow();
        var ended = refund with { State = state, Error = error, EndedAt = now };
        if (!await tables.Save(unit, ended, cancel))
            return;
        if (state == RefundState.Done && ReferenceEquals(refund.Amount.Currency, invoice.Amount.Currency))
            (invoice with { Refunded = checked(invoice.Refunded + refund.Amount.Minor) }).Change(tables, unit, invoice, now);
        unit.Publish(new RefundEnded(ended.Shown, invoice.Person, now));
    }

    private async Task<(RefundRow Refund, ChargeRow Charge, PaymentRow Payment)> Find(RefundId id, CancellationToken cancel)
    {
        var refund = (await tables.Refund(id, cancel))!;
        var charge = (await tables.Charge(refund.Provider, refund.Charge, cancel))!;
        return (refund, charge, (await tables.Payment(charge.Payment, cancel))!);
    }
}
