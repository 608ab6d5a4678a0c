using System.Threading.Channels;
using Denga.Contracts;
using Denga.Platform.Events;

namespace Denga.Reports;

/// <summary>Wakes a job that has something to do. What waits is in a table; a lost call costs a moment.</summary>
internal sealed class WakeUp<TSignal>
    where TSignal : ISignal
{
    private readonly Channel<bool> calls = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public WakeUp(Signals signals) => signals.Subscribe<TSignal>(_ => Add());

    public void Add() => calls.Writer.TryWrite(true);

    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            await calls.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look by itself, or to stop.
        }
    }
}
