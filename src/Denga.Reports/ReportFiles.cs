using Dapper;
using Denga.Contracts;
using Denga.Platform.Data;
using Denga.Platform.Files;

namespace Denga.Reports;

/// <summary>The files that this module gave to people.</summary>
internal sealed class ReportFiles(Database<ReportsModule> database, FileStore files, TimeProvider clock)
{
    private const int DeletedAtOnce = 1000;

    public async Task<Result<string>> Save(ReadOnlyMemory<byte> content, string extension, CancellationToken cancel) =>
        await Note(await files.Save(content, extension, cancel), cancel);

    public async Task<Result<string>> SavePicture(string svg, CancellationToken cancel) =>
        await Note(await files.SavePicture(svg, cancel), cancel);

    private async Task<Result<string>> Note(Result<string> saved, CancellationToken cancel)
    {
        if (!saved.IsOk)
            return saved;
        var key = saved.Value;
        await using var connection = await database.Open(cancel);
        await connection.ExecuteAsync("insert into file (key, created_at) values (@key, @now)", new { key, now = clock.GetUtcNow() });
        return saved;
    }

    /// <summary>The file goes before its row: a crash between leaves a row, by which it is tried again.</summary>
    public async Task DeleteBefore(DateTimeOffset before, CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        string[] keys;
        do
        {
            var old = await connection.QueryAsync<string>(
                "select key from file where created_at < @before order by created_at limit @DeletedAtOnce",
                new { before, DeletedAtOnce }
            );
            keys = [.. old];
            foreach (var key in keys)
                await files.Delete(key, cancel);
            await connection.ExecuteAsync("delete from file where key = any(@keys)", new { keys });
        } while (keys.Length == DeletedAtOnce && !cancel.IsCancellationRequested);
    }
}
