namespace Denga.Tests.Integration.Crash;

/// <summary>A process in this one that may die before or after anything that it does to the outside.</summary>
internal class Mortal
{
    private int steps;

    internal int Steps => steps;

    /// <summary>At which of the steps the process dies; null: it lives.</summary>
    internal int? DiesAt { get; set; }

    internal TaskCompletionSource Died { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Like a process that is killed: nothing follows, nothing is given back, nothing is written down.</summary>
    internal async Task Step()
    {
        if (Died.Task.IsCompleted || Interlocked.Increment(ref steps) == DiesAt)
        {
            Died.TrySetResult();
            await new TaskCompletionSource().Task;
        }
    }
}
