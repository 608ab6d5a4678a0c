using System.Buffers.Binary;
using Denga.Contracts;
using Denga.Platform.Operations;

namespace Denga.Platform.Simulation;

/// <summary>One process of a simulated installation. Once it is dead nothing in it goes on; what it has sent may still arrive.</summary>
public sealed class SimulatedProcess
{
    public bool IsDead { get; internal set; }
}

/// <summary>Several processes, a network and a clock, all of which do from one seed what they do in a bad week. Whatever real code awaits here takes some
/// time, and may be the last that its process does.</summary>
public sealed class SimulatedWorld(long seed, DateTimeOffset start) : IDisposable
{
    private const int Processes = 2;

    /// <summary>Of so many calls or commits, the way there or the way back is cut once.</summary>
    private const int CutOnce = 150;

    /// <summary>Of so many steps one is the last of its process.</summary>
    private const int DiesOnce = 400;

    /// <summary>A caller waits no longer for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly Task Never = new TaskCompletionSource().Task;
    private static readonly Error Away = new("simulated.away", ErrorKind.Unavailable, "No answer.");
    private readonly SimulatedProcess[] processes = [.. Enumerable.Range(0, Processes).Select(_ => new SimulatedProcess())];
    private readonly List<Action<SimulatedProcess>> begins = [];
    private readonly List<(Func<bool> IsIdle, Func<string> What)> modules = [];
    private Exception? failure;
    private long acted;
    private int acting;

    public Random Random { get; } = new((int)(seed ^ (seed >> 32)));

    public VirtualTime Time { get; } = new(start);

    public TimeProvider Clock => Time.Clock;

    /// <summary>Nothing more goes wrong: what is under way comes to its end.</summary>
    public bool IsCalm { get; private set; }

    /// <summary>How many operations there were.</summary>
    public long Acted => acted;

    /// <summary>How many processes died over it.</summary>
    public long Deaths { get; private set; }

    /// <summary>A module's part of a process, made anew whenever a process begins.</summary>
    public void InEachProcess(Action<SimulatedProcess> begin)
    {
        begins.Add(begin);
        foreach (var process in processes)
            begin(process);
    }

    /// <summary>A module says whether it has nothing left to do, and what it has otherwise.</summary>
    public void EndsWhen(Func<bool> isIdle, Func<string> what) => modules.Add((isIdle, what));

    /// <summary>One that lives.</summary>
    public SimulatedProcess Some() => processes[Random.Next(Processes)];

    public bool Once(int of) => !IsCalm && Random.Next(of) == 0;

    public void Broken(string rule) => failure ??= new SimulationException(rule);

    /// <summary>Time passes. Who dies meanwhile never returns from here.</summary>
    public async Task Step(SimulatedProcess process)
    {
        await Time.Delay(TimeSpan.FromMicroseconds(20 + Random.Next(2000)));
        if (Once(DiesOnce))
            Kill(process);
        if (process.IsDead)
            await Never;
    }

    /// <summary>As a caller from outside asks a process; null when nobody answers in time.</summary>
    public async Task<Result<T>?> Ask<T>(Func<SimulatedProcess, Task<Result<T>>> call)
    {
        var answer = new TaskCompletionSource<Result<T>?>();
        Begin(async () =>
        {
            try
            {
                answer.TrySetResult(await call(Some()));
            }
            catch (TimeoutException)
            {
                // As a page that says that something is away.
                answer.TrySetResult(null);
            }
        });
        Time.After(Patience, () => answer.TrySetResult(null));
        return await answer.Task;
    }

