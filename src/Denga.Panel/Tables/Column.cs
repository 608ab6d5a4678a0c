using Microsoft.AspNetCore.Components;

namespace Denga.Panel.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Key">In the address.</param>
/// <param name="Text">What is exported, and shown where no <paramref name="Cell"/> is given.</param>
/// <param name="Order">By what it is sorted; null where the operation's order is the only one.</param>
public sealed record Column<TRow>(
    string Key,
    Text Title,
    Func<TRow, string> Text,
    Func<TRow, IComparable>? Order = null,
    RenderFragment<TRow>? Cell = null,
    bool IsNumber = false
)
{
    /// <summary>A moment, which a file says in full.</summary>
    internal Func<TRow, DateTimeOffset>? At { get; init; }
}

/// <summary>A filter above a table: a text that a person types, or one of a few values.</summary>
/// <param name="Key">In the address.</param>
/// <param name="Choices">Values, with what they are called.</param>
internal sealed record Filter(string Key, Text Title, IReadOnlyList<(string Value, string Name)>? Choices = null)
{
    /// <summary>A day is chosen.</summary>
    internal bool IsDay { get; init; }
}
