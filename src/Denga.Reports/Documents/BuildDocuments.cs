using System.Diagnostics;
using Denga.Contracts;
using Denga.Contracts.Bot;
using Denga.Platform.Jobs;
using Denga.Platform.Operations;
using Denga.Platform.Telemetry;

namespace Denga.Reports.Documents;

/// <summary>Works requests for documents one after the other: builds, keeps the file, and tells the bot, again and again until it has taken it. The bot
/// hears each thing once, so whoever goes on after a crash may say it again.</summary>
internal sealed class BuildDocuments(
    int number,
    DocumentRequests requests,
    DocumentBuilder builder,
    DocumentQueue queue,
    IOperations operations,
    TimeProvider clock
) : IJob
{
    private const int AttemptsMax = 6;
    private static readonly TimeSpan RetryWait = TimeSpan.FromSeconds(5);

    /// <summary>A messenger lets a message change about once a second.</summary>
    private static readonly TimeSpan BetweenNews = TimeSpan.FromSeconds(2);

    public string Name => $"reports.documents-{number}";

    public TimeSpan Every => TimeSpan.FromSeconds(5);

    public Task Pause(TimeProvider time, CancellationToken cancel) => queue.Wait(Every, time, cancel);

    public async Task Run(CancellationToken cancel)
    {
        while (await requests.Take(cancel) is { } request)
        {
            using var span = Tracing.Continue("build document", ActivityKind.Consumer, request.Trace);
            using var working = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var kept = KeepLease(request.Id, working.Token);
            try
            {
                await Work(request, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                // Another process need not wait until this one would have been given up.
                await requests.Later(request.Id, TimeSpan.Zero, CancellationToken.None);
                throw;
            }
            finally
            {
                await working.CancelAsync();
                await kept.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            // The person's next one may be taken now, by whoever waits.
            queue.Add();
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
                await requests.Later(request.Id, RetryWait * request.Attempts, cancel);
                return;
            }
            if (built.IsOk)
                await requests.Finished(request.Id, built.Value, cancel);
            else
                await requests.Failed(request.Id, built.Error.Code, cancel);
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
            await requests.Done(request.Id, cancel);
        else
            await requests.Later(request.Id, RetryWait, cancel);
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
        return told.Error is not { Kind: ErrorKind.Unavailable };
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
            await requests.Progress(request.Id, percent, cancel);
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

    /// <summary>Says that this process still works it, until it does not.</summary>
    private async Task KeepLease(Guid id, CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(DocumentRequests.Lease / 3, clock, cancel);
            await requests.Later(id, DocumentRequests.Lease, cancel);
        }
    }
}