    /// <summary>Until there is an answer: a request without one is sent again under the same id. Null when it is refused.</summary>
    public async Task<T?> Insist<T>(IOperations of, IOperation<T> operation)
        where T : class
    {
        while (true)
        {
            var answer = await of.Ask(operation, CancellationToken.None);
            if (answer.IsOk)
                return answer.Value;
            if (answer.Error.Kind != ErrorKind.Unavailable)
                return null;
            await Time.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>A UUID of version 7, of the virtual clock and the seed.</summary>
    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (Time.Now.ToUnixTimeMilliseconds() << 16) | 0x7000L | (long)Random.Next(0x1000));
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>As <see cref="Step"/>, with a connection that may break, after which nobody knows.</summary>
    public async Task Travel(SimulatedProcess process)
    {
        await Step(process);
        if (Once(CutOnce))
            throw new TimeoutException("The simulated connection was cut.");
    }

    /// <summary>Asks another module: the question may be lost, and so may the answer.</summary>
    public IOperations Calls(SimulatedProcess process, IOperations other) => new CutCalls(this, process, other);

    /// <summary>Starts something whose failure ends the run.</summary>
    public void Begin(Func<Task> work) => _ = Guarded(work);

    /// <summary>Runs until so many operations were done by so many at once and all that follows has come to its end; answers what was broken, if
    /// anything.</summary>
    /// <param name="act">One operation, until it has its answer; <paramref name="check"/> follows each.</param>
    /// <param name="settle">When nothing is under way any more; <paramref name="checkAll"/> follows what comes of it.</param>
    public string? Run(long operations, int clients, Func<Task> act, Action check, Func<Task> settle, Action checkAll)
    {
        var isSettled = false;
        bool IsOver()
        {
            if (failure is not null)
                return true;
            if (!IsCalm || acting > 0 || !modules.TrueForAll(m => m.IsIdle()))
                return false;
            if (isSettled)
                return true;
            isSettled = true;
            acting++;
            Begin(async () =>
            {
                await settle();
                acting--;
            });
            return false;
        }

        try
        {
            if (
                !Time.Run(
                    () =>
                    {
                        for (var i = 0; i < clients; i++)
                            Begin(() => Client(operations, act, check));
                    },
                    IsOver
                )
            )
                Broken(
                    $"never comes to an end: {string.Join(", ", modules.Where(m => !m.IsIdle()).Select(m => m.What()))} (or somebody waits for an answer)"
                );
            if (failure is null)
                checkAll();
        }
        catch (SimulationException e)
        {
            failure ??= e;
        }
        return failure switch
        {
            null => null,
            SimulationException broken => broken.Message,
            var bug => bug.ToString(),
        };
    }

    public void Dispose() => Time.Dispose();

    private async Task Guarded(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure ??= e;
        }
    }

    private async Task Client(long operations, Func<Task> act, Action check)
    {
        acting++;
        while (acted < operations && failure is null)
        {
            acted++;
            await Time.Delay(
                Random.Next(100) switch
                {
                    0 => TimeSpan.FromMinutes(Random.Next(60)),
                    1 when Random.Next(20) == 0 => TimeSpan.FromHours(Random.Next(40)),
                    _ => TimeSpan.FromMilliseconds(Random.Next(200)),
                }
            );
            await act();
            check();
            if (acted >= operations)
                IsCalm = true;
        }
        acting--;
    }

    /// <summary>Another begins in its place.</summary>
    private void Kill(SimulatedProcess process)
    {
        if (process.IsDead)
            return;
        process.IsDead = true;
        Deaths++;
        var at = Array.IndexOf(processes, process);
        if (at < 0)
            return;
        processes[at] = new SimulatedProcess();
        foreach (var begin in begins)
            begin(processes[at]);
    }

    private sealed class CutCalls(SimulatedWorld world, SimulatedProcess process, IOperations other) : IOperations
    {
        public async Task<Result<TAnswer>> Ask<TAnswer>(IOperation<TAnswer> operation, CancellationToken cancel)
        {
            await world.Step(process);
            if (world.Once(CutOnce))
                return Away;
            var answer = await other.Ask(operation, cancel);
            await world.Step(process);
            return world.Once(CutOnce) ? Away : answer;
        }
    }
}
