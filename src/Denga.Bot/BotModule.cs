using Denga.Bot.Channels.Telegram;
using Denga.Bot.Channels.Web;
using Denga.Bot.Dialogs;
using Denga.Bot.Engine;
using Denga.Platform.Health;
using Denga.Platform.Modules;
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
            .Handles<OpenChatHandler>()
            .Handles<SayHandler>()
            .Handles<ChatMessagesHandler>()
            .Handles<SendNoticeHandler>()
            .Handles<TellDocumentHandler>()
            .Consumes<OnPeopleMerged>()
            .Consumes<OnMessengerUnlinked>()
            .Consumes<OnPersonErased>()
            .Consumes<OnTransferSteps>()
            .Job<WorkLateUpdates>()
            .Job<ForgetUpdates>();
        var services = module.Services;
        services.AddSingleton<ConversationStore>();
        services.AddSingleton<OwnConversations>();
        services.AddSingleton<ChatHistory>();
        services.AddSingleton<Usernames>();
        // Stopped in the reverse order: what comes in, what is worked, what goes out.
        AddHosted<OutgoingLoop>(services);
        AddHosted<UpdateLoop>(services);
        AddHosted<TelegramIntake>(services);
        services.AddSingleton<IHealthCheck>(provider => provider.GetRequiredService<TelegramIntake>());
        services.AddSingleton<Router>();
        AddDialogs(services);
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

    private static void AddDialogs(IServiceCollection services)
    {
        services.AddSingleton<CategoryNames>();
        services.AddSingleton<EntryAnswers>();
        services.AddSingleton<EntryDialog>();
        services.AddSingleton<ChangeDialog>();
        services.AddSingleton<PhotoDialog>();
        services.AddSingleton<Dialog>(provider => provider.GetRequiredService<EntryDialog>());
        services.AddSingleton<Dialog>(provider => provider.GetRequiredService<ChangeDialog>());
        services.AddSingleton<Dialog>(provider => provider.GetRequiredService<PhotoDialog>());
        services.AddSingleton<Dialog, StartDialog>();
        services.AddSingleton<Dialog, CancelDialog>();
        services.AddSingleton<Dialog, HelpDialog>();
        services.AddSingleton<Dialog, ReportDialog>();
        services.AddSingleton<Dialog, StatsDialog>();
        services.AddSingleton<Dialog, ListDialog>();
        services.AddSingleton<Dialog, LimitsDialog>();
        services.AddSingleton<Dialog, CurrencyDialog>();
        services.AddSingleton<Dialog, RatesDialog>();
        services.AddSingleton<Dialog, SettingsDialog>();
        services.AddSingleton<Dialog, CategoriesDialog>();
        services.AddSingleton<Dialog, RecurringDialog>();
        services.AddSingleton<Dialog, LinkDialog>();
        services.AddSingleton<Dialog, BalanceDialog>();
        services.AddSingleton<Dialog, SendDialog>();
        services.AddSingleton<Dialog, ConvertDialog>();
        services.AddSingleton<Dialog, RechargeDialog>();
    }

    private static void AddHosted<TService>(IServiceCollection services)
        where TService : class, IHostedService
    {
        services.AddSingleton<TService>();
        services.AddHostedService(provider => provider.GetRequiredService<TService>());
    }
}
