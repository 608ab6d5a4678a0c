using System.Globalization;
using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Approvals;
using Denga.Payments.Invoices;
using Denga.Payments.Paying;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Texts;
using Microsoft.Extensions.Options;

namespace Denga.Payments.Refunds;

/// <summary>Refunds as operators ask for them. How much is left is decided under the invoice's lock.</summary>
internal sealed class RefundHandlers(
    IPaymentTables tables,
    ProviderList providers,
    Refunding refunding,
    IOperations operations,
    IOptions<PaymentsOptions> options,
    TimeProvider clock
)
    : IOperationHandler<RefundInvoice, Refund>,
        IOperationHandler<GiveBackInvoice, Refund>,
        IOperationHandler<Contracts.Payments.Refunds, IReadOnlyList<Refund>>
{
    private const int ReasonCharactersMax = 200;

    public async Task<Result<Refund>> Handle(RefundInvoice operation, CancellationToken cancel)
    {
        var reason = PlainText.OneLine(operation.Reason);
        if (reason.Length is 0 or > ReasonCharactersMax)
            return PaymentsErrors.BadReason;
        if (operation.Amount is { Minor: <= 0 })
            return PaymentsErrors.BadAmount;
        if (await Planned(operation, cancel) is not { } amount)
            return await Give(operation, reason, cancel);
        var worth = await Worth.InRoubles(operations, amount, options.Value.DollarsForStar, cancel);
        if (worth >= options.Value.RefundApprovalFrom)
        {
            var agreed = await operations.Ask(
                new RequestApproval(operation.Id, operation.Person, ApprovalHandlers.Refund, operation.Invoice.ToString(), amount, reason),
                cancel
            );
            // As much as was agreed to.
            return agreed.IsOk ? await Give(operation with { Amount = amount, Reason = reason }, reason, cancel) : agreed.Error;
        }
        // What no rate is known of may be worth as much.
        if (worth is null || worth >= options.Value.RefundCodeFrom)
        {
            var verified = await operations.Ask(new VerifyStepUp(operation.Person, $"refund {operation.Invoice}", operation.Code), cancel);
            if (!verified.IsOk)
                return verified.Error;
        }
        return await Give(operation, reason, cancel);
    }

    public async Task<Result<Refund>> Handle(GiveBackInvoice operation, CancellationToken cancel) =>
        await Give(
            new RefundInvoice(operation.Id, operation.Person, operation.Invoice, operation.Reason, operation.Amount),
            operation.Reason,
            cancel
        );

    private async Task<Result<Refund>> Give(RefundInvoice operation, string reason, CancellationToken cancel)
    {
        if (await TooLittle(operation, cancel) is { } error)
            return error;
        var written = await tables.Attempt<IReadOnlyList<RefundRow>>(unit => Write(unit, operation, reason, cancel), cancel);
        if (!written.IsOk)
            return written.Error;
        var parts = new List<RefundRow>();
        foreach (var part in written.Value)
            // Told at once, when the money is not there any more. What cannot be asked now, the work asks.
            parts.Add(
                part is { State: RefundState.Pending, IsHeld: false } && await refunding.Hold(part, cancel) is { IsOk: true } held
                    ? held.Value
                    : part
            );
        return parts is [{ State: RefundState.Failed, IsHeld: false, Error: { } refusal }]
            ? new Error(refusal.Code, ErrorKind.Conflict, refusal.Detail, refusal.Args)
            : RefundParts.Shown(parts);
    }

    public async Task<Result<IReadOnlyList<Refund>>> Handle(Contracts.Payments.Refunds operation, CancellationToken cancel)
    {
        if (await tables.Invoice(operation.Invoice, cancel) is not { } invoice || invoice.Person != operation.Person)
            return PaymentsErrors.InvoiceNotFound;
        return (await tables.Refunds(invoice.Id, cancel))
            .Where(r => r.State != RefundState.Failed || r.IsHeld)
            .Select(r => r.Shown)
            .ToArray();
    }

    /// <summary>How much would be given back; null where it is written down already, or cannot be given back.</summary>
    private async Task<Money?> Planned(RefundInvoice operation, CancellationToken cancel)
    {
        if (
            await tables.Refund(RefundId.From(operation.Id.Value), cancel) is not null
            || await tables.Invoice(operation.Invoice, cancel) is not { } invoice
        )
            return null;
        var parts = Plan(operation, invoice, await tables.Charges(invoice.Id, cancel));
        return parts.IsOk ? parts.Value.Select(part => part.Amount).Aggregate((sum, part) => sum + part) : null;
    }

    /// <summary>Of one charge the hold says so itself. Of several none is begun where the money for all is not there.</summary>
    private async Task<Error?> TooLittle(RefundInvoice operation, CancellationToken cancel)
    {
        if (
            await tables.Refund(RefundId.From(operation.Id.Value), cancel) is not null
            || await tables.Invoice(operation.Invoice, cancel) is not { } invoice
        )
            return null;
        var parts = Plan(operation, invoice, await tables.Charges(invoice.Id, cancel));
        if (parts is not { IsOk: true, Value.Count: > 1 })
            return null;
        foreach (var account in parts.Value.GroupBy(p => p.Charge.Account!.Value))
        {
            var sum = account.Aggregate(Money.Zero(account.First().Amount.Currency), (all, part) => all + part.Amount);
            var hold = new PlaceHold(operation.Id, account.Key, sum, Refunding.PostingKind, clock.GetUtcNow().AddDays(1), DryRun: true);
            if ((await operations.Ask(hold, cancel)).Error is { } error)
                return error;
        }
        return null;
    }

    private async Task<Result<IReadOnlyList<RefundRow>>> Write(
        UnitOfWork unit,
        RefundInvoice operation,
        string reason,
        CancellationToken cancel
    )
    {
        if (await tables.Lock(unit, operation.Invoice, cancel) is not { } invoice)
            return PaymentsErrors.InvoiceNotFound;
        var hash = OperationRecord.Hash(operation with { Code = null });
        var id = RefundId.From(operation.Id.Value);
        if (await tables.Refund(id, cancel, unit) is { } known)
        {
            var all = await tables.Refunds(known.Invoice, cancel, unit);
            RefundRow[] parts = [known, .. all.Where(r => r.PartOf == known.Id)];
            // As two people agreed to it, where they did: a sum, and the reason as it is kept.
            var agreed = OperationRecord.Hash(
                operation with
                {
                    Code = null,
                    Reason = reason,
                    Amount = operation.Amount ?? parts.Select(p => p.Amount).Aggregate((sum, p) => sum + p),
                }
            );
            return OperationRecord.Repeat<IReadOnlyList<RefundRow>>(
                known.RequestHash,
                OperationRecord.IsSame(known.RequestHash, agreed) ? agreed : hash,
                parts
            );
        }
        var planned = Plan(operation, invoice, await tables.Charges(invoice.Id, cancel, unit));
        if (!planned.IsOk)
            return planned.Error;
        var refunds = planned
            .Value.Select(
                (part, i) =>
                    new RefundRow
                    {
                        Id = i == 0 ? id : RefundParts.Id(id, i),
                        PartOf = i == 0 ? null : id,
                        Invoice = invoice.Id,
                        Provider = part.Charge.Provider,
                        Charge = part.Charge.Id,
                        Amount = part.Amount,
                        Reason = reason,
                        AskedBy = operation.Person,
                        RequestHash = hash,
                        AskedAt = clock.Moment(),
                    }
            )
            .ToArray();
        foreach (var refund in refunds)
        {
            await refund.Begin(tables, unit, cancel);
            unit.Audit("payments.refund-asked", invoice.Id.ToString(), operation.Person, reason, after: new { refund.Id, refund.Amount });
        }
        return refunds;
    }

    private Result<IReadOnlyList<(ChargeRow Charge, Money Amount)>> Plan(
        RefundInvoice operation,
        InvoiceRow invoice,
        IEnumerable<ChargeRow> charges
    ) =>
        RefundParts.Of(
            operation.Amount,
            operation.Amount?.Currency ?? invoice.Amount.Currency,
            charges,
            provider => providers.Find(provider)?.Abilities
        );
}

