namespace Denga.Platform.Simulation;

/// <summary>One thread and one clock, which moves on when there is nothing left to do at its moment: the same seed always goes the same way.</summary>
public sealed class VirtualTime(DateTimeOffset start) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> alarms = new();
    private long order;

    public DateTimeOffset Now { get; private set; } = start;

    public TimeProvider Clock => field ??= new Watch(this);

    public override void Post(SendOrPostCallback d, object? state) => ready.Enqueue((d, state));

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
        try
        {
            start();
            while (!isOver())
            {
                if (ready.TryDequeue(out var next))
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
