using System.Diagnostics.CodeAnalysis;

namespace Denga.Platform.Caching;

/// <summary>Keeps the <paramref name="max"/> entries used last. Many threads may use it.</summary>
public sealed class LruCache<TKey, TValue>(int max)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> order = new();
    private readonly Lock gate = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var node))
            {
                value = default;
                return false;
            }
            order.Remove(node);
            order.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (gate)
        {
            if (entries.TryGetValue(key, out var known))
                order.Remove(known);
            entries[key] = order.AddFirst((key, value));
            if (entries.Count <= max)
                return;
            entries.Remove(order.Last!.Value.Key);
            order.RemoveLast();
        }
    }

    public void Remove(TKey key) => TryTake(key, out _);

    /// <summary>Removes the entry and gives it to one caller only.</summary>
    public bool TryTake(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate)
        {
            if (!entries.Remove(key, out var node))
            {
                value = default;
                return false;
            }
            order.Remove(node);
            value = node.Value.Value;
            return true;
        }
    }
}
