using System.Collections.Concurrent;

namespace Denga.Platform.Simulation;

/// <summary>One thread and one clock, which moves on when there is nothing left to do at its moment: the same seed always goes the same way. What waits for a
/// real server (<see cref="Really"/>) waits alone: meanwhile nothing else goes on, and no time passes.</summary>
public sealed class VirtualTime(DateTimeOffset start) : SynchronizationContext, IDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromMinutes(2);
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> answers = [];
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> alarms = new();
    private long order;
    private int thread;
    private int waiting;

    public DateTimeOffset Now { get; private set; } = start;

    public TimeProvider Clock => field ??= new Watch(this);

    public override void Post(SendOrPostCallback d, object? state)
    {
        // An answer may be there before anybody has begun to wait for it.
        if (waiting > 0 || Environment.CurrentManagedThreadId != thread)
            answers.Add((d, state));
        else
            ready.Enqueue((d, state));
    }

    /// <summary>Runs code that waits for a real server whenever it does not wait for the world (<see cref="Meanwhile"/>).</summary>
    public async Task<T> Really<T>(Func<Task<T>> code)
    {
        waiting++;
        try
        {
            return await code();
        }
        finally
        {
            waiting--;
        }
    }

    /// <summary>Within <see cref="Really"/>: waits for the world.</summary>
    public async Task<T> Meanwhile<T>(Func<Task<T>> wait)
    {
        waiting--;
        try
        {
            return await wait();
        }
        finally
        {
            waiting++;
        }
    }

    public void Dispose() => answers.Dispose();

    public void After(TimeSpan delay, Action work) => alarms.Enqueue(work, (Now + delay, order++));

    public Task Delay(TimeSpan delay)
    {
        var over = new TaskCompletionSource();
        After(delay, over.SetResult);
        return over.Task;
    }

    /// <summary>Runs until it is over. False when nothing is left to do before: somebody waits for what never comes.</summary>
    public bool Run(Action start, Func<bool> isOver)
    {
        var before = Current;
        SetSynchronizationContext(this);
        thread = Environment.CurrentManagedThreadId;
        try
        {
            start();
            while (!isOver())
            {
                if (waiting > 0)
                {
                    if (!answers.TryTake(out var answer, AnswerMax))
                        throw new SimulationException("Somebody waits for what is neither in this world nor a server that answers.");
                    answer.Callback(answer.State);
                }
                else if (ready.TryDequeue(out var next))
                {
                    next.Callback(next.State);
                }
                else if (alarms.TryDequeue(out var alarm, out var due))
                {
                    Now = due.At;
                    alarm();
                }
                else
                {
                    return false;
                }
            }
            return true;
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private sealed class Watch(VirtualTime time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.Now;
    }
}

/// <summary>A rule that always holds is broken.</summary>
public sealed class SimulationException(string message) : Exception(message);
