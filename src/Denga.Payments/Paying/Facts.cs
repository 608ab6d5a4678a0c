using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Invoices;
using Denga.Payments.Providers;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Payments.Paying;

/// <summary>Takes what providers say: by webhooks, by answers, in any order, again and again, in several processes at once. What came is written down
/// first, once; then it is credited.</summary>
internal sealed class Facts(IPaymentTables tables, Crediting crediting, TimeProvider clock)
{
    /// <summary>A charge with a known id that is of another payment, and not of the same time, is another charge: ids are used again after years.</summary>
    private static readonly TimeSpan ReusedAfter = TimeSpan.FromDays(30);

    private const string Review = "review";
    private const string RefundedMore = "refunded_more";

    /// <summary>What the ledger can hold.</summary>
    private const long MinorMax = 1L << 62;

    /// <summary>Null when all of it is written and credited. Errors: <c>payments.payment_not_found</c> (perhaps not yet), <c>payments.test_mode</c>, and
    /// those of the wallet, after which the same is to be taken again.</summary>
    /// <param name="webhook">That brought it.</param>
    internal async Task<Error?> Take(IPaymentProvider provider, ProviderPayment fact, Guid? webhook, CancellationToken cancel)
    {
        var invoice = await tables.Transaction(
            unit =>
            {
                // The webhook is on the disk, and waits for a later commit: without this one it is worked again.
                if (webhook is not null)
                    unit.CommitUnflushed();
                return Write(unit, provider, fact, webhook, cancel);
            },
            cancel
        );
        return invoice.IsOk ? await crediting.Credit(invoice.Value, cancel) : invoice.Error;
    }

    /// <summary>What <see cref="Take"/> would do, in a transaction that is taken back: the postings that it would make. What it asks the work table for is
    /// not done.</summary>
    internal async Task<Result<IReadOnlyList<Posting>>> Try(
        Rehearsal rehearsal,
        IPaymentProvider provider,
        ProviderPayment fact,
        Guid webhook,
        CancellationToken cancel
    )
    {
        var invoice = await rehearsal.Step(unit => Write(unit, provider, fact, webhook, cancel), cancel);
        return invoice.IsOk ? await crediting.Try(rehearsal, invoice.Value, cancel) : invoice.Error;
    }

    /// <summary>It has ended, and what came is credited.</summary>
    internal async Task<bool> IsSettled(PaymentRow payment, CancellationToken cancel) =>
        !PaymentStates.IsOpen(payment.State) && await tables.IsPosted(payment.Id, cancel);

    private async Task<Result<InvoiceId>> Write(
        UnitOfWork unit,
        IPaymentProvider provider,
        ProviderPayment fact,
        Guid? webhook,
        CancellationToken cancel
    )
    {
        if (await tables.Payment(unit, provider.Name, fact.Key, fact.ProviderId, cancel) is not { } found)
            return PaymentsErrors.PaymentNotFound;
        var invoice = (await tables.Lock(unit, found.Invoice, cancel))!;
        var payment = (await tables.Payment(found.Id, cancel, unit))!;
        if (webhook is { } delivery)
            tables.Heard(unit, payment.Id, delivery);
        if (fact.IsLive != provider.IsLive)
        {
            tables.Save(unit, payment.Marked(Trouble.Of("test_mode")));
            return PaymentsErrors.TestMode;
        }
        var now = clock.Moment();
        var troubles = new List<Trouble>();
        if (fact.State == ProviderPaymentState.Review)
            troubles.Add(Trouble.Of(Review));
        var isNew = false;
        foreach (var charge in fact.Charges)
        {
            var (written, wrong) = await Write(unit, payment, charge, now, cancel);
            isNew |= written;
            if (wrong is not null)
                troubles.Add(wrong);
            else if (!ReferenceEquals(charge.Amount.Currency, payment.Amount.Currency))
                troubles.Add(Trouble.Of("other_currency", charge.Id));
        }
        if (fact.Refunded is { Minor: > 0 } back && await Follow(unit, payment, back, now, cancel) is { } more)
            troubles.Add(more);
        var state = PaymentStates.After(payment.State, Told(fact.State));
        var isReviewed = payment.Trouble == Review && !PaymentStates.IsOpen(state);
        var after = payment with
        {
            State = state,
            ProviderId = fact.ProviderId ?? payment.ProviderId,
            Link = fact.Link ?? payment.Link,
            Reason = fact.Reason ?? payment.Reason,
            // What the provider looked into is over with its word.
            Trouble = isReviewed ? null : payment.Trouble,
            TroubleAbout = isReviewed ? null : payment.TroubleAbout,
            EndedAt = payment.EndedAt ?? (PaymentStates.IsOpen(state) ? null : now),
        };
        // The first of them that nobody has settled is the one that is shown.
        for (var i = troubles.Count - 1; i >= 0; i--)
            after = after.Marked(troubles[i]);
        if (after == payment)
            return invoice.Id;
        tables.Save(unit, after);
        // What came is told when it is credited.
        if (!isNew && after.Attempt != payment.Attempt)
            (invoice.Newest?.Id == payment.Id ? invoice with { Newest = after.Attempt } : invoice).Change(tables, unit, invoice, now);
        return invoice.Id;
    }

