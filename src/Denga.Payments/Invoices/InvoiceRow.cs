using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Contracts.Wallet;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Npgsql;

namespace Denga.Payments.Invoices;

/// <summary>An invoice as it stands in its table, with its newest attempt.</summary>
internal sealed record InvoiceRow
{
    internal required InvoiceId Id { get; init; }
    internal required PersonId Person { get; init; }
    internal required string Purpose { get; init; }
    internal string? Reference { get; init; }
    internal required Money Amount { get; init; }
    internal required AccountId Account { get; init; }
    internal required IReadOnlyList<TaxLine> Tax { get; init; }
    internal required byte[] RequestHash { get; init; }
    internal InvoiceState State { get; init; }

    /// <summary>How it ended without being paid.</summary>
    internal InvoiceState? Ended { get; init; }
    internal long Paid { get; init; }
    internal long Refunded { get; init; }
    internal required DateTimeOffset CreatedAt { get; init; }
    internal required DateTimeOffset ExpiresAt { get; init; }
    internal DateTimeOffset? PaidAt { get; init; }
    internal PaymentAttempt? Newest { get; init; }

    internal Money Missing => new(Math.Max(0, Amount.Minor - Paid), Amount.Currency);

    /// <summary>Of the rows <c>i</c>.</summary>
    private const string Newer =
        "left join lateral (select * from payment where invoice_id = i.id order by started_at desc, id desc limit 1) p on true";

    private const string Columns = """
        i.id, i.person_id, i.purpose, i.reference, i.minor, i.currency, i.account_id, i.tax::text, i.request_hash, i.state, i.ended, i.paid, i.refunded,
        i.created_at, i.expires_at, i.paid_at, p.id, p.provider, p.state, p.link, p.started_at
        """;

    /// <summary>Reads the invoices <c>i</c> that follow.</summary>
    internal const string Select = $"select {Columns} from invoice i {Newer}";

    /// <param name="withQr">Drawn where somebody looks at one invoice only: it is larger than all the rest.</param>
    internal Invoice Shown(bool withQr = false) =>
        new(
            Id,
            Purpose,
            Reference,
            Amount,
            Account,
            State,
            new Money(Paid, Amount.Currency),
            new Money(Refunded, Amount.Currency),
            Tax,
            CreatedAt,
            ExpiresAt,
            PaidAt,
            withQr && Newest is { Link: { } link, State: PaymentState.Pending } ? Newest with { Qr = QrPicture.Svg(link) } : Newest
        );

    /// <summary>The row is locked; one that is cancelled stays so. Error: <c>payments.invoice_closed</c>.</summary>
    internal Result<Invoice> Cancel(IPaymentTables tables, UnitOfWork unit, DateTimeOffset now) =>
        State == InvoiceState.Cancelled ? Shown()
        : InvoiceStates.IsOpen(State) ? (this with { Ended = InvoiceState.Cancelled }).Change(tables, unit, this, now).Shown()
        : PaymentsErrors.InvoiceClosed;

