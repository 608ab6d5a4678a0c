using Denga.Contracts.Expenses;
using Denga.Expenses.Categories;
using Denga.Expenses.Recording;

namespace Denga.Expenses.OwnCategories;

/// <summary>Decides an entry's category: what the person says, then what he taught, then the names of his own categories, then the built-in words, then
/// the rest.</summary>
internal static class CategoryChoice
{
    internal const string Chosen = "chosen";
    internal const string LearnedRule = "learned";
    internal const string Keyword = "keyword";
    internal const string Default = "default";
    private const int WordLettersMin = 3;

    /// <summary>Null when the category named does not exist for this kind of entry.</summary>
    internal static CategoryReason? Of(BookState book, NewExpense entry)
    {
        var kind = SumKind(entry.Kind);
        if (entry.Category is { } chosen)
            return KindOf(book, chosen) == kind ? new CategoryReason(chosen, Chosen, LearnableWord(entry.Note)) : null;
        var keyword = Keywords.Find(entry.Note, kind);
        if (book.Learned.Count > 0)
            foreach (var word in Words(entry.Note).Concat(keyword is { } found ? [Entry.Fold(found.Word)] : []))
                if (book.Learned.TryGetValue(word, out var taught) && KindOf(book, taught) == kind)
                    return new CategoryReason(taught, LearnedRule, word);
        if (book.Own.Count > 0 && Named(book, entry.Note, kind) is { } own)
            return new CategoryReason(own.Category.Key, Keyword, own.Word);
        return keyword is { } match
            ? new CategoryReason(match.Category, Keyword, match.Word)
            : new CategoryReason(KnownCategories.DefaultOf(kind), Default, null);
    }

    internal static bool Exists(BookState book, string category, EntryKind kind) => KindOf(book, category) == SumKind(kind);

    /// <summary>The word that a correction of this entry is about.</summary>
    internal static string? WordToLearn(Entry entry) =>
        entry.Reason.Word is { } word ? Entry.Fold(word) : LearnableWord(entry.Expense.Note);

    /// <summary>Refunds belong to the categories of what is bought.</summary>
    internal static EntryKind SumKind(EntryKind kind) => kind == EntryKind.Income ? EntryKind.Income : EntryKind.Expense;

    internal static IEnumerable<string> Words(string note)
    {
        var folded = Entry.Fold(note);
        var start = 0;
        for (var i = 0; i <= folded.Length; i++)
        {
            if (i < folded.Length && (char.IsLetter(folded[i]) || folded[i] == '-'))
                continue;
            if (i > start)
                yield return folded[start..i];
            start = i + 1;
        }
    }

    /// <summary>The own category whose name stands in the note, in whatever case, and the word that it begins with there; of several the one with the
    /// longest name.</summary>
    private static (OwnCategory Category, string Word)? Named(BookState book, string note, EntryKind kind)
    {
        string[] words = [.. Words(note)];
        string[] stems = [.. words.Select(WordForm.Stem)];
        var named = book
            .Own.Values.Where(o => o.Kind == kind && o.Stems.Count > 0 && o.Stems.All(s => stems.Contains(s, StringComparer.Ordinal)))
            .MaxBy(o => (o.Stems.Count, o.Name.Length));
        return named is null ? null : (named, words[Array.IndexOf(stems, named.Stems[0])]);
    }

    private static string? LearnableWord(string note) => Words(note).FirstOrDefault(w => w.Length >= WordLettersMin);

    private static EntryKind? KindOf(BookState book, string key) =>
        KnownCategories.KindOf(key) ?? (book.Own.TryGetValue(key, out var own) ? own.Kind : null);
}
