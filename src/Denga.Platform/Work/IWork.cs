using System.Text.Json;
using Denga.Platform.Data;

namespace Denga.Platform.Work;

/// <summary>Something to be done later, and maybe twice: it is asked for in the transaction of its cause (<see cref="UnitOfWork.Later{TWork}"/>), and done
/// by the module's <see cref="Worker{TWork}"/>, in whichever process takes it. It is kept as JSON until it is done.</summary>
public interface IWork
{
    /// <summary>Stable, <c>module.what</c>: the kind's name in the table, in metrics and for operators.</summary>
    static abstract string Kind { get; }
}

/// <summary>How patiently a kind of work is tried, and how long it is remembered.</summary>
public sealed record WorkPolicy
{
    /// <summary>Wait after the first attempt that failed; each further wait is twice as long, up to <see cref="LongestWait"/>.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromHours(1);

    /// <summary>So often it is tried; null: until <see cref="GiveUpAfter"/>.</summary>
    public int? AttemptsMax { get; init; }

    /// <summary>What could not be done for so long is given up.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Whoever has not renewed his lease for so long is taken for dead. It is renewed three times as often, so the work itself may take
    /// longer.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many a process works side by side.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>How long what was done is remembered, so that the same key asks for nothing new.</summary>
    public TimeSpan KeepDone { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long what was given up waits for an operator.</summary>
    public TimeSpan KeepGivenUp { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What was given up is not kept either: an operator sees that it was, and cannot ask for it again.</summary>
    public bool IsSecret { get; init; }

    internal TimeSpan Wait(int attempt)
    {
        const int doublingsMax = 30;
        var wait = FirstWait * Math.Pow(2, Math.Clamp(attempt - 1, 0, doublingsMax));
        return wait < LongestWait ? wait : LongestWait;
    }
}

/// <summary>How an attempt ended. What belongs to it in the module's own tables is written in the transaction that writes the end down, and not at all by
/// who has lost the work meanwhile.</summary>
public sealed class WorkResult
{
    private WorkResult(Ending ending, string? code, TimeSpan? wait, Func<UnitOfWork, Task>? effect) =>
        (End, Code, Wait, Effect) = (ending, code, wait, effect);

    internal enum Ending
    {
        Done,
        Retry,
        GivenUp,
    }

    internal Ending End { get; }

    internal string? Code { get; }

    internal TimeSpan? Wait { get; }

    internal Func<UnitOfWork, Task>? Effect { get; }

    public static WorkResult Done(Func<UnitOfWork, Task>? effect = null) => new(Ending.Done, code: null, wait: null, effect);

    /// <summary>It is tried again, after the policy's wait or <paramref name="wait"/>, until the policy gives it up.</summary>
    /// <param name="code">Why, in a stable code of an error: operators read it.</param>
    public static WorkResult Retry(string code, TimeSpan? wait = null, Func<UnitOfWork, Task>? effect = null) =>
        new(Ending.Retry, code, wait, effect);

    /// <summary>Trying again would change nothing; <see cref="IWorker.GivenUp"/> follows.</summary>
    public static WorkResult GiveUp(string code) => new(Ending.GivenUp, code, wait: null, effect: null);
}

/// <summary>A piece of work that this process has taken.</summary>
public sealed class WorkItem
{
    private readonly Func<Func<UnitOfWork, Task>, CancellationToken, Task> whileHeld;

    internal WorkItem(TakenWork taken, Func<Func<UnitOfWork, Task>, CancellationToken, Task> whileHeld) =>
        (Taken, this.whileHeld) = (taken, whileHeld);

    public string Key => Taken.Key;

    /// <summary>1 for the first.</summary>
    public int Attempt => Taken.Attempts;

    public DateTimeOffset AddedAt => Taken.AddedAt;

    internal TakenWork Taken { get; }

    /// <summary>Writes to the module's tables before the work has ended, such as how far it is. Throws <see cref="LeaseLostException"/>, and writes
    /// nothing, when another process has taken it.</summary>
    public Task Save(Func<UnitOfWork, Task> write, CancellationToken cancel) => whileHeld(write, cancel);
}

/// <summary>Another process has taken the work: what this one would still write is refused.</summary>
public sealed class LeaseLostException() : Exception("Another process has taken this work.");

/// <summary>Does one kind of work.</summary>
public interface IWorker
{
    string Kind { get; }

    WorkPolicy Policy { get; }

    /// <summary>Does it, outside of any transaction, and must be harmless to do twice. The token is cancelled when the process stops, and when another has
    /// taken the work; throwing is an attempt that failed.</summary>
    Task<WorkResult> Work(string body, WorkItem item, CancellationToken cancel);

    /// <summary>In the transaction in which it is given up, for whatever reason.</summary>
    Task GivenUp(string body, WorkItem item, string code, UnitOfWork unit);
}

/// <inheritdoc cref="IWorker"/>
public abstract class Worker<TWork> : IWorker
    where TWork : IWork
{
    /// <summary>What waits may have been written by a newer build.</summary>
    private static readonly JsonSerializerOptions Tolerant = new(DengaJson.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip,
    };

    public string Kind => TWork.Kind;

    public virtual WorkPolicy Policy { get; } = new();

    public Task<WorkResult> Work(string body, WorkItem item, CancellationToken cancel) => Work(Read(body), item, cancel);

    public Task GivenUp(string body, WorkItem item, string code, UnitOfWork unit) => GivenUp(Read(body), item, code, unit);

    protected abstract Task<WorkResult> Work(TWork work, WorkItem item, CancellationToken cancel);

    protected virtual Task GivenUp(TWork work, WorkItem item, string code, UnitOfWork unit) => Task.CompletedTask;

    private static TWork Read(string body) => JsonSerializer.Deserialize<TWork>(body, Tolerant)!;
}
