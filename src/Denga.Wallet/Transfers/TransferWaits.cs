using System.Collections.Concurrent;
using Denga.Contracts;

namespace Denga.Wallet.Transfers;

/// <summary>Who waits in this process for the end of a transfer. Where the end happens in another process, nobody is woken and the wait runs out.</summary>
internal sealed class TransferWaits
{
    private readonly ConcurrentDictionary<OperationId, Wait> waiting = new();

    internal Wait For(OperationId id)
    {
        while (true)
        {
            var wait = waiting.GetOrAdd(id, i => new Wait(this, i));
            if (wait.Join())
                return wait;
        }
    }

    internal void Ended(OperationId id)
    {
        if (waiting.TryGetValue(id, out var wait))
            wait.End();
    }

    internal sealed class Wait(TransferWaits waits, OperationId id) : IDisposable
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int joined;

        internal Task Task => ended.Task;

        /// <summary>False when the last one has just left.</summary>
        internal bool Join()
        {
            lock (ended)
            {
                if (joined < 0)
                    return false;
                joined++;
                return true;
            }
        }

        internal void End() => ended.TrySetResult();

        public void Dispose()
        {
            lock (ended)
            {
                if (--joined > 0)
                    return;
                joined = -1;
                waits.waiting.TryRemove(new KeyValuePair<OperationId, Wait>(id, this));
            }
        }
    }
}
