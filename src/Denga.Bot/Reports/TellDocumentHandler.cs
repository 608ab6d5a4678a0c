using System.Globalization;
using System.Text.Json;
using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform;
using Denga.Platform.Operations;

namespace Denga.Bot.Reports;

/// <summary>News of a document for the conversation that waits for it. The notification's id is made of what is said, so the same news again is the same
/// notification.</summary>
internal sealed class TellDocumentHandler(Notifications notifications) : IOperationHandler<TellDocument, Done>
{
    private static readonly Error Unreachable = Error.NotFound("bot.unreachable", "There is no such conversation.");

    public async Task<Result<Done>> Handle(TellDocument operation, CancellationToken cancel)
    {
        var what = operation.Progress is { } progress ? progress.Percent.ToString(CultureInfo.InvariantCulture) : "end";
        var isSent = await notifications.Send(
            operation.Conversation,
            $"document {operation.Id} {what}",
            new DocumentNews(operation.Id),
            JsonSerializer.Serialize(operation, DengaJson.Options),
            cancel
        );
        return isSent ? Done.It : Unreachable;
    }
}
