using System.Diagnostics;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Operations;
using Npgsql;

namespace Denga.Bot.Engine;

internal sealed class SendNoticeHandler(ConversationStore conversations, MessageStore messages, TurnWriter turns, OutgoingLoop outgoing)
    : IOperationHandler<SendNotice, Done>
{
    private static readonly Error Unreachable = Error.NotFound("bot.unreachable", "The person has no conversation, or blocked the bot.");
    private static readonly Error Busy = new("bot.busy", ErrorKind.Unavailable, "The conversation is busy. Try again in a moment.");
    private const int AttemptsMax = 20;

    public async Task<Result<Done>> Handle(SendNotice operation, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var last = await conversations.LastOf(operation.Person, cancel);
            if (last is null or { IsBlocked: true })
                return Unreachable;
            if (operation.Shown is { } shown && await messages.Shows(last.Id, shown, cancel))
                return Done.It;
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
                var finished = await turns.Complete(finish, cancel);
                foreach (var message in finished.Messages)
                    outgoing.Add(message);
                if (finished.Done)
                    return Done.It;
            }
            catch (PostgresException e) when (e.ConstraintName == "message_notice_once")
            {
                // The acknowledgement of its commit may have been lost.
                foreach (var message in await messages.Unsent(last.Id, cancel))
                    outgoing.Add(message);
                return Done.It;
            }
        }
        return Busy;
    }
}
