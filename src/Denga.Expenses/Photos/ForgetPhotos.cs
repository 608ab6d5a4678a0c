using Denga.Platform.Data;
using Denga.Platform.Files;
using Denga.Platform.Jobs;

namespace Denga.Expenses.Photos;

/// <summary>Deletes photos that belong to nothing any more: a day after their entry was deleted, because until then it may be brought back, and at
/// once when the person was erased.</summary>
internal sealed class ForgetPhotos(Database<ExpensesModule> database, FileStore files, TimeProvider clock) : IJob
{
    private const int AtOnceMax = 500;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public string Name => "expenses.forget-photos";

    public TimeSpan Every => TimeSpan.FromMinutes(5);

    public async Task Run(CancellationToken cancel)
    {
        var before = clock.GetUtcNow() - Kept;
        foreach (var key in await Outdated(before, cancel))
        {
            await files.Delete(key, cancel);
            await using var gone = database.Source.CreateCommand("delete from photo where file_key = $1").With(key);
            await gone.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>Marked first, so that none is attached while its file goes.</summary>
    private async Task<List<string>> Outdated(DateTimeOffset before, CancellationToken cancel)
    {
        await using var loosen = database
            .Source.CreateCommand(
                "update photo p set expense_id = null, at = '-infinity' from expense e where e.id = p.expense_id and e.deleted_at < $1"
            )
            .With(before);
        await loosen.ExecuteNonQueryAsync(cancel);
        await using var command = database
            .Source.CreateCommand(
                $"""
                update photo set at = '-infinity'
                where file_key in (select file_key from photo where expense_id is null and at < $1 order by at limit {AtOnceMax})
                    and expense_id is null
                returning file_key
                """
            )
            .With(before);
        var keys = new List<string>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            keys.Add(rows.GetString(0));
        return keys;
    }
}
