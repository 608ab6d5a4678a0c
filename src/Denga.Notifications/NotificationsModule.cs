using Denga.Notifications.Collecting;
using Denga.Notifications.Sending;
using Denga.Notifications.Texts;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Notifications;

/// <summary>Tells people what happened, in their language, once.</summary>
public sealed class NotificationsModule : IModule
{
    public static string Name => "notifications";

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<PendingNotices>();
        module.Services.AddSingleton<NoticeWriter>();
        module
            .Options<NotificationsOptions>()
            .Consumes<OnLimitReached>()
            .Consumes<OnRecurringRecorded>()
            .Consumes<OnRecurringCaughtUp>()
            .Consumes<OnRecurringFailed>()
            .Consumes<OnTransferCompleted>()
            .Consumes<OnTransferRefused>()
            .Consumes<OnScheduleFailed>()
            .Consumes<OnRateCrossed>()
            .Consumes<OnRefreshTokenReused>()
            .Consumes<OnPeopleMerged>()
            .Consumes<OnPersonErased>()
            .Job<SendNotices>()
            .Job<ForgetOldNotices>();
    }
}
