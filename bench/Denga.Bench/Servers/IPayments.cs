using System.Collections.Concurrent;
using System.Diagnostics;
using Denga.Bench.Measuring;

namespace Denga.Bench.Servers;

/// <summary>A payment that a provider has taken and whose webhook is to come.</summary>
/// <param name="Id">As the subject calls it.</param>
/// <param name="Told">What the payer's stream names when he is told.</param>
internal sealed record Due(string Id, string Told);

/// <summary>Takes webhooks of payments, credits what came, and tells the payer on his open stream.</summary>
internal interface IPayments : IAsyncDisposable
{
    /// <summary>Of every payment, in kopecks.</summary>
    const long Minor = 100_00;

    string Name { get; }

    string Database { get; }

    Uri Address { get; }

    ProcessTree Processes { get; }

    Told Told { get; }

    /// <summary>Payments of each of so many payers, whose streams are open.</summary>
    /// <param name="isShown">Begun where a message shows them; otherwise the payer is told anew.</param>
    Task<IReadOnlyList<Due>[]> Prepare(int payers, int each, bool isShown, CancellationToken cancel);

    /// <summary>The request that a provider sends. The same delivery again is a repeat.</summary>
    byte[] Webhook(Due due, Guid delivery);

    /// <summary>How many payments are credited.</summary>
    Task<long> Credited();

    /// <summary>What all payers have, in kopecks.</summary>
    Task<long> Money();

    /// <summary>How often payers were told that money came.</summary>
    Task<long> TimesTold();
}

/// <summary>Who waits for being told.</summary>
internal sealed class Told
{
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> waiting = new(StringComparer.Ordinal);
    private long times;

    internal long Times => Interlocked.Read(ref times);

    /// <summary>Answers the moment, in ticks of <see cref="Stopwatch"/>.</summary>
    internal Task<long> Wait(string key)
    {
        var told = waiting[key] = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        return told.Task.WaitAsync(Max);
    }

    internal void Heard(string key)
    {
        Interlocked.Increment(ref times);
        if (waiting.TryRemove(key, out var told))
            told.SetResult(Stopwatch.GetTimestamp());
    }
}
