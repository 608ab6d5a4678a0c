using System.Globalization;
using System.Text;
using System.Text.Json;
using Denga.Platform.Data;
using Denga.Platform.Jobs;
using Denga.Wallet.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Denga.Wallet.Proof;

/// <summary>A head as it stands in a checkpoint.</summary>
internal sealed record CheckpointHead(short Chain, long Number, string Hash);

/// <summary>Signs the heads of the chains once a day. Whoever keeps a checkpoint elsewhere can tell that nothing before it was changed since.</summary>
internal sealed class Checkpoints(Database<WalletModule> database, CheckpointKey key, TimeProvider clock) : IJob
{
    private static readonly TimeSpan Apart = TimeSpan.FromDays(1);

    public string Name => "wallet.checkpoint";

    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public async Task Run(CancellationToken cancel)
    {
        await using var connection = await database.Open(cancel);
        var now = Rules.Microseconds(clock.GetUtcNow());
        await using (var last = new NpgsqlCommand("select max(at) from checkpoint", connection))
            if (await last.ExecuteScalarAsync(cancel) is DateTime at && now - new DateTimeOffset(at, TimeSpan.Zero) < Apart)
                return;
        var heads = new List<CheckpointHead>();
        await using (var all = new NpgsqlCommand("select id, number, hash from chain where number > 0 order by id", connection))
        await using (var rows = await all.ExecuteReaderAsync(cancel))
        {
            while (await rows.ReadAsync(cancel))
                heads.Add(new CheckpointHead(rows.GetInt16(0), rows.GetInt64(1), Convert.ToHexStringLower(rows.GetFieldValue<byte[]>(2))));
        }
        if (heads.Count == 0)
            return;
        var json = JsonSerializer.Serialize(heads);
        await using var insert = new NpgsqlCommand(
            "insert into checkpoint (at, heads, public_key, signature) values ($1, $2, $3, $4) on conflict do nothing",
            connection
        ).With(now);
        insert.With(json, NpgsqlDbType.Json);
        insert.With(key.Public).With(key.Sign(Content(now, json)));
        await insert.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What is signed.</summary>
    internal static byte[] Content(DateTimeOffset at, string heads) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"denga ledger checkpoint\n{at.UtcDateTime:O}\n{heads}"));
}
