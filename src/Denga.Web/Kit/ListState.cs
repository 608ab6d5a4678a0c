using System.Globalization;

namespace Denga.Web.Kit;

/// <summary>What of a list is asked for, as the address says it: filters, an order, where to go on. So it can be sent, reloaded and gone back to.</summary>
/// <param name="Wishes">By the names of their fields; what was not asked for is absent.</param>
public sealed record ListState(string Path, IReadOnlyDictionary<string, string> Wishes)
{
    internal const string Cursor = "cursor";
    internal const string Order = "sort";
    internal const string Text = "text";

    /// <summary>Empty where nothing was asked for.</summary>
    internal string this[string name] => Wishes.GetValueOrDefault(name, "");

    internal string? Wish(string name) => Wishes.GetValueOrDefault(name);

    /// <summary>Something is left out by a filter.</summary>
    internal bool IsNarrowed => Wishes.Keys.Any(name => name is not (Cursor or Order));

    /// <summary>What the address of this page says under these names, and a cursor.</summary>
    internal static ListState Of(Visit visit, params ReadOnlySpan<string> names)
    {
        var wishes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in (ReadOnlySpan<string>)[.. names, Cursor])
            if (visit.Entered[name] is { Length: > 0 } wish)
                wishes[name] = wish;
        return new ListState(visit.Http.Request.Path, wishes);
    }

    /// <summary>The address of the same list with one thing changed; it begins at its start unless that is the cursor.</summary>
    internal string With(string name, string? value) => Path + QueryOf(name, value);

    internal string QueryOf(string name, string? value)
    {
        var wishes = Wishes.Where(w => w.Key != name && w.Key != Cursor).Append(new(name, value ?? "")).Where(w => w.Value.Length > 0);
        var query = string.Join('&', wishes.Select(w => $"{w.Key}={Uri.EscapeDataString(w.Value)}"));
        return query.Length == 0 ? "" : "?" + query;
    }
}

/// <summary>What is shown of a list.</summary>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record ListPage<TItem>(ListState State, IReadOnlyList<TItem> Items, string? Next)
{
    /// <summary>Of a short list that an operation gives as a whole: those that fit, in an order, from where the last page ended.</summary>
    /// <param name="id">By it the next page knows where to begin; when that one is gone, at the start.</param>
    /// <param name="orders">By name; the first is the one when none is asked for. <c>-name</c> is the same backwards.</param>
    internal static ListPage<TItem> Of(
        IEnumerable<TItem> all,
        ListState state,
        int limit,
        Func<TItem, string> id,
        params ReadOnlySpan<(string Name, Func<TItem, IComparable> By)> orders
    )
    {
        var wish = state[ListState.Order];
        var by = orders[0].By;
        foreach (var order in orders)
            if (order.Name == wish.TrimStart('-'))
                by = order.By;
        var sorted = wish.StartsWith('-') ? all.OrderByDescending(by, Comparer).ToList() : [.. all.OrderBy(by, Comparer)];
        var from = state[ListState.Cursor] is { Length: > 0 } cursor ? sorted.FindIndex(item => id(item) == cursor) + 1 : 0;
        var shown = sorted.GetRange(from, Math.Min(limit, sorted.Count - from));
        return new(state, shown, from + shown.Count < sorted.Count ? id(shown[^1]) : null);
    }

    private static readonly IComparer<IComparable> Comparer = Comparer<IComparable>.Create(
        (a, b) =>
            a is string x && b is string y
                ? CultureInfo.InvariantCulture.CompareInfo.Compare(x, y, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace)
                : a.CompareTo(b)
    );
}

/// <param name="Name">Of the order, where one can sort by it.</param>
public sealed record Column(string Title, bool IsNumber = false, string? Name = null);
