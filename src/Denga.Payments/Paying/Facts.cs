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
internal sealed class Facts(Database<PaymentsModule> database, Crediting crediting, TimeProvider clock)
{
    /// <summary>A charge with a known id that is of another payment, and not of the same time, is another charge: ids are used again after years.</summary>
    private static readonly TimeSpan ReusedAfter = TimeSpan.FromDays(30);

    /// <summary>What the ledger can hold.</summary>
    private const long MinorMax = 1L << 62;

    /// <summary>Null when all of it is written and credited. Errors: <c>payments.payment_not_found</c> (perhaps not yet), <c>payments.test_mode</c>, and
    /// those of the wallet, after which the same is to be taken again.</summary>
    /// <param name="webhook">That brought it.</param>
    internal async Task<Error?> Take(IPaymentProvider provider, ProviderPayment fact, Guid? webhook, CancellationToken cancel)
    {
        var invoice = await database.Transaction(
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
    internal async Task<bool> IsSettled(PaymentRow payment, CancellationToken cancel)
    {
        if (PaymentStates.IsOpen(payment.State))
            return false;
        await using var command = database
            .Source.CreateCommand("select not exists (select from charge where payment_id = $1 and credited_at is null)")
            .With(payment.Id.Value);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task<Result<InvoiceId>> Write(
        UnitOfWork unit,
        IPaymentProvider provider,
        ProviderPayment fact,
        Guid? webhook,
        CancellationToken cancel
    )
    {
        if (await PaymentRow.Find(unit.Connection, provider.Name, fact.Key, fact.ProviderId, cancel) is not { } found)
            return PaymentsErrors.PaymentNotFound;
        var invoice = (await InvoiceRow.Lock(unit, found.Invoice, cancel))!;
        var payment = (await PaymentRow.Find(unit.Connection, found.Id, cancel))!;
        if (webhook is { } delivery)
            unit.AtCommit("insert into payment_webhook (payment_id, webhook_id) values ($1, $2) on conflict do nothing")
                .With(payment.Id.Value)
                .With(delivery);
        if (fact.IsLive != provider.IsLive)
        {
            (payment with { Trouble = "test_mode" }).Save(unit);
            return PaymentsErrors.TestMode;
        }
        var now = clock.Moment();
        var trouble = fact.State == ProviderPaymentState.Review ? "review" : null;
        var isNew = false;
        foreach (var charge in fact.Charges)
        {
            var (written, wrong) = await Write(unit, payment, charge, now, cancel);
            isNew |= written;
            trouble ??= wrong ?? (ReferenceEquals(charge.Amount.Currency, payment.Amount.Currency) ? null : "other_currency");
        }
        if (fact.Refunded is { Minor: > 0 } back)
            trouble ??= await Follow(unit, payment, back, now, cancel);
        var state = PaymentStates.After(payment.State, Told(fact.State));
        var after = payment with
        {
            State = state,
            ProviderId = fact.ProviderId ?? payment.ProviderId,
            Link = fact.Link ?? payment.Link,
            Reason = fact.Reason ?? payment.Reason,
            // What the provider looked into is over with its word.
            Trouble = trouble ?? (payment.Trouble == "review" && !PaymentStates.IsOpen(state) ? null : payment.Trouble),
            EndedAt = payment.EndedAt ?? (PaymentStates.IsOpen(state) ? null : now),
        };
        if (after == payment)
            return invoice.Id;
        after.Save(unit);
        // What came is told when it is credited.
        if (!isNew && after.Attempt != payment.Attempt)
            (invoice.Newest?.Id == payment.Id ? invoice with { Newest = after.Attempt } : invoice).Change(unit, invoice, now);
        return invoice.Id;
    }

    private static async Task<(bool IsNew, string? Trouble)> Write(
        UnitOfWork unit,
        PaymentRow payment,
        ProviderCharge charge,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        if (charge.Amount.Minor is <= 0 or > MinorMax)
            return (false, "bad_charge");
        if (await ChargeRow.Insert(unit, charge.Id, payment, charge, now, cancel))
            return (true, null);
        var known = (await ChargeRow.Find(unit.Connection, payment.Provider, charge.Id, cancel))!;
        if (known.Payment == payment.Id)
            return (false, known.Amount == charge.Amount ? null : "charge_changed");
        if ((charge.At - known.ChargedAt).Duration() < ReusedAfter)
            return (false, "charge_of_another");
        return (await ChargeRow.Insert(unit, charge.Id + ChargeRow.Reused(payment.Id), payment, charge, now, cancel), null);
    }

    /// <summary>What the provider has given back beyond what we asked for is written down as a refund of its own.</summary>
    private static async Task<string?> Follow(UnitOfWork unit, PaymentRow payment, Money back, DateTimeOffset now, CancellationToken cancel)
    {
        var charges = (await ChargeRow.Of(unit.Connection, payment.Invoice, cancel))
            .Where(c => c.Payment == payment.Id && ReferenceEquals(c.Amount.Currency, back.Currency))
            .ToList();
        var more = back.Minor - charges.Sum(c => c.Refunded);
        // Perhaps a late word about a refund that has failed since: nothing is taken from anybody on its account.
        if (
            more > 0
            && (await RefundRow.Of(unit.Connection, payment.Invoice, cancel)).Any(r => r is { State: RefundState.Failed, IsHeld: true })
        )
            return "refunded_more";
        foreach (var charge in charges)
        {
            var part = new Money(Math.Min(more, charge.Left.Minor), back.Currency);
            if (part.Minor <= 0)
                continue;
            more -= part.Minor;
            var known = string.Create(CultureInfo.InvariantCulture, $"{charge.Refunded + part.Minor}");
            await RefundRow.Insert(
                unit,
                new RefundRow
                {
                    Id = RefundId.From(DerivedId.Of(payment.Provider, "gave back", known, charge.Id).Value),
                    Invoice = payment.Invoice,
                    Provider = payment.Provider,
                    Charge = charge.Id,
                    Amount = part,
                    Reason = payment.Provider,
                    RequestHash = [],
                    AskedAt = now,
                },
                cancel
            );
        }
        return more > 0 ? "refunded_more" : null;
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
