using System.Collections.Concurrent;
using System.Diagnostics;
using Denga.Platform.Data;
using Denga.Platform.Events;
using Denga.Platform.Jobs;
using Denga.Platform.Telemetry;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Denga.Platform.Work;

/// <summary>Does the work of one module in this process: takes what is due when a commit brings something or its time comes, renews its leases, writes
/// down how each attempt ended. When the process stops, what is not finished is given back.</summary>
internal sealed partial class WorkRunner(
    string module,
    NpgsqlDataSource source,
    Func<Func<UnitOfWork, Task<int>>, CancellationToken, Task<int>> transaction,
    IReadOnlyList<IWorker> workers,
    TimeProvider clock,
    ILogger log
) : IJob
{
    /// <summary>Somebody else's end of work under an ordering key is told to nobody.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private readonly WorkTable table = new(source, clock);
    private readonly Dictionary<string, IWorker> byKind = workers.ToDictionary(w => w.Kind, StringComparer.Ordinal);
    private readonly string[] kinds = [.. workers.Select(w => w.Kind)];
    private readonly ConcurrentDictionary<long, (string Kind, Task Task)> running = new();
    private readonly OutboxSignal wake = new();

    /// <summary>Kinds of which more may be due than there was room for.</summary>
    private readonly ConcurrentDictionary<string, bool> full = new(StringComparer.Ordinal);

    public string Name => "work." + module;

    /// <summary>After a bug only: a run lasts as long as the process.</summary>
    public TimeSpan Every => Rest;

    public async Task Run(CancellationToken cancel)
    {
        var listening = Listen(cancel);
        DateTimeOffset? forgotten = null;
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                try
                {
                    if (forgotten is null || clock.GetUtcNow() - forgotten >= ForgetEvery)
                    {
                        await table.Forget(cancel);
                        forgotten = clock.GetUtcNow();
                    }
                    await Sleep((await Begin(cancel)).NextAt, cancel);
                }
                catch (Exception e) when (Outage.Is(e))
                {
                    Away(e, module);
                    await Task.Delay(Rest, clock, cancel);
                }
            }
        }
        finally
        {
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(running.Values.Select(r => r.Task));
        }
    }

    /// <summary>Does what is due, and what becomes due by that, and answers how many attempts were made.</summary>
    internal async Task<int> RunDue(CancellationToken cancel)
    {
        for (var attempts = 0; ; )
        {
            var begun = (await Begin(cancel)).Work.Count;
            if (begun == 0)
                return attempts;
            attempts += begun;
            await Task.WhenAll(running.Values.Select(r => r.Task));
        }
    }

    /// <summary>Takes what is due and there is room for. Of a kind that is not full afterwards nothing more is due, so nobody needs to look again until
    /// something is asked for, a time comes, or an attempt ends that lets others begin.</summary>
    private async Task<Taking> Begin(CancellationToken cancel)
    {
        // Whatever ends while it is looked for may let others begin.
        foreach (var kind in kinds)
            full[kind] = true;
        var wanted = workers
            .Select(w => (w.Kind, Max: w.Policy.AtOnce - running.Values.Count(r => r.Kind == w.Kind), w.Policy.Lease))
            .Where(w => w.Max > 0)
            .ToList();
        if (wanted.Count == 0)
            return new Taking([], NextAt: null);
        var taking = await table.Take(wanted, kinds, cancel);
        foreach (var work in taking.Work)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            running[work.Id] = (work.Kind, Attempt(work, started.Task, cancel));
            started.SetResult();
        }
        foreach (var (kind, max, _) in wanted)
            full[kind] = taking.Work.Count(w => w.Kind == kind) == max;
        return taking;
    }

    private async Task Attempt(TakenWork taken, Task started, CancellationToken cancel)
    {
        await started;
        var worker = byKind[taken.Kind];
        var label = new KeyValuePair<string, object?>("kind", taken.Kind);
        var start = clock.GetTimestamp();
        string outcome;
        using (var span = Tracing.Continue("work " + taken.Kind, ActivityKind.Consumer, taken.Trace))
        {
            outcome = await Attempt(worker, taken, cancel);
            if (outcome == "failed")
                span?.SetStatus(ActivityStatusCode.Error);
        }
        Metrics.WorkAttempts.Add(1, label, new("outcome", outcome));
        Metrics.WorkSeconds.Record(clock.GetElapsedTime(start).TotalSeconds, label);
        running.TryRemove(taken.Id, out _);
        // Others may begin: those behind it, those for whom there was no room, and itself when its time comes.
        if (outcome != "done" || taken.OrderKey is not null || full[taken.Kind])
            wake.Set();
    }

    /// <summary>Never fails: what could not be written down is taken again after the lease.</summary>
    private async Task<string> Attempt(IWorker worker, TakenWork taken, CancellationToken cancel)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var item = new WorkItem(taken, (write, stop) => WhileHeld(taken, write, stop));
        var renewing = KeepLease(taken, worker.Policy.Lease, held);
        try
        {
            var policy = worker.Policy;
            // Whoever died with it every time cannot say so himself.
            if (policy.AttemptsMax < taken.Attempts)
                return await End(worker, item, WorkResult.GiveUp("work.died"), cancel);
            return await End(worker, item, await worker.Work(taken.Body, item, held.Token), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await GiveBack(taken);
            return "given_back";
        }
        catch (Exception e) when (e is LeaseLostException || e is OperationCanceledException && held.IsCancellationRequested)
        {
            Lost(taken.Kind, taken.Key);
            return "lost";
        }
        catch (Exception e)
        {
            Failed(e, taken.Kind, taken.Key, taken.Attempts);
            return await EndFailed(worker, item, e, cancel);
        }
        finally
        {
            await held.CancelAsync();
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> End(IWorker worker, WorkItem item, WorkResult result, CancellationToken cancel)
    {
        var (taken, policy) = (item.Taken, worker.Policy);
        var isLast =
            result.End == WorkResult.Ending.Retry
            && (policy.AttemptsMax <= taken.Attempts || clock.GetUtcNow() - taken.AddedAt >= policy.GiveUpAfter);
        var end = isLast ? WorkResult.Ending.GivenUp : result.End;
        if (end == WorkResult.Ending.Done && result.Effect is null)
            return await table.Done(taken, policy.KeepDone, cancel) ? "done" : throw new LeaseLostException();
        await transaction(
            async unit =>
            {
                switch (end)
                {
                    case WorkResult.Ending.Done:
                        await table.Done(unit, taken, policy.KeepDone, cancel);
                        break;
                    case WorkResult.Ending.Retry:
                        await table.Retry(unit, taken, result.Code!, result.Wait ?? policy.Wait(taken.Attempts), wasAttempt: true, cancel);
                        break;
                    default:
                        await table.GiveUp(unit, taken, result.Code!, policy, cancel);
                        await worker.GivenUp(taken.Body, item, result.Code!, unit);
                        return 0;
                }
                if (result.Effect is { } effect)
                    await effect(unit);
                return 0;
            },
            cancel
        );
        if (end == WorkResult.Ending.GivenUp)
            GaveUp(taken.Kind, taken.Key, taken.Attempts, result.Code!);
        return end switch
        {
            WorkResult.Ending.Done => "done",
            WorkResult.Ending.Retry => "retried",
            _ => "given_up",
        };
    }

    /// <summary>A database that is away is not the work's fault: it is waited for, and no attempt is counted.</summary>
    private async Task<string> EndFailed(IWorker worker, WorkItem item, Exception failure, CancellationToken cancel)
    {
        var code = failure.GetType().Name;
        try
        {
            if (!Outage.Is(failure))
                return await End(worker, item, WorkResult.Retry(code), cancel) is "given_up" ? "given_up" : "failed";
            await transaction(
                async unit =>
                {
                    await table.Retry(unit, item.Taken, code, worker.Policy.FirstWait, wasAttempt: false, cancel);
                    return 0;
                },
                cancel
            );
        }
        catch (Exception e)
        {
            // It stays leased until the lease is over.
            NotEnded(e, item.Taken.Kind, item.Taken.Key);
        }
        return "failed";
    }

    private async Task WhileHeld(TakenWork taken, Func<UnitOfWork, Task> write, CancellationToken cancel) =>
        await transaction(
            async unit =>
            {
                await table.Hold(unit, taken, cancel);
                await write(unit);
                return 0;
            },
            cancel
        );

    /// <summary>Says that this process still works it, until it does not; ends the work when another process has taken it.</summary>
    private async Task KeepLease(TakenWork taken, TimeSpan lease, CancellationTokenSource held)
    {
        var isOurs = true;
        while (isOurs)
        {
            await Task.Delay(lease / 3, clock, held.Token);
            try
            {
                isOurs = await table.Renew(taken, lease, held.Token);
            }
            catch (Exception e) when (Outage.Is(e))
            {
                // Who cannot say it cannot take it either: the database is away for all.
            }
        }
        await held.CancelAsync();
    }

    private async Task GiveBack(TakenWork taken)
    {
        try
        {
            await table.GiveBack(taken, CancellationToken.None);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            // Another takes it after the lease.
        }
    }

    private async Task Listen(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var listener = await source.OpenConnectionAsync(cancel);
                await Execute(listener, $"listen {WorkTable.Channel}{module}", cancel);
                // What came while nobody listened.
                wake.Set();
                try
                {
                    while (true)
                    {
                        await listener.WaitAsync(cancel);
                        wake.Set();
                    }
                }
                finally
                {
                    // The connection goes back to the pool, where nobody listens.
                    if (listener.State == System.Data.ConnectionState.Open)
                        await Execute(listener, "unlisten *", CancellationToken.None);
                }
            }
            catch (Exception e) when (Outage.Is(e))
            {
                await Task.Delay(Rest, clock, cancel);
            }
        }
    }

    private async Task Sleep(DateTimeOffset? until, CancellationToken cancel)
    {
        var wait = until - clock.GetUtcNow() is { } left && left < LongestSleep ? left : LongestSleep;
        if (wait > TimeSpan.Zero)
            await wake.Wait(wait, clock, cancel);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(LogLevel.Warning, "The work of {Module} waits for its database")]
    private partial void Away(Exception e, string module);

    [LoggerMessage(LogLevel.Warning, "{Kind} {Key} is another process's by now")]
    private partial void Lost(string kind, string key);

    [LoggerMessage(LogLevel.Warning, "{Kind} {Key} failed, attempt {Attempt}")]
    private partial void Failed(Exception e, string kind, string key, int attempt);

    [LoggerMessage(LogLevel.Warning, "How the attempt at {Kind} {Key} ended could not be written down; it is tried again after its lease")]
    private partial void NotEnded(Exception e, string kind, string key);

    [LoggerMessage(LogLevel.Error, "{Kind} {Key} was given up after {Attempts} attempts: {Code} (denga work list)")]
    private partial void GaveUp(string kind, string key, int attempts, string code);
}