    private async Task<(bool IsNew, Trouble? Trouble)> Write(
        UnitOfWork unit,
        PaymentRow payment,
        ProviderCharge charge,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        if (charge.Amount.Minor is <= 0 or > MinorMax)
            return (false, Trouble.Of("bad_charge", charge.Id, charge.Amount.ToString()));
        if (await tables.Insert(unit, ChargeRow.New(charge.Id, payment, charge, now), now, cancel))
            return (true, null);
        var known = (await tables.Charge(payment.Provider, charge.Id, cancel, unit))!;
        if (known.Payment == payment.Id)
            return (false, Again(unit, known, charge));
        if ((charge.At - known.ChargedAt).Duration() < ReusedAfter)
            return (false, Trouble.Of("charge_of_another", charge.Id));
        var another = ChargeRow.New(charge.Id + ChargeRow.Reused(payment.Id), payment, charge, now);
        return (await tables.Insert(unit, another, now, cancel), null);
    }

    /// <summary>A known charge is not credited again; what the provider kept of it may be told only now.</summary>
    private Trouble? Again(UnitOfWork unit, ChargeRow known, ProviderCharge told)
    {
        if (known.Amount != told.Amount)
            return Trouble.Of("charge_changed", told.Id, told.Amount.ToString());
        if (
            known is { Fee: null, LateFee: null }
            && told.Fee is { Minor: > 0 } fee
            && ReferenceEquals(fee.Currency, known.Amount.Currency)
            && fee <= known.Amount
        )
            tables.LateFee(unit, known, fee);
        return null;
    }

    /// <summary>What the provider has given back beyond what we asked for is written down as a refund of its own.</summary>
    private async Task<Trouble?> Follow(UnitOfWork unit, PaymentRow payment, Money back, DateTimeOffset now, CancellationToken cancel)
    {
        var charges = (await tables.Charges(payment.Invoice, cancel, unit))
            .Where(c => c.Payment == payment.Id && ReferenceEquals(c.Amount.Currency, back.Currency))
            .ToList();
        var more = back.Minor - charges.Sum(c => c.Refunded);
        // Perhaps a late word about a refund that has failed since: nothing is taken from anybody on its account.
        if (more > 0 && (await tables.Refunds(payment.Invoice, cancel, unit)).Any(r => r is { State: RefundState.Failed, IsHeld: true }))
            return Trouble.Of(RefundedMore, back.ToString());
        foreach (var charge in charges)
        {
            var part = new Money(Math.Min(more, charge.Left.Minor), back.Currency);
            if (part.Minor <= 0)
                continue;
            more -= part.Minor;
            var known = string.Create(CultureInfo.InvariantCulture, $"{charge.Refunded + part.Minor}");
            await new RefundRow
            {
                Id = RefundId.From(DerivedId.Of(payment.Provider, "gave back", known, charge.Id).Value),
                Invoice = payment.Invoice,
                Provider = payment.Provider,
                Charge = charge.Id,
                Amount = part,
                Reason = payment.Provider,
                RequestHash = [],
                AskedAt = now,
            }.Begin(tables, unit, cancel);
        }
        return more > 0 ? Trouble.Of(RefundedMore, back.ToString()) : null;
    }

    private static PaymentState Told(ProviderPaymentState state) =>
        state switch
        {
            ProviderPaymentState.Paid => PaymentState.Paid,
            ProviderPaymentState.Refused => PaymentState.Refused,
            ProviderPaymentState.Cancelled => PaymentState.Cancelled,
            ProviderPaymentState.Expired => PaymentState.Expired,
            _ => PaymentState.Pending,
        };
}
