using Denga.Contracts;
using Denga.Contracts.Payments;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Payments.Providers.Sandbox;

/// <summary>The payer's side of the sandbox.</summary>
internal sealed class SandboxHandlers(
    Database<PaymentsModule> database,
    SandboxProvider sandbox,
    ProviderList providers,
    TimeProvider clock
) : IOperationHandler<SandboxPaymentById, SandboxPayment>, IOperationHandler<PlaySandbox, SandboxPayment>
{
    private const string Double = "pay-double";
    private const string Half = "pay-half";
    private const string Late = "pay-late";
    private const string Refuse = "refuse";
    private const string Silent = "no-webhook";
    private const string Twice = "webhook-twice";
    private static readonly string[] Plays = ["pay", Refuse, Half, Double, Late, Twice, Silent];

    public async Task<Result<SandboxPayment>> Handle(SandboxPaymentById operation, CancellationToken cancel) =>
        await Find(operation.Payment, cancel) is { } row ? Shown(row) : PaymentsErrors.PaymentNotFound;

    public async Task<Result<SandboxPayment>> Handle(PlaySandbox operation, CancellationToken cancel)
    {
        if (!Plays.Contains(operation.Do, StringComparer.Ordinal))
            return PaymentsErrors.UnknownPlay;
        if (await Find(operation.Payment, cancel) is not { } row)
            return PaymentsErrors.PaymentNotFound;
        var now = clock.GetUtcNow();
        await database.Transaction(
            async unit =>
            {
                await using var play = new NpgsqlCommand(
                    "update sandbox_payment set state = $2, paid = $3, paid_at = $4 where id = $1 and state <> 'Paid'",
                    unit.Connection
                )
                    .With(row.Id.Value)
                    .With(operation.Do == Refuse ? "Refused" : "Paid")
                    .With(
                        operation.Do switch
                        {
                            Refuse => 0L,
                            Half => Math.Max(1, row.Amount.Minor / 2),
                            Double => row.Amount.Minor * 2,
                            _ => row.Amount.Minor,
                        }
                    )
                    .With(
                        operation.Do == Refuse ? (DateTimeOffset?)null
                        : operation.Do == Late && row.ExpiresAt >= now ? row.ExpiresAt.AddSeconds(1)
                        : now
                    );
                if (await play.ExecuteNonQueryAsync(cancel) == 0 || operation.Do == Silent)
                    return 0;
                for (var times = operation.Do == Twice ? 2 : 1; times > 0; times--)
                {
                    var delivery = Guid.CreateVersion7();
                    unit.Later(new SandboxDelivery(row.Id, delivery), delivery.ToString());
                }
                return 0;
            },
            cancel
        );
        return Shown((await sandbox.Find(row.Id, cancel))!);
    }

    private async Task<SandboxRow?> Find(PaymentId payment, CancellationToken cancel) =>
        providers.Offered.Contains(sandbox) ? await sandbox.Find(payment, cancel) : null;

    private SandboxPayment Shown(SandboxRow row) =>
        new(
            row.Id,
            row.Amount,
            row.Description,
            row.State == PaymentState.Pending && row.ExpiresAt < clock.GetUtcNow() ? PaymentState.Expired : row.State,
            new Money(row.Paid, row.Amount.Currency),
            row.ExpiresAt,
            row.ReturnTo
        );
}
