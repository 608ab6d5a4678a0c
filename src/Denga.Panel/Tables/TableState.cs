using Microsoft.AspNetCore.WebUtilities;

namespace Denga.Panel.Tables;

/// <summary>What a table shows, as it stands in the address: whoever opens the address sees the same, so a view is saved by keeping its address. Besides
/// the page's own filters there are <c>sort</c> (a column's key, after <c>-</c> from above), <c>hide</c> (keys of columns, with commas) and
/// <c>after</c> (the cursor).</summary>
internal sealed class TableState
{
    private const string SortKey = "sort";
    private const string HideKey = "hide";
    private const string AfterKey = "after";
    private readonly string path;
    private readonly Dictionary<string, string> values;

    private TableState(string path, Dictionary<string, string> values)
    {
        this.path = path;
        this.values = values;
    }

    internal static TableState Of(string address)
    {
        var uri = new Uri(address);
        return new(
            uri.AbsolutePath,
            QueryHelpers.ParseQuery(uri.Query).ToDictionary(v => v.Key, v => v.Value.ToString(), StringComparer.Ordinal)
        );
    }

    /// <summary>A filter; null when it is not set.</summary>
    internal string? this[string filter] => values.TryGetValue(filter, out var value) && value.Length > 0 ? value : null;

    internal string? After => this[AfterKey];

    internal string? Sort => this[SortKey]?.TrimStart('-');

    internal bool IsFromAbove => this[SortKey]?.StartsWith('-') == true;

    internal bool IsHidden(string column) => this[HideKey]?.Split(',').Contains(column, StringComparer.Ordinal) == true;

    /// <summary>Anything that is chosen begins at the first page.</summary>
    internal TableState With(string name, string? value)
    {
        var changed = new Dictionary<string, string>(values, StringComparer.Ordinal);
        changed.Remove(AfterKey);
        if (string.IsNullOrEmpty(value))
            changed.Remove(name);
        else
            changed[name] = value;
        return new(path, changed);
    }

    internal TableState At(string? cursor) => With(AfterKey, cursor);

    /// <summary>Up, down, then as it came.</summary>
    internal TableState SortedBy(string column) =>
        With(
            SortKey,
            Sort != column ? column
                : IsFromAbove ? null
                : "-" + column
        );

    internal TableState Toggled(string column)
    {
        var hidden = this[HideKey]?.Split(',') ?? [];
        var now = hidden.Contains(column, StringComparer.Ordinal) ? hidden.Except([column], StringComparer.Ordinal) : hidden.Append(column);
        // A column that is shown or hidden leaves the rows where they are.
        var changed = With(HideKey, string.Join(',', now));
        if (After is { } after)
            changed.values[AfterKey] = after;
        return changed;
    }

    internal string Address => QueryHelpers.AddQueryString(path, values!);
}
