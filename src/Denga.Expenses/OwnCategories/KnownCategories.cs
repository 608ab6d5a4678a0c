using Denga.Contracts.Expenses;
using Denga.Expenses.Categories;
using Denga.Expenses.Recording;

namespace Denga.Expenses.OwnCategories;

/// <summary>The built-in categories, as the rest of the module needs them.</summary>
internal static class KnownCategories
{
    private static readonly Dictionary<string, EntryKind> Kinds = BuiltIn.All.ToDictionary(c => c.Key, c => c.Kind, StringComparer.Ordinal);

    private static readonly ILookup<string, string> Names = BuiltIn
        .All.SelectMany(c => new[] { c.Key, c.Name.Ru, c.Name.En }.Select(name => (Name: Entry.Fold(name), c.Key)))
        .Distinct()
        .ToLookup(n => n.Name, n => n.Key, StringComparer.Ordinal);

    internal static EntryKind? KindOf(string key) => Kinds.TryGetValue(key, out var kind) ? kind : null;

    internal static string DefaultOf(EntryKind kind) => kind == EntryKind.Income ? BuiltIn.OtherIncome : BuiltIn.Other;

    /// <summary>The categories that a folded word names, in any language.</summary>
    internal static IEnumerable<string> Named(string folded) => Names[folded];

    internal static IEnumerable<Category> Shown(string language) =>
        BuiltIn.All.Select(c => new Category(c.Key, c.Name.In(language), c.Emoji, c.Kind, IsOwn: false));
}
