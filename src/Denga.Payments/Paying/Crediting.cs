using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Invoices;
using Denga.Platform.Data;
using Denga.Platform.Operations;

namespace Denga.Payments.Paying;

/// <summary>Puts money that came on the payer's account: one posting under the charge's own id, then the invoice's new state with the event. Each step is
/// harmless to repeat, so whoever dies between two of them is followed by the next delivery or question.</summary>
internal sealed class Crediting(IPaymentTables tables, SystemAccounts accounts, IOperations operations, TimeProvider clock)
{
    /// <summary>Of its postings.</summary>
    internal const string PostingKind = "top-up";

    /// <summary>Everything that came for the invoice and is not credited. Null when all is; errors are the wallet's and Identity's, and it is to be
    /// tried again.</summary>
    internal async Task<Error?> Credit(InvoiceId invoice, CancellationToken cancel)
    {
        var charges = (await tables.Charges(invoice, cancel)).FindAll(c => c.CreditedAt is null || c.OwesFee);
        if (charges.Count == 0)
            return null;
        var row = (await tables.Invoice(invoice, cancel))!;
        Error? error = null;
        foreach (var charge in charges)
        {
            var failed = charge.CreditedAt is null ? await Credit(row, charge, cancel) : null;
            if (failed is null && charge.OwesFee)
                failed = await TakeFee(row, charge, cancel);
            error = failed ?? error;
        }
        return error;
    }

    /// <summary>The provider owes us less by what it kept: told after the charge was credited, it is a posting of its own.</summary>
    private async Task<Error?> TakeFee(InvoiceRow invoice, ChargeRow charge, CancellationToken cancel)
    {
        var posted = await PostFee(invoice, charge, isTried: false, cancel);
        if (!posted.IsOk)
            return posted.Error;
        return await tables.Transaction(
            unit =>
            {
                tables.FeePosted(unit, charge, clock.GetUtcNow());
                return Task.FromResult<Error?>(null);
            },
            cancel
        );
    }

    private async Task<Result<Posting>> PostFee(InvoiceRow invoice, ChargeRow charge, bool isTried, CancellationToken cancel)
    {
        var fee = charge.LateFee!.Value;
        var (external, fees) = (
            await accounts.External(charge.Provider, fee.Currency, cancel),
            await accounts.Fees(charge.Provider, fee.Currency, cancel)
        );
        if ((external.Error ?? fees.Error) is { } away)
            return away;
        Leg[] legs = [new Leg(external.Value, fee), new Leg(fees.Value, -fee)];
        return await operations.Ask(
            new Post(charge.FeePosting, PostingKind, legs, Metadata: Metadata(invoice, charge), DryRun: isTried),
            cancel
        );
    }

    private async Task<Error?> Credit(InvoiceRow invoice, ChargeRow charge, CancellationToken cancel)
    {
        var legs = await Legs(charge, cancel);
        if (!legs.IsOk)
            return legs.Error;
        var posted = await Post(invoice, charge, legs.Value, isTried: false, cancel);
        if (!posted.IsOk)
            return posted.Error;
        return await tables.Transaction(unit => Mark(unit, invoice.Id, charge, posted.Value.Account, cancel), cancel);
    }

    /// <summary>What <see cref="Credit(InvoiceId, CancellationToken)"/> would do, in a transaction that is taken back: the postings that it would make.</summary>
    internal async Task<Result<IReadOnlyList<Posting>>> Try(Rehearsal rehearsal, InvoiceId id, CancellationToken cancel)
    {
        var postings = new List<Posting>();
        var invoice = (await InvoiceRow.Find(rehearsal.Connection, id, cancel))!;
        foreach (var charge in (await ChargeRow.Of(rehearsal.Connection, id, cancel)).Where(c => c.CreditedAt is null || c.OwesFee))
        {
            if (charge.OwesFee)
            {
                var kept = await PostFee(invoice, charge, isTried: true, cancel);
                if (!kept.IsOk)
                    return kept.Error;
                if (!kept.Value.IsReplay)
                    postings.Add(kept.Value);
            }
            if (charge.CreditedAt is not null)
                continue;
            var legs = await Legs(charge, cancel);
            if (!legs.IsOk)
                return legs.Error;
            var posted = await Post(invoice, charge, legs.Value, isTried: true, cancel);
            if (!posted.IsOk)
                return posted.Error;
            if (!posted.Value.Posting.IsReplay)
                postings.Add(posted.Value.Posting);
            await rehearsal.Step(unit => Mark(unit, id, charge, posted.Value.Account, cancel), cancel);
        }
        return postings;
    }

