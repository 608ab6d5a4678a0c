namespace Denga.TestKit;

/// <summary>A clock that stands until a test moves it; timers and delays that became due then fire at once, in order.</summary>
public sealed class ManualClock(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now = start ?? new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private TaskCompletionSource armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (true)
        {
            Alarm? due;
            lock (gate)
            {
                due = alarms.Where(alarm => alarm.Due <= until).MinBy(alarm => alarm.Due);
                if (due is null)
                {
                    now = until;
                    return;
                }
                now = due.Due > now ? due.Due : now;
                due.Rearm();
            }
            due.Ring();
        }
    }

    /// <summary>Waits until a timer is due at <paramref name="due"/> or earlier: the code under test has come to its delay.</summary>
    public async Task WaitForTimer(DateTimeOffset due)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (alarms.Any(alarm => alarm.Due <= due))
                    return;
                next = armed.Task;
            }
            await next;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    private sealed class Alarm(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.alarms.Remove(this);
                this.period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = clock.now + dueTime;
                clock.alarms.Add(this);
                clock.armed.SetResult();
                clock.armed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            if (dueTime == TimeSpan.Zero)
                clock.Advance(TimeSpan.Zero);
            return true;
        }

        public void Rearm()
        {
            if (period == Timeout.InfiniteTimeSpan || period <= TimeSpan.Zero)
                clock.alarms.Remove(this);
            else
                Due += period;
        }

        public void Ring() => callback(state);

        public void Dispose()
        {
            lock (clock.gate)
                clock.alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
