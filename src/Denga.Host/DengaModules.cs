using Denga.Analytics;
using Denga.Bot;
using Denga.Expenses;
using Denga.Identity;
using Denga.Notifications;
using Denga.Panel;
using Denga.Platform;
using Denga.Rates;
using Denga.Reports;
using Denga.Wallet;
using Denga.Web;

namespace Denga.Host;

/// <summary>Every module there is. Where each runs is a matter of <c>Modules:&lt;name&gt;</c>.</summary>
internal static class DengaModules
{
    internal static void AddTo(DengaPlatform platform) =>
        platform
            .Add<IdentityModule>()
            .Add<RatesModule>()
            .Add<WalletModule>()
            .Add<ExpensesModule>()
            .Add<AnalyticsModule>()
            .Add<NotificationsModule>()
            .Add<ReportsModule>()
            .Add<BotModule>()
            .Add<WebModule>()
            .Add<PanelModule>()
            .Speaks(Wire.Bot.DocumentsReflection.Descriptor, Wire.Reports.DocumentsReflection.Descriptor);
}
