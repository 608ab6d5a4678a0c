using Denga.Platform.Modules;
using Denga.Platform.Operations;
using Denga.Platform.Outside;
using Denga.Platform.Simulation;
using Denga.Stars.Catalogue;
using Denga.Stars.Orders;
using Denga.Stars.People;
using Denga.Stars.Promotions;
using Denga.Stars.Sales;
using Denga.Stars.Sellers;
using Denga.Stars.Sellers.FragmentApi;
using Denga.Stars.Sellers.MyStars;
using Denga.Stars.Sellers.Sandbox;
using Denga.Stars.Simulation;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Stars;

/// <summary>The shop of Telegram Stars and Premium: prices, recipients, orders, sellers.</summary>
public sealed class StarsModule : IModule
{
    public static string Name => "stars";

    public static void Register(ModuleBuilder module)
    {
        var settings = module.Settings.ReadChecked<StarsOptions>(Name);
        module.Outside<MyStarsSeller>(
            MyStarsSeller.Provider,
            http =>
            {
                http.BaseAddress = settings.MyStars.Address;
                if (settings.MyStars.ApiKey is { } key)
                    http.DefaultRequestHeaders.Add("X-Api-Key", key);
            }
        );
        module.Outside<FragmentApiSeller>(FragmentApiSeller.Provider, http => http.BaseAddress = settings.FragmentApi.Address);
        module
            .Services.AddSingleton<IStarsSeller>(services => services.GetRequiredService<MyStarsSeller>())
            .AddSingleton<IStarsSeller>(services => services.GetRequiredService<FragmentApiSeller>())
            .AddSingleton<IStarsSeller, SandboxSeller>()
            .AddSingleton<StarsSellersByName>()
            .AddSingleton<Exchange>()
            .AddSingleton<Recipients>()
            .AddSingleton<OrderTable>()
            .AddSingleton<IOrderTable>(services => services.GetRequiredService<OrderTable>())
            .AddSingleton<OrderMoney>()
            .AddSingleton<OrderSteps>();
        module
            .Options<StarsOptions>()
            .Handles<CatalogueHandlers>()
            .Handles<Margins>()
            .Handles<OrderHandlers>()
            .Handles<OrderList>()
            .Handles<SalesHandlers>()
            .Handles<ResolveHandler>()
            .Handles<Funds>()
            .Handles<Promos>()
            .Handles<Referrals>()
            .Handles<RecordsHandler>()
            .Consumes<OnInvoicePaid>()
            .Consumes<OnPeopleMerged>()
            .Consumes<OnPersonErased>()
            .Works<HoldWorker>()
            .Works<BuyWorker>()
            .Works<ExpireWorker>()
            .Works<BonusWorker>()
            .Webhook<MyStarsWebhook>()
            .Job<ForgetOldQuotes>()
            .Job<WatchSellers>()
            .Job<RecheckFailed>();
        module.Services.AddSingleton<Platform.Health.IHealthCheck>(services => services.GetRequiredService<WatchSellers>());
    }

    /// <summary>The module in a simulated world; its ledger is the wallet's own, its invoices are those of the simulated payments.</summary>
    public static ISimulated Simulated(SimulatedWorld world, IOperations wallet, ISimulated payments) =>
        new StarsSimulation(world, wallet, payments);
}
