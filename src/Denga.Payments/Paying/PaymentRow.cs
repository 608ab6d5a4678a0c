using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Payments.Providers;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Payments.Paying;

/// <summary>What somebody must look at.</summary>
/// <param name="About">The code and what exactly it is about: the same fact says the same again.</param>
internal sealed record Trouble(string Code, string About)
{
    internal static Trouble Of(string code, params ReadOnlySpan<string> about) => new(code, string.Join(' ', [code, .. about]));
}

/// <summary>An attempt to have an invoice paid, as it stands in its table.</summary>
internal sealed record PaymentRow
{
    internal required PaymentId Id { get; init; }
    internal required InvoiceId Invoice { get; init; }
    internal required string Provider { get; init; }

    /// <summary>What the provider was asked to take.</summary>
    internal required Money Amount { get; init; }
    internal required string Language { get; init; }
    internal PaymentState State { get; init; }
    internal string? ProviderId { get; init; }
    internal string? Link { get; init; }

    /// <summary>The provider's word for a refusal, for operators.</summary>
    internal string? Reason { get; init; }

    /// <summary>What a person must look at: a code.</summary>
    internal string? Trouble { get; init; }

    /// <summary>The code and what exactly it is about, such as a charge; null without a mark, and for one of before 0020.</summary>
    internal string? TroubleAbout { get; init; }

    /// <summary>What an operator has settled: what marks were about.</summary>
    internal IReadOnlyList<string> Settled { get; init; } = [];
    internal required DateTimeOffset StartedAt { get; init; }
    internal DateTimeOffset? EndedAt { get; init; }

    private const string Columns = """
        id, invoice_id, provider, minor, currency, language, state, provider_id, link, reason, trouble, started_at, ended_at, trouble_about, settled
        """;

    internal PaymentReference Reference => new(Id, ProviderId, Amount, StartedAt);

    /// <summary>Marked for somebody to look at; as it is where that is settled. The newest mark stays.</summary>
    internal PaymentRow Marked(Trouble trouble) =>
        Settled.Contains(trouble.About) || Settled.Contains(trouble.Code)
            ? this
            : this with
            {
                Trouble = trouble.Code,
                TroubleAbout = trouble.About,
            };

    internal PaymentAttempt Attempt => new(Id, Provider, State, Link, Qr: null, StartedAt);

    internal static async Task<PaymentRow?> Find(NpgsqlConnection connection, PaymentId id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from payment where id = $1", connection).With(id.Value);
        return (await ReadAll(command, cancel)).SingleOrDefault();
    }

    internal static async Task<IReadOnlyList<PaymentRow>> Of(NpgsqlConnection connection, InvoiceId invoice, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select {Columns} from payment where invoice_id = $1 order by started_at, id",
            connection
        ).With(invoice.Value);
        return await ReadAll(command, cancel);
    }

    /// <summary>By our key; without one by what the provider calls it, and then the newest: providers use their ids again after years.</summary>
    internal static async Task<PaymentRow?> Find(
        NpgsqlConnection connection,
        string provider,
        PaymentId? key,
        string? providerId,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            key is null
                ? $"select {Columns} from payment where provider = $1 and provider_id = $2 order by started_at desc limit 1"
                : $"select {Columns} from payment where provider = $1 and id = $2",
            connection
        ).With(provider);
        if (key is { } ours)
            command.With(ours.Value);
        else
            command.With(providerId);
        return (await ReadAll(command, cancel)).SingleOrDefault();
    }

    /// <summary>False when the id is taken.</summary>
    internal async Task<bool> Insert(UnitOfWork unit, CancellationToken cancel)
    {
        await using var insert = new NpgsqlCommand(
            """
            insert into payment (id, invoice_id, provider, minor, currency, language, state, started_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (id) do nothing
            """,
            unit.Connection
        ).With(Id.Value).With(Invoice.Value).With(Provider).With(Amount.Minor).With(Amount.Currency.Code).With(Language).With(State.ToString()).With(StartedAt);
        return await insert.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>With the commit.</summary>
    internal void Save(UnitOfWork unit) =>
        unit.AtCommit(
                """
                update payment set state = $2, provider_id = $3, link = $4, reason = $5, trouble = $6, ended_at = $7, trouble_about = $8, settled = $9
                where id = $1
                """
            )
            .With(Id.Value)
            .With(State.ToString())
            .With(ProviderId)
            .With(Link)
            .With(Reason)
            .With(Trouble)
            .With(EndedAt)
            .With(TroubleAbout)
            .With(Settled.ToArray());

    private static async Task<List<PaymentRow>> ReadAll(NpgsqlCommand command, CancellationToken cancel)
    {
        var found = new List<PaymentRow>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            found.Add(
                new PaymentRow
                {
                    Id = new PaymentId(rows.GetGuid(0)),
                    Invoice = new InvoiceId(rows.GetGuid(1)),
                    Provider = rows.GetString(2),
                    Amount = new Money(rows.GetInt64(3), Currency.Parse(rows.GetString(4))),
                    Language = rows.GetString(5),
                    State = Enum.Parse<PaymentState>(rows.GetString(6)),
                    ProviderId = rows.Text(7),
                    Link = rows.Text(8),
                    Reason = rows.Text(9),
                    Trouble = rows.Text(10),
                    StartedAt = rows.GetFieldValue<DateTimeOffset>(11),
                    EndedAt = rows.Nullable<DateTimeOffset>(12),
                    TroubleAbout = rows.Text(13),
                    Settled = rows.GetFieldValue<string[]>(14),
                }
            );
        return found;
    }
}
