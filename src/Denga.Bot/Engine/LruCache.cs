using System.Diagnostics.CodeAnalysis;

namespace Denga.Bot.Engine;

/// <summary>Keeps the <paramref name="max"/> entries used last.</summary>
internal sealed class LruCache<TKey, TValue>(int max)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> order = new();
    private readonly Lock gate = new();

    internal bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
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

    internal void Set(TKey key, TValue value)
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

    internal void Remove(TKey key)
    {
        lock (gate)
        {
            if (entries.Remove(key, out var node))
                order.Remove(node);
        }
    }
}
