namespace Denga.Platform.Operations;

/// <summary>With a process that may not answer: it is asked again where that is harmless, and left alone for a moment after it has not answered
/// several times in a row.</summary>
internal sealed class Patience(TimeSpan answerMax, TimeProvider clock)
{
    private const int AttemptsMax = 3;
    private const int SilencesMax = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(2);
    private int silences;
    private long askedAgainAt;

    /// <summary>Null when nobody answers.</summary>
    /// <param name="attempt">One attempt within the time that is left; null is silence.</param>
    /// <param name="isRepeatable">A repeat has no second effect.</param>
    internal async Task<T?> Ask<T>(
        Func<TimeSpan, Task<(T? Answer, bool MayHaveArrived)>> attempt,
        bool isRepeatable,
        CancellationToken cancel
    )
        where T : class
    {
        if (IsLeftAlone())
            return null;
        var start = clock.GetTimestamp();
        for (var count = 1; ; count++)
        {
            var (answer, mayHaveArrived) = await attempt(answerMax - clock.GetElapsedTime(start));
            if (answer is not null)
            {
                Volatile.Write(ref silences, 0);
                return answer;
            }
            Volatile.Write(ref askedAgainAt, clock.GetTimestamp() + (long)(LeftAlone.TotalSeconds * clock.TimestampFrequency));
            Interlocked.Increment(ref silences);
            var pause = FirstPause * (1 << (2 * (count - 1)));
            var isLate = clock.GetElapsedTime(start) + pause >= answerMax;
            if (count == AttemptsMax || isLate || mayHaveArrived && !isRepeatable)
                return null;
            await Task.Delay(pause, clock, cancel);
        }
    }

    /// <summary>One caller at a time finds out whether it answers again.</summary>
    private bool IsLeftAlone()
    {
        if (Volatile.Read(ref silences) < SilencesMax)
            return false;
        var (at, now) = (Volatile.Read(ref askedAgainAt), clock.GetTimestamp());
        return now < at
            || Interlocked.CompareExchange(ref askedAgainAt, now + (long)(LeftAlone.TotalSeconds * clock.TimestampFrequency), at) != at;
    }
}
