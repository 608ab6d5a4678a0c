using System.Diagnostics;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Bot.Engine;

internal sealed class SendNoticeHandler(ConversationStore store, OutgoingLoop outgoing) : IOperationHandler<SendNotice, Done>
{
    private static readonly Error Unreachable = Error.NotFound("bot.unreachable", "The person has no conversation, or blocked the bot.");
    private static readonly Error Busy = new("bot.busy", ErrorKind.Unavailable, "The conversation is busy. Try again in a moment.");
    private const int AttemptsMax = 20;

    public async Task<Result<Done>> Handle(SendNotice operation, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var last = await store.LastOf(operation.Person, cancel);
            if (last is null or { IsBlocked: true })
                return Unreachable;
            var screen = new Screen(operation.Text);
            var finish = new Finish(
                null,
                last,
                last.State,
                [screen],
                new Dictionary<long, Screen>(),
                Activity.Current?.Id,
                operation.Id.Value
            );
            try
            {
                var finished = await store.Complete(finish, cancel);
                foreach (var message in finished.Messages)
                    outgoing.Add(message);
                if (finished.Done)
                    return Done.It;
            }
            catch (PostgresException e) when (e.ConstraintName == "message_notice_once")
            {
                // The acknowledgement of its commit may have been lost.
                foreach (var message in await store.Unsent(last.Id, cancel))
                    outgoing.Add(message);
                return Done.It;
            }
        }
        return Busy;
    }
}

/// <summary>Takes up what was stored and never queued: its acknowledgement was lost, or the process that stored it is gone.</summary>
internal sealed class WorkLateUpdates(UpdateLoop loop) : IJob
{
    public string Name => "work late updates";

    public TimeSpan Every => TimeSpan.FromSeconds(5);

    public Task Run(CancellationToken cancel) => loop.TakeLate(cancel);
}

/// <summary>Worked updates are kept for a week, longer than any messenger repeats them.</summary>
internal sealed class ForgetUpdates(ConversationStore store, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public string Name => "forget updates";

    public TimeSpan Every => TimeSpan.FromHours(1);

    public Task Run(CancellationToken cancel) => store.Forget(clock.GetUtcNow() - Kept, cancel);
}