    private async Task<Error?> Mark(UnitOfWork unit, InvoiceId invoice, ChargeRow charge, AccountId account, CancellationToken cancel)
    {
        var before = (await tables.Lock(unit, invoice, cancel))!;
        var now = clock.GetUtcNow();
        if (!await tables.Credited(unit, charge, account, now, cancel))
            return null;
        var isCounted = ReferenceEquals(charge.Amount.Currency, before.Amount.Currency);
        var after = (isCounted ? before with { Paid = checked(before.Paid + charge.Amount.Minor), Account = account } : before).Change(
            tables,
            unit,
            before,
            now
        );
        unit.Publish(new InvoicePaid(after.Shown(), after.Person, charge.Amount, charge.Provider, charge.Posting, now));
        return null;
    }

    /// <summary>All but the person's: what the provider owes us, and what it keeps.</summary>
    private async Task<Result<IReadOnlyList<Leg>>> Legs(ChargeRow charge, CancellationToken cancel)
    {
        var legs = new List<Leg>();
        var fee = charge.Fee ?? Money.Zero(charge.Amount.Currency);
        if (charge.Amount != fee)
        {
            var external = await accounts.External(charge.Provider, charge.Amount.Currency, cancel);
            if (!external.IsOk)
                return external.Error;
            legs.Add(new Leg(external.Value, -(charge.Amount - fee)));
        }
        if (!fee.IsZero)
        {
            var fees = await accounts.Fees(charge.Provider, charge.Amount.Currency, cancel);
            if (!fees.IsOk)
                return fees.Error;
            legs.Add(new Leg(fees.Value, -fee));
        }
        return legs;
    }

    /// <summary>Answers the account on which it stands, and the posting.</summary>
    private async Task<Result<(AccountId Account, Posting Posting)>> Post(
        InvoiceRow invoice,
        ChargeRow charge,
        IReadOnlyList<Leg> others,
        bool isTried,
        CancellationToken cancel
    )
    {
        var account = ReferenceEquals(charge.Amount.Currency, invoice.Amount.Currency)
            ? (Result<AccountId>)invoice.Account
            : await Receiving(invoice.Person, charge.Amount.Currency, cancel);
        if (!account.IsOk)
            return account.Error;
        var posted = await Post(invoice, charge, account.Value, others, isTried, cancel);
        if (posted.IsOk)
            return (account.Value, posted.Value);
        if (posted.Error.Kind is ErrorKind.Unavailable)
            return posted.Error;
        // It was posted before, and to another account than would be chosen now.
        var known = await operations.Ask(new PostingById(charge.Posting), cancel);
        if (known.IsOk)
            return (known.Value.Legs.First(l => l.Amount.Minor > 0).Account, known.Value with { IsReplay = true });
        account = await Receiving(invoice.Person, charge.Amount.Currency, cancel);
        if (!account.IsOk)
            return account.Error;
        posted = await Post(invoice, charge, account.Value, others, isTried, cancel);
        return posted.IsOk ? (account.Value, posted.Value) : posted.Error;
    }

    private Task<Result<Posting>> Post(
        InvoiceRow invoice,
        ChargeRow charge,
        AccountId account,
        IReadOnlyList<Leg> others,
        bool isTried,
        CancellationToken cancel
    ) =>
        operations.Ask(
            new Post(
                charge.Posting,
                PostingKind,
                [new Leg(account, charge.Amount), .. others],
                charge.ChargedAt,
                Metadata: Metadata(invoice, charge),
                DryRun: isTried
            ),
            cancel
        );

    private static Dictionary<string, string> Metadata(InvoiceRow invoice, ChargeRow charge) =>
        new(StringComparer.Ordinal)
        {
            ["invoice"] = invoice.Id.ToString(),
            ["payment"] = charge.Payment.ToString(),
            ["provider"] = charge.Provider,
        };

    /// <summary>The person's main account; of whom he was joined with, when he is gone; where nobody is left, one of Denga's own, for an operator to
    /// look at.</summary>
    private async Task<Result<AccountId>> Receiving(PersonId person, Currency currency, CancellationToken cancel)
    {
        var opened = await operations.Ask(new OpenAccount(person, currency), cancel);
        if (opened.IsOk)
            return opened.Value.Id;
        if (opened.Error.Code == "wallet.too_many_accounts")
            return await accounts.Unclaimed(currency, cancel);
        if (opened.Error.Code != "wallet.account_closed")
            return opened.Error;
        var departed = await operations.Ask(new DepartedPeople([person]), cancel);
        if (!departed.IsOk)
            return departed.Error;
        return departed.Value switch
        {
            [{ Kept: { } kept }] when kept != person => await Receiving(kept, currency, cancel),
            [_] => await accounts.Unclaimed(currency, cancel),
            // About to be decided: a moment later it is known.
            _ => opened.Error,
        };
    }
}
