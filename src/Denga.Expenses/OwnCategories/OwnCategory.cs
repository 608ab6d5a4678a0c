using Denga.Contracts;
using Denga.Contracts.Expenses;
using Denga.Platform.Data;
using Npgsql;

namespace Denga.Expenses.OwnCategories;

internal sealed record OwnCategory(string Key, string Name, EntryKind Kind)
{
    internal const string Emoji = "🏷️";

    internal Category Shown => new(Key, Name, Emoji, Kind, IsOwn: true);

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
