using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.Paying;

/// <summary>Money that came, as it stands in its table.</summary>
internal sealed record ChargeRow
{
    private static readonly DateTimeOffset First = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal required string Provider { get; init; }
    internal required string Id { get; init; }
    internal required PaymentId Payment { get; init; }
    internal required InvoiceId Invoice { get; init; }
    internal required Money Amount { get; init; }
    internal Money? Fee { get; init; }

    /// <summary>What the provider kept, where it told so later: it has a posting of its own, <see cref="FeePosting"/>.</summary>
    internal Money? LateFee { get; init; }
    internal DateTimeOffset? FeePostedAt { get; init; }
    internal required DateTimeOffset ChargedAt { get; init; }
    internal required OperationId Posting { get; init; }
    internal AccountId? Account { get; init; }
    internal DateTimeOffset? CreditedAt { get; init; }

    /// <summary>What refunds have taken of it, also those under way.</summary>
    internal required long Refunded { get; init; }

    /// <summary>As the provider calls it.</summary>
    internal string ProviderCharge => Id.EndsWith(Reused(Payment), StringComparison.Ordinal) ? Id[..^Reused(Payment).Length] : Id;

    /// <summary>What is added to an id that was another charge's years ago.</summary>
    internal static string Reused(PaymentId payment) => $" of {payment}";

    /// <summary>Something of it is not in the ledger yet.</summary>
    internal const string IsOpen = "credited_at is null or late_fee is not null and fee_posted_at is null";

    internal OperationId FeePosting => DerivedId.Of(Provider, "late fee", Id);

    internal bool OwesFee => LateFee is not null && FeePostedAt is null;

    internal Money Left => new(Amount.Minor - Refunded, Amount.Currency);

    private const string Select = """
        select c.provider, c.id, c.payment_id, c.invoice_id, c.minor, c.currency, c.fee, c.charged_at, c.posting_id, c.account_id, c.credited_at, c.late_fee, c.fee_posted_at,
            (select coalesce(sum(r.minor), 0)::bigint from refund r where r.provider = c.provider and r.charge_id = c.id and r.state <> 'Failed')
        from charge c
        """;

    internal static async Task<ChargeRow?> Find(NpgsqlConnection connection, string provider, string id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"{Select} where c.provider = $1 and c.id = $2", connection).With(provider).With(id);
        return (await ReadAll(command, cancel)).SingleOrDefault();
    }

    /// <summary>The oldest first.</summary>
    internal static async Task<List<ChargeRow>> Of(NpgsqlConnection connection, InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"{Select} where c.invoice_id = $1 order by c.came_at, c.id", connection).With(
            invoice.Value
        );
        return await ReadAll(command, cancel);
    }

    /// <summary>What an attempt brought.</summary>
    /// <param name="id">The provider's, or one of ours, where it was used before.</param>
    internal static ChargeRow New(string id, PaymentRow payment, ProviderCharge charge, DateTimeOffset now) =>
        new()
        {
            Provider = payment.Provider,
            Id = id,
            Payment = payment.Id,
            Invoice = payment.Invoice,
            Amount = charge.Amount,
            Fee = charge.Fee is { Minor: >= 0 } fee && ReferenceEquals(fee.Currency, charge.Amount.Currency) ? fee : null,
            // The ledger takes no future: clocks differ.
            ChargedAt =
                charge.At > now ? now
                : charge.At < First ? First
                : charge.At,
            Posting = DerivedId.Of(payment.Provider, id),
            Refunded = 0,
        };

    internal async Task<bool> Insert(UnitOfWork unit, DateTimeOffset now, CancellationToken cancel)
    {
        await using var insert = new NpgsqlCommand(
            """
            insert into charge (provider, id, payment_id, invoice_id, minor, currency, fee, charged_at, came_at, posting_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (provider, id) do nothing
            """,
            unit.Connection
        ).With(Provider).With(Id).With(Payment.Value).With(Invoice.Value).With(Amount.Minor).With(Amount.Currency.Code).With(Fee?.Minor).With(ChargedAt).With(now).With(Posting.Value);
        return await insert.ExecuteNonQueryAsync(cancel) == 1;
    }

    private static async Task<List<ChargeRow>> ReadAll(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<ChargeRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var currency = Currency.Parse(rows.GetString(5));
            found.Add(
                new ChargeRow
                {
                    Provider = rows.GetString(0),
                    Id = rows.GetString(1),
                    Payment = new PaymentId(rows.GetGuid(2)),
                    Invoice = new InvoiceId(rows.GetGuid(3)),
                    Amount = new Money(rows.GetInt64(4), currency),
                    Fee = rows.Nullable<long>(6) is { } fee ? new Money(fee, currency) : null,
                    ChargedAt = rows.GetFieldValue<DateTimeOffset>(7),
                    Posting = new OperationId(rows.GetGuid(8)),
                    Account = rows.Nullable<Guid>(9) is { } account ? new AccountId(account) : null,
                    CreditedAt = rows.Nullable<DateTimeOffset>(10),
                    LateFee = rows.Nullable<long>(11) is { } late ? new Money(late, currency) : null,
                    FeePostedAt = rows.Nullable<DateTimeOffset>(12),
                    Refunded = rows.GetInt64(13),
                }
            );
        }
        return found;
    }
}
