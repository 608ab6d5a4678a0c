using Denga.Analytics;
using Denga.Booking;
using Denga.Bot;
using Denga.Expenses;
using Denga.Identity;
using Denga.Notifications;
using Denga.Panel;
using Denga.Payments;
using Denga.Platform;
using Denga.Platform.Modules;
using Denga.Rates;
using Denga.Reports;
using Denga.Stars;
using Denga.Wallet;
using Denga.Web;
using Microsoft.Extensions.Configuration;

namespace Denga.Host;

/// <summary>The one list of modules: this program, compose.yaml's check, the tests of every form and the benches read it. Where each really runs is a
/// matter of <c>Modules:&lt;name&gt;</c>.</summary>
public static class DengaModules
{
    /// <summary>With which others a module shares a process where Denga is split; <see cref="Front"/> is what people's browsers reach.</summary>
    private static readonly Module[] All =
    [
        Of<IdentityModule>("identity"),
        Of<RatesModule>("identity"),
        Of<WalletModule>("wallet"),
        Of<PaymentsModule>("payments"),
        Of<StarsModule>("payments"),
        Of<BookingModule>("booking"),
        Of<ExpensesModule>("expenses"),
        Of<AnalyticsModule>("analytics"),
        Of<NotificationsModule>("notifications"),
        Of<ReportsModule>("reports"),
        Of<BotModule>("bot"),
        Of<WebModule>(Front),
        Of<PanelModule>(Front),
    ];

    /// <summary>The process that runs as often as needed: nothing is kept in it.</summary>
    public const string Front = "front";

    public static IReadOnlyList<string> Names => [.. All.Select(m => m.Name)];

    /// <summary>Those that keep no tables.</summary>
    public static IReadOnlyList<string> WithoutSchema => [.. All.Where(m => !m.HasSchema).Select(m => m.Name)];

    /// <summary>The processes of a split Denga, and their modules, separated by commas.</summary>
    public static IReadOnlyList<(string Name, string Modules)> Processes =>
        [.. All.GroupBy(m => m.Process).Select(p => (p.Key, string.Join(',', p.Select(m => m.Name))))];

    /// <summary>All others, separated by commas.</summary>
    /// <param name="modules">Separated by commas.</param>
    public static string AllBut(string modules) => string.Join(',', Names.Except(modules.Split(','), StringComparer.Ordinal));

    /// <summary>Whether a module that runs in this process keeps tables.</summary>
    internal static bool NeedDatabase(IConfiguration settings) => All.Any(m => m.HasSchema && DengaPlatform.RunsHere(settings, m.Name));

    internal static void AddTo(DengaPlatform platform)
    {
        foreach (var module in All)
            module.AddTo(platform);
        platform.Speaks(Wire.Bot.DocumentsReflection.Descriptor, Wire.Reports.DocumentsReflection.Descriptor);
    }

    private static Module Of<TModule>(string process)
        where TModule : IModule => new(TModule.Name, TModule.HasSchema, process, platform => platform.Add<TModule>());

    private sealed record Module(string Name, bool HasSchema, string Process, Action<DengaPlatform> AddTo);
}
