namespace Denga.Platform.Jobs;

/// <summary>Work that comes again. It must be harmless to run twice, also in two processes at once.</summary>
public interface IJob
{
    string Name { get; }

    /// <summary>Time between the end of a run and the next.</summary>
    TimeSpan Every { get; }

    Task Run(CancellationToken cancel);

    /// <summary>Waits for the next turn: for <see cref="Every"/>, or for something to do.</summary>
    Task Pause(TimeProvider clock, CancellationToken cancel) => Task.Delay(Every, clock, cancel);
}
