using Denga.Bot.Engine;
using Denga.Platform.Modules;

namespace Denga.Bot.Payments;

/// <summary>Money in, and what must be known of it.</summary>
internal static class PaymentsDialogs
{
    internal static void Register(ModuleBuilder module)
    {
        module.Dialog<RechargeDialog>().Dialog<PaymentsDialog>().Dialog<SupportDialog>().Dialog<TermsDialog>().Dialog<PrivacyDialog>();
    }
}
