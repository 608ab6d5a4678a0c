using Denga.Payments.Approvals;
using Denga.Payments.History;
using Denga.Payments.Invoices;
using Denga.Payments.Operators;
using Denga.Payments.OutgoingWebhooks;
using Denga.Payments.Paying;
using Denga.Payments.People;
using Denga.Payments.Proof;
using Denga.Payments.Providers;
using Denga.Payments.Providers.Cash;
using Denga.Payments.Providers.Heleket;
using Denga.Payments.Providers.Sandbox;
using Denga.Payments.Providers.Stripe;
using Denga.Payments.Providers.TelegramStars;
using Denga.Payments.Providers.YooKassa;
using Denga.Payments.Receipts;
using Denga.Payments.Reconciliation;
using Denga.Payments.Refunds;
using Denga.Payments.Replay;
using Denga.Payments.Simulation;
using Denga.Platform.Data;
using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Denga.Payments;

/// <summary>Money in and back out through providers: invoices, payments, refunds, receipts, reconciliation.</summary>
public sealed class PaymentsModule : IModule
{
    public static string Name => "payments";

    public static void Register(ModuleBuilder module)
    {
        module
            .Services.AddSingleton<IPaymentTables, PaymentTables>()
            .AddSingleton<ProviderList>()
            .AddSingleton<SystemAccounts>()
            .AddSingleton<Crediting>()
            .AddSingleton<Facts>()
            .AddSingleton<Starting>()
            .AddSingleton<Rehearsing>()
            .AddSingleton<EndpointConnections>()
            .AddSingleton<EndpointCourier>();
        module
            .Options<PaymentsOptions>()
            .ProviderWithWebhooks<SandboxProvider>()
            .Provider<CashProvider>()
            .Handles<InvoiceHandlers>()
            .Handles<InvoiceList>()
            .Handles<RefundHandlers>()
            .Handles<ApprovalHandlers>()
            .Handles<OperatorHandlers>()
            .Handles<ProvidersHandler>()
            .Handles<ConfirmCashHandler>()
            .Handles<HistoryHandler>()
            .Handles<Adjusting>()
            .Handles<PeopleHandlers>()
            .Handles<SandboxHandlers>()
            .Handles<CaseHandlers>()
            .Handles<ClosingCases>()
            .Handles<EndpointHandlers>()
            .Handles<ReplayHandlers>()
            .Handles<ReceiptHandlers>()
            .Outside<SandboxCourier>(SandboxCourier.Outside, _ => { })
            .Consumes<OnPeopleMerged>()
            .Consumes<OnPersonErased>()
            .Consumes<OnStarsOrderChanged>()
            .Consumes<OnStarsBonusPaid>()
            .Consumes<OnEventToTell>()
            .Works<AskPayments>()
            .Works<ExpireInvoices>()
            .Works<Refunding>()
            .Works<ApprovedRefunds>()
            .Works<Adjusting>()
            .Works<Reconciling>()
            .Works<ClosingCases>()
            .Works<SendDeliveries>()
            .Job<ReconcileNightly>()
            .Works<SandboxWebhooks>();
        HeleketProvider.Add(module);
        YooKassaProvider.Add(module);
        StripeProvider.Add(module);
        TelegramStarsProvider.Add(module);
    }

    /// <summary>Compares payments with the ledger, both ways, and answers what differs, in sentences; nothing when all is well.</summary>
    public static Task<IReadOnlyList<string>> Verify(IServiceProvider services, CancellationToken cancel) =>
        new Verification(
            services.GetRequiredService<Database<PaymentsModule>>(),
            services.GetRequiredService<IOperations>(),
            services.GetRequiredService<TimeProvider>()
        ).Run(cancel);

    /// <summary>The module in a simulated world; its ledger is the wallet's own.</summary>
    public static ISimulated Simulated(SimulatedWorld world, IOperations wallet) => new PaymentsSimulation(world, wallet);

    /// <summary>How much there is of what <see cref="Verify"/> compares.</summary>
    public static async Task<IReadOnlyList<(string Of, long Count)>> Counts(IServiceProvider services, CancellationToken cancel)
    {
        await using var connection = await services.GetRequiredService<Database<PaymentsModule>>().Open(cancel);
        await using var command = new NpgsqlCommand(
            "select (select count(*) from invoice), (select count(*) from charge), (select count(*) from refund)",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return [("invoices", row.GetInt64(0)), ("charges", row.GetInt64(1)), ("refunds", row.GetInt64(2))];
    }
}
