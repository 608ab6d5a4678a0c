using System.Buffers.Binary;

namespace Denga.Wallet.Ledger;

/// <summary>Every id that was written since a moment. An id made after that moment (a UUID of version 7 says when) and not among them is new, and
/// need not be looked up. Whoever lies about the time, or writes in another way, is found by the database's own key: slower, and as right.</summary>
internal sealed class RecentIds(int capacity, TimeProvider clock)
{
    private readonly HashSet<Guid> ids = [];
    private readonly Queue<(Guid Id, long AddedAt)> order = new();
    private long since = long.MaxValue;

    internal bool IsNew(Guid id) => id.Version == 7 && MadeAt(id) > since && !ids.Contains(id);

    internal void Add(Guid id)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (order.Count == 0)
            since = now;
        if (!ids.Add(id))
            return;
        order.Enqueue((id, now));
        if (order.Count <= capacity)
            return;
        var (oldest, addedAt) = order.Dequeue();
        ids.Remove(oldest);
        since = Math.Max(since, addedAt);
    }

    private static long MadeAt(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16;
    }
}