/// <summary>What is given back of which charge.</summary>
internal static class RefundParts
{
    /// <summary>One charge where one is large enough, and of those the smallest; otherwise the largest first. Of several none is given back that its provider
    /// cannot give back so.</summary>
    /// <param name="asked">Null: all that is left.</param>
    internal static Result<IReadOnlyList<(ChargeRow Charge, Money Amount)>> Of(
        Money? asked,
        Currency currency,
        IEnumerable<ChargeRow> charges,
        Func<string, ProviderAbilities?> abilities
    )
    {
        var left = charges
            .Where(c => c.CreditedAt is not null && c.Left.Minor > 0 && ReferenceEquals(c.Amount.Currency, currency))
            .OrderByDescending(c => c.Left.Minor)
            .ToList();
        var most = left.Aggregate(Money.Zero(currency), (sum, c) => sum + c.Left);
        var amount = asked ?? most;
        if (amount.IsZero || amount > most)
            return PaymentsErrors.RefundTooLarge(most);
        var parts = new List<(ChargeRow Charge, Money Amount)>();
        if (left.FindLast(c => c.Left >= amount) is { } one)
            parts.Add((one, amount));
        else
            foreach (var charge in left)
            {
                var part = amount < charge.Left ? amount : charge.Left;
                if (!part.IsZero)
                    parts.Add((charge, part));
                amount -= part;
            }
        return parts.TrueForAll(p =>
            abilities(p.Charge.Provider) is { Refunds: true } able && (able.RefundsInPart || p.Amount == p.Charge.Amount)
        )
            ? parts
            : PaymentsErrors.RefundNotSupported;
    }

    internal static RefundId Id(RefundId first, int number) =>
        RefundId.From(DerivedId.Of(first.ToString(), "part", number.ToString(CultureInfo.InvariantCulture)).Value);

    /// <summary>As one: under way while a part is, and failed only where nothing was given back.</summary>
    internal static Refund Shown(IReadOnlyList<RefundRow> parts)
    {
        var first = parts[0].Shown;
        if (parts.Count == 1)
            return first;
        var counted = parts.Where(p => p.State != RefundState.Failed).ToList();
        return first with
        {
            Amount = (counted.Count == 0 ? parts : counted).Aggregate(Money.Zero(first.Amount.Currency), (sum, p) => sum + p.Amount),
            State =
                counted.Count == 0 ? RefundState.Failed
                : counted.Exists(p => p.State == RefundState.Pending) ? RefundState.Pending
                : RefundState.Done,
            EndedAt = parts.Any(p => p.EndedAt is null) ? null : parts.Max(p => p.EndedAt),
        };
    }
}
