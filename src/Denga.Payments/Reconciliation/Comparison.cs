using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Payments.Providers.Sandbox;
using Denga.Payments.Refunds;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.Reconciliation;

/// <summary>One provider's list, payments and the ledger, side by side, for what happened from <paramref name="from"/> to <paramref name="edge"/>. What the
/// list says and payments do not is asked about once more before it counts: a list is older than an answer. Ledger and provider away throw.</summary>
internal sealed class Comparison(
    IPaymentProvider provider,
    DateTimeOffset from,
    DateTimeOffset edge,
    NpgsqlConnection connection,
    Sides sides,
    IOperations operations
)
{
    private const int EntriesAtOnce = 1000;

    /// <summary>Providers list payments by the time they were made; money comes later.</summary>
    private static readonly TimeSpan PaidWithin = TimeSpan.FromDays(2);

    /// <summary>Earlier releases booked play money of the wallet and of the Stars shop's sandbox on this provider's account as well.</summary>
    private static readonly string[] PlayMoney = ["sandbox", "stars", "stars-funds"];

    private readonly Dictionary<(CaseKind Kind, string Subject), Difference> found = [];
    private readonly HashSet<PaymentId> compared = [];

    internal IReadOnlyCollection<Difference> Found => found.Values;

    internal int Payments { get; private set; }

    internal long Entries { get; private set; }

    internal async Task Run(CancellationToken cancel)
    {
        await foreach (var listed in provider.List(from - PaidWithin, edge, cancel))
            if (listed.IsLive == provider.IsLive)
                await Compare(listed, cancel);
        foreach (var id in await Here(cancel))
            if (!compared.Contains(id))
            {
                var payment = (await PaymentRow.Find(connection, id, cancel))!;
                await Compare(payment, await provider.Ask(payment.Reference, cancel), cancel);
            }
        foreach (var currency in await Currencies(cancel))
            await Ledger(currency, cancel);
    }

    private async Task Compare(ProviderPayment listed, CancellationToken cancel)
    {
        if (await PaymentRow.Find(connection, provider.Name, listed.Key, listed.ProviderId, cancel) is not { } payment)
        {
            Payments++;
            foreach (var charge in listed.Charges.Where(c => IsWithin(c.At)))
                Add(
                    new Difference(
                        provider.Name,
                        CaseKind.MissingHere,
                        charge.Id,
                        charge.At,
                        await sides.Unknown(provider.Name, charge, cancel),
                        There: charge.Amount
                    )
                );
            return;
        }
        if (compared.Contains(payment.Id))
            return;
        var differences = await Differences(payment, listed, cancel);
        if (differences.Count == 0)
        {
            Payments++;
            compared.Add(payment.Id);
        }
        else
            await Compare(payment, await provider.Ask(payment.Reference, cancel), cancel);
    }

    private async Task Compare(PaymentRow payment, ProviderPayment? told, CancellationToken cancel)
    {
        Payments++;
        compared.Add(payment.Id);
        foreach (var difference in await Differences(payment, told, cancel))
            Add(difference);
    }

    private async Task<List<Difference>> Differences(PaymentRow payment, ProviderPayment? told, CancellationToken cancel)
    {
        var differences = new List<Difference>();
        var charges = (await ChargeRow.Of(connection, payment.Invoice, cancel)).Where(c => c.Payment == payment.Id).ToList();
        foreach (var there in told?.Charges ?? [])
        {
            if (!IsWithin(there.At))
                continue;
            var here = charges.Find(c => c.ProviderCharge == there.Id);
            if (here is null)
                differences.Add(
                    new Difference(
                        provider.Name,
                        CaseKind.MissingHere,
                        there.Id,
                        there.At,
                        new Correction(CorrectionAction.TakeFact, []),
                        There: there.Amount,
                        Invoice: payment.Invoice,
                        Payment: payment.Id
                    )
                );
            else if (here.Amount != there.Amount)
                differences.Add(
                    await sides.Of(
                        ReferenceEquals(here.Amount.Currency, there.Amount.Currency) ? CaseKind.OtherAmount : CaseKind.OtherCurrency,
                        here,
                        there,
                        cancel
                    )
                );
        }
        foreach (var here in charges.Where(c => IsWithin(c.ChargedAt)))
            if (told is null || !told.Charges.Any(c => c.Id == here.ProviderCharge))
                differences.Add(await sides.Of(CaseKind.MissingThere, here, there: null, cancel));
        if (told?.Refunded is { } back)
            differences.AddRange(await Refunds(payment, charges, back, cancel));
        return differences;
    }

    /// <summary>What was given back of a payment, by the two sums.</summary>
    private async Task<IReadOnlyList<Difference>> Refunds(PaymentRow payment, List<ChargeRow> charges, Money back, CancellationToken cancel)
    {
        var refunds = (await RefundRow.Of(connection, payment.Invoice, cancel)).FindAll(r =>
            ReferenceEquals(r.Amount.Currency, back.Currency) && charges.Exists(c => c.Id == r.Charge)
        );
        var all = new Money(refunds.Where(r => r.State != RefundState.Failed).Sum(r => r.Amount.Minor), back.Currency);
        var done = new Money(refunds.Where(r => r.State == RefundState.Done && r.EndedAt < edge).Sum(r => r.Amount.Minor), back.Currency);
        var kind =
            back > all ? CaseKind.RefundMissingHere
            : back < done ? CaseKind.RefundMissingThere
            : (CaseKind?)null;
        if (kind is null)
            return [];
        return
        [
            new Difference(
                provider.Name,
                kind.Value,
                payment.Id.ToString(),
                charges.Count > 0 ? charges[^1].ChargedAt : payment.StartedAt,
                kind == CaseKind.RefundMissingHere
                    ? new Correction(CorrectionAction.TakeFact, [])
                    : await sides.GiveAgain(charges[^1], done - back, cancel),
                There: back,
                Here: kind == CaseKind.RefundMissingHere ? all : done,
                Invoice: payment.Invoice,
                Payment: payment.Id
            ),
        ];
    }

    /// <summary>The account is read through once: what stands there must be known here, with its amount; and what is known here must stand there.</summary>
    private async Task Ledger(Currency currency, CancellationToken cancel)
    {
        var account = await sides.External(provider.Name, currency, cancel);
        var expected = await Expected(currency, cancel);
        var unexplained = 0L;
        // What undid postings that belong to nothing: the two are nothing together.
        var undoing = new HashSet<OperationId>();
        DateTimeOffset? last = null;
        for (var after = 0L; ; )
        {
            var page = Sides.Must(await operations.Ask(new AccountEntries(account, after, EntriesAtOnce), cancel));
            if (page.Count == 0)
                break;
            after = page[^1].Number;
            Entries += page.Count;
            var known = await Known([.. page.Select(e => e.Posting.Value)], cancel);
            foreach (var entry in page)
            {
                expected.Remove(entry.Posting);
                if (known.TryGetValue(entry.Posting, out var here))
                {
                    if (here.Evens)
                        unexplained += entry.Amount.Minor;
                    else if (here.Minor is { } minor && minor != entry.Amount.Minor && entry.RecordedAt < edge)
                        await OtherPosting(here.Charge, here.Refund, cancel);
                }
                else if (
                    entry.RecordedAt < edge
                    && !undoing.Remove(entry.Posting)
                    && !(provider.Name == SandboxProvider.ProviderName && PlayMoney.Contains(entry.Kind))
                )
                {
                    if (entry.Kind is Crediting.PostingKind or Refunding.PostingKind)
                    {
                        var there = Sides.Must(await operations.Ask(new FindPosting(entry.Posting), cancel));
                        if (there.ReversedBy is { } reversal)
                            undoing.Add(reversal);
                        else
                            Add(await Alone(entry, there.Posting, cancel));
                    }
                    else
                        (unexplained, last) = (unexplained + entry.Amount.Minor, entry.RecordedAt);
                }
            }
        }
        foreach (var (posting, (charge, refund)) in expected)
            if (!(await operations.Ask(new PostingById(posting), cancel)).IsOk)
                await OtherPosting(charge, refund, cancel);
        if (unexplained == 0 || last is not { } happened)
            return;
        var differs = new Money(unexplained, currency);
        Add(
            new Difference(
                provider.Name,
                CaseKind.BalanceDiffers,
                account.ToString(),
                happened,
                await sides.Even(account, differs, cancel),
                Ledger: differs
            )
        );
    }

    /// <summary>A posting of money in or out that no payment knows.</summary>
    private async Task<Difference> Alone(AccountEntry entry, Posting posting, CancellationToken cancel)
    {
        var metadata = posting.Metadata;
        InvoiceId? invoice =
            metadata is not null
            && metadata.TryGetValue("invoice", out var text)
            && InvoiceId.TryParse(text, null, out var named)
            && await InvoiceRow.Find(connection, named, cancel) is not null
                ? named
                : null;
        return new Difference(
            provider.Name,
            invoice is null ? CaseKind.PostedAlone : CaseKind.PostedTwice,
            entry.Posting.ToString(),
            entry.RecordedAt,
            new Correction(CorrectionAction.Reverse, [], entry.Posting),
            Ledger: entry.Amount,
            Invoice: invoice,
            Posting: entry.Posting
        );
    }

    private async Task OtherPosting(string? charge, Guid? refund, CancellationToken cancel)
    {
        Difference difference;
        if (charge is not null)
            difference = await sides.Posted((await ChargeRow.Find(connection, provider.Name, charge, cancel))!, cancel);
        else
        {
            var row = (await RefundRow.Find(connection, new RefundId(refund!.Value), cancel))!;
            difference = await sides.Posted(row, (await ChargeRow.Find(connection, provider.Name, row.Charge, cancel))!, cancel);
        }
        // Where the provider says something else as well, that says it all.
        if (!found.Keys.Any(f => f.Subject == difference.Subject))
            Add(difference);
    }

    /// <summary>Charges, refunds and corrections by their postings; a correction that evens an account counts with what it evens.</summary>
    private async Task<Dictionary<OperationId, (long? Minor, string? Charge, Guid? Refund, bool Evens)>> Known(
        Guid[] postings,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select posting_id, coalesce(fee, 0) - minor, id, null::uuid, false from charge where posting_id = any($1)
            union all select fee_posting_id, late_fee, id, null, false from charge where fee_posting_id = any($1)
            union all select posting_id, minor, null, id, false from refund where posting_id = any($1)
            union all select correction_id, null, null, null, kind = 'BalanceDiffers' from reconciliation_case where correction_id = any($1)
            """,
            connection
        ).With(postings);
        var known = new Dictionary<OperationId, (long?, string?, Guid?, bool)>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            known[new OperationId(rows.GetGuid(0))] = (rows.Nullable<long>(1), rows.Text(2), rows.Nullable<Guid>(3), rows.GetBoolean(4));
        return known;
    }

    /// <summary>What must stand in the ledger by now.</summary>
    private async Task<Dictionary<OperationId, (string? Charge, Guid? Refund)>> Expected(Currency currency, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select posting_id, id, null::uuid from charge where provider = $1 and currency = $2 and came_at >= $3 and coalesce(credited_at, came_at) < $4
            union all select posting_id, null, id from refund where provider = $1 and currency = $2 and state = 'Done' and ended_at >= $3 and ended_at < $4
            """,
            connection
        ).With(provider.Name).With(currency.Code).With(from).With(edge);
        var expected = new Dictionary<OperationId, (string?, Guid?)>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            expected[new OperationId(rows.GetGuid(0))] = (rows.Text(1), rows.Nullable<Guid>(2));
        return expected;
    }

    /// <summary>Payments of which money came, or was given back, in the time.</summary>
    private async Task<List<PaymentId>> Here(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select payment_id from charge where provider = $1 and charged_at >= $2 and charged_at < $3 and came_at < $3
            union select c.payment_id from refund r join charge c on c.provider = r.provider and c.id = r.charge_id
                where r.provider = $1 and r.ended_at >= $2 and r.ended_at < $3
            """,
            connection
        ).With(provider.Name).With(from).With(edge);
        var here = new List<PaymentId>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            here.Add(new PaymentId(rows.GetGuid(0)));
        return here;
    }

    private async Task<List<Currency>> Currencies(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select distinct currency from charge where provider = $1", connection).With(
            provider.Name
        );
        var all = new List<Currency>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            all.Add(Currency.Parse(rows.GetString(0)));
        return all;
    }

    private bool IsWithin(DateTimeOffset at) => at >= from && at < edge;

    private void Add(Difference difference) => found[(difference.Kind, difference.Subject)] = difference;
}
