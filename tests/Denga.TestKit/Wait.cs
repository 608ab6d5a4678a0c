using System.Runtime.CompilerServices;

namespace Denga.TestKit;

/// <summary>Waits for what comes about in its own time. The limits only keep a broken test from hanging: nothing that is right depends on them.</summary>
public static class Wait
{
    /// <summary>Long enough for anything that a started Denga does.</summary>
    public static readonly TimeSpan HangMax = TimeSpan.FromSeconds(30);

    /// <summary>Long enough for a process to start on a machine that is busy with others.</summary>
    public static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks again until it is so.</summary>
    /// <param name="limit">Where <see cref="HangMax"/> is too short.</param>
    /// <param name="what">Named in the <see cref="TimeoutException"/>; the question's own text by itself.</param>
    public static async Task Until(Func<Task<bool>> isSo, TimeSpan? limit = null, [CallerArgumentExpression(nameof(isSo))] string what = "")
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(started) > (limit ?? HangMax))
                throw new TimeoutException("It never came that " + what);
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <inheritdoc cref="Until(Func{Task{bool}}, TimeSpan?, string)"/>
    public static Task Until(Func<bool> isSo, TimeSpan? limit = null, [CallerArgumentExpression(nameof(isSo))] string what = "") =>
        Until(() => Task.FromResult(isSo()), limit, what);
}
