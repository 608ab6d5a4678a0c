using System.Threading.Channels;
using Denga.Platform.Events;

namespace Denga.Reports.Documents;

/// <summary>Wakes whoever builds documents. What waits is in the table; a lost call costs a moment.</summary>
internal sealed class DocumentQueue
{
    private readonly Channel<bool> calls = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public DocumentQueue(Signals signals) => signals.Hear<DocumentWaits>(_ => Add());

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
