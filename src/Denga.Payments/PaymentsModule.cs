using Denga.Platform.Modules;

namespace Denga.Payments;

/// <summary>Money in and back out through providers: invoices, payments, refunds, receipts, reconciliation.</summary>
public sealed class PaymentsModule : IModule
{
    public static string Name => "payments";

    public static void Register(ModuleBuilder module) => module.Options<PaymentsOptions>();
}