    internal static async Task<InvoiceRow?> Find(NpgsqlConnection connection, InvoiceId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"{Select} where i.id = $1", connection).With(id.Value);
        return (await ReadAll(command, cancel)).SingleOrDefault();
    }

    /// <summary>Nobody else changes it, its attempts, its charges and its refunds until the transaction ends.</summary>
    internal static async Task<InvoiceRow?> Lock(UnitOfWork unit, InvoiceId id, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(unit.Connection);
        batch.Command("select from invoice where id = $1 for update").With(id.Value);
        batch.Command($"{Select} where i.id = $1").With(id.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        return await rows.ReadAsync(cancel) ? Read(rows) : null;
    }

    internal static async Task<List<InvoiceRow>> ReadAll(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<InvoiceRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(Read(rows));
        return found;
    }

    private static InvoiceRow Read(NpgsqlDataReader rows)
    {
        var currency = Currency.Parse(rows.GetString(5));
        return new InvoiceRow
        {
            Id = new InvoiceId(rows.GetGuid(0)),
            Person = new PersonId(rows.GetGuid(1)),
            Purpose = rows.GetString(2),
            Reference = rows.Text(3),
            Amount = new Money(rows.GetInt64(4), currency),
            Account = new AccountId(rows.GetGuid(6)),
            Tax = JsonSerializer.Deserialize<List<TaxLine>>(rows.GetString(7), DengaJson.Options)!,
            RequestHash = rows.GetFieldValue<byte[]>(8),
            State = Enum.Parse<InvoiceState>(rows.GetString(9)),
            Ended = rows.Text(10) is { } ended ? Enum.Parse<InvoiceState>(ended) : null,
            Paid = rows.GetInt64(11),
            Refunded = rows.GetInt64(12),
            CreatedAt = rows.GetFieldValue<DateTimeOffset>(13),
            ExpiresAt = rows.GetFieldValue<DateTimeOffset>(14),
            PaidAt = rows.Nullable<DateTimeOffset>(15),
            Newest = rows.Nullable<Guid>(16) is { } payment
                ? new PaymentAttempt(
                    new PaymentId(payment),
                    rows.GetString(17),
                    Enum.Parse<PaymentState>(rows.GetString(18)),
                    rows.Text(19),
                    Qr: null,
                    rows.GetFieldValue<DateTimeOffset>(20)
                )
                : null,
        };
    }

    /// <summary>True when it was written; false when the id is taken, and null when the person has too many open.</summary>
    internal async Task<bool?> Insert(UnitOfWork unit, int openMax, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(unit.Connection);
        // Two at once must not pass the limit together.
        batch.Command("select pg_advisory_xact_lock(hashtextextended('payments invoices ' || $1::text, 0))").With(Person.Value);
        batch.Command("select exists (select from invoice where id = $1)").With(Id.Value);
        batch.Command("select count(*) from invoice where person_id = $1 and state in ('Created', 'Pending')").With(Person.Value);
        await using (var rows = await batch.ExecuteReaderAsync(cancel))
        {
            await rows.NextResultAsync(cancel);
            await rows.ReadAsync(cancel);
            if (rows.GetBoolean(0))
                return false;
            await rows.NextResultAsync(cancel);
            await rows.ReadAsync(cancel);
            if (rows.GetInt64(0) >= openMax)
                return null;
        }
        await using var insert = new NpgsqlCommand(
            """
            insert into invoice (id, person_id, purpose, reference, minor, currency, account_id, tax, request_hash, state, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8::json, $9, $10, $11, $12) on conflict (id) do nothing
            """,
            unit.Connection
        ).With(Id.Value).With(Person.Value).With(Purpose).With(Reference).With(Amount.Minor).With(Amount.Currency.Code).With(Account.Value).With(JsonSerializer.Serialize(Tax, DengaJson.Options)).With(RequestHash).With(State.ToString()).With(CreatedAt).With(ExpiresAt);
        return await insert.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>Writes the figures with the commit, the state that follows from them, and tells of it. The row is locked.</summary>
    /// <param name="before">As it was locked.</param>
    /// <param name="isAsked">A provider was asked by now.</param>
    internal InvoiceRow Change(IPaymentTables tables, UnitOfWork unit, InvoiceRow before, DateTimeOffset at, bool isAsked = true)
    {
        var state = InvoiceStates.Of(Amount.Minor, Paid, Refunded, Ended, isAsked);
        if (!InvoiceStates.IsAllowed(before.State, state))
            throw new InvalidOperationException($"The invoice {Id} does not go from {before.State} to {state}.");
        var changed = this with { State = state, PaidAt = PaidAt ?? (Paid >= Amount.Minor ? at : null) };
        tables.Save(unit, changed);
        unit.Publish(new InvoiceChanged(changed.Shown(), Person, at));
        return changed;
    }

    internal void Save(UnitOfWork unit) =>
        unit.AtCommit("update invoice set state = $2, ended = $3, paid = $4, refunded = $5, paid_at = $6, account_id = $7 where id = $1")
            .With(Id.Value)
            .With(State.ToString())
            .With(Ended?.ToString())
            .With(Paid)
            .With(Refunded)
            .With(PaidAt)
            .With(Account.Value);
}
