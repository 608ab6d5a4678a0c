using System.Collections.Frozen;
using Denga.Contracts.Stars;

namespace Denga.Stars.Orders;

/// <summary>Where an order may go from where it stands. Nothing changes a state but <see cref="IOrderTable.Move"/>, which asks here.</summary>
internal static class OrderMoves
{
    private static readonly FrozenDictionary<StarsOrderState, StarsOrderState[]> Legal = new Dictionary<StarsOrderState, StarsOrderState[]>
    {
        [StarsOrderState.Created] = [StarsOrderState.Held, StarsOrderState.Cancelled],
        [StarsOrderState.Held] = [StarsOrderState.Purchasing],
        [StarsOrderState.Purchasing] = [StarsOrderState.Delivered, StarsOrderState.Failed, StarsOrderState.Unknown],
        [StarsOrderState.Unknown] = [StarsOrderState.Delivered, StarsOrderState.Failed],
        [StarsOrderState.Delivered] = [],
        [StarsOrderState.Failed] = [],
        [StarsOrderState.Cancelled] = [],
    }.ToFrozenDictionary();

    internal static bool IsEnd(StarsOrderState state) => Legal[state].Length == 0;

    internal static bool Allows(StarsOrderState from, StarsOrderState to) => Legal[from].Contains(to);

    /// <summary>The names of the states from which one comes there.</summary>
    internal static string[] Into(StarsOrderState to) => [.. Legal.Where(l => l.Value.Contains(to)).Select(l => l.Key.ToString())];
}
