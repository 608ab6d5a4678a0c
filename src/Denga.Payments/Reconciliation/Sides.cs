using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Payments.Refunds;
using Denga.Platform.Operations;

namespace Denga.Payments.Reconciliation;

/// <summary>What the ledger says of money that differs, and the legs that would put it right.</summary>
internal sealed class Sides(SystemAccounts accounts, IOperations operations)
{
    private static readonly Correction Nothing = new(CorrectionAction.None, []);

    /// <summary>A charge that the provider has otherwise, or not at all.</summary>
    internal async Task<Difference> Of(CaseKind kind, ChargeRow here, ProviderCharge? there, CancellationToken cancel)
    {
        var posted = await Posting(here.Posting, cancel);
        return new Difference(
            here.Provider,
            kind,
            here.Id,
            here.ChargedAt,
            await Correct(here, there, posted, cancel),
            There: there?.Amount,
            Here: here.Amount,
            Ledger: Of(posted, here.Account),
            Invoice: here.Invoice,
            Payment: here.Payment,
            Posting: here.Posting
        );
    }

    /// <summary>A charge that the ledger has otherwise than payments, or not at all.</summary>
    internal async Task<Difference> Posted(ChargeRow here, CancellationToken cancel)
    {
        var posted = await Posting(here.Posting, cancel);
        return new Difference(
            here.Provider,
            posted is null ? CaseKind.NotPosted : CaseKind.OtherAmount,
            here.Id,
            here.ChargedAt,
            posted is null && here.CreditedAt is null
                ? new Correction(CorrectionAction.TakeFact, [])
                : await Correct(here, new ProviderCharge(here.ProviderCharge, here.Amount, here.Fee, here.ChargedAt), posted, cancel),
            Here: here.Amount,
            Ledger: Of(posted, here.Account),
            Invoice: here.Invoice,
            Payment: here.Payment,
            Posting: here.Posting
        );
    }

    internal async Task<Difference> Posted(RefundRow here, ChargeRow charge, CancellationToken cancel)
    {
        var posted = await Posting(here.Posting, cancel);
        var external = await External(here.Provider, here.Amount.Currency, cancel);
        var taken = Of(posted, external) ?? Money.Zero(here.Amount.Currency);
        return new Difference(
            here.Provider,
            posted is null ? CaseKind.NotPosted : CaseKind.OtherAmount,
            here.Id.ToString(),
            here.EndedAt!.Value,
            charge.Account is { } account && taken != here.Amount
                ? Post(new Leg(account, taken - here.Amount), new Leg(external, here.Amount - taken))
                : Nothing,
            Here: here.Amount,
            Ledger: posted is null ? null : taken,
            Invoice: here.Invoice,
            Payment: charge.Payment,
            Posting: here.Posting
        );
    }

    /// <summary>Money of nobody: it stands on an account of Denga's own.</summary>
    internal async Task<Correction> Unknown(string provider, ProviderCharge charge, CancellationToken cancel) =>
        Post(await Credit(provider, Must(await accounts.Unclaimed(charge.Amount.Currency, cancel)), charge.Amount, charge.Fee, cancel));

    /// <summary>A refund that never left the provider: the person has his money again.</summary>
    internal async Task<Correction> GiveAgain(ChargeRow charge, Money amount, CancellationToken cancel) =>
        charge.Account is { } account
            ? Post(new Leg(account, amount), new Leg(await External(charge.Provider, amount.Currency, cancel), -amount))
            : Nothing;

    /// <summary>What moved an account and belongs to nothing.</summary>
    internal async Task<Correction> Even(AccountId account, Money differs, CancellationToken cancel) =>
        Post(new Leg(account, -differs), new Leg(Must(await accounts.Find("adjustments", differs.Currency, cancel)), differs));

    internal async Task<AccountId> External(string provider, Currency currency, CancellationToken cancel) =>
        Must(await accounts.External(provider, currency, cancel));

    /// <summary>The value; the wallet that is away leaves the comparison to the next attempt.</summary>
    internal static T Must<T>(Result<T> result) => result.IsOk ? result.Value : throw new SideAwayException(result.Error);

    /// <summary>From what stands in the ledger to what the provider says.</summary>
    private async Task<Correction> Correct(ChargeRow here, ProviderCharge? there, Posting? posted, CancellationToken cancel)
    {
        if (there is null)
            return posted is null ? Nothing : Post([.. posted.Legs.Select(l => new Leg(l.Account, -l.Amount))]);
        if (here.Account is not { } account)
            return Nothing;
        if (!ReferenceEquals(there.Amount.Currency, here.Amount.Currency))
        {
            var owner = Must(await operations.Ask(new LedgerAccounts([account]), cancel)) is [{ Person: { } person }]
                ? Must(await operations.Ask(new OpenAccount(person, there.Amount.Currency), cancel)).Id
                : Must(await accounts.Unclaimed(there.Amount.Currency, cancel));
            return Post([
                .. posted?.Legs.Select(l => new Leg(l.Account, -l.Amount)) ?? [],
                .. await Credit(here.Provider, owner, there.Amount, there.Fee, cancel),
            ]);
        }
        if (posted is null)
            return Post(await Credit(here.Provider, account, there.Amount, there.Fee, cancel));
        var more = there.Amount - (Of(posted, account) ?? Money.Zero(there.Amount.Currency));
        if (!more.IsZero)
            return Post(new Leg(account, more), new Leg(await External(here.Provider, more.Currency, cancel), -more));
        // The fee alone.
        var external = await External(here.Provider, there.Amount.Currency, cancel);
        var kept =
            (there.Fee ?? Money.Zero(there.Amount.Currency)) - there.Amount - (Of(posted, external) ?? Money.Zero(there.Amount.Currency));
        return kept.IsZero
            ? Nothing
            : Post(new Leg(external, kept), new Leg(Must(await accounts.Fees(here.Provider, kept.Currency, cancel)), -kept));
    }

    private async Task<Leg[]> Credit(string provider, AccountId to, Money amount, Money? fee, CancellationToken cancel)
    {
        var kept = fee is { Minor: > 0 } told && ReferenceEquals(told.Currency, amount.Currency) ? told : Money.Zero(amount.Currency);
        return
        [
            new Leg(to, amount),
            .. amount == kept ? [] : new[] { new Leg(await External(provider, amount.Currency, cancel), kept - amount) },
            .. kept.IsZero ? [] : new[] { new Leg(Must(await accounts.Fees(provider, amount.Currency, cancel)), -kept) },
        ];
    }

    private async Task<Posting?> Posting(OperationId id, CancellationToken cancel)
    {
        var posted = await operations.Ask(new PostingById(id), cancel);
        return posted.Error is { Kind: ErrorKind.NotFound } ? null : Must(posted);
    }

    private static Money? Of(Posting? posting, AccountId? account) =>
        posting?.Legs.Where(l => l.Account == account).Select(l => (Money?)l.Amount).FirstOrDefault();

    private static Correction Post(params Leg[] legs) => new(CorrectionAction.Post, legs);
}

/// <summary>A side cannot be asked at this moment.</summary>
internal sealed class SideAwayException(Error error) : Exception(error.Detail)
{
    internal Error Error => error;
}
