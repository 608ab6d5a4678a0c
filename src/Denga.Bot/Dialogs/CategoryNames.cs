using Denga.Bot.Engine;
using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Caching;

namespace Denga.Bot.Dialogs;

/// <summary>Names of categories. They never change once they are there, so they are remembered.</summary>
internal sealed class CategoryNames
{
    private const int PeopleMax = 5_000;
    private readonly LruCache<(PersonId, string), IReadOnlyDictionary<string, Category>> known = new(PeopleMax);

    /// <summary>All categories of the person, the most used first.</summary>
    internal async Task<IReadOnlyList<Category>> All(Turn turn, CancellationToken cancel)
    {
        var answer = await turn.Ask(new Categories(turn.Person.Id, turn.Person.Language), cancel);
        if (!answer.IsOk)
            return [];
        known.Set((turn.Person.Id, turn.Person.Language), answer.Value.ToDictionary(c => c.Key, StringComparer.Ordinal));
        return answer.Value;
    }

    /// <summary>Categories by key, with at least these keys when they exist.</summary>
    internal async Task<IReadOnlyDictionary<string, Category>> Of(Turn turn, IEnumerable<string?> keys, CancellationToken cancel)
    {
        var key = (turn.Person.Id, turn.Person.Language);
        if (known.TryGet(key, out var names) && keys.All(k => k is null || names.ContainsKey(k)))
            return names;
        await All(turn, cancel);
        return known.TryGet(key, out var loaded) ? loaded : new Dictionary<string, Category>(StringComparer.Ordinal);
    }

    internal static string Name(IReadOnlyDictionary<string, Category> names, string key, string language) =>
        names.TryGetValue(key, out var category) ? $"{category.Emoji} {category.Name}" : CategoryTexts.Of(key, language);

    /// <summary>The category that a person typed: its name in his language, whole or the beginning of exactly one.</summary>
    internal static Category? Typed(IReadOnlyList<Category> all, string text)
    {
        var word = text.Trim();
        if (word.Length == 0)
            return null;
        var whole = all.FirstOrDefault(c =>
            string.Equals(c.Name, word, StringComparison.OrdinalIgnoreCase)
            || string.Equals($"{c.Emoji} {c.Name}", word, StringComparison.OrdinalIgnoreCase)
            || string.Equals(c.Key, word, StringComparison.OrdinalIgnoreCase)
        );
        if (whole is not null || word.Length < 3)
            return whole;
        var begun = all.Where(c => c.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return begun.Count == 1 ? begun[0] : null;
    }
}
