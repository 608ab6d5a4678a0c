using Denga.Bot.Booking;
using Denga.Bot.Channels.Telegram;
using Denga.Bot.Channels.Web;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Bot.Expenses;
using Denga.Bot.Home;
using Denga.Bot.Payments;
using Denga.Bot.People;
using Denga.Bot.Reports;
using Denga.Bot.Settings;
using Denga.Bot.Stars;
using Denga.Bot.Wallet;
using Denga.Platform.Health;
using Denga.Platform.Modules;
using Denga.Platform.Outside;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Denga.Bot;

/// <summary>The messenger front end: channels, dialogs, texts; no rules.</summary>
public sealed class BotModule : IModule
{
    public static string Name => "bot";

    public static void Register(ModuleBuilder module)
    {
        module
            .Options<TelegramOptions>("Telegram")
            .Options<SupportOptions>("Support")
            .Handles<OpenChatHandler>()
            .Handles<SayHandler>()
            .Handles<ChatMessagesHandler>()
            .Handles<SendNoticeHandler>()
            .Handles<CreateStarsLinkHandler>()
            .Handles<RefundStarsHandler>()
            .Handles<StarTransactionsHandler>()
            .Handles<RecordsHandler>()
            .Consumes<OnPeopleMerged>()
            .Consumes<OnMessengerUnlinked>()
            .Consumes<OnPersonErased>()
            .Job<WorkLateUpdates>()
            .Job<ForgetUpdates>()
            .Outside<StarsClient>(
                new OutsideProvider(StarsClient.ProviderName)
                {
                    // Of the payer, when Stars go back to him.
                    SecretNames = ["user_id"],
                    Defaults = new OutsideOptions
                    {
                        Attempts = 2,
                        BreakAfter = 5,
                        BreakFor = TimeSpan.FromMinutes(1),
                    },
                },
                _ => { }
            );
        var services = module.Services;
        services.AddSingleton<ConversationStore>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<TurnWriter>();
        services.AddSingleton<OwnConversations>();
        services.AddSingleton<ChatHistory>();
        services.AddSingleton<Usernames>();
        // Stopped in the reverse order: what comes in, what is worked, what goes out.
        AddHosted<OutgoingLoop>(services);
        AddHosted<UpdateLoop>(services);
        AddHosted<TelegramIntake>(services);
        services.AddSingleton<IHealthCheck>(provider => provider.GetRequiredService<TelegramIntake>());
        services.AddSingleton<Router>();
        services.AddSingleton<DialogRegistry>();
        services.AddSingleton<Notifications>();
        services.AddSingleton<CategoryNames>();
        HomeDialogs.Register(module);
        ExpensesDialogs.Register(module);
        WalletDialogs.Register(module);
        PaymentsDialogs.Register(module);
        StarsDialogs.Register(module);
        BookingDialogs.Register(module);
        ReportsDialogs.Register(module);
        SettingsDialogs.Register(module);
        services.AddSingleton<SendingLimits>();
        services.AddSingleton(provider => new TelegramClient(
            new HttpClient(
                new SocketsHttpHandler
                {
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    MaxConnectionsPerServer = 256,
                    // Our traces are none of Telegram's business.
                    ActivityHeadersPropagator = null,
                }
            ),
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<TelegramOptions>>()
        ));
        services.AddSingleton<StarPayments>();
        services.AddSingleton<Checkout>();
        services.AddSingleton<IMessengerChannel, TelegramChannel>();
        services.AddSingleton<IMessengerChannel, WebChannel>();
        services.AddSingleton<LiveFeed>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/hooks/telegram", (HttpContext context, TelegramIntake intake) => intake.Receive(context)).ExcludeFromDescription();
        WebEvents.Map(routes);
        WebPhotos.Map(routes);
    }

    private static void AddHosted<TService>(IServiceCollection services)
        where TService : class, IHostedService
    {
        services.AddSingleton<TService>();
        services.AddHostedService(provider => provider.GetRequiredService<TService>());
    }
}
