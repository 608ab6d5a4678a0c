using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Denga.Platform.Operations;

/// <summary>What came of one attempt to ask another process.</summary>
/// <param name="Answer">Null is silence.</param>
/// <param name="MayHaveArrived">It may have had its effect.</param>
internal readonly record struct RemoteAttempt<T>(T? Answer, bool MayHaveArrived)
    where T : class;

/// <summary>Calls to a process that may not answer: asked again, twice, where that is harmless, and left alone for two seconds when at least half of five
/// or more attempts within ten seconds met silence. Then one caller finds out whether it answers again.</summary>
internal sealed class RemoteCalls<T>
    where T : class
{
    private const int RetriesMax = 2;
    private const int SilencesMin = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>All others are refused while one finds out: that must not take as long as an answer may.</summary>
    private static readonly TimeSpan ProbeMax = TimeSpan.FromSeconds(5);
    private static readonly ResiliencePropertyKey<Call> Key = new("denga.call");

    private readonly TimeSpan answerMax;
    private readonly TimeProvider clock;
    private readonly CircuitBreakerStateProvider circuit = new();
    private readonly ResiliencePipeline<RemoteAttempt<T>> pipeline;

    internal RemoteCalls(TimeSpan answerMax, TimeProvider clock)
    {
        this.answerMax = answerMax;
        this.clock = clock;
        pipeline = new ResiliencePipelineBuilder<RemoteAttempt<T>> { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions<RemoteAttempt<T>>
                {
                    MaxRetryAttempts = RetriesMax,
                    DelayGenerator = args => new ValueTask<TimeSpan?>(PauseAfter(args.AttemptNumber)),
                    ShouldHandle = args => new ValueTask<bool>(
                        IsSilence(args.Outcome)
                            && args.Context.Properties.GetValue(Key, default) is var call
                            && (call.IsRepeatable || !args.Outcome.Result.MayHaveArrived)
                            && clock.GetElapsedTime(call.Start) + PauseAfter(args.AttemptNumber) < answerMax
                    ),
                }
            )
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<RemoteAttempt<T>>
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = SilencesMin,
                    SamplingDuration = Window,
                    BreakDuration = LeftAlone,
                    StateProvider = circuit,
                    // Who finds out and gives up has not found out.
                    ShouldHandle = args => new ValueTask<bool>(
                        IsSilence(args.Outcome)
                            || args.Outcome.Exception is OperationCanceledException && circuit.CircuitState == CircuitState.HalfOpen
                    ),
                }
            )
            .Build();
    }

    /// <summary>Null when nobody answers.</summary>
    /// <param name="attempt">One attempt within the time that is left.</param>
    /// <param name="isRepeatable">A repeat has no second effect.</param>
    internal async Task<T?> Ask(Func<TimeSpan, Task<RemoteAttempt<T>>> attempt, bool isRepeatable, CancellationToken cancel)
    {
        var context = ResilienceContextPool.Shared.Get(cancel);
        var start = clock.GetTimestamp();
        context.Properties.Set(Key, new Call(start, isRepeatable));
        try
        {
            var last = await pipeline.ExecuteAsync(
                static async (_, state) => await state.attempt(state.calls.Left(state.start)),
                context,
                (attempt, start, calls: this)
            );
            return last.Answer;
        }
        catch (BrokenCircuitException)
        {
            return null;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private TimeSpan Left(long start)
    {
        var left = answerMax - clock.GetElapsedTime(start);
        return circuit.CircuitState == CircuitState.HalfOpen && left > ProbeMax ? ProbeMax : left;
    }

    private static bool IsSilence(Outcome<RemoteAttempt<T>> outcome) => outcome is { Exception: null, Result.Answer: null };

    private static TimeSpan PauseAfter(int attempt) => FirstPause * (1 << (2 * attempt));

    private readonly record struct Call(long Start, bool IsRepeatable);
}
