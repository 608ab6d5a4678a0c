using System.Diagnostics;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Logging;

namespace Denga.Reports.Documents;

/// <summary>Works requests for documents one after the other: builds, keeps the file, and tells the bot, again and again until it has taken it. The bot
/// hears each thing once, so whoever goes on after a crash may say it again.</summary>
internal sealed partial class BuildDocuments(
    int number,
    DocumentRequests requests,
    DocumentBuilder builder,
    WakeUp<DocumentWaits> queue,
    IOperations operations,
    TimeProvider clock,
    ILogger<BuildDocuments> log
) : IJob
{
    private const int AttemptsMax = 6;
    private static readonly TimeSpan RetryWait = TimeSpan.FromSeconds(5);

    /// <summary>A messenger lets a message change about once a second.</summary>
    private static readonly TimeSpan BetweenNews = TimeSpan.FromSeconds(2);

    public string Name => $"reports.documents-{number}";

    public TimeSpan Every => TimeSpan.FromSeconds(2);

    public Task Pause(TimeProvider time, CancellationToken cancel) => queue.Wait(Every, time, cancel);

    public async Task Run(CancellationToken cancel)
    {
        while (await requests.Take(cancel) is { } request)
        {
            using var span = Tracing.Continue("build document", ActivityKind.Consumer, request.Trace);
            try
            {
                await WorkWhileOurs(request, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // Another process need not wait until this one would have been given up.
                await requests.Later(request, TimeSpan.Zero, CancellationToken.None);
                throw;
            }
            // The person's next one may be taken now, by whoever waits.
            queue.Add();
        }
    }

    private async Task WorkWhileOurs(DocumentRequest request, CancellationToken cancel)
    {
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var kept = KeepLease(request, working);
        try
        {
            await Work(request, working.Token);
        }
        catch (OperationCanceledException) when (working.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            // Another process has taken it.
        }
        finally
        {
            await working.CancelAsync();
            await kept.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Work(DocumentRequest request, CancellationToken cancel)
    {
        var state = request;
        if (state.State is not ("finished" or "failed"))
        {
            var built = request.Attempts > AttemptsMax ? ReportsErrors.NotBuilt : await builder.Build(request, News(request), cancel);
            if (built.Error is { Kind: ErrorKind.Unavailable } && request.Attempts < AttemptsMax)
            {
                await requests.Later(request, RetryWait * request.Attempts, cancel);
                return;
            }
            var isOurs = built.IsOk
                ? await requests.Finished(request, built.Value, cancel)
                : await requests.Failed(request, built.Error.Code, cancel);
            if (!isOurs)
                return;
            state = built.IsOk
                ? state with
                {
                    File = built.Value.File,
                    Entries = built.Value.Entries,
                }
                : state with
                {
                    Error = built.Error.Code,
                };
        }
        if (await IsTold(state, cancel))
            await requests.Done(request, cancel);
        else
            await requests.Later(request, RetryWait, cancel);
    }

    /// <summary>False while the bot does not answer. Where it says no, saying it again changes nothing.</summary>
    private async Task<bool> IsTold(DocumentRequest request, CancellationToken cancel)
    {
        if (request.Conversation is not { } conversation)
            return true;
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
            return true;
        if (refused.Kind == ErrorKind.Unavailable)
            return false;
        // A conversation that is gone is one thing; anything else is a person who waits for nothing.
        NotTaken(new OperationId(request.Id), refused.Code);
        return true;
    }

    /// <summary>Shows how a document is coming along, not too often; that nobody hears it is no reason to stop.</summary>
    private Func<int, CancellationToken, Task> News(DocumentRequest request)
    {
        var last = clock.GetTimestamp();
        return async (percent, cancel) =>
        {
            if (clock.GetElapsedTime(last) < BetweenNews)
                return;
            last = clock.GetTimestamp();
            if (await requests.Progress(request, percent, cancel) && request.Conversation is { } conversation)
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

    /// <summary>Says that this process still works it, until it does not; ends the work when another process has taken it.</summary>
    private async Task KeepLease(DocumentRequest request, CancellationTokenSource working)
    {
        var isOurs = true;
        while (isOurs)
        {
            await Task.Delay(DocumentRequests.Lease / 3, clock, working.Token);
            try
            {
                isOurs = await requests.Later(request, DocumentRequests.Lease, working.Token);
            }
            catch (Exception e) when (Outage.Is(e))
            {
                // Who cannot say it cannot take it either: the database is away for all.
            }
        }
        await working.CancelAsync();
    }

    [LoggerMessage(LogLevel.Error, "The bot does not take the news of document {Document}: {Code}")]
    private partial void NotTaken(OperationId document, string code);
}
