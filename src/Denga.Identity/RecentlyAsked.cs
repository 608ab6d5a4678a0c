using System.Collections.Concurrent;

namespace Denga.Identity;

/// <summary>Copies of rows that were read a moment ago. A copy is good for half a minute, or as given, because another process may change the row; the
/// database stays the truth. It holds a bounded number of copies and starts empty when it is full.</summary>
internal sealed class RecentlyAsked<TKey, TRow>(TimeProvider clock, TimeSpan? goodFor = null)
    where TKey : notnull
    where TRow : class
{
    private const int RowsMax = 10_000;
    private readonly TimeSpan goodFor = goodFor ?? TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<TKey, Copy> copies = new();
    private int count;

    public TRow? Find(TKey key) => copies.TryGetValue(key, out var copy) && copy.GoodUntil > clock.GetUtcNow() ? copy.Row : null;

    public void Keep(TKey key, TRow row)
    {
        if (Interlocked.Increment(ref count) > RowsMax)
        {
            copies.Clear();
            Interlocked.Exchange(ref count, 1);
        }
        copies[key] = new Copy(row, clock.GetUtcNow() + goodFor);
    }

    public void ForgetAll()
    {
        copies.Clear();
        Interlocked.Exchange(ref count, 0);
    }

    private sealed record Copy(TRow Row, DateTimeOffset GoodUntil);
}
