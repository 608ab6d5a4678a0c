using Denga.Platform.Data;
using Npgsql;

namespace Denga.Wallet.Ledger;

internal sealed class PostgresStore(Database<WalletModule> database) : ILedgerStore
{
    public async Task<LedgerReading> Read(IReadOnlyList<LedgerWrite> writes, KnownAccounts accounts, RecentIds recent)
    {
        await using var connection = await database.Open(CancellationToken.None);
        return await LedgerReading.Read(connection, writes, lockAccounts: false, accounts, recent, CancellationToken.None);
    }

    public async Task<(ChainHead Head, DateTimeOffset Latest)> Head(short chain)
    {
        await using var connection = await database.Open(CancellationToken.None);
        return await LedgerReading.Head(connection, chain, CancellationToken.None);
    }

    /// <summary>One message, one answer, one transaction: a batch without BEGIN commits as a whole.</summary>
    public async Task Write(LedgerBatch batch)
    {
        await using var connection = await database.Open(CancellationToken.None);
        await using var statements = new NpgsqlBatch(connection);
        batch.Write(statements);
        await statements.ExecuteNonQueryAsync();
        database.EventsWritten();
    }
}
