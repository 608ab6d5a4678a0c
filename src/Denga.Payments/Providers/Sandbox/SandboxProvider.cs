using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform;
using Denga.Platform.Data;
using Denga.Platform.Http;
using Denga.Platform.Webhooks;
using Npgsql;

namespace Denga.Payments.Providers.Sandbox;

/// <summary>A provider of our own that takes play money: its page plays the payer, its webhooks are signed, and its tables are its own memory. Payments
/// know no more of it than of the others.</summary>
internal sealed class SandboxProvider(Database<PaymentsModule> database, PublicAddress address, TimeProvider clock)
    : IPaymentProvider,
        IProviderWebhooks
{
    internal const string ProviderName = "sandbox";
    internal const string SignatureHeader = "Sandbox-Signature";
    internal const string TimeHeader = "Sandbox-Time";
    internal const string DeliveryHeader = "Sandbox-Delivery";
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    /// <summary>Two percent, so that fees are seen.</summary>
    private const int FeeDivisor = 50;
    private byte[]? secret;

    public string Name => ProviderName;

    public bool IsConfigured => true;

    public bool IsLive => false;

    public ProviderAbilities Abilities { get; } = new(Refunds: true, RefundsInPart: true, AsksEvery: TimeSpan.Zero);

    public IProviderWebhooks Webhooks => this;

    public IReadOnlyList<string> KeptHeaders => [];

    public ValueTask<AmountRange?> Range(Currency currency, CancellationToken cancel) =>
        ValueTask.FromResult<AmountRange?>(new AmountRange(Least: null, new Money(1_000_000 * currency.UnitsPerOne, currency)));

    public async Task<ProviderPayment> Start(PaymentOrder order, CancellationToken cancel)
    {
        await using var insert = database
            .Source.CreateCommand(
                """
                insert into sandbox_payment (id, minor, currency, description, return_to, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (id) do nothing
                """
            )
            .With(order.Key.Value)
            .With(order.Amount.Minor)
            .With(order.Amount.Currency.Code)
            .With(order.Description)
            .With(order.ReturnTo.ToString())
            .With(clock.GetUtcNow())
            .With(order.ExpiresAt);
        await insert.ExecuteNonQueryAsync(cancel);
        return Told((await Find(order.Key, cancel))!);
    }

    public async Task<ProviderPayment?> Ask(PaymentReference payment, CancellationToken cancel) =>
        await Find(payment.Key, cancel) is { } found ? Told(found) : null;

    public async Task<ProviderRefund> Refund(RefundOrder order, CancellationToken cancel) =>
        await database.Transaction(
            async unit =>
            {
                await using var batch = new NpgsqlBatch(unit.Connection);
                batch.Command("select from sandbox_payment where id = $1 for update").With(order.Payment.Key.Value);
                batch
                    .Command(
                        """
                        insert into sandbox_refund (id, payment_id, minor, created_at)
                        select $1, id, $3, $4 from sandbox_payment p where id = $2
                            and p.paid - (select coalesce(sum(minor), 0) from sandbox_refund where payment_id = $2) >= $3
                        on conflict (id) do nothing
                        """
                    )
                    .With(order.Key.Value)
                    .With(order.Payment.Key.Value)
                    .With(order.Amount.Minor)
                    .With(clock.GetUtcNow());
                await batch.ExecuteNonQueryAsync(cancel);
                return await Refunded(unit.Connection, order.Key, order.Amount.Currency, cancel)
                    ?? new ProviderRefund(null, ProviderRefundState.Failed, order.Amount, "more than was paid");
            },
            cancel
        );

    public async Task<ProviderRefund?> AskRefund(RefundReference refund, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        return await Refunded(connection, refund.Key, refund.Amount.Currency, cancel);
    }

    public async IAsyncEnumerable<ProviderPayment> List(
        DateTimeOffset from,
        DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var command = database
            .Source.CreateCommand($"{SandboxRow.Select} where s.created_at >= $1 and s.created_at < $2 order by s.created_at, s.id")
            .With(from)
            .With(to);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            yield return Told(SandboxRow.Read(rows));
    }

    public VerifiedWebhook? Verify(WebhookRequest request, DateTimeOffset now)
    {
        if (
            request.Header(SignatureHeader) is not { } signature
            || request.Header(TimeHeader) is not { } time
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Sign(time, request.Body)))
        )
            return null;
        if (
            !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > AgeMax
        )
            return VerifiedWebhook.Refuse("stale");
        return new VerifiedWebhook(request.Header(DeliveryHeader));
    }

    public Task<IReadOnlyList<ProviderPayment>> Read(ReceivedWebhook webhook, CancellationToken cancel)
    {
        try
        {
            var told = JsonSerializer.Deserialize<ProviderPayment>(webhook.Body, DengaJson.Options);
            return Task.FromResult<IReadOnlyList<ProviderPayment>>(told is null ? [] : [told]);
        }
        catch (JsonException)
        {
            return Task.FromResult<IReadOnlyList<ProviderPayment>>([]);
        }
    }

    /// <summary>What the sandbox says of a payment, as it says it in its webhooks.</summary>
    internal async Task<byte[]?> Body(PaymentId payment, CancellationToken cancel) =>
        await Find(payment, cancel) is { } found ? JsonSerializer.SerializeToUtf8Bytes(Told(found), DengaJson.Options) : null;

    /// <summary>HMAC-SHA256 over the time, a point and the body.</summary>
    internal string Sign(string time, ReadOnlyMemory<byte> body)
    {
        secret ??= ReadSecret();
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. body.Span];
        return Convert.ToHexStringLower(HMACSHA256.HashData(secret, signed));
    }

    internal async Task<SandboxRow?> Find(PaymentId payment, CancellationToken cancel)
    {
        await using var command = database.Source.CreateCommand($"{SandboxRow.Select} where s.id = $1").With(payment.Value);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel) ? SandboxRow.Read(rows) : null;
    }

    private static async Task<ProviderRefund?> Refunded(
        NpgsqlConnection connection,
        RefundId key,
        Currency currency,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand("select minor from sandbox_refund where id = $1", connection).With(key.Value);
        return await command.ExecuteScalarAsync(cancel) is long minor
            ? new ProviderRefund(key.ToString(), ProviderRefundState.Done, new Money(minor, currency))
            : null;
    }

    private ProviderPayment Told(SandboxRow row)
    {
        var asked = row.Amount;
        return new ProviderPayment(
            $"sandbox {row.Id.Value:N}",
            row.Id,
            row.State switch
            {
                PaymentState.Paid => ProviderPaymentState.Paid,
                PaymentState.Refused => ProviderPaymentState.Refused,
                _ when row.ExpiresAt < clock.GetUtcNow() => ProviderPaymentState.Expired,
                _ => ProviderPaymentState.Pending,
            },
            asked,
            row.Paid > 0
                ?
                [
                    new ProviderCharge(
                        $"charge {row.Id.Value:N}",
                        new Money(row.Paid, asked.Currency),
                        new Money(row.Paid / FeeDivisor, asked.Currency),
                        row.PaidAt!.Value
                    ),
                ]
                : [],
            IsLive,
            row.PaidAt ?? row.CreatedAt,
            address.Of($"/sandbox/pay/{row.Id}"),
            new Money(row.Refunded, asked.Currency),
            row.State == PaymentState.Refused ? "refused by the payer's bank" : null
        );
    }

    /// <summary>Once in the life of a process, by whoever signs or verifies first.</summary>
    private byte[] ReadSecret()
    {
        using var command = database.Source.CreateCommand("select secret from sandbox_secret limit 1");
        return (byte[])command.ExecuteScalar()!;
    }
}

/// <summary>A payment as the sandbox remembers it.</summary>
internal sealed record SandboxRow(
    PaymentId Id,
    Money Amount,
    string Description,
    string ReturnTo,
    PaymentState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    long Paid,
    DateTimeOffset? PaidAt,
    long Refunded
)
{
    internal const string Select = """
        select s.id, s.minor, s.currency, s.description, s.return_to, s.state, s.created_at, s.expires_at, s.paid, s.paid_at,
            (select coalesce(sum(r.minor), 0)::bigint from sandbox_refund r where r.payment_id = s.id)
        from sandbox_payment s
        """;

    internal static SandboxRow Read(NpgsqlDataReader rows) =>
        new(
            new PaymentId(rows.GetGuid(0)),
            new Money(rows.GetInt64(1), Currency.Parse(rows.GetString(2))),
            rows.GetString(3),
            rows.GetString(4),
            Enum.Parse<PaymentState>(rows.GetString(5)),
            rows.GetFieldValue<DateTimeOffset>(6),
            rows.GetFieldValue<DateTimeOffset>(7),
            rows.GetInt64(8),
            rows.Nullable<DateTimeOffset>(9),
            rows.GetInt64(10)
        );
}
