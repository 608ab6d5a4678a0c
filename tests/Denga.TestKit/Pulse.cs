using System.Diagnostics;

namespace Denga.TestKit;

/// <summary>Lets tests wait for a state to come about: whoever changes the state beats, whoever waits looks again. Nobody polls.</summary>
internal sealed class Pulse(Lock gate)
{
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next beat. Take it under the same lock under which the state was read.</summary>
    public Task Next => next.Task;

    /// <summary>Call it under the lock, after the change.</summary>
    public void Beat()
    {
        var done = next;
        next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        done.SetResult();
    }

    /// <summary>Waits until <paramref name="find"/>, which runs under the lock, finds something. The limit only keeps a broken test from
    /// hanging.</summary>
    public async Task<T> Until<T>(Func<T?> find, TimeSpan? limit, Func<string> describe)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        var patience = limit ?? TimeSpan.FromSeconds(30);
        while (true)
        {
            Task beat;
            lock (gate)
            {
                if (find() is { } found)
                    return found;
                beat = next.Task;
            }
            var left = patience - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || await Task.WhenAny(beat, Task.Delay(left)) != beat)
                lock (gate)
                    throw new TimeoutException(describe());
        }
    }
}
