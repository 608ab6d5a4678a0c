using Denga.Contracts;
using Denga.Contracts.Identity;
using Denga.Notifications.Channels;
using Denga.Notifications.Notices;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Microsoft.Extensions.Options;

namespace Denga.Notifications.Sending;

/// <summary>Sends a notice by its channel. Whoever has no messenger is written a letter instead.</summary>
internal sealed class NoticeSender(
    NoticeLog notices,
    IEnumerable<INoticeTemplate> templates,
    IEnumerable<INotificationChannel> channels,
    IOperations operations,
    IOptions<NotificationsOptions> options,
    TimeProvider clock
) : Worker<NoticeWork>
{
    private readonly Dictionary<Type, INoticeTemplate> byEvent = templates.ToDictionary(t => t.Event);

    public override WorkPolicy Policy { get; } = new() { FirstWait = options.Value.FirstDelay, GiveUpAfter = options.Value.GiveUpAfter };

    protected override async Task<WorkResult> Work(NoticeWork work, WorkItem item, CancellationToken cancel)
    {
        var channel = channels.Single(c => c.Name == work.Channel);
        var (cause, addressee) = (work.Cause(item.AddedAt), PersonId.From(work.Person));
        var found = await operations.Ask(new Profile(addressee), cancel);
        if (found.Error is { } unknown)
            return NotSent(unknown);
        var person = found.Value;
        var filled = await byEvent[cause.Event.GetType()].Fill(cause.Event, person, cancel);
        if (filled.Error is { } missing)
            return NotSent(missing);
        if (await channel.Send(new OperationId(work.Id), person.Id, addressee, filled.Value, cancel) is not { } error)
            return WorkResult.Done(unit => notices.Write(work, item.Attempt, Outcome.Sent, code: null, unit));
        if (!channel.IsNoWay(error))
            return NotSent(error);
        var isWritten = work.Channel == Channel.Messenger && await HasEmailOnly(person, cancel);
        return WorkResult.Done(async unit =>
        {
            await notices.Write(work, item.Attempt, Outcome.Unreachable, error.Code, unit);
            if (isWritten)
                await notices.Add(addressee, Channel.Email, cause, unit);
        });

        WorkResult NotSent(Error why) =>
            why.Kind is ErrorKind.Unavailable or ErrorKind.Limited
                ? WorkResult.Retry(why.Code, effect: unit => notices.Write(work, item.Attempt, Outcome.Later, why.Code, unit))
                : WorkResult.GiveUp(why.Code);
    }

    protected override Task GivenUp(NoticeWork work, WorkItem item, string code, UnitOfWork unit) =>
        notices.Write(
            work,
            item.Attempt,
            clock.GetUtcNow() - item.AddedAt >= Policy.GiveUpAfter ? Outcome.Expired : Outcome.Refused,
            code,
            unit
        );

    /// <summary>Who has a messenger and cannot be reached there has blocked the bot, and is left alone.</summary>
    private async Task<bool> HasEmailOnly(Person person, CancellationToken cancel)
    {
        var ways = await operations.Ask(new Security(person.Id), cancel);
        return ways.IsOk && ways.Value is { Email: not null, Channels.Count: 0 };
    }
}
