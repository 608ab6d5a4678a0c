using Denga.Notifications.Channels;
using Denga.Notifications.Notices;
using Denga.Notifications.People;
using Denga.Notifications.Sending;
using Denga.Platform.Events;
using Denga.Platform.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Denga.Notifications;

/// <summary>Tells people what happened, in their language, once, by messenger or by e-mail.</summary>
public sealed class NotificationsModule : IModule
{
    public static string Name => "notifications";

    public static void Register(ModuleBuilder module)
    {
        module.Services.AddSingleton<NoticeLog>();
        module.Services.AddSingleton<INotificationChannel, MessengerChannel>();
        module.Services.AddSingleton<INotificationChannel, EmailChannel>();
        Tells<LimitReachedNotice>(module);
        Tells<RecurringRecordedNotice>(module);
        Tells<RecurringCaughtUpNotice>(module);
        Tells<RecurringFailedNotice>(module);
        Tells<TransferCompletedNotice>(module);
        Tells<TransferRefusedNotice>(module);
        Tells<ScheduleFailedNotice>(module);
        Tells<RateCrossedNotice>(module);
        Tells<InvoicePaidNotice>(module);
        Tells<RefundEndedNotice>(module);
        Tells<StarsOrderNotice>(module);
        Tells<BookingNotice>(module);
        Tells<PaymentDueNotice>(module);
        Tells<ArrivalSoonNotice>(module);
        Tells<DatesFreeNotice>(module);
        Tells<AttentionNotice>(module);
        Tells<ApprovalNotice>(module);
        Tells<RefreshTokenReusedNotice>(module);
        module
            .Options<NotificationsOptions>()
            .Consumes<OnPeopleMerged>()
            .Consumes<OnPersonErased>()
            .Works<NoticeSender>()
            .Works<TellOperatorsWorker>()
            .Job<ForgetOldNotices>();
    }

    private static void Tells<TTemplate>(ModuleBuilder module)
        where TTemplate : class, IConsumer, INoticeTemplate
    {
        module.Consumes<TTemplate>();
        module.Services.AddSingleton<INoticeTemplate>(provider => provider.GetRequiredService<TTemplate>());
    }
}
