using System.Globalization;
using System.Text.Json;
using Denga.Bot.Dialogs;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform;
using Denga.Platform.Operations;

namespace Denga.Bot.Engine;

/// <summary>News of a document become an update of the conversation that waits for it, and are worked in its turn. The update's id is made of what is
/// said, so the same news again is the same update.</summary>
internal sealed class TellDocumentHandler(ConversationStore store, UpdateLoop loop, TimeProvider clock)
    : IOperationHandler<TellDocument, Done>
{
    private static readonly Error Unreachable = Error.NotFound("bot.unreachable", "There is no such conversation.");

    public async Task<Result<Done>> Handle(TellDocument operation, CancellationToken cancel)
    {
        if (await store.PlaceOf(operation.Conversation, cancel) is not { } place)
            return Unreachable;
        var what = operation.Progress is { } progress ? progress.Percent.ToString(CultureInfo.InvariantCulture) : "end";
        await loop.Arrive(
            new Update(
                place.Channel,
                $"document {operation.Id} {what}",
                place.ExternalId,
                place.ExternalId,
                UpdateKind.Happened,
                clock.GetUtcNow(),
                Button: ReportDialog.NewsAction(operation.Id),
                Text: JsonSerializer.Serialize(operation, DengaJson.Options)
            ),
            own: null,
            cancel
        );
        return Done.It;
    }
}
