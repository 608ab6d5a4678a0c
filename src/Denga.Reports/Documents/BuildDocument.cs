using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Data;
using Denga.Platform.Operations;
using Denga.Platform.Work;
using Microsoft.Extensions.Logging;

namespace Denga.Reports.Documents;

/// <summary>A request for a document waits.</summary>
internal sealed record DocumentWork(Guid Document) : IWork
{
    public static string Kind => "reports.document";
}

/// <summary>Builds a document, keeps the file, and tells the bot, again and again until it has taken it. The bot hears each thing once, so whoever goes on
/// after a crash may say it again.</summary>
internal sealed partial class BuildDocument(
    DocumentRequests requests,
    DocumentBuilder builder,
    IOperations operations,
    TimeProvider clock,
    ILogger<BuildDocument> log
) : Worker<DocumentWork>
{
    private const int AttemptsMax = 6;

    /// <summary>A messenger lets a message change about once a second.</summary>
    private static readonly TimeSpan BetweenNews = TimeSpan.FromSeconds(2);

    public override WorkPolicy Policy { get; } =
        new()
        {
            LongestWait = TimeSpan.FromSeconds(30),
            // Short, so that a person need not wait long when a process has died.
            Lease = TimeSpan.FromSeconds(6),
            // A PDF keeps a processor busy for a second or two.
            AtOnce = 2,
        };

    protected override async Task<WorkResult> Work(DocumentWork work, WorkItem item, CancellationToken cancel)
    {
        // Whoever was erased waits for nothing.
        if (await requests.Find(work.Document, cancel) is not { DoneAt: null } request)
            return WorkResult.Done();
        if (request.State is not ("finished" or "failed"))
        {
            await item.Save(unit => DocumentRequests.Began(request, unit), cancel);
            var built = item.Attempt > AttemptsMax ? ReportsErrors.NotBuilt : await builder.Build(request, News(request, item), cancel);
            if (built.Error is { Kind: ErrorKind.Unavailable } away && item.Attempt < AttemptsMax)
                return WorkResult.Retry(away.Code);
            request = built.IsOk
                ? request with
                {
                    State = "finished",
                    File = built.Value.File,
                    Entries = built.Value.Entries,
                }
                : request with
                {
                    State = "failed",
                    Error = built.Error.Code,
                };
            // Before anybody is told: whoever has lost the request says nothing.
            await item.Save(unit => DocumentRequests.Built(request, unit), cancel);
        }
        return await Tell(request, cancel) is { } silent
            ? WorkResult.Retry(silent.Code)
            : WorkResult.Done(unit => requests.Done(request.Id, unit));
    }

    protected override Task GivenUp(DocumentWork work, WorkItem item, string code, UnitOfWork unit) => requests.Done(work.Document, unit);

    /// <summary>An error while the bot does not answer. Where it says no, saying it again changes nothing.</summary>
    private async Task<Error?> Tell(DocumentRequest request, CancellationToken cancel)
    {
        if (request.Conversation is not { } conversation)
            return null;
        var told = await operations.Ask(
            new TellDocument(
                new OperationId(request.Id),
                new ConversationId(conversation),
                Finished: request.File is { } file ? new DocumentFinished(file, request.Entries ?? 0) : null,
                Failed: request.File is null ? new DocumentFailed(request.Error ?? ReportsErrors.NotBuilt.Code) : null
            ),
            cancel
        );
        if (told.Error is not { } refused)
            return null;
        if (refused.Kind == ErrorKind.Unavailable)
            return refused;
        // A conversation that is gone is one thing; anything else is a person who waits for nothing.
        NotTaken(new OperationId(request.Id), refused.Code);
        return null;
    }

    /// <summary>Shows how a document is coming along, not too often; that nobody hears it is no reason to stop.</summary>
    private Func<int, CancellationToken, Task> News(DocumentRequest request, WorkItem item)
    {
        var last = clock.GetTimestamp();
        return async (percent, cancel) =>
        {
            if (clock.GetElapsedTime(last) < BetweenNews)
                return;
            last = clock.GetTimestamp();
            await item.Save(unit => DocumentRequests.Progress(request, percent, unit), cancel);
            if (request.Conversation is { } conversation)
                await operations.Ask(
                    new TellDocument(
                        new OperationId(request.Id),
                        new ConversationId(conversation),
                        Progress: new DocumentProgress(percent)
                    ),
                    cancel
                );
        };
    }

    [LoggerMessage(LogLevel.Error, "The bot does not take the news of document {Document}: {Code}")]
    private partial void NotTaken(OperationId document, string code);
}
