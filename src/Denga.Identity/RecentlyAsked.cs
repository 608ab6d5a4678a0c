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

    /// <summary>Keeps the row, unless a copy that <paramref name="isNewer"/> than it is already there.</summary>
    public void Keep(TKey key, TRow row, Func<TRow, TRow, bool> isNewer)
    {
        if (Interlocked.Increment(ref count) > RowsMax)
        {
            copies.Clear();
            Interlocked.Exchange(ref count, 1);
        }
        var copy = new Copy(row, clock.GetUtcNow() + goodFor);
        copies.AddOrUpdate(
            key,
            static (_, given) => given.copy,
            static (_, there, given) => given.isNewer(there.Row, given.copy.Row) ? there : given.copy,
            (copy, isNewer)
        );
    }

    public void Forget(TKey key) => copies.TryRemove(key, out _);

    public void ForgetAll()
    {
        copies.Clear();
        Interlocked.Exchange(ref count, 0);
    }

    private sealed record Copy(TRow Row, DateTimeOffset GoodUntil);
}
