using Denga.Payments.Providers.Heleket;
using Denga.Payments.Providers.Stripe;
using Denga.Payments.Providers.TelegramStars;
using Denga.Payments.Providers.YooKassa;
using Denga.Platform.Modules;

namespace Denga.Payments;

/// <summary>Money in and back out through providers: invoices, payments, refunds, receipts, reconciliation.</summary>
public sealed class PaymentsModule : IModule
{
    public static string Name => "payments";

    public static void Register(ModuleBuilder module)
    {
        module.Options<PaymentsOptions>();
        HeleketProvider.Add(module);
        YooKassaProvider.Add(module);
        StripeProvider.Add(module);
        TelegramStarsProvider.Add(module);
    }
}
