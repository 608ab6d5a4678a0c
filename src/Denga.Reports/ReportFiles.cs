using Dapper;
using Denga.Contracts;
using Denga.Contracts.Reports;
using Denga.Platform.Data;
using Denga.Platform.Files;
using Microsoft.Extensions.Options;

namespace Denga.Reports;

/// <summary>The files that this module gave to people, and whose they are.</summary>
internal sealed class ReportFiles(Database<ReportsModule> database, FileStore files, IOptions<ReportsOptions> options, TimeProvider clock)
{
    private const int DeletedAtOnce = 1000;

    /// <param name="name">What the person saves it as.</param>
    public async Task<Result<string>> Save(PersonId person, ReadOnlyMemory<byte> content, string name, CancellationToken cancel) =>
        await Note(person, await files.Save(content, name, cancel), cancel);

    public async Task<Result<string>> SavePicture(PersonId person, string svg, CancellationToken cancel) =>
        await Note(person, await files.SavePicture(svg, cancel), cancel);

    /// <summary>What the person has here, the newest first.</summary>
    public async Task<KeptFile[]> Of(PersonId person, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var rows = await connection.QueryAsync<(string Key, DateTimeOffset CreatedAt)>(
            """
            select key, created_at from file where person_id = @Value and created_at > @since order by created_at desc, key limit @FilesMax
            """,
            new
            {
                person.Value,
                since = clock.GetUtcNow() - options.Value.KeepFilesFor,
                KeptFiles.FilesMax,
            }
        );
        return
        [
            .. rows.Select(row => new KeptFile(
                row.Key,
                FileStore.NameOf(row.Key),
                row.CreatedAt,
                row.CreatedAt + options.Value.KeepFilesFor
            )),
        ];
    }

    /// <summary>Deletes what is too old, and what is left of whoever was erased. The file goes before its row: a crash between leaves a row, by which
    /// it is tried again.</summary>
    public async Task DeleteBefore(DateTimeOffset before, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        string[] keys;
        do
        {
            var old = await connection.QueryAsync<string>(
                """
                (select key from file where created_at < @before order by created_at limit @DeletedAtOnce)
                union (select key from file join erased_person using (person_id) limit @DeletedAtOnce)
                """,
                new { before, DeletedAtOnce }
            );
            keys = [.. old];
            foreach (var key in keys)
                await files.Delete(key, cancel);
            await connection.ExecuteAsync("delete from file where key = any(@keys)", new { keys });
        } while (keys.Length >= DeletedAtOnce && !cancel.IsCancellationRequested);
    }

    /// <summary>Deletes old files that have no row: a process was gone before it wrote one, or the build before this wrote none.</summary>
    public async Task DeleteUnknown(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        await foreach (var keys in files.OlderThan(options.Value.KeepFilesFor, cancel).Chunk(DeletedAtOnce).WithCancellation(cancel))
        {
            var unknown = await connection.QueryAsync<string>(
                "select key from unnest(@keys) key where not exists (select from file f where f.key = key.key)",
                new { keys }
            );
            foreach (var key in unknown)
                await files.Delete(key, cancel);
        }
    }

    private async Task<Result<string>> Note(PersonId person, Result<string> saved, CancellationToken cancel)
    {
        if (!saved.IsOk)
            return saved;
        var key = saved.Value;
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync(
            "insert into file (key, person_id, created_at) values (@key, @Value, @now)",
            new
            {
                key,
                person.Value,
                now = clock.GetUtcNow(),
            }
        );
        return saved;
    }
}
