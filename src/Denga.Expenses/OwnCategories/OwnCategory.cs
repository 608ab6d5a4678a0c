using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Expenses.Recording;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.OwnCategories;

internal sealed record OwnCategory(string Key, string Name, EntryKind Kind)
{
    internal const string Emoji = "🏷️";
    private const string KeyPrefix = "own-";
    private const int SignificantLettersMin = 3;

    internal Category Shown => new(Key, Name, Emoji, Kind, IsOwn: true);

    /// <summary>The words by which a note names it, without their endings; all of them must stand there.</summary>
    internal IReadOnlyList<string> Stems => stems ??= [.. Significant([.. CategoryChoice.Words(Name)]).Select(WordForm.Stem)];

    private IReadOnlyList<string>? stems;

    /// <summary>Whether two names are the same one for a person.</summary>
    internal bool IsLike(OwnCategory other) => Kind == other.Kind && Entry.Fold(Name) == Entry.Fold(other.Name);

    /// <summary>A key that is free beside these; a category may have gone, so that their number says nothing.</summary>
    internal static string FreeKey(IEnumerable<OwnCategory> own) =>
        KeyPrefix
        + (
            own.Select(o =>
                    int.TryParse(o.Key.AsSpan(KeyPrefix.Length), System.Globalization.CultureInfo.InvariantCulture, out var number)
                        ? number
                        : 0
                )
                .DefaultIfEmpty()
                .Max() + 1
        ).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>"And" and "for" need not stand in a note.</summary>
    private static IEnumerable<string> Significant(string[] words)
    {
        string[] significant = [.. words.Where(w => w.Length >= SignificantLettersMin)];
        return significant.Length > 0 ? significant : words;
    }

    internal static async Task<IReadOnlyList<OwnCategory>> All(NpgsqlConnection connection, PersonId person, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select key, name, kind from category where person_id = $1 order by name", connection);
        await using var rows = await command.With(person.Value).ExecuteReaderAsync(cancel);
        var own = new List<OwnCategory>();
        while (await rows.ReadAsync(cancel))
            own.Add(new OwnCategory(rows.GetString(0), rows.GetString(1), (EntryKind)rows.GetInt16(2)));
        return own;
    }
}
